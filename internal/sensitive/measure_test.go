package sensitive_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"

	"surety/internal/sensitive"
	"surety/internal/sensitive/labelled"
)

// floors are what precision and recall must not fall below, per kind and language.
const (
	usualFloor = 0.97
	weakFloor  = 0.90 // kinds without a checksum, or with one of a single digit
)

var weak = map[sensitive.Kind]bool{sensitive.Phone: true, sensitive.Password: true, sensitive.IRNationalID: true, sensitive.RUInn: true, sensitive.RUPassport: true}

// figure counts what was found rightly, wrongly, and not at all.
type figure struct{ right, wrong, missed int }

func (f figure) precision() float64 { return share(f.right, f.wrong) }
func (f figure) recall() float64    { return share(f.right, f.missed) }

func share(a, b int) float64 {
	if a+b == 0 {
		return 1
	}
	return float64(a) / float64(a+b)
}

// TestPrecisionAndRecall measures the detectors on the labelled set, and prints the figures.
func TestPrecisionAndRecall(t *testing.T) {
	figures := map[string]*figure{}
	for _, s := range labelled.Set() {
		measure(t, s, figures)
	}
	var out strings.Builder
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "kind\tlanguage\tfound\twrong\tmissed\tprecision\trecall")
	for _, k := range sensitive.Kinds {
		for _, language := range labelled.Languages {
			f := figures[string(k)+" "+language]
			if f == nil || f.right+f.missed == 0 {
				t.Errorf("%s in %s: the set has none", k, language)
				continue
			}
			fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%.3f\t%.3f\n", k, language, f.right, f.wrong, f.missed, f.precision(), f.recall())
			floor := usualFloor
			if weak[k] {
				floor = weakFloor
			}
			if f.precision() < floor || f.recall() < floor {
				t.Errorf("%s in %s: precision %.3f, recall %.3f; at least %.2f", k, language, f.precision(), f.recall(), floor)
			}
		}
	}
	table.Flush()
	t.Log("\n" + out.String())
}

// measure: a mark is right when it covers what is labelled, of that kind, and hardly more.
func measure(t *testing.T, s labelled.Sample, figures map[string]*figure) {
	of := func(k sensitive.Kind) *figure {
		key := string(k) + " " + s.Language
		if figures[key] == nil {
			figures[key] = &figure{}
		}
		return figures[key]
	}
	found := sensitive.Find(s.Text)
	right := map[int]bool{}
	for _, want := range s.Marks {
		hit := false
		for i, m := range found {
			if m.Kind == want.Kind && m.From <= want.From && m.To >= want.To && m.To-m.From <= want.To-want.From+3 {
				hit, right[i] = true, true
			}
		}
		if hit {
			of(want.Kind).right++
		} else {
			of(want.Kind).missed++
			tell(t, "missed", s, want)
		}
	}
	for i, m := range found {
		if !right[i] {
			of(m.Kind).wrong++
			tell(t, "wrong", s, m)
		}
	}
}

func tell(t *testing.T, what string, s labelled.Sample, m sensitive.Mark) {
	if os.Getenv("TELL") != "" {
		t.Logf("%s %s %q in %q", what, m.Kind, s.Text[m.From:m.To], s.Text)
	}
}
