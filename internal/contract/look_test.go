package contract

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"surety/internal/document"
)

// TestEveryCurrencyNameIsShown: no name of a currency is written with a sign that our fonts lack.
func TestEveryCurrencyNameIsShown(t *testing.T) {
	tm, _ := Lookup(Service, 1)
	for _, l := range languages {
		for code := range written[l].currencies {
			p := bare(l)
			p.Currency.Code = code
			d, err := Write(tm, p)
			if err == nil {
				_, err = document.Render(d)
			}
			if err != nil {
				t.Errorf("%s in %s: %v", code, l, err)
			}
		}
	}
}

// TestEveryPaperIsRendered in each language and each pair. DOCUMENT_LOOK names a folder in which the files are left to be looked at.
func TestEveryPaperIsRendered(t *testing.T) {
	for _, tm := range Templates() {
		for _, ls := range choices() {
			if tm.ID != Service && len(ls) == 2 && !slices.Equal(ls, []document.Language{"fa", "en"}) && !slices.Equal(ls, []document.Language{"zh", "ru"}) {
				continue // the longest paper stands for the others
			}
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
