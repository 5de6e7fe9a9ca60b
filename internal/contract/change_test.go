package contract

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/document"
)

// listed is the clause of changes, in one language.
func listed(t *testing.T, tm Template, p Params) string {
	t.Helper()
	all, err := Clauses(tm, p)
	if err != nil {
		t.Fatal(err)
	}
	last := all[len(all)-1]
	if last.ID != changesID {
		t.Fatalf("the last clause is %q", last.ID)
	}
	return strings.NewReplacer("\u2068", "", "\u2069", "", "\u00A0", " ").Replace(last.Text[0])
}

func TestAnAmendmentNamesWhatItChanges(t *testing.T) {
	tm, _ := Lookup(Service, 1)
	text := listed(t, tm, full(document.English))
	for _, want := range []string{
		"amends contract No. SD-2026-0410, version 1, of 1 October 2026", strings.Repeat("0f1e2d3c4b5a6978", 4),
		"Clause 3 (Milestones):", "Until now: Milestone 2: “Removal and restoration”. Price: EUR 1,200.00.", "From now on: Milestone 2: “Removal and restoration”. Price: EUR 1,140.00.",
		"Until now: A report\n", "From now on: Files restored from the copy of 19 November\n", "Clause 4 (What is not included):", "From now on: Training of the staff\n", "Clause 5 (Price, fees and taxes):",
		"the signed text applies",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not named:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Clause 1 ") || strings.Contains(text, "New hardware") {
		t.Errorf("what stays is named:\n%s", text)
	}
	if same := listed(t, tm, decided(document.English)); !strings.Contains(same, "No clause is changed.") {
		t.Errorf("nothing is changed:\n%s", same)
	}
}

// TestASecondLanguageIsAChange, though both texts are compared in the languages of the new one.
func TestASecondLanguageIsAChange(t *testing.T) {
	tm, _ := Lookup(NDA, 1)
	p := full(document.English, document.Persian)
	p.Amends.Params.Languages = p.Languages[:1]
	if text := listed(t, tm, p); !strings.Contains(text, "Until now: This agreement is made in one language: English.") {
		t.Errorf("%s", text)
	}
}

// TestNothingChangesUnlisted: whatever parameter differs, each line of a clause that is not in the signed paper is in the list.
func TestNothingChangesUnlisted(t *testing.T) {
	for name, e := range effects {
		for _, id := range []ID{Service, NDA} {
			tm, _ := Lookup(id, 1)
			p := full(document.Russian, document.Chinese)
			p.Amends.Params = first(document.Russian, document.Chinese)
			before, err := Clauses(tm, p.Amends.Params)
			if err != nil {
				t.Fatal(err)
			}
			if e.change(&p); p.Amends == nil {
				continue
			}
			now, err := Clauses(tm, p)
			if err != nil {
				t.Fatal(err)
			}
			list := now[len(now)-1].Text
			for i, c := range now[:len(now)-1] {
				for j := range p.Languages {
					old := strings.Split(before[i].Text[j], "\n")
					for _, line := range strings.Split(c.Text[j], "\n") {
						if !slices.Contains(old, line) && !strings.Contains(list[j], line) {
							t.Errorf("%s in %s: %q is new in clause %s and not listed", name, id, line, c.ID)
						}
					}
				}
			}
		}
	}
}

// TestDifferingIsExact: without what is gone the old text, and without what came the new one, are the same lines.
func TestDifferingIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Map(rapid.SampledFrom([]string{"a", "b", "c"}), func(s string) document.Text { return document.Text{s} }), 0, 12)
		a, b := lines.Draw(t, "a"), lines.Draw(t, "b")
		gone, come := differing(a, b)
		if len(a)-len(gone) != len(b)-len(come) || len(gone) > len(a) || slices.EqualFunc(a, b, func(x, y document.Text) bool { return x[0] == y[0] }) != (len(gone)+len(come) == 0) {
			t.Fatalf("%v to %v: gone %v, come %v", a, b, gone, come)
		}
	})
}
