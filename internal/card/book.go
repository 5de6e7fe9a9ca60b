package card

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
)

// What became of an event.
const (
	done    = "done"
	foreign = "foreign" // of something that is not ours
	odd     = Odd
)

func lower(c escrow.Currency) string { return strings.ToLower(string(c)) }

// book posts what Stripe itself says of a page that was paid, once. What does not fit goes into suspense and back.
func (d *Desk) book(ctx context.Context, tx *db.Tx, s session) (string, error) {
	p, err := paymentOf(ctx, tx, s.payment)
	if errors.Is(err, fault.ErrAbsent) {
		return foreign, nil
	}
	if err != nil {
		return "", err
	}
	if !s.paid {
		if s.status == "expired" && s.id == p.session {
			return done, d.ends(ctx, tx, p.ID, Expired, "")
		}
		return done, nil
	}
	if s.intent == "" || s.settled == nil {
		return "", errNotYet // and the job comes again
	}
	n, err := tx.Exec(ctx, `UPDATE card_payment SET state = $2, session = $3, intent = $4, charge = $5, reason = '', link = NULL, changed = $6
		WHERE id = $1 AND (session = '' OR session = $3) AND state IN ('wanted', 'open', 'expired', 'failed')`, p.ID, Paid, s.id, s.intent, s.charge, db.Micros(d.Clock.Now()))
	if err != nil {
		return "", err
	}
	if n == 0 {
		return d.known(ctx, tx, p, s)
	}
	return d.receive(ctx, tx, p, s)
}

// known answers for a payment that was booked before, or that another page claims to be.
func (d *Desk) known(ctx context.Context, tx *db.Tx, p Payment, s session) (string, error) {
	if p.session == s.id {
		return done, nil
	}
	_, err := d.grant(ctx, tx, p.ID, audit.Params{"state": Odd, "reason": "another_page"})
	return odd, err
}

func (d *Desk) receive(ctx context.Context, tx *db.Tx, p Payment, s session) (string, error) {
	c, minor, err := FromStripe(s.currency, s.units)
	if err != nil || minor <= 0 {
		return odd, d.strange(ctx, tx, p, "amount_unknown")
	}
	if s.settled.currency != s.currency || s.settled.units != s.units {
		return odd, d.strange(ctx, tx, p, "converted")
	}
	r := escrow.Receipt{Key: "card/" + p.ID + "/receive", Via: escrow.Card, Milestone: p.Milestone, Line: escrow.LineID(p.ID), Currency: c, AmountMinor: minor}
	g, err := d.grant(ctx, tx, p.ID, audit.Params{"milestone": string(p.Milestone), "currency": string(c), "amount": c.Format(minor)})
	if err != nil {
		return "", err
	}
	fits := c == p.Currency && minor == p.AmountMinor
	if fits {
		if fits, err = d.Bank.Take(ctx, tx, g, r); err != nil {
			return "", err
		}
	}
	if !fits {
		if err := d.sendBack(ctx, tx, g, p, r); err != nil {
			return "", err
		}
	}
	return done, d.owe(ctx, tx, p.ID, c, s.settled.fee)
}

// strange marks a payment that somebody must look at: what Stripe holds of it is not booked.
func (d *Desk) strange(ctx context.Context, tx *db.Tx, p Payment, reason string) error {
	if _, err := tx.Exec(ctx, `UPDATE card_payment SET state = $2, reason = $3 WHERE id = $1`, p.ID, Odd, reason); err != nil {
		return err
	}
	d.Logger.Error("a card payment cannot be booked", "payment", p.ID, "reason", reason)
	_, err := d.grant(ctx, tx, p.ID, audit.Params{"state": Odd, "reason": reason})
	return err
}

// fee is what Stripe kept of money that is ours to bear.
type fee struct {
	ID       string          `json:"id"`
	Currency escrow.Currency `json:"currency"`
	Minor    int64           `json:"minor"`
}

// owe has a fee of Stripe's booked as soon as our own fees cover it.
func (d *Desk) owe(ctx context.Context, tx *db.Tx, id string, c escrow.Currency, units int64) error {
	minor, err := feeMinor(c, units)
	if err != nil || minor == 0 {
		return nil //nolint:nilerr // a fee in no form of ours is seen when Stripe pays out
	}
	return d.Jobs.Add(ctx, tx, jobFee, fee{id + "-fee", c, minor})
}

// bookFee takes the fee out of what we earned, never out of what is held for others. Until that is enough it waits.
func (d *Desk) bookFee(ctx context.Context, tx *db.Tx, j job.Job) error {
	var f fee
	if err := json.Unmarshal(j.Payload, &f); err != nil {
		return job.Hopeless(err)
	}
	g, err := d.grant(ctx, tx, f.ID, audit.Params{"currency": string(f.Currency), "amount": f.Currency.Format(f.Minor)})
	if err != nil {
		return err
	}
	out := escrow.Payout{ID: escrow.PayoutID(f.ID), From: escrow.Account{Kind: escrow.Fees, Currency: f.Currency}, AmountMinor: f.Minor, Via: escrow.Card}
	if _, err := d.Ledger.Pay(ctx, tx, g, out); errors.Is(err, escrow.ErrShort) {
		return d.Jobs.Add(ctx, tx, jobFee, f, job.At(d.Clock.Now().Add(later)))
	} else if err != nil {
		return err
	}
	_, err = d.Ledger.ConfirmPayout(ctx, tx, g, out.ID)
	return err
}
