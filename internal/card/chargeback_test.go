package card

import (
	"context"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
)

func (d *desk) position(m escrow.Milestone) (p escrow.Position) {
	d.t.Helper()
	d.tx(func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = d.Ledger.Position(ctx, tx, m.ID)
		return err
	})
	return p
}

func (d *desk) release(m escrow.Milestone, minor int64) error {
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := d.grant(ctx, tx, "test", nil)
		if err != nil {
			return err
		}
		_, err = d.Ledger.Release(ctx, tx, g, escrow.Division{Key: access.NewID[string](), Milestone: m.ID, ReleaseMinor: minor})
		return err
	})
}

func TestAChargebackBeforeReleaseFreezes(t *testing.T) {
	each(t, func(d *desk) {
		m, p := d.paid(10_000)
		dp := d.fake.Dispute(p.session)
		d.hearAll("charge.dispute.created")
		d.hearAll("charge.dispute.created")
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 0, euro(escrow.Held, string(m.ID)): 10_000, euro(escrow.Receivable, string(m.ID)): 10_000})
		d.refused(d.release(m, 10_000), escrow.ErrFrozen)
		if len(d.charged) != 1 || d.charged[0].ID != dp || !d.charged[0].Began {
			t.Errorf("told %+v", d.charged)
		}
		d.fake.Decide(dp, "won")
		d.hearAll("charge.dispute.closed")
		d.hearAll("charge.dispute.closed")
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 10_000, euro(escrow.Receivable, string(m.ID)): 0})
		if len(d.charged) != 2 {
			t.Errorf("told %+v", d.charged)
		}
	})
}

// What was released is the specialist's: the fund is owed, and nobody's account is debited in silence.
func TestAChargebackAfterReleaseIsOwedToTheFund(t *testing.T) {
	each(t, func(d *desk) {
		m, p := d.paid(10_000)
		d.must(d.release(m, 10_000))
		d.fake.Decide(d.fake.Dispute(p.session), "lost")
		d.hearAll("charge.dispute.closed") // the end is told first
		d.hearAll("charge.dispute.created")
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 0, euro(escrow.Specialist, string(d.specialist.Account)): 10_000, euro(escrow.Receivable, string(m.ID)): 10_000})
		if len(d.position(m).Matters) != 0 {
			t.Error("a matter stays open on money that is gone")
		}
	})
}

// A client whose bank took the money back gets no second refund.
func TestWhoChargedBackIsNotRefundedAgain(t *testing.T) {
	each(t, func(d *desk) {
		m, p := d.paid(10_000)
		dp := d.fake.Dispute(p.session)
		d.hearAll("charge.dispute.created")
		d.rightly(func(ctx context.Context, tx *db.Tx, g access.Grant) error {
			_, err := d.Ledger.Split(ctx, tx, g, Matter(dp), escrow.Division{Key: "split", Milestone: m.ID, RefundMinor: 10_000})
			return err
		})
		_, _, err := d.pay(m, escrow.Client, 10_000)
		d.refused(err, ErrLater) // not while it is argued about
		d.fake.Decide(dp, "lost")
		d.hearAll("charge.dispute.closed")
		id, taken, err := d.pay(m, escrow.Client, 10_000)
		if d.must(err); !taken || d.move(id).Kind != Offset {
			t.Errorf("taken %v, %+v", taken, d.move(id))
		}
		d.work()
		if d.fake.Count("refund") != 0 || len(d.told) != 1 || d.told[0].Returned {
			t.Errorf("%d refunds, told %+v", d.fake.Count("refund"), d.told)
		}
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 0, euro(escrow.Client, string(d.client.Account)): 0, euro(escrow.Receivable, string(m.ID)): 0})
	})
}

func TestAChargebackIsToldBeforeThePayment(t *testing.T) {
	each(t, func(d *desk) {
		m := d.milestone(10_000)
		p := d.opened(m)
		d.fake.Pay(p.session)
		d.fake.Dispute(p.session)
		d.hearAll("charge.dispute.created")
		d.hearAll("checkout.session.completed")
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 0, euro(escrow.Held, string(m.ID)): 10_000, euro(escrow.Receivable, string(m.ID)): 10_000})
	})
}

func TestAQuestionOfTheBanksMovesNothing(t *testing.T) {
	each(t, func(d *desk) {
		_, p := d.paid(10_000)
		dp := d.fake.Dispute(p.session)
		d.fake.Change(dp, map[string]any{"status": "warning_needs_response", "balance_transactions": []map[string]any{}})
		d.hearAll("charge.dispute.created")
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 10_000})
		if len(d.charged) != 0 {
			t.Error("the deal was told")
		}
	})
}

// Of a chargeback of a part, the rest of a refund still goes to the card; where it cannot, nothing of it is done.
func TestAChargebackOfAPartIsSettledAndTheRestRefunded(t *testing.T) {
	each(t, func(d *desk) {
		m, p := d.paid(10_000)
		dp := d.fake.Dispute(p.session)
		d.fake.Change(dp, map[string]any{"amount": int64(4_000)})
		d.fake.Change(p.charge, map[string]any{"disputed": false})
		d.fake.Decide(dp, "lost")
		d.hearAll("charge.dispute.closed")
		d.rightly(func(ctx context.Context, tx *db.Tx, g access.Grant) error {
			_, err := d.Ledger.Split(ctx, tx, g, Matter(dp), escrow.Division{Key: "split", Milestone: m.ID, RefundMinor: 10_000})
			return err
		})
		id, taken, err := d.pay(m, escrow.Client, 10_000)
		if d.must(err); !taken || d.move(id).AmountMinor != 6_000 {
			t.Fatalf("taken %v, %+v", taken, d.move(id))
		}
		d.work()
		d.hearAll("refund.created")
		if d.move(id).State != "paid" || len(d.told) != 1 {
			t.Errorf("%+v, told %+v", d.move(id), d.told)
		}
		d.holds(map[escrow.Account]int64{euro(escrow.Card, ""): 0, euro(escrow.Client, string(d.client.Account)): 0, euro(escrow.Receivable, string(m.ID)): 0})
	})
}
