package deal

import (
	"context"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
)

func (w *world) waits(who access.Actor) Wait {
	w.t.Helper()
	all, err := w.Waiting(ctx, who, []access.TicketID{"another", w.ticket})
	w.must(err)
	if len(all) > 0 && all[w.ticket].Deal == "" {
		w.t.Fatalf("no deal is named: %v", all)
	}
	return all[w.ticket].For
}

// The client learns from their requests what a deal waits for, all the way, and nobody else does.
func TestRequestsTellTheClientWhatADealWaitsFor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		expect := func(want Wait) {
			t.Helper()
			if got := w.waits(w.client); got != want {
				t.Fatalf("waits for %q, want %q", got, want)
			}
			for _, other := range []access.Actor{w.specialist, w.lead, w.World.Client(), w.World.Agent(w.department)} {
				if got := w.waits(other); got != "" {
					t.Fatalf("somebody else is told to %s", got)
				}
			}
		}
		expect("")
		id, err := w.Begin(ctx, w.specialist, w.ticket, sample(2))
		w.must(err)
		expect("") // a draft is its writer's alone
		_, err = w.Offer(ctx, w.specialist, id, w.version(id), sample(2))
		w.must(err)
		expect(ToDecide)
		_, err = w.Accept(ctx, w.client, id, w.version(id), 1)
		w.must(err)
		expect(ToSign)
		own, _, err := w.Ask(ctx, w.client, id, w.version(id), Contract, "rights", "May we change it?")
		w.must(err)
		expect("") // the client's own question is the specialist's to answer
		_, err = w.Answer(ctx, w.specialist, id, w.version(id), own, "Yes.")
		w.must(err)
		theirs, _, err := w.Ask(ctx, w.specialist, id, w.version(id), Contract, "rights", "Who else works on it?")
		w.must(err)
		expect(ToAnswer)
		_, err = w.Answer(ctx, w.client, id, w.version(id), theirs, "Nobody.")
		w.must(err)
		expect(ToSign)
		w.sign(w.client, id)
		expect("")
		w.sign(w.specialist, id)
		first := w.view(w.client, id).Progress[0].ID
		expect(ToPay)
		w.fund(id, first)
		expect("")
		w.start(id, first)
		w.submit(id, first)
		expect(ToLook)
		_, err = w.RequestCancel(ctx, w.client, first, w.version(id))
		w.must(err)
		expect("")
		_, err = w.WithdrawCancel(ctx, w.client, first, w.version(id))
		w.must(err)
		_, err = w.RequestCancel(ctx, w.specialist, first, w.version(id))
		w.must(err)
		expect(ToCancel)
	})
}

// A complaint stops everything: nobody is waited for until it is lifted.
func TestAComplaintWaitsForNobody(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.signed(sample(1))
		w.must(w.tx(id, func(ctx context.Context, tx *db.Tx, g access.Grant) error {
			return w.Suspend(ctx, tx, g, id, "complaint")
		}))
		if got := w.waits(w.client); got != "" {
			t.Fatalf("waits for %q", got)
		}
	})
}
