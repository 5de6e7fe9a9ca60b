package complaint

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/ticket"
)

func TestFilingClosesTheCaseAtOnceAndDecidingOpensIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.fetch(w.specialist))
		id := w.filed()
		for _, who := range []access.Actor{w.specialist, w.agent} {
			w.refused(w.fetch(who), access.ErrSuspended)
		}
		w.must(w.fetch(w.client)) // their own
		if _, err := w.Desk.Split(ctx, w.agent, w.ticket, ticket.SplitOff{Subject: "Another", Messages: []int64{2}}); fault.As(err).Code != access.ErrSuspended.Code {
			t.Errorf("split: %v", err)
		}
		w.must(w.Take(ctx, w.officer, id))
		w.must(w.Sift(ctx, w.officer, id, Sifting{Accused: w.specialist.Account}))
		w.must(w.Answer(ctx, w.specialist, id, "I sold nothing."))
		w.must(w.Decide(ctx, w.officer, id, Decision{Outcome: Unfounded, Report: "The record shows one opening, for the work."}))
		w.must(w.fetch(w.specialist))
		for _, who := range []access.Actor{w.client, w.specialist, w.officer} {
			v := w.view(who, id)
			if v.State != Unfounded || len(v.Words) != 3 || v.Words[1].Text != "I sold nothing." || v.ClosedAt.IsZero() {
				t.Errorf("%s reads %+v", who.Account, v)
			}
		}
		w.refused(w.Decide(ctx, w.officer, id, Decision{Outcome: Confirmed, Report: "After all."}), ErrState)
	})
}

func TestTwoComplaintsBothMustEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first := w.sifted()
		second, err := w.File(ctx, w.agent, Filing{Ticket: w.ticket, Kind: Looked, Accused: w.specialist.Account, Text: "They looked at more."})
		w.must(err)
		w.must(w.Answer(ctx, w.specialist, first, "No."))
		w.must(w.Decide(ctx, w.officer, first, Decision{Outcome: Inconclusive, Report: "Nothing shows it."}))
		w.refused(w.fetch(w.specialist), access.ErrSuspended)
		w.must(w.Take(ctx, w.officer, second))
		w.must(w.Sift(ctx, w.officer, second, Sifting{Accused: w.specialist.Account}))
		w.must(w.Decide(ctx, w.officer, second, Decision{Outcome: Inconclusive, Report: "Nor this."}))
		w.must(w.fetch(w.specialist))
	})
}

func TestOneOpenComplaintOfAPersonAboutACase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		errs := make([]error, 4)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				_, errs[i] = w.File(ctx, w.client, Filing{Ticket: w.ticket, Kind: Kept, Text: "They kept a copy."})
			})
		}
		all.Wait()
		filed := 0
		for _, err := range errs {
			if err == nil {
				filed++
			} else {
				w.refused(err, ErrOpen)
			}
		}
		if filed != 1 {
			t.Errorf("%d were filed", filed)
		}
	})
}

func TestM4NoMoneyMovesWhileAComplaintIsOpen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		d, m := w.held(10_000)
		id := w.filed()
		g, err := access.Check(access.Actor{Account: "banker", Session: "s", Roles: []access.Role{access.Bank}, SteppedUp: true}, access.BankApprove, access.Thing{Kind: "money"})
		w.must(err)
		g.MarkRecorded()
		release := func() error {
			return w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := w.ledger.Release(ctx, tx, g, escrow.Division{Key: "out/" + string(m), Milestone: m, ReleaseMinor: 100})
				return err
			})
		}
		w.refused(release(), escrow.ErrFrozen)
		w.must(w.Take(ctx, w.officer, id))
		w.must(w.Sift(ctx, w.officer, id, Sifting{Accused: w.specialist.Account}))
		w.pass(Hearing + time.Minute)
		w.must(w.Decide(ctx, w.officer, id, Decision{Outcome: Unfounded, Report: "Nothing was sold."}))
		w.must(release())
		if under := w.under(id); len(under) != 0 {
			t.Errorf("%s still stands still", d)
		}
		if all := w.judged(); len(all) != 0 {
			t.Errorf("a dispute came of nothing: %+v", all)
		}
	})
}

// held is a deal with so much held.
func (w *world) held(minor int64) (d deal.ID, m deal.MilestoneID) {
	w.t.Helper()
	d, m = access.NewID[deal.ID](), access.NewID[deal.MilestoneID]()
	g, err := access.Check(access.Actor{Account: "banker", Session: "s", Roles: []access.Role{access.Bank}, SteppedUp: true}, access.BankApprove, access.Thing{Kind: "money"})
	w.must(err)
	g.MarkRecorded()
	now := db.Micros(w.World.Clock.Now())
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO deal (id, ticket, client, specialist, state, currency, offer, signed, version, steps, created, updated)
			VALUES ($1, $2, $3, $4, 'active', 'EUR', 1, 1, 1, 0, $5, $5)`, string(d), string(w.ticket), string(w.client.Account), string(w.specialist.Account), now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO deal_milestone (id, deal, place, state, before, price_minor, fee_minor, tax_minor, released_minor, fee_taken, tax_taken,
			refunded_minor, granted_minor, moves, parts, rounds, cancels, canceller, matter, accepted, silence_days, rounds_max, guarantee, licence, due, changed)
			VALUES ($1, $2, 1, 'in_progress', '', $3, $4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '', '', 14, 1, $5, 'non_exclusive', NULL, $6)`,
			string(m), string(d), minor, minor/20, false, now); err != nil {
			return err
		}
		if err := w.ledger.Begin(ctx, tx, escrow.Milestone{ID: m, Deal: d, Client: w.client.Account, Specialist: w.specialist.Account, Currency: "EUR"}); err != nil {
			return err
		}
		if _, err := w.ledger.Receive(ctx, tx, g, escrow.Receipt{Key: "in/" + string(m), Milestone: m, Currency: "EUR", AmountMinor: minor}); err != nil {
			return err
		}
		_, err := w.ledger.Hold(ctx, tx, g, escrow.Order{Key: "hold/" + string(m), Milestone: m, AmountMinor: minor})
		return err
	}))
	return d, m
}

func (w *world) under(id ID) (all []deal.ID) {
	w.t.Helper()
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = w.deals.Under(ctx, tx, string(id))
		return err
	}))
	return all
}

func TestTheAccusedIsHeardBeforeAnythingIsConfirmed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.filed()
		_, err := w.Read(ctx, w.specialist, id)
		w.refused(err, fault.ErrAbsent) // nobody looks into it yet
		w.must(w.Take(ctx, w.officer, id))
		w.refused(w.Decide(ctx, w.officer, id, Decision{Outcome: Confirmed, Report: "At once."}), ErrState)
		w.must(w.Sift(ctx, w.officer, id, Sifting{}))
		w.refused(w.Decide(ctx, w.officer, id, Decision{Outcome: Confirmed, Report: "By somebody."}), ErrUnheard)
		w.must(w.Sift(ctx, w.officer, id, Sifting{Accused: w.specialist.Account}))
		if v := w.view(w.specialist, id); len(v.Words) != 1 || v.HearBy.IsZero() || !slices.Equal(v.Can, []access.Action{access.ComplaintAnswer}) {
			t.Errorf("the accused reads %+v", v)
		}
		w.pass(Hearing - time.Minute)
		w.refused(w.Decide(ctx, w.officer, id, Decision{Outcome: Confirmed, Report: "Too early."}), ErrUnheard)
		w.pass(2 * time.Minute)
		w.must(w.Decide(ctx, w.officer, id, Decision{Outcome: Confirmed, Report: "They had their time."}))
	})
}

func TestOnlyAnOfficerWithoutAnInterestLooksIntoIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.filed()
		w.refused(w.Take(ctx, w.of, id), ErrInterest)
		for _, who := range []access.Actor{w.agent, w.Lead(w.department), w.Client()} {
			w.refused(w.Take(ctx, who, id), fault.ErrAbsent)
		}
		w.refused(w.Take(ctx, w.client, id), fault.ErrDenied)
		p, err := w.Waiting(ctx, w.of, "", 0)
		w.must(err)
		if len(p.Items) != 0 {
			t.Errorf("one of the department sees %+v", p.Items)
		}
		p, err = w.Waiting(ctx, w.officer, "", 0)
		w.must(err)
		if len(p.Items) != 1 || p.Items[0].Accused.ID != "" {
			t.Errorf("waiting: %+v", p.Items)
		}
		_, err = w.Read(ctx, w.officer, id)
		w.refused(err, fault.ErrDenied) // words are for who looks into it
		w.must(w.Take(ctx, w.officer, id))
		w.refused(w.Take(ctx, w.officer, id), ErrState)
		w.must(w.Recuse(ctx, w.officer, id))
		w.refused(w.Take(ctx, w.officer, id), fault.ErrAbsent)
	})
}

func TestNobodyWithoutAHandInItIsAccused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, a := range []access.AccountID{w.client.Account, w.Specialist().Account, "nobody"} {
			_, err := w.File(ctx, w.client, Filing{Ticket: w.ticket, Kind: Looked, Accused: a, Text: "Them."})
			w.refused(err, ErrAccused)
		}
		w.must(w.fetch(w.specialist)) // and nothing was closed
		_, err := w.File(ctx, w.Client(), Filing{Ticket: w.ticket, Kind: Looked, Text: "A stranger's."})
		w.refused(err, fault.ErrAbsent)
		_, err = w.File(ctx, w.client, Filing{Ticket: w.ticket, Kind: "else", Text: "?"})
		w.refused(err, fault.ErrInvalid)
		_, err = w.File(ctx, w.client, Filing{Ticket: w.ticket, Kind: Looked, Text: " \n"})
		w.refused(err, fault.ErrInvalid)
	})
}

// TestWhoOnlyLookedCanBeAccused: whoever opened something of the case without a hand in it is named by who looks into it, as the trace
// shows them; who opened nothing is not, nor who complains.
func TestWhoOnlyLookedCanBeAccused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		curious, other := w.Agent(w.department), w.Agent(w.department)
		_, err := w.Desk.Messages(ctx, curious, w.ticket, ticket.Slice{})
		w.must(err)
		id := w.filed()
		w.must(w.Take(ctx, w.officer, id))
		for _, a := range []access.AccountID{other.Account, w.client.Account, "nobody"} {
			w.refused(w.Sift(ctx, w.officer, id, Sifting{Accused: a}), ErrAccused)
		}
		w.must(w.Sift(ctx, w.officer, id, Sifting{Accused: curious.Account}))
		if v := w.view(curious, id); v.Accused.ID != curious.Account {
			t.Errorf("%+v", v.Accused)
		}
	})
}

func TestTimeDecidesNothingAndCallsOfficers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.filed()
		if w.letters(letterWaiting) == 0 {
			t.Error("no officer was written to")
		}
		w.pass(limits[Triage] + time.Minute)
		w.pass(again + time.Minute)
		v := w.view(w.client, id)
		if v.State != Triage {
			t.Errorf("time made it %s", v.State)
		}
		if !v.Due.After(w.World.Clock.Now()) {
			t.Errorf("it is not asked about again: %s", v.Due)
		}
		w.refused(w.fetch(w.specialist), access.ErrSuspended)
	})
}

func TestLawsAskForNoticeFromTheFiling(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.filed()
		filed := w.World.Clock.Now()
		w.pass(time.Hour)
		w.must(w.Take(ctx, w.officer, id))
		w.refused(w.Sift(ctx, w.officer, id, Sifting{Laws: []string{"gdpr_33"}}), ErrLaw) // no personal data
		w.refused(w.Sift(ctx, w.officer, id, Sifting{Personal: true, Laws: []string{"lex_nova"}}), ErrLaw)
		w.must(w.Sift(ctx, w.officer, id, Sifting{Personal: true, Laws: []string{"gdpr_33", "fz152_21_first"}}))
		due := map[string]time.Duration{}
		for _, d := range w.view(w.officer, id).Duties {
			due[d.Code] = d.Due.Sub(filed)
		}
		if len(due) != 2 || due["gdpr_33"] != 72*time.Hour || due["fz152_21_first"] != 24*time.Hour {
			t.Errorf("due: %v", due)
		}
		if v := w.view(w.client, id); len(v.Duties) != 0 {
			t.Errorf("a side reads %+v", v.Duties)
		}
		w.must(w.Done(ctx, w.officer, id, "fz152_21_first"))
		w.must(w.Sift(ctx, w.officer, id, Sifting{Personal: true, Laws: []string{"pipl_57"}}))
		if got := w.view(w.officer, id).Duties; len(got) != 2 { // the done one stays
			t.Errorf("after another look: %+v", got)
		}
	})
}

func TestTheTraceTellsWhoOpenedWhatFromWhere(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.fetch(w.specialist))
		id := w.sifted()
		_, _, err := w.Trace(ctx, w.client, id, 0, 0)
		w.refused(err, fault.ErrDenied)
		all, next, err := w.Trace(ctx, w.officer, id, 0, 0)
		w.must(err)
		if next != 0 || !slices.ContainsFunc(all, func(o Opening) bool {
			return o.Who.ID == w.specialist.Account && o.Action == access.FileFetch && o.Params["file"] == w.file
		}) {
			t.Errorf("%+v", all)
		}
		for n, seen := int64(0), 0; ; {
			page, more, err := w.Trace(ctx, w.officer, id, n, 1)
			w.must(err)
			if seen += len(page); more == 0 {
				if seen != len(all) {
					t.Errorf("page by page %d of %d", seen, len(all))
				}
				break
			}
			n = more
		}
	})
}

func TestListsShowWhatCheckAllows(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.filed()
		sees := func(who access.Actor, want bool) {
			t.Helper()
			p, err := w.List(ctx, who, "", 0)
			w.must(err)
			of, err := w.OfTicket(ctx, who, w.ticket)
			w.must(err)
			if got := len(p.Items) == 1; got != want || len(of.Items) != len(p.Items) || got && p.Items[0].ID != id {
				t.Errorf("%s: %+v, %+v", who.Account, p.Items, of.Items)
			}
		}
		sees(w.client, true)
		sees(w.specialist, false)
		sees(w.officer, false)
		sees(w.agent, false)
		w.must(w.Take(ctx, w.officer, id))
		w.must(w.Sift(ctx, w.officer, id, Sifting{Accused: w.specialist.Account}))
		sees(w.specialist, true)
		sees(w.officer, true)
		sees(w.agent, false)
	})
}

func TestEveryMoveIsKnown(t *testing.T) {
	for _, s := range States {
		for _, e := range []Event{Sift, Confirm, Clear, LeaveOpen} {
			to, ok := Next(s, e)
			if ok != s.Open() && !(s == Triage && e != Sift) {
				t.Errorf("%s by %s: %s", s, e, to)
			}
		}
		if _, ok := limits[s]; ok != s.Open() {
			t.Errorf("%s has no clock, or one too many", s)
		}
	}
}
