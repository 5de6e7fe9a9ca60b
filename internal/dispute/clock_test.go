package dispute

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/fault"
)

// A complaint stops a dispute's clock, and lifting it gives back exactly what was left. Meanwhile nobody does anything.
func TestAComplaintStopsTheDispute(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.offering()
		_, err := w.Offer(ctx, w.client, id, 6_000)
		w.must(err)
		w.pass(3 * day)
		w.complain(m, "c1", true)
		w.pass(100 * day)
		for what, err := range map[string]error{"offer": second(w.Offer(ctx, w.specialist, id, 1_000)), "withdraw": w.Withdraw(ctx, w.client, id),
			"evidence": second(w.Add(ctx, w.client, id, OfMessage, "1"))} {
			if !errors.Is(err, deal.ErrSuspended) {
				t.Errorf("%s: %v", what, err)
			}
		}
		w.is(id, Offering)
		w.complain(m, "c1", false)
		w.pass(2*day - 1)
		w.is(id, Offering)
		w.pass(1)
		w.is(id, Seeking)
		if p := w.position(m); p.HeldMinor != 10_000 {
			t.Errorf("money moved: %+v", p)
		}
	})
}

// Nothing begins under a complaint, and an award that falls due under one waits for its end.
func TestAnAwardWaitsForAComplaint(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, m := w.awarded(10_000)
		w.complain(m, "c1", true)
		w.pass(30 * day)
		if p := w.position(m); p.HeldMinor != 10_000 {
			t.Fatalf("money moved under a complaint: %+v", p)
		}
		w.complain(m, "c1", false)
		w.pass(5 * day)
		w.ended(id, m, Decided, 10_000)
		other := w.held(100)
		w.complain(other, "c2", true)
		_, err := w.Begin(ctx, w.client, other, "And this.")
		w.refused(err, deal.ErrSuspended)
	})
}

// together runs the verbs at once and returns what they answer.
func together(verbs ...func() error) []error {
	errs := make([]error, len(verbs))
	var all sync.WaitGroup
	for i, v := range verbs {
		all.Add(1)
		go func() { defer all.Done(); errs[i] = v() }()
	}
	all.Wait()
	return errs
}

func done(errs []error) (n int) {
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}

// Two at once: one dispute begins, one arbiter gets it, two offers that meet settle once.
func TestAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		m := w.held(10_000)
		begin := func(who access.Actor) func() error {
			return func() error { return second(w.Begin(ctx, who, m, "So it is.")) }
		}
		if errs := together(begin(w.client), begin(w.specialist), begin(w.client)); done(errs) != 1 {
			t.Fatal(errs)
		}
		page, err := w.List(ctx, w.client, false, "", 0)
		w.must(err)
		id, opener := page.Items[0].ID, page.Items[0].Opener
		other := w.specialist
		if opener == deal.Specialist {
			other = w.client
		}
		w.must(w.Answer(ctx, other, id, "No."))
		errs := together(func() error { return second(w.Offer(ctx, w.client, id, 7_000)) }, func() error { return second(w.Offer(ctx, w.specialist, id, 5_000)) })
		if done(errs) != 2 {
			t.Fatal(errs)
		}
		w.ended(id, m, Crossed, 6_000)
		second, _ := w.seeking()
		take := func(a access.Actor) func() error { return func() error { return w.Take(ctx, a, second) } }
		if errs := together(take(w.arbiters[0]), take(w.arbiters[1]), take(w.arbiters[2])); done(errs) != 1 {
			t.Fatal(errs)
		}
	})
}

// Reminders go to whose turn it is, and to nobody else.
func TestRemindersGoToWhoseTurnItIs(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.begun()
		w.drain()
		sent := len(w.Mail.Sent())
		w.pass(4 * day) // more than half of seven days
		var to []string
		for _, s := range w.Mail.Sent()[sent:] {
			to = append(to, s.To)
		}
		var contact string
		w.must(w.World.DB.View(ctx, func(c txCtx, tx *db.Tx) error {
			who, err := w.World.Accounts.Contact(c, tx, w.specialist.Account)
			contact = who.Email
			return err
		}))
		if len(to) == 0 || slices.ContainsFunc(to, func(s string) bool { return s != contact }) {
			t.Errorf("reminded %v, not %s", to, contact)
		}
		w.is(id, Answering)
	})
}

// Contract and submissions of the deal can be put into the file, each by whom it is open to; the arbiter reads the copy.
func TestContractAndSubmissionAreEvidence(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		terms := deal.Terms{Title: "Clean the server", Currency: "EUR", Rounds: 1, Language: "en", Licence: deal.NonExclusive,
			Milestones: []deal.Milestone{{Title: "All of it", AmountMinor: 10_000, Due: w.Clock.Now().AddDate(0, 1, 0).Format(time.DateOnly)}}}
		d, err := w.deals.Begin(ctx, w.specialist, w.ticket, terms)
		w.must(err)
		version := func() int64 { return w.count(`SELECT version FROM deal WHERE id = $1`, string(d)) }
		_, err = w.deals.Offer(ctx, w.specialist, d, version(), terms)
		w.must(err)
		_, err = w.deals.Accept(ctx, w.client, d, version(), 1)
		w.must(err)
		m := w.signedAndFunded(d, version)
		_, err = w.deals.Start(ctx, w.specialist, m, version())
		w.must(err)
		_, err = w.deals.Submit(ctx, w.specialist, m, version(), "Cleaned as agreed.", nil)
		w.must(err)
		id, err := w.Begin(ctx, w.client, m, "It is not clean.")
		w.must(err)
		for _, e := range []struct {
			kind ExhibitKind
			ref  string
		}{{OfContract, ""}, {OfSubmission, "1"}} {
			_, err := w.Add(ctx, w.client, id, e.kind, e.ref)
			w.must(err)
		}
		if _, err := w.Add(ctx, w.client, id, OfSubmission, "2"); fault.As(err).Kind != fault.Absent {
			t.Errorf("a round that never was: %v", err)
		}
		w.pass(7 * day)
		w.must(w.Take(ctx, w.arbiters[0], id))
		v := w.view(w.arbiters[0], id)
		if len(v.Exhibits) != 2 || !strings.Contains(v.Exhibits[0].Text, "Clean the server") || v.Exhibits[1].Text != "Cleaned as agreed." || v.Exhibits[1].By != deal.Specialist {
			t.Errorf("%+v", v.Exhibits)
		}
	})
}
