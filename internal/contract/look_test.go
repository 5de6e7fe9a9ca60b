package contract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"surety/internal/document"
)

// TestEveryPaperIsRendered in each language and each pair. DOCUMENT_LOOK names a folder in which the files are left to be looked at.
func TestEveryPaperIsRendered(t *testing.T) {
	for _, tm := range Templates() {
		for _, ls := range choices() {
			var names []string
			for _, l := range ls {
				names = append(names, string(l))
			}
			d, err := Write(tm, full(ls...))
			if err != nil {
				t.Fatalf("%s %v: %v", tm.ID, ls, err)
			}
			pdf, err := document.Render(d)
			if err != nil {
				t.Fatalf("%s %v: %v", tm.ID, ls, err)
			}
			if dir := os.Getenv("DOCUMENT_LOOK"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, string(tm.ID)+"-"+strings.Join(names, "-")+".pdf"), pdf, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
