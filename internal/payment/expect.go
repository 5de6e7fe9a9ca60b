package payment

import (
	"context"
	"errors"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// Expectation is the money that a milestone waits for.
type Expectation struct {
	Milestone   escrow.MilestoneID
	Reference   Reference
	Currency    escrow.Currency
	AmountMinor int64
	State       string // open, met, withdrawn
}

// Expect makes the milestone's reference, in the caller's transaction. Again gives the same reference and, as long as
// nothing was paid, expects the new amount; what was withdrawn is expected again. The milestone must be known to the
// ledger. Right: the caller's. Faults: conflict (it was paid, with another amount), amount_invalid, absent, escrow_parties.
func (d *Desk) Expect(ctx context.Context, tx *db.Tx, m escrow.Milestone, amountMinor int64) (Expectation, error) {
	if amountMinor <= 0 || amountMinor > escrow.MaxMinor {
		return Expectation{}, escrow.ErrAmount
	}
	if p, err := d.Ledger.Position(ctx, tx, m.ID); err != nil || p.Currency != m.Currency {
		return Expectation{}, errors.Join(err, escrow.ErrParties)
	}
	_, err := tx.Exec(ctx, `INSERT INTO payment_expectation (reference, milestone, currency, amount_minor, state, made) VALUES ($1, $2, $3, $4, 'open', $5)
		ON CONFLICT (milestone) DO UPDATE SET amount_minor = excluded.amount_minor, state = 'open' WHERE payment_expectation.state <> 'met'`,
		string(NewReference()), string(m.ID), string(m.Currency), amountMinor, db.Micros(d.Clock.Now()))
	if err != nil {
		return Expectation{}, err
	}
	e, err := d.Expected(ctx, tx, m.ID)
	if err == nil && e.AmountMinor != amountMinor {
		err = fault.ErrConflict
	}
	return e, err
}

const expectationColumns = `milestone, reference, currency, amount_minor, state`

func scanExpectation(s db.Scanner) (e Expectation, err error) {
	return e, s.Scan(&e.Milestone, &e.Reference, &e.Currency, &e.AmountMinor, &e.State)
}

// Expected reads what the milestone waits for. Right: the caller's. Faults: absent.
func (d *Desk) Expected(ctx context.Context, tx *db.Tx, id escrow.MilestoneID) (e Expectation, err error) {
	return db.One(ctx, tx, scanExpectation, `SELECT `+expectationColumns+` FROM payment_expectation WHERE milestone = $1`, string(id))
}

// Withdraw says that the milestone no longer waits: money that still comes goes to suspense. Right: the caller's.
func (d *Desk) Withdraw(ctx context.Context, tx *db.Tx, id escrow.MilestoneID) error {
	_, err := tx.Exec(ctx, `UPDATE payment_expectation SET state = 'withdrawn' WHERE milestone = $1 AND state = 'open'`, string(id))
	return err
}

// fitting finds the open expectation that the entry meets exactly: reference, currency and amount.
func fitting(ctx context.Context, tx *db.Tx, c escrow.Currency, e Entry) (Expectation, bool, error) {
	r, ok := e.reference()
	if !ok || e.AmountMinor <= 0 || e.Returned {
		return Expectation{}, false, nil
	}
	x, err := db.One(ctx, tx, scanExpectation, `SELECT `+expectationColumns+` FROM payment_expectation WHERE reference = $1`, string(r))
	if errors.Is(err, fault.ErrAbsent) {
		return x, false, nil
	}
	return x, err == nil && x.State == "open" && x.Currency == c && x.AmountMinor == e.AmountMinor, err
}

// reference is the only creditor reference that the entry names: the structured one, or the one in the words.
func (e Entry) reference() (Reference, bool) {
	if e.Reference != "" {
		r, err := ParseReference(e.Reference)
		return r, err == nil
	}
	return findReference(e.Remittance)
}

// meet closes the expectation; of two at once one finds it open.
func meet(ctx context.Context, tx *db.Tx, id escrow.MilestoneID) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE payment_expectation SET state = 'met' WHERE milestone = $1 AND state = 'open'`, string(id))
	return n == 1, err
}

// Take holds money that came by another way than a statement, when the milestone still waits for exactly that; false, and
// nothing done, when it does not. Right: a recorded grant that may move money. Faults: those of escrow's Receive and Hold.
func (d *Desk) Take(ctx context.Context, tx *db.Tx, g access.Grant, r escrow.Receipt) (bool, error) {
	x, err := d.Expected(ctx, tx, r.Milestone)
	if errors.Is(err, fault.ErrAbsent) || err == nil && (x.AmountMinor != r.AmountMinor || x.Currency != r.Currency) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if open, err := meet(ctx, tx, r.Milestone); err != nil || !open {
		return false, err
	}
	if _, err := d.Ledger.Receive(ctx, tx, g, r); err != nil {
		return false, err
	}
	o := escrow.Order{Key: r.Key + "/hold", Milestone: r.Milestone, AmountMinor: r.AmountMinor, Reference: string(r.Line)}
	if _, err := d.Ledger.Hold(ctx, tx, g, o); err != nil {
		return false, err
	}
	return true, d.Jobs.Add(ctx, tx, JobReceived, ReceivedJob{r.Milestone})
}
