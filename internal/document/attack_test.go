package document

import (
	"bytes"
	"fmt"
	"testing"
)

// replaceObject adds a saving that writes an object anew, as an attacker with any editor can.
func replaceObject(t *testing.T, pdf []byte, id int, body string) []byte {
	t.Helper()
	all := must(revisions(pdf))
	last := all[len(all)-1]
	root := last.trailer["Root"].(reference)
	info := last.trailer["Info"].(reference)
	var b bytes.Buffer
	b.Write(pdf)
	at := b.Len()
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", id, body)
	start := b.Len()
	fmt.Fprintf(&b, "xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n",
		id, at, max(last.trailer["Size"].(int64), int64(id)+1), root.id, info.id, last.table, start)
	return b.Bytes()
}
