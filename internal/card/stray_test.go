package card

import (
	"context"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/payment"
)

const came = 100 // where 10 000 was asked for

// stray is a payment of another amount than was asked for, which its card did not take back. Refused is the way: the provider
// refuses the refund, or the card's bank does after all.
func (d *desk) stray(refused bool) Payment {
	d.t.Helper()
	m := d.milestone(10_000)
	p := d.opened(m)
	if refused {
		d.fake.Refuse("POST /v1/refunds", "charge_disputed")
	}
	d.fake.Change(p.session, map[string]any{"amount_total": int64(came)})
	d.fake.Pay(p.session)
	d.hearAll("checkout.session.completed")
	if !refused {
		d.hearAll("refund.created")
		d.holds(map[escrow.Account]int64{euro(escrow.Suspense, p.ID): 0})
		d.fake.FailRefund(d.move(escrow.PayoutID(p.ID)).Subject)
		d.hearAll("refund.failed")
	}
	d.fake.Refuse("POST /v1/refunds", "")
	d.holds(map[escrow.Account]int64{euro(escrow.Suspense, p.ID): came, euro(escrow.Card, ""): came})
	return d.payment(p.ID)
}

func (d *desk) openLines() []payment.Line {
	d.t.Helper()
	all, _, err := d.Bank.Lines(ctx, d.banker, payment.Filter{Open: true})
	d.must(err)
	return all
}

// agree has two people resolve the line so.
func (d *desk) agree(l payment.Line, k payment.Kind, m escrow.MilestoneID) {
	d.t.Helper()
	p, err := d.Bank.Propose(ctx, d.banker, l.ID, k, m)
	d.must(err)
	d.refused(d.Bank.Approve(ctx, steppedUp(d.banker), p.ID), payment.ErrSamePerson)
	d.must(d.Bank.Approve(ctx, steppedUp(d.w.Person(account.NewPerson{Roles: []access.Role{access.Bank}})), p.ID))
	d.work()
}

// atBank lets the bank have so much of somebody else's.
func (d *desk) atBank(minor int64) {
	d.t.Helper()
	d.tx(func(ctx context.Context, tx *db.Tx) error {
		g, err := d.grant(ctx, tx, "test", nil)
		if err != nil {
			return err
		}
		_, err = d.Ledger.Receive(ctx, tx, g, escrow.Receipt{Key: "bank", Line: "bank", Currency: "EUR", AmountMinor: minor})
		return err
	})
}

func steppedUp(a access.Actor) access.Actor { a.SteppedUp = true; return a }

// Money whose card does not take it back is a line in suspense like any other, which the bank's own balance does not count.
func TestARefundThatFailsIsTheBankDesksToResolve(t *testing.T) {
	for _, refused := range []bool{true, false} {
		each(t, func(d *desk) {
			p := d.stray(refused)
			all := d.openLines()
			if len(all) != 1 || !all[0].Card || all[0].ID != escrow.LineID(p.ID) || all[0].AmountMinor != came || all[0].DifferenceMinor() != 0 ||
				all[0].Milestone != p.Milestone || all[0].Entry.EndToEnd != p.intent {
				d.t.Fatalf("%+v", all)
			}
			x, err := d.Bank.Reconcile(ctx, d.banker, "EUR")
			if d.must(err); x.UnexplainedMinor != 0 || x.OpeningMinor != 0 || x.SuspenseMinor != came {
				d.t.Errorf("the bank is compared with what it never had: %+v", x)
			}
			for _, k := range []payment.Kind{payment.CardPayout, payment.BankCharge, payment.Chargeback} {
				_, err := d.Bank.Propose(ctx, d.banker, all[0].ID, k, "")
				d.refused(err, payment.ErrKind)
			}

			d.fake.Refuse("POST /v1/refunds", "charge_disputed") // and again
			d.agree(all[0], payment.SendBack, "")
			if all = d.openLines(); len(all) != 1 || all[0].Proposal != nil {
				d.t.Fatalf("what failed again is open again: %+v", all)
			}
			d.holds(map[escrow.Account]int64{euro(escrow.Suspense, p.ID): came, euro(escrow.Card, ""): came})
		})
	}
}

func TestAStrayRefundGoesToItsCardTheNextTime(t *testing.T) {
	each(t, func(d *desk) {
		p := d.stray(true)
		d.agree(d.openLines()[0], payment.SendBack, "")
		d.hearAll("refund.created")
		if left := d.openLines(); len(left) != 0 {
			d.t.Errorf("%+v", left)
		}
		d.holds(map[escrow.Account]int64{euro(escrow.Suspense, p.ID): 0, euro(escrow.Card, ""): 0})
		if n := d.fake.Count("refund"); n != 1 {
			d.t.Errorf("%d refunds", n)
		}
	})
}

// By the bank it goes to the client of its milestone, and only as far as the bank has it; for a milestone it is held if that waits
// for this very amount.
func TestAStrayRefundGoesToTheClientByBankOrToItsMilestone(t *testing.T) {
	each(t, func(d *desk) {
		p := d.stray(true)
		l := d.openLines()[0]
		x, err := d.Bank.Propose(ctx, d.banker, l.ID, payment.ToClient, "")
		d.must(err)
		second := steppedUp(d.w.Person(account.NewPerson{Roles: []access.Role{access.Bank}}))
		d.refused(d.Bank.Approve(ctx, second, x.ID), escrow.ErrShort)
		d.holds(map[escrow.Account]int64{euro(escrow.Suspense, p.ID): came})
		d.must(d.Bank.Refuse(ctx, second, x.ID))
		d.atBank(came)
		d.agree(l, payment.ToClient, "")
		b := d.balance(escrow.Client, string(d.client.Account))
		if b.AvailableMinor != 0 || b.PostedMinor != came {
			d.t.Errorf("on its way to the client: %+v", b)
		}
		d.holds(map[escrow.Account]int64{euro(escrow.Suspense, p.ID): 0, euro(escrow.Card, ""): came})
	})
	each(t, func(d *desk) {
		p := d.stray(true)
		m := d.milestone(came)
		d.agree(d.openLines()[0], payment.ForMilestone, m.ID)
		d.holds(map[escrow.Account]int64{euro(escrow.Suspense, p.ID): 0, euro(escrow.Held, string(m.ID)): came})
	})
}
