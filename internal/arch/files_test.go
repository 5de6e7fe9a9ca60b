package arch

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ungated are the vault's ways to make and open a file without the scanner.
var ungated = regexp.MustCompile(`[vV]ault\.(OpenFile|NewFile)\b`)

// TestFilesLeaveByTheShelfAlone holds the bytes of files to the one gate: only the shelf opens what people brought, and
// only what is our own goes past it: a deal's papers, and the copy of a person's data, which takes files through the desk.
func TestFilesLeaveByTheShelfAlone(t *testing.T) {
	seen := 0
	walk(t, []string{"internal", "cmd"}, ".go", func(path, text string) {
		path = strings.TrimPrefix(path, root+"/")
		if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "internal/vault/") || !ungated.MatchString(text) {
			return
		}
		seen++
		if !slices.Contains([]string{"internal/scan/scan.go", "internal/deal/paper.go", "internal/person/copy.go", "internal/person/make.go"}, path) {
			t.Errorf("%s opens or makes files past the shelf", path)
		}
	})
	if seen == 0 {
		t.Error("nothing opens files: the test does not see them")
	}
}
