package dispute

import (
	"slices"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/fault"
	"surety/internal/sensitive"
)

// TestWhatIsCoveredInADisputeOpensForAReason: a covered place of a word, or of what was put into the file, is shown to who may read it, for a reason,
// on the record of the case. The file holds what was said, not its cover; either side may say that a place is no secret, who judges may not.
func TestWhatIsCoveredInADisputeOpensForAReason(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.held(10_000)
		said := w.say(w.client, "Bill it to olga@quarry.example, please.")
		id, err := w.Begin(ctx, w.client, m, "Write to nora@quarry.example about it.")
		w.must(err)
		_, err = w.Add(ctx, w.client, id, OfMessage, itoa(said))
		w.must(err)
		w.pass(7 * day)
		judge := w.arbiters[0]
		w.must(w.Take(ctx, judge, id))
		v := w.view(judge, id)
		w.uncovers(id, Spot{Word: v.Words[0].N}, v.Words[0].Text, v.Words[0].Marks, "nora@quarry.example", judge)
		w.uncovers(id, Spot{Exhibit: v.Exhibits[0].N}, v.Exhibits[0].Text, v.Exhibits[0].Marks, "olga@quarry.example", judge)
		v = w.view(judge, id)
		if !strings.Contains(v.Words[0].Text, "nora@quarry.example") || !strings.Contains(v.Exhibits[0].Text, "olga@quarry.example") {
			t.Errorf("still covered: %q, %q", v.Words[0].Text, v.Exhibits[0].Text)
		}
	})
}

// uncovers opens a place for a side and for who judges, is refused what it must be, and says at last that it is no secret.
func (w *world) uncovers(id ID, s Spot, text string, marks []sensitive.Shown, plain string, judge access.Actor) {
	w.t.Helper()
	if len(marks) != 1 || strings.Contains(text, plain) {
		w.t.Fatalf("%q %v", text, marks)
	}
	s.N, s.Kind = marks[0].N, marks[0].Kind
	for _, who := range []access.Actor{w.specialist, judge} {
		got, err := w.Uncover(ctx, who, id, s, "check")
		w.must(err)
		if got != plain {
			w.t.Errorf("under it: %q", got)
		}
		if !slices.ContainsFunc(w.recordOfTicket(), func(e audit.Entry) bool {
			return e.Action == access.SensitiveUncovered && e.Actor == who.Account && e.Params["reason"] == "check" && (e.Params["word"] == itoa(s.Word) || e.Params["exhibit"] == itoa(s.Exhibit))
		}) {
			w.t.Error("the record does not tell of it")
		}
	}
	_, err := w.Uncover(ctx, w.specialist, id, s, "curious")
	w.refused(err, fault.ErrInvalid)
	for _, wrong := range []Spot{{Word: s.Word, Exhibit: s.Exhibit, N: 7, Kind: s.Kind}, {Exhibit: 99, Kind: s.Kind}, {Word: 99, Kind: s.Kind}} {
		_, err = w.Uncover(ctx, w.specialist, id, wrong, "check")
		w.refused(err, fault.ErrAbsent)
	}
	_, err = w.Uncover(ctx, w.Client(), id, s, "check")
	w.refused(err, fault.ErrAbsent)
	unproved := w.specialist
	unproved.SteppedUp = false
	_, err = w.Uncover(ctx, unproved, id, s, "check")
	w.refused(err, fault.ErrStepUp)
	w.refused(w.Unmark(ctx, unproved, id, s), fault.ErrStepUp)
	w.refused(w.Unmark(ctx, judge, id, s), fault.ErrDenied)
	w.refused(w.Unmark(ctx, w.Client(), id, s), fault.ErrAbsent)
	w.must(w.Unmark(ctx, w.client, id, s))
	_, err = w.Uncover(ctx, judge, id, s, "check")
	w.refused(err, fault.ErrAbsent)
}

// TestAComplaintClosesWhatIsCoveredToTheSpecialist: what one side entrusted to the other stays covered while a complaint lies on the case; the client's own
// does not.
func TestAComplaintClosesWhatIsCoveredToTheSpecialist(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.held(10_000)
		id, err := w.Begin(ctx, w.client, m, "Write to nora@quarry.example about it.")
		w.must(err)
		word := w.view(w.client, id).Words[0]
		s := Spot{Word: word.N, N: word.Marks[0].N, Kind: word.Marks[0].Kind}
		w.exec(`UPDATE ticket SET complaints = 1`)
		_, err = w.Uncover(ctx, w.specialist, id, s, "check")
		w.refused(err, access.ErrSuspended)
		w.refused(w.Unmark(ctx, w.specialist, id, s), access.ErrSuspended)
		_, err = w.Uncover(ctx, w.client, id, s, "own")
		w.must(err)
	})
}
