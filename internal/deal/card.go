package deal

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/card"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// PayByCard asks for a page on which the client pays the milestone, or gives the one that is open. Right: deal.fund, the
// client's. Faults: absent, card_off, card_not_awaited, card_amount, deal_suspended.
func (d *Deals) PayByCard(ctx context.Context, who access.Actor, id ID, m MilestoneID) (p card.Payment, err error) {
	err = d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := d.payer(ctx, tx, who, id, m)
		if err != nil {
			return err
		}
		why, err := suspensions(ctx, tx, id)
		if err != nil || len(why) > 0 {
			return first(err, ErrSuspended)
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"deal": string(id), "milestone": string(m), "by": "card"}); err != nil {
			return err
		}
		if p, err = d.Cards.Begin(ctx, tx, id, m); err != nil {
			return err
		}
		return tx.Made(ctx, p.ID)
	})
	return p, err
}

// CardPayment is the last try to pay the milestone by card. Asked for by who comes back from the provider's page, it has the
// provider asked too. Right: deal.fund. Faults: absent.
func (d *Deals) CardPayment(ctx context.Context, who access.Actor, id ID, m MilestoneID, back bool) (p card.Payment, err error) {
	read := func(ctx context.Context, tx *db.Tx) error {
		if _, err := d.payer(ctx, tx, who, id, m); err != nil {
			return err
		}
		if p, err = d.Cards.Latest(ctx, tx, m); err != nil || !back {
			return err
		}
		return d.Cards.Soon(ctx, tx, p)
	}
	if back {
		return p, d.DB.InTx(ctx, read)
	}
	return p, d.DB.View(ctx, read)
}

func (d *Deals) payer(ctx context.Context, tx *db.Tx, who access.Actor, id ID, m MilestoneID) (g access.Grant, err error) {
	s, err := d.load(ctx, tx, id, false)
	if err != nil {
		return g, err
	}
	if g, err = access.Check(who, access.DealFund, s.thing); err != nil {
		return g, err
	}
	of, err := dealOf(ctx, tx, m)
	if err == nil && of != id {
		err = fault.ErrAbsent
	}
	return g, err
}

// chargedBack does what follows from a chargeback, as it stands by now: while the banks argue, a deal on whose milestone
// money is still held stands still. When the money came back it goes on. When it did not, somebody neutral decides what
// of the work is owed; what was released before is the specialist's in any case.
func (d *Deals) chargedBack(ctx context.Context, tx *db.Tx, j job.Job) error {
	var news card.ChargebackJob
	if err := json.Unmarshal(j.Payload, &news); err != nil {
		return job.Hopeless(err)
	}
	c, err := d.Cards.Chargeback(ctx, tx, news.ID)
	if err != nil {
		return err
	}
	m, err := milestone(ctx, tx, c.Milestone)
	if err != nil {
		return err
	}
	if err := d.happens(ctx, tx, m.deal, audit.Params{"milestone": string(m.id), "chargeback": c.State}, func(ctx context.Context, w *work) error {
		if !news.Began {
			return w.step(ctx, Step{Code: "chargeback_" + c.State, Milestone: m.id, AmountMinor: c.AmountMinor})
		}
		return w.step(ctx, Step{Code: "charged_back", Milestone: m.id, AmountMinor: c.AmountMinor})
	}); err != nil {
		return err
	}
	g, err := d.server(ctx, tx, m.deal)
	if err != nil {
		return err
	}
	if c.State == card.ChargebackOpen {
		if !m.state.holds() {
			return nil
		}
		return d.Suspend(ctx, tx, g, m.deal, c.ID)
	}
	if err := d.goesOn(ctx, tx, g, m, c.ID); err != nil || c.State == card.ChargebackWon {
		return err
	}
	return d.judged(ctx, tx, g, m.id)
}

// server is a recorded grant of the installation's own on the deal.
func (d *Deals) server(ctx context.Context, tx *db.Tx, id ID) (access.Grant, error) {
	s, err := d.load(ctx, tx, id, false)
	if err != nil {
		return access.Grant{}, err
	}
	g, err := access.Check(access.Server("deal"), access.DealClock, s.thing)
	if err != nil {
		return g, err
	}
	return g, d.Log.Append(ctx, tx, g, audit.Params{"deal": string(id)})
}

// goesOn lifts the chargeback off the deal, or, where the deal was never told of its beginning, off the hold alone.
func (d *Deals) goesOn(ctx context.Context, tx *db.Tx, g access.Grant, m kept, id string) error {
	err := d.Lift(ctx, tx, g, m.deal, id)
	if !isAbsent(err) {
		return err
	}
	return d.outcome(ctx, tx, g, m.deal, func(ctx context.Context, w *work) error { return w.thaw(ctx, m, card.Matter(id)) })
}

// judged brings a milestone whose money the client's bank kept before those who judge disputes.
func (d *Deals) judged(ctx context.Context, tx *db.Tx, g access.Grant, id MilestoneID) error {
	m, err := milestone(ctx, tx, id)
	if err != nil || !m.state.holds() || m.state == Disputed {
		return err
	}
	matter := access.NewID[string]()
	if err := d.Dispute(ctx, tx, g, id, matter); err != nil {
		return err
	}
	return d.Jobs.Add(ctx, tx, JobDisputed, DisputedJob{m.deal, id, matter, Client})
}
