package review

import (
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/deal"
)

// What may still be written is listed for both sides, page by page, and for nobody else; that the other has written shows nowhere.
func TestWaitingListsWhatMayStillBeWritten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		client, specialist := w.Client(), w.Specialist()
		all := []deal.MilestoneID{w.done(client, specialist, false), w.done(client, specialist, false), w.done(client, specialist, false)}
		list := func(who access.Actor) (seen []deal.MilestoneID) {
			for cursor := ""; ; {
				p, err := w.Waiting(ctx, who, cursor, 2)
				w.must(err)
				for _, x := range p.Items {
					seen = append(seen, x.Milestone)
				}
				if cursor = p.Next; cursor == "" {
					return seen
				}
			}
		}
		if len(list(client)) != 3 || len(list(specialist)) != 3 || len(list(w.Client())) != 0 {
			t.Errorf("%v, %v", list(client), list(specialist))
		}
		p, err := w.Waiting(ctx, client, "", 1)
		w.must(err)
		if p.Items[0].Other.ID != specialist.Account {
			t.Errorf("the client is to review %+v", p.Items[0].Other)
		}
		if _, err := w.Waiting(ctx, specialist, p.Next, 1); err == nil {
			t.Error("another's cursor was accepted")
		}
		w.write(client, all[0], 5)
		if len(list(client)) != 2 || len(list(specialist)) != 3 {
			t.Errorf("after one wrote: %v, %v", list(client), list(specialist))
		}
		w.pass(SealedDays * 24 * time.Hour)
		if len(list(client)) != 0 || len(list(specialist)) != 0 {
			t.Error("time is up, and it is still listed")
		}
	})
}
