package arch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"surety/internal/access"
)

// The table stands between these lines of the page; the rest of it is written by hand.
const (
	classBegin = "<!-- the table of internal/access/class.go, by make generate -->\n"
	classEnd   = "<!-- end of the table -->\n"
)

// TestClassTableIsCurrent holds docs/design/class.md to the rules.
func TestClassTableIsCurrent(t *testing.T) {
	var table strings.Builder
	table.WriteString("| class | reads it, sees it drawn | takes the file | marked with who and when | in doubt: proves again | API token |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, r := range access.ClassRules() {
		fmt.Fprintf(&table, "| %s | %s | %s | %s | %s | %s |\n", r.Class, who(t, r.Open), who(t, r.Download), yes(r.Marked), yes(r.Proof), yes(r.Token))
	}
	path := filepath.Join(root, "docs/design/class.md")
	b, err := os.ReadFile(path)
	before, rest, found := strings.Cut(string(b), classBegin)
	have, after, closed := strings.Cut(rest, classEnd)
	if err != nil || !found || !closed {
		t.Fatalf("docs/design/class.md has no place for the table (%v)", err)
	}
	if *update && have != table.String() {
		have = table.String()
		if err := os.WriteFile(path, []byte(before+classBegin+have+classEnd+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have != table.String() {
		t.Error("docs/design/class.md is not current: run make generate")
	}
}
