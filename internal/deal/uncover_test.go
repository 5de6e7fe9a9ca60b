package deal

import (
	"context"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/sensitive"
)

// TestWhatIsCoveredInADealOpensForAReason: every word that the two say to each other is covered for both; each opens for a reason, with a step-up, on the
// record of the case, and for nobody else; what somebody said is no secret is covered no more.
func TestWhatIsCoveredInADealOpensForAReason(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.accepted(sample(1))
		q, _, err := w.Ask(ctx, w.client, id, w.version(id), Contract, "rights", "Ask nora@quarry.example first?")
		w.must(err)
		_, err = w.Answer(ctx, w.specialist, id, w.version(id), q, "No: olga@quarry.example.")
		w.must(err)
		w.sign(w.client, id)
		w.sign(w.specialist, id)
		m := w.view(w.client, id).Progress[0].ID
		w.fund(id, m)
		w.start(id, m)
		work, err := w.RegisterWork(ctx, w.specialist, m, Upload{Name: "a.txt", Preview: "Ordered by pia@quarry.example", Size: -1, Body: strings.NewReader("a")})
		w.must(err)
		_, err = w.Submit(ctx, w.specialist, m, w.version(id), "Sent to rosa@quarry.example.", []WorkID{work.ID})
		w.must(err)
		_, err = w.RequestChanges(ctx, w.client, m, w.version(id), "To sara@quarry.example, please.")
		w.must(err)

		v := w.view(w.client, id)
		round := v.Progress[0].Submissions[0]
		for _, c := range []struct {
			at    Spot
			text  string
			marks []sensitive.Shown
			plain string
		}{
			{Spot{In: InQuestion, ID: string(q)}, v.Questions[0].Text, v.Questions[0].Marks, "nora@quarry.example"},
			{Spot{In: InAnswer, ID: string(q)}, v.Questions[0].Answer, v.Questions[0].Answered, "olga@quarry.example"},
			{Spot{In: InPreview, ID: string(work.ID)}, v.Works[0].Preview, v.Works[0].Marks, "pia@quarry.example"},
			{Spot{In: InReport, ID: string(m), Round: 1}, round.Text, round.Marks, "rosa@quarry.example"},
			{Spot{In: InReply, ID: string(m), Round: 1}, round.Reply, round.Replied, "sara@quarry.example"},
		} {
			if len(c.marks) != 1 || strings.Contains(c.text, c.plain) {
				t.Fatalf("%s: %q %v", c.at.In, c.text, c.marks)
			}
			c.at.N, c.at.Kind = c.marks[0].N, c.marks[0].Kind
			w.opensAlone(id, c.at, c.plain)
		}
		for _, wrong := range []Spot{{In: InReport, ID: string(m), Round: 2}, {In: InReport, ID: "none", Round: 1}, {In: "terms", ID: string(m)}, {In: InAnswer, ID: string(m)}} {
			_, err := w.Uncover(ctx, w.client, id, wrong, "check")
			w.refused(err, fault.ErrAbsent)
		}
	})
}

// opensAlone opens a place for both sides, is refused what it must be, and says at last that it is no secret.
func (w *world) opensAlone(id ID, s Spot, plain string) {
	w.t.Helper()
	for _, who := range []access.Actor{w.client, w.specialist} {
		got, err := w.Uncover(ctx, who, id, s, "check")
		w.must(err)
		if got != plain {
			w.t.Errorf("under %s: %q", s.In, got)
		}
		if e := w.lastUncovered(); e.Actor != who.Account || e.Params["reason"] != "check" || e.Params["words"] != string(s.In) || e.Params["of"] != s.ID {
			w.t.Errorf("%s: the record says %+v", s.In, e)
		}
	}
	_, err := w.Uncover(ctx, w.client, id, s, "curious")
	w.refused(err, fault.ErrInvalid)
	unproved := w.client
	unproved.SteppedUp = false
	_, err = w.Uncover(ctx, unproved, id, s, "check")
	w.refused(err, fault.ErrStepUp)
	w.refused(w.Unmark(ctx, unproved, id, s), fault.ErrStepUp)
	for _, stranger := range []access.Actor{w.Client(), w.Specialist()} {
		_, err = w.Uncover(ctx, stranger, id, s, "check")
		w.refused(err, fault.ErrAbsent)
	}
	lead := w.lead // who may see that there is a deal, and read nothing of it
	lead.SteppedUp = true
	_, err = w.Uncover(ctx, lead, id, s, "check")
	w.refused(err, fault.ErrAbsent)
	w.refused(w.Unmark(ctx, lead, id, s), fault.ErrAbsent)
	w.must(w.Unmark(ctx, w.specialist, id, s))
	w.refused(w.Unmark(ctx, w.client, id, s), fault.ErrAbsent)
	_, err = w.Uncover(ctx, w.client, id, s, "check")
	w.refused(err, fault.ErrAbsent)
	v := w.view(w.client, id)
	if shown := []string{v.Questions[0].Text, v.Questions[0].Answer, v.Works[0].Preview, v.Progress[0].Submissions[0].Text, v.Progress[0].Submissions[0].Reply}; !strings.Contains(strings.Join(shown, "\n"), plain) {
		w.t.Errorf("%q is still covered", plain)
	}
}

func (w *world) lastUncovered() (last audit.Entry) {
	w.t.Helper()
	g, err := access.Check(w.client, access.TicketRecord, w.fact())
	w.must(err)
	all, err := w.World.Log.OfTicket(ctx, g, 0, 100)
	w.must(err)
	for _, e := range all {
		if e.Action == access.SensitiveUncovered && e.N > last.N {
			last = e
		}
	}
	return last
}

func (w *world) fact() (t access.Thing) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = w.World.Desk.Facts(ctx, tx, w.ticket)
		return err
	}))
	return t
}
