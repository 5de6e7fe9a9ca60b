package card

import (
	"context"
	"errors"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// States of a chargeback.
const (
	ChargebackOpen = "open" // the client's bank has taken the money, and it is argued about
	ChargebackWon  = "won"  // it came back
	ChargebackLost = "lost"
)

// Chargeback is money that a client's bank took back. Its id is the provider's.
type Chargeback struct {
	ID          string
	Payment     string
	Milestone   escrow.MilestoneID
	AmountMinor int64
	State       string
}

// JobChargeback is the kind of the job that brings the deal the news of a chargeback; its payload is a [ChargebackJob].
const JobChargeback = "card.charged_back"

// ChargebackJob names it. What is done about it rests on the state that it has by then, in whatever order news come.
type ChargebackJob struct {
	ID        string             `json:"id"`
	Milestone escrow.MilestoneID `json:"milestone"`
	Began     bool               `json:"began"` // the first news of it
}

func scanChargeback(s db.Scanner) (c Chargeback, err error) {
	return c, s.Scan(&c.ID, &c.Payment, &c.Milestone, &c.AmountMinor, &c.State)
}

func chargebacksOf(ctx context.Context, tx *db.Tx, payment string) ([]Chargeback, error) {
	return db.All(ctx, tx, scanChargeback, `SELECT id, payment, milestone, amount_minor, state FROM card_chargeback WHERE payment = $1 ORDER BY made, id`, payment)
}

// Chargeback reads one. Right: the caller's. Faults: absent.
func (d *Desk) Chargeback(ctx context.Context, tx *db.Tx, id string) (Chargeback, error) {
	return db.One(ctx, tx, scanChargeback, `SELECT id, payment, milestone, amount_minor, state FROM card_chargeback WHERE id = $1`, id)
}

// Matter is in whose name the money stands still while a chargeback is argued about.
func Matter(id string) escrow.Matter { return escrow.Matter{Kind: escrow.Complaint, ID: id} }

// readDispute reads a chargeback, and, where we do not know yet that the payment was made, the payment too.
func (d *Desk) readDispute(ctx context.Context, id string) (posting, error) {
	x, err := d.stripe.dispute(ctx, id)
	if err != nil {
		return nil, err
	}
	var p Payment
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = paymentOf(ctx, tx, x.payment)
		return err
	})
	if errors.Is(err, fault.ErrAbsent) {
		return func(context.Context, *db.Tx) (string, error) { return foreign, nil }, nil
	}
	if err != nil {
		return nil, err
	}
	var s session
	if p.State == Wanted {
		return nil, errNotYet // our own commit comes first
	}
	if p.charge == "" {
		if s, err = d.stripe.session(ctx, p.session); err != nil {
			return nil, err
		}
	}
	return func(ctx context.Context, tx *db.Tx) (string, error) {
		if s.id != "" {
			if _, err := d.book(ctx, tx, s); err != nil {
				return "", err
			}
		}
		return d.chargedBack(ctx, tx, x)
	}, nil
}

// chargedBack posts a chargeback as it stands, each turn of it once.
func (d *Desk) chargedBack(ctx context.Context, tx *db.Tx, x disputed) (string, error) {
	p, err := paymentOf(ctx, tx, x.payment)
	if err != nil {
		return "", err
	}
	c, minor, err := FromStripe(x.currency, x.units)
	if err != nil || p.State != Paid || c != p.Currency || minor > p.AmountMinor || x.intent != p.intent {
		return odd, nil //nolint:nilerr // the record says so
	}
	is := stateOf(x.status)
	if !x.taken {
		return done, nil // a question of the bank's only
	}
	n, err := tx.Exec(ctx, `INSERT INTO card_chargeback (id, payment, milestone, amount_minor, state, made, changed) VALUES ($1, $2, $3, $4, 'open', $5, $5)
		ON CONFLICT (id) DO NOTHING`, x.id, p.ID, string(p.Milestone), minor, db.Micros(d.Clock.Now()))
	if err != nil {
		return "", err
	}
	g, err := d.grant(ctx, tx, x.id, audit.Params{"payment": p.ID, "milestone": string(p.Milestone), "state": is, "amount": c.Format(minor)})
	if err != nil {
		return "", err
	}
	o := escrow.Order{Milestone: p.Milestone, AmountMinor: minor, Reference: x.id}
	if n == 1 {
		if err := d.takenBack(ctx, tx, g, o, x); err != nil {
			return "", err
		}
	}
	if is == ChargebackOpen {
		return done, nil
	}
	return done, d.decided(ctx, tx, g, o, is)
}

func stateOf(status string) string {
	switch status {
	case "won", "warning_closed", "prevented":
		return ChargebackWon
	case "lost":
		return ChargebackLost
	}
	return ChargebackOpen
}

// takenBack books that the money is gone, owed to the guarantee fund, and stops what is still held.
func (d *Desk) takenBack(ctx context.Context, tx *db.Tx, g access.Grant, o escrow.Order, x disputed) error {
	o.Key, o.Via = "card/"+x.id+"/chargeback", escrow.Card
	if _, err := d.Ledger.Chargeback(ctx, tx, g, o); err != nil {
		return err
	}
	at, err := d.Ledger.Position(ctx, tx, o.Milestone)
	if err != nil {
		return err
	}
	if at.HeldMinor > 0 {
		if err := d.Ledger.Freeze(ctx, tx, g, o.Milestone, Matter(x.id)); err != nil {
			return err
		}
	}
	if c, _, err := FromStripe(x.feeCurrency, 1); err == nil || c == at.Currency {
		if err := d.owe(ctx, tx, x.id, c, x.fee); err != nil {
			return err
		}
	}
	return d.Jobs.Add(ctx, tx, JobChargeback, ChargebackJob{x.id, o.Milestone, true})
}

// decided ends the argument, once: what came back is no longer owed.
func (d *Desk) decided(ctx context.Context, tx *db.Tx, g access.Grant, o escrow.Order, is string) error {
	n, err := tx.Exec(ctx, `UPDATE card_chargeback SET state = $2, changed = $3 WHERE id = $1 AND state = 'open'`, o.Reference, is, db.Micros(d.Clock.Now()))
	if err != nil || n == 0 {
		return err
	}
	if is == ChargebackWon {
		o.Key = "card/" + o.Reference + "/won"
		if _, err := d.Ledger.Recover(ctx, tx, g, escrow.Card, o); err != nil {
			return err
		}
	}
	return d.Jobs.Add(ctx, tx, JobChargeback, ChargebackJob{o.Reference, o.Milestone, false})
}
