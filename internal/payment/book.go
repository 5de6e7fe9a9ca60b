package payment

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// Sheets are the balance sheets of all currencies. Right: bank.read.
func (d *Desk) Sheets(ctx context.Context, a access.Actor) (all []escrow.Sheet, err error) {
	defer fault.Wrap(&err, "payment: sheets")
	if _, err := d.check(a, access.BankRead, ""); err != nil {
		return nil, err
	}
	return all, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = d.Ledger.Sheets(ctx, tx)
		return err
	})
}

// Balances lists the ledger's accounts, after the id given. Next is the id to go on from; empty at the end. Right: bank.read.
func (d *Desk) Balances(ctx context.Context, a access.Actor, k escrow.Kind, after string, limit int) (all []escrow.Balance, next string, err error) {
	defer fault.Wrap(&err, "payment: balances")
	if _, err := d.check(a, access.BankRead, ""); err != nil {
		return nil, "", err
	}
	return all, next, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, next, err = d.Ledger.Accounts(ctx, tx, k, after, Filter{Limit: limit}.limit())
		return err
	})
}

// Verify checks the whole ledger; that it was done stands on the record. Right: bank.read.
func (d *Desk) Verify(ctx context.Context, a access.Actor) (r escrow.Report, err error) {
	defer fault.Wrap(&err, "payment: verify")
	g, err := d.check(a, access.BankRead, "")
	if err != nil {
		return r, err
	}
	if err := d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return d.Log.Append(ctx, tx, g, audit.Params{"what": "verify"})
	}); err != nil {
		return r, err
	}
	return d.Ledger.Verify(ctx)
}

// Awaited finds what is expected under a reference, for who explains a line; it names no case. Right: bank.read. Faults:
// reference_invalid, absent.
func (d *Desk) Awaited(ctx context.Context, a access.Actor, reference string) (e Expectation, err error) {
	defer fault.Wrap(&err, "payment: awaited")
	if _, err := d.check(a, access.BankRead, ""); err != nil {
		return e, err
	}
	r, err := ParseReference(reference)
	if err != nil {
		return e, err
	}
	return e, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		id, err := db.One(ctx, tx, db.Value[escrow.MilestoneID], `SELECT milestone FROM payment_expectation WHERE reference = $1`, string(r))
		if err != nil {
			return err
		}
		e, err = d.Expected(ctx, tx, id)
		return err
	})
}

// Order notes that the partner was told to pay; see [Desk.Ordered]. Right: bank.pay, with step-up. Faults: conflict.
func (d *Desk) Order(ctx context.Context, a access.Actor, id escrow.PayoutID) (err error) {
	defer fault.Wrap(&err, "payment: order")
	g, err := d.check(a, access.BankPay, string(id))
	if err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := d.Log.Append(ctx, tx, g, audit.Params{"what": "ordered"}); err != nil {
			return err
		}
		return d.Ordered(ctx, tx, id)
	})
}
