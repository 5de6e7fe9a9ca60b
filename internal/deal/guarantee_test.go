package deal

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
)

// second is another person at the bank desk.
func (w *world) second() access.Actor {
	a := w.Person(account.NewPerson{Roles: []access.Role{access.Bank}})
	a.SteppedUp = true
	return a
}

func (w *world) guarantee() Guarantee {
	w.t.Helper()
	f, err := w.Guarantee(ctx, w.bank, "EUR")
	w.must(err)
	return f
}

// earn gives the installation fees, by work that was released.
func (w *world) earn(minor int64) {
	w.t.Helper()
	g, err := access.Check(w.bank, access.BankApprove, access.Thing{Kind: "bank"})
	w.must(err)
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := w.World.Log.Append(ctx, tx, g, nil); err != nil {
			return err
		}
		m := escrow.Milestone{ID: "earned", Deal: "earned", Client: w.client.Account, Specialist: w.specialist.Account, Currency: "EUR"}
		if err := w.Ledger.Begin(ctx, tx, m); err != nil {
			return err
		}
		if _, err := w.Ledger.Receive(ctx, tx, g, escrow.Receipt{Key: "earned/in", Milestone: m.ID, Currency: "EUR", AmountMinor: minor}); err != nil {
			return err
		}
		if _, err := w.Ledger.Hold(ctx, tx, g, escrow.Order{Key: "earned/hold", Milestone: m.ID, AmountMinor: minor}); err != nil {
			return err
		}
		_, err := w.Ledger.Release(ctx, tx, g, escrow.Division{Key: "earned/release", Milestone: m.ID, ReleaseMinor: minor, FeeMinor: minor})
		return err
	}))
}

// agreed proposes as one person and approves as the other.
func (w *world) agreed(n NewMotion, second access.Actor) Motion {
	w.t.Helper()
	m, err := w.Propose(ctx, w.bank, n)
	w.must(err)
	w.must(w.Decide(ctx, second, m.ID, true))
	return m
}

// insured is a released milestone of 119.00 whose contract has a guarantee, and a fund that covers it.
func (w *world) insured(second access.Actor) (ID, MilestoneID) {
	w.t.Helper()
	w.earn(20_000)
	w.agreed(NewMotion{Kind: ToReserve, Currency: "EUR", AmountMinor: 12_000, Reason: "offers"}, second)
	terms := sample(1)
	terms.Guarantee = true
	id, m := w.submitted(terms)
	_, err := w.Approve(ctx, w.client, m, w.version(id), 0)
	w.must(err)
	return id, m
}

func TestTwoPeopleFillTheGuaranteeFundOutOfFees(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		second := w.second()
		n := NewMotion{Kind: ToReserve, Currency: "EUR", AmountMinor: 5_000, Reason: "offers"}
		_, err := w.Propose(ctx, w.bank, n)
		w.refused(err, escrow.ErrShort) // no fees were earned
		w.earn(6_000)
		for _, who := range []access.Actor{w.client, w.specialist, w.lead} {
			_, err := w.Propose(ctx, who, n)
			w.refused(err, fault.ErrDenied)
			_, err = w.Guarantee(ctx, who, "EUR")
			w.refused(err, fault.ErrDenied)
		}
		m, err := w.Propose(ctx, w.bank, n)
		w.must(err)
		if f := w.guarantee(); f.BalanceMinor != 0 || f.FeesMinor != 6_000 {
			t.Fatalf("a proposal moved money: %+v", f)
		}
		w.refused(w.Decide(ctx, w.bank, m.ID, true), payment.ErrSamePerson)
		lazy := second
		lazy.SteppedUp = false
		w.refused(w.Decide(ctx, lazy, m.ID, true), fault.ErrStepUp)
		over, err := w.Propose(ctx, w.bank, n) // both would be more than there is
		w.must(err)
		w.must(w.Decide(ctx, second, m.ID, true))
		w.refused(w.Decide(ctx, second, m.ID, true), ErrMotion)
		w.refused(w.Decide(ctx, second, over.ID, true), escrow.ErrShort)
		w.must(w.Decide(ctx, w.bank, over.ID, false)) // who proposed takes it back
		if f := w.guarantee(); f.BalanceMinor != 5_000 || f.FeesMinor != 1_000 || f.PromisedMinor != 0 {
			t.Fatalf("%+v", f)
		}
		w.refused(w.Decide(ctx, second, "nothing", true), fault.ErrAbsent)
		r, err := w.Ledger.Verify(ctx)
		w.must(err)
		if r.Bad != nil {
			t.Errorf("the ledger is damaged: %+v", r.Bad)
		}
	})
}

func TestAMotionNamesOnlyWhatItMay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.earn(1_000)
		good := NewMotion{Kind: ToReserve, Currency: "EUR", AmountMinor: 100, Reason: "offers"}
		for name, x := range map[string]struct {
			change func(*NewMotion)
			code   string
		}{
			"kind":      {func(n *NewMotion) { n.Kind = "gift" }, "invalid"},
			"reason":    {func(n *NewMotion) { n.Reason = "defect" }, "invalid"}, // of a payment
			"nothing":   {func(n *NewMotion) { n.AmountMinor = 0 }, "amount_invalid"},
			"less":      {func(n *NewMotion) { n.AmountMinor = -1 }, "amount_invalid"},
			"too much":  {func(n *NewMotion) { n.AmountMinor = escrow.MaxMinor + 1 }, "amount_invalid"},
			"currency":  {func(n *NewMotion) { n.Currency = "eur" }, "currency_unknown"},
			"milestone": {func(n *NewMotion) { n.Milestone = "earned" }, "invalid"},
			"none":      {func(n *NewMotion) { n.Kind, n.Reason = ToPayment, "defect" }, "invalid"},
			"unknown":   {func(n *NewMotion) { n.Kind, n.Reason, n.Milestone = ToPayment, "defect", "earned" }, "absent"},
		} {
			n := good
			x.change(&n)
			if _, err := w.Propose(ctx, w.bank, n); err == nil || fault.As(err).Code != x.code {
				t.Errorf("%s: %v, want %s", name, err, x.code)
			}
		}
	})
}

func TestTheGuaranteePaysOnceWithinTheWarranty(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		second := w.second()
		id, m := w.insured(second)
		if f := w.guarantee(); f.BalanceMinor != 12_000 || f.PromisedMinor != 11_900 {
			t.Fatalf("%+v", f)
		}
		n := NewMotion{Kind: ToPayment, AmountMinor: 11_901, Milestone: m, Reason: "defect"}
		_, err := w.Propose(ctx, w.bank, n)
		w.refused(err, ErrClaim)
		n.AmountMinor = 4_000
		first, err := w.Propose(ctx, w.bank, n)
		w.must(err)
		_, err = w.Propose(ctx, second, n)
		w.refused(err, ErrMotion) // one waits
		w.must(w.Decide(ctx, second, first.ID, true))
		w.refused(w.Decide(ctx, second, first.ID, true), ErrMotion)
		if p := w.progress(id, m); p.Money.GuaranteeMinor != 4_000 || p.Money.ReleasedMinor != 9_500 {
			t.Fatalf("%+v", p.Money)
		}
		if f := w.guarantee(); f.BalanceMinor != 8_000 || f.PromisedMinor != 7_900 {
			t.Fatalf("%+v", f)
		}
		late, err := w.Propose(ctx, w.bank, n)
		w.must(err)
		w.pass(31 * aDay)
		w.refused(w.Decide(ctx, second, late.ID, true), ErrUnpromised) // decided after the warranty
		if f := w.guarantee(); f.BalanceMinor != 8_000 || f.PromisedMinor != 0 {
			t.Fatalf("%+v", f)
		}
		w.must(w.Decide(ctx, second, late.ID, false))
		_, err = w.Propose(ctx, w.bank, n)
		w.refused(err, ErrUnpromised)
	})
}

func TestASideOfTheContractTakesNoPartInItsGuarantee(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		second := w.second()
		_, m := w.insured(second)
		n := NewMotion{Kind: ToPayment, AmountMinor: 100, Milestone: m, Reason: "defect"}
		insider := w.client
		insider.Roles = append(insider.Roles[:len(insider.Roles):len(insider.Roles)], access.Bank)
		_, err := w.Propose(ctx, insider, n)
		w.refused(err, ErrParty)
		made, err := w.Propose(ctx, w.bank, n)
		w.must(err)
		w.refused(w.Decide(ctx, insider, made.ID, true), ErrParty)
		w.must(w.Decide(ctx, second, made.ID, true))
	})
}

// What the fund has promised one contract it does not promise another.
func TestTheFundPromisesItsMoneyOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.insured(w.second())
		w.ticket = w.World.Ticket(w.client, w.department).ID
		w.must(w.Invite(ctx, w.lead, w.ticket, w.specialist.Account))
		terms := sample(1)
		terms.Guarantee = true
		id, err := w.Begin(ctx, w.specialist, w.ticket, terms)
		w.must(err)
		_, err = w.Offer(ctx, w.specialist, id, w.version(id), terms)
		w.refused(err, ErrReserve)
		terms.WarrantyDays = 0 // a guarantee that nobody could claim
		_, err = w.Offer(ctx, w.specialist, id, w.version(id), terms)
		w.refused(err, fault.ErrInvalid)
	})
}

// half is a deal with a guarantee, on a ticket of its own, that the specialist has yet to sign; of an offer, to make.
func (w *world) half(made bool) ID {
	w.t.Helper()
	w.ticket = w.World.Ticket(w.client, w.department).ID
	w.must(w.Invite(ctx, w.lead, w.ticket, w.specialist.Account))
	terms := sample(1)
	terms.Guarantee = true
	if !made {
		id, err := w.Begin(ctx, w.specialist, w.ticket, terms)
		w.must(err)
		return id
	}
	id := w.accepted(terms)
	w.sign(w.client, id)
	return id
}

// during runs the second while the first is about to commit, and lets the first do so once the second has come as far, waits
// for its turn, or is over.
func (w *world) during(first, second func() error) (one, two error) {
	var come, over atomic.Int64
	var all sync.WaitGroup
	w.before = func() error {
		if come.Add(1) > 1 {
			return nil
		}
		all.Go(func() { two = second(); over.Add(1) })
		for waits := false; w.World.DB.Engine() == db.Postgres && come.Load() < 2 && over.Load() == 0 && !waits; {
			if err := w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
				return tx.Get(ctx, `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)`, nil, &waits)
			}); err != nil {
				return err
			}
		}
		return nil
	}
	one = first()
	all.Wait()
	w.before = func() error { return nil }
	return one, two
}

// Contracts that come into force at once do not promise together more than the fund holds, nor does an offer promise what a
// contract takes at that moment.
func TestPromisesAtOnceAreNoMoreThanTheFundHolds(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.earn(24_000)
		desk := w.second()
		w.agreed(NewMotion{Kind: ToReserve, Currency: "EUR", AmountMinor: 12_000, Reason: "offers"}, desk)
		sign := func(id ID) func() error {
			at, s := w.version(id), w.signing(id)
			return func() error { _, err := w.Sign(ctx, w.specialist, id, at, s); return err }
		}
		offer := func(id ID) func() error {
			at, terms := w.version(id), sample(1)
			terms.Guarantee = true
			return func() error { _, err := w.Offer(ctx, w.specialist, id, at, terms); return err }
		}
		first, second, third := w.half(true), w.half(true), w.half(false)
		one, two := w.during(sign(first), sign(second))
		w.must(one)
		w.refused(two, ErrReserve)
		if f := w.guarantee(); f.BalanceMinor != 12_000 || f.PromisedMinor != 11_900 {
			t.Fatalf("%+v", f)
		}
		w.agreed(NewMotion{Kind: ToReserve, Currency: "EUR", AmountMinor: 12_000, Reason: "top_up"}, desk)
		one, two = w.during(sign(second), offer(third))
		w.must(one)
		w.refused(two, ErrReserve)
		if f := w.guarantee(); f.BalanceMinor != 24_000 || f.PromisedMinor != 23_800 {
			t.Fatalf("%+v", f)
		}
	})
}

// Of two who approve at once one succeeds, and the money moves once; what fails leaves neither decision nor entry.
func TestADecisionOnTheGuaranteeHasOneEffect(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.earn(6_000)
		n := NewMotion{Kind: ToReserve, Currency: "EUR", AmountMinor: 3_000, Reason: "top_up"}
		broken := errors.New("broken")
		w.before = func() error { return broken }
		if _, err := w.Propose(ctx, w.bank, n); !errors.Is(err, broken) {
			t.Fatalf("%v", err)
		}
		w.before = func() error { return nil }
		if all, _, err := w.Motions(ctx, w.bank, "", "", 10); err != nil || len(all) != 0 {
			t.Fatalf("half a proposal: %v %v", all, err)
		}
		m, err := w.Propose(ctx, w.bank, n)
		w.must(err)
		others := []access.Actor{w.second(), w.second(), w.second()}
		w.before = func() error { return broken }
		if err := w.Decide(ctx, others[0], m.ID, true); !errors.Is(err, broken) {
			t.Fatalf("%v", err)
		}
		w.before = func() error { return nil }
		if f := w.guarantee(); f.BalanceMinor != 0 {
			t.Fatalf("half a decision: %+v", f)
		}
		got := make([]error, len(others))
		var all sync.WaitGroup
		for i, who := range others {
			all.Go(func() { got[i] = w.Decide(ctx, who, m.ID, true) })
		}
		all.Wait()
		won := 0
		for _, err := range got {
			if err == nil {
				won++
			} else if fault.As(err).Code != ErrMotion.Code {
				t.Errorf("%v", err)
			}
		}
		if f := w.guarantee(); won != 1 || f.BalanceMinor != 3_000 || f.FeesMinor != 3_000 {
			t.Errorf("%d won: %+v", won, f)
		}
	})
}

func TestMotionsAreListedFromTheNewest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.earn(1_000)
		var ids []string
		for range 5 {
			m, err := w.Propose(ctx, w.bank, NewMotion{Kind: ToReserve, Currency: "EUR", AmountMinor: 10, Reason: "top_up"})
			w.must(err)
			ids = append([]string{m.ID}, ids...)
			w.World.Clock.Advance(1_000_000)
		}
		w.must(w.Decide(ctx, w.bank, ids[1], false))
		listed := func(show MotionShow) (got []string) {
			for at, more := "", true; more; more = at != "" {
				page, next, err := w.Motions(ctx, w.bank, show, at, 2)
				w.must(err)
				for _, m := range page {
					got = append(got, m.ID)
				}
				at = next
			}
			return got
		}
		if got := listed(""); len(got) != 5 || got[0] != ids[0] || got[4] != ids[4] {
			t.Errorf("all: %v, want %v", got, ids)
		}
		if got := listed(ShowOpen); len(got) != 4 || slices.Contains(got, ids[1]) {
			t.Errorf("open: %v", got)
		}
		if got := listed(ShowDecided); !slices.Equal(got, ids[1:2]) {
			t.Errorf("decided: %v, want %s", got, ids[1])
		}
		_, next, err := w.Motions(ctx, w.bank, "", "", 2)
		w.must(err)
		_, _, err = w.Motions(ctx, w.second(), "", next, 2)
		w.refused(err, fault.ErrInvalid) // another's place
		one, err := w.Motion(ctx, w.bank, ids[1])
		w.must(err)
		if one.State != "refused" || one.Decider != w.bank.Account || one.DecidedAt.IsZero() {
			t.Errorf("%+v", one)
		}
	})
}
