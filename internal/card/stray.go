package card

import (
	"context"
	"encoding/json"
	"errors"

	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/job"
	"surety/internal/payment"
)

// strays shows money in suspense, which its card did not take back, to the bank desk: two people resolve it.
func (d *Desk) strays(ctx context.Context, tx *db.Tx, p Payment, m Move) error {
	return d.Bank.Lay(ctx, tx, payment.Stray{ID: escrow.LineID(p.ID), Milestone: p.Milestone, Currency: m.Currency, AmountMinor: m.AmountMinor, Subject: p.intent})
}

// again returns such money to its card once more, as two people agreed. What the provider has not enough for is theirs to
// resolve again at once.
func (d *Desk) again(ctx context.Context, tx *db.Tx, j job.Job) error {
	var b payment.CardBackJob
	if err := json.Unmarshal(j.Payload, &b); err != nil {
		return job.Hopeless(err)
	}
	p, err := paymentOf(ctx, tx, string(b.Line))
	if err != nil {
		return err
	}
	g, err := d.grant(ctx, tx, string(b.Payout), audit.Params{"kind": Refund, "payment": p.ID, "state": Wanted})
	if err != nil {
		return err
	}
	m := Move{ID: string(b.Payout), Payment: p.ID, Kind: Refund, Currency: b.Currency, AmountMinor: b.AmountMinor}
	err = d.send(ctx, tx, g, escrow.Account{Kind: escrow.Suspense, Owner: p.ID, Currency: b.Currency}, m)
	if errors.Is(err, escrow.ErrShort) {
		return d.strays(ctx, tx, p, m)
	}
	return err
}
