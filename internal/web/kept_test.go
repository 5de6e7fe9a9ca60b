package web

import (
	"context"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/assurance"
	"surety/internal/db"
	"surety/internal/retention"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// untilOf is what an installation tells of how long a case is kept.
func untilOf(k *retention.Keeper) assurance.Source {
	return func(ctx context.Context, tx *db.Tx, held map[access.TicketID]*assurance.Held) error {
		found, err := k.Until(ctx, tx, assurance.Tickets(held)...)
		for id, f := range found {
			held[id].Kept = &assurance.Kept{Until: f.Until, Why: f.Rule}
		}
		return err
	}
}

// TestAClientReadsUntilWhenTheirCaseIsKept once it is closed and a rule sets a day; before and otherwise there is none.
func TestAClientReadsUntilWhenTheirCaseIsKept(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		p, ctx := newPlace(t, w, nil), context.Background()
		client := w.Client()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		c, err := w.Desk.Open(ctx, client, ticket.Request{Subject: "S", Text: "T", Department: w.Department("Repairs")})
		must(err)
		kept := func() CaseHeld {
			t.Helper()
			one, err := p.server.Assurance.Of(ctx, client, c.ID)
			must(err)
			all, err := p.server.Assurance.Overview(ctx, client, []access.TicketID{c.ID})
			must(err)
			if a, b := heldOf(&one.Held), heldOf(all[c.ID]); a.KeptWhy != b.KeptWhy || (a.KeptUntil == nil) != (b.KeptUntil == nil) {
				t.Errorf("the page says %v, the overview %v", a.KeptUntil, b.KeptUntil)
			}
			return heldOf(&one.Held)
		}
		admin := w.Person(account.NewPerson{Roles: []access.Role{access.Administrator}})
		admin.SteppedUp = true
		must(p.server.Retention.Set(ctx, admin, retention.Rule{Days: 90}, false))
		must(w.Jobs.Drain(ctx))
		if h := kept(); h.KeptUntil != nil {
			t.Errorf("an open case has a day: %v", h.KeptUntil)
		}
		closed := w.Clock.Now()
		_, err = w.Desk.Close(ctx, client, c.ID)
		must(err)
		must(p.server.Retention.Set(ctx, admin, retention.Rule{Days: 100}, false))
		must(w.Jobs.Drain(ctx))
		if h := kept(); h.KeptUntil == nil || !h.KeptUntil.Equal(closed.Add(100*24*time.Hour)) || h.KeptWhy != "*/*/*/100" {
			t.Errorf("kept until %v by %q", h.KeptUntil, h.KeptWhy)
		}
		must(p.server.Retention.Set(ctx, admin, retention.Rule{}, false))
		must(w.Jobs.Drain(ctx))
		if h := kept(); h.KeptUntil != nil {
			t.Errorf("a case that is kept for good has a day: %v", h.KeptUntil)
		}
	})
}
