package document

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// file writes the objects of a PDF with a classic table of references: the form that every reader knows, that other tools extend
// in kind when they sign, and that can be checked byte by byte.
type file struct {
	out     bytes.Buffer
	offsets []int // by object number; the first is not used
}

// header is PDF 1.7 with the comment that tells transports to leave bytes alone.
const header = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"

func newFile() *file {
	f := &file{offsets: []int{0}}
	f.out.WriteString(header)
	return f
}

// reserve takes a number for an object that is written later.
func (f *file) reserve() int {
	f.offsets = append(f.offsets, 0)
	return len(f.offsets) - 1
}

func (f *file) object(id int, body string) {
	f.offsets[id] = f.out.Len()
	fmt.Fprintf(&f.out, "%d 0 obj\n%s\nendobj\n", id, body)
}

// stream writes data, compressed.
func (f *file) stream(id int, entries string, data []byte) {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(data) // into memory: neither fails
	w.Close()
	f.raw(id, entries+" /Filter /FlateDecode", packed.Bytes())
}

func (f *file) raw(id int, entries string, data []byte) {
	f.offsets[id] = f.out.Len()
	fmt.Fprintf(&f.out, "%d 0 obj\n<< %s /Length %d >>\nstream\n", id, strings.TrimSpace(entries), len(data))
	f.out.Write(data)
	f.out.WriteString("\nendstream\nendobj\n")
}

// close writes the table of references and the trailer.
func (f *file) close(root, info int, id string) []byte {
	start := f.out.Len()
	fmt.Fprintf(&f.out, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets))
	for _, at := range f.offsets[1:] {
		fmt.Fprintf(&f.out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&f.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n",
		len(f.offsets), root, info, id, id, start)
	return f.out.Bytes()
}

// textString writes a text in UTF-16 (ISO 32000-1, 7.9.2.2), in hexadecimal so that nothing needs escaping.
func textString(s string) string {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u>>8), byte(u))
	}
	return "<" + strings.ToUpper(hex.EncodeToString(b)) + ">"
}

// decimal writes a measure with the precision that shows, a thousandth of a point.
func decimal(v float64) string {
	s := strconv.FormatFloat(v, 'f', 3, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}
