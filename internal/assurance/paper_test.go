package assurance

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/document"
	"surety/internal/fault"
)

// sealed lets the desk seal, and returns by what its papers are verified.
func (w *world) sealed() document.Trust {
	w.t.Helper()
	a, err := document.NewAuthority("Harbour Help", w.World.Clock.Now())
	w.must(err)
	w.Desk.Seal = func(ctx context.Context, pdf []byte, field, reason string) ([]byte, error) {
		return document.Seal(ctx, pdf, document.Sealing{Field: field, Name: "Harbour Help", Reason: reason, Contact: "https://help.surety.example", At: w.World.Clock.Now(), By: a.Seal,
			Time: &document.TimeAuthority{Identity: a.Stamp, Clock: w.World.Clock, Accuracy: time.Second}})
	}
	return document.Trust{Signers: a.Roots(), Stamps: a.Roots(), Now: w.World.Clock.Now()}
}

// TestAReportOnPaperIsSealedAndHoldsNoContent in each language, for the client's side alone.
func TestAReportOnPaperIsSealedAndHoldsNoContent(t *testing.T) {
	w := newWorld(t, db.SQLite)
	trust := w.sealed()
	w.reads(w.agent)
	w.uncovers(w.agent)
	r := w.report()
	for _, l := range document.Languages() {
		pdf, number, err := w.Paper(ctx, w.client, r.ID, string(l))
		w.must(err)
		found, err := document.Verify(pdf, trust)
		if err != nil || !found.Sound() || len(found.Signatures) != 1 || found.Signatures[0].Reason != sealReason || number != r.Number {
			t.Errorf("%s: %+v, %v", l, found, err)
		}
		if strings.Contains(string(pdf), canary) {
			t.Errorf("%s: content", l)
		}
		pdf[len(pdf)/3] ^= 1
		if found, err := document.Verify(pdf, trust); err == nil && found.Sound() {
			t.Errorf("%s: a changed paper holds", l)
		}
	}
	for name, who := range map[string]access.Actor{"a stranger": w.stranger, "the agent": w.agent, "the specialist": w.specialist} {
		if _, _, err := w.Paper(ctx, who, r.ID, "en"); err == nil || fault.KindOf(err) != fault.Absent {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := w.Paper(ctx, w.office, r.ID, "xx"); err != nil {
		t.Errorf("an officer, in a language that is none: %v", err)
	}
}

// TestAPaperSaysWhatTheReportSays: each opening with its name and number, and those that do not fit by their count.
func TestAPaperSaysWhatTheReportSays(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	p := paper{language: document.English, printed: map[string]bool{}, report: Report{Number: 12, Ticket: "t", Client: Person{Name: "Vera"}, Made: at, Openings: 9, People: 2, From: 4, To: 30},
		site: account.Installation{Name: "Harbour Help"}, openings: []Opening{{N: 17, At: at, Who: Person{ID: "agent-id", Name: "Agent \U0001F980"}, Action: access.TicketRead, Country: "IR"}, {N: 11, At: at, Who: Person{Name: "سارا"}, Action: access.SensitiveUncovered}}}
	p.held.Class, p.held.Facts.Suspended = "restricted", true
	p.now = p.moment(at)
	text, _, err := document.CanonicalText(p.document())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Request opened to read", "agent-id", "سارا", "IR", "17", "place 5 to 30", "7 more are on", "Restricted", "A complaint is open"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
}

// TestEveryOpeningHasItsWordsOnPaper in the four languages, and no text is left in another.
func TestEveryOpeningHasItsWordsOnPaper(t *testing.T) {
	for _, a := range openings {
		if texts[string(a)] == nil {
			t.Errorf("%s has no words", a)
		}
	}
	for key, said := range texts {
		for _, l := range document.Languages() {
			if said[l] == "" || l != document.English && strings.ContainsFunc(strings.NewReplacer("PDF", "", "{from}", "", "{to}", "", "{count}", "").Replace(said[l]), isLatin) {
				t.Errorf("%s in %s: %q", key, l, said[l])
			}
		}
	}
	if slices.Contains(openings, access.TicketReadNote) || len(openings) == 0 {
		t.Error("notes are told")
	}
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
