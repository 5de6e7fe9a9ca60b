package escrow

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
)

// Payout is money on its way out through the bank. Its id is its key: it leaves once.
type Payout struct {
	ID          PayoutID
	From        Account // of a specialist, a client, fees, taxes, or a line in suspense
	Via         Kind    // Card; empty means Bank
	AmountMinor int64
}

// Pay reserves the money of a payout: it is no longer available to its owner, and the bank, or the card provider, must have it. Right: a recorded
// grant that may move money. Faults: escrow_short, account_invalid, escrow_no_grant, escrow_key_reused, amount_invalid.
func (l *Ledger) Pay(ctx context.Context, tx *db.Tx, g access.Grant, p Payout) (Transfer, error) {
	switch p.From.Kind {
	case Specialist, Client, Fees, Taxes, Suspense:
	default:
		return Transfer{}, errAccount
	}
	return l.post(ctx, tx, g, order{operation: PaidOut, phase: Pending, key: payKey(p.ID), reference: string(p.ID),
		legs: legs(p.From, houseOf(p.Via, p.From.Currency), positive(p.AmountMinor))})
}

func payKey(id PayoutID) string { return "payout/" + string(id) + "/pay" }

func confirmKey(id PayoutID) string { return "payout/" + string(id) + "/confirm" }

// payment reads the transfer of a payout's key; absent when there is none.
func payment(ctx context.Context, tx *db.Tx, key string) (Transfer, error) {
	t, err := byKey(ctx, tx, key)
	if err == nil && t.N == 0 {
		err = errNoPayout
	}
	return t, err
}

// ConfirmPayout says that the bank has paid: what was reserved is gone. Twice does nothing. Faults: absent, escrow_undone
// (it was returned), escrow_no_grant.
func (l *Ledger) ConfirmPayout(ctx context.Context, tx *db.Tx, g access.Grant, id PayoutID) (Transfer, error) {
	t, err := payment(ctx, tx, payKey(id))
	if err != nil {
		return Transfer{}, err
	}
	return l.post(ctx, tx, g, order{operation: PaidOut, phase: Complete, key: confirmKey(id), reference: string(id), subject: t.N, legs: bare(t.Postings)})
}

// ReturnPayout gives the money back to the account it came from: one on its way is given up, one that was paid came back
// to the bank. Twice does nothing. Faults: absent, escrow_no_grant.
func (l *Ledger) ReturnPayout(ctx context.Context, tx *db.Tx, g access.Grant, id PayoutID) (Transfer, error) {
	t, err := payment(ctx, tx, payKey(id))
	if err != nil {
		return Transfer{}, err
	}
	key := "payout/" + string(id) + "/return"
	paid, err := payment(ctx, tx, confirmKey(id))
	if err == nil {
		return l.post(ctx, tx, g, paid.opposite(key, string(id)))
	}
	if !isAbsent(err) {
		return Transfer{}, err
	}
	return l.post(ctx, tx, g, order{operation: PaidOut, phase: Void, key: key, reference: string(id), subject: t.N, legs: bare(t.Postings)})
}

// bare are the postings without their places.
func bare(ps []Posting) []Posting {
	all := make([]Posting, len(ps))
	for i, p := range ps {
		all[i] = Posting{Account: p.Account, AmountMinor: p.AmountMinor}
	}
	return all
}

// Collect says that a line in suspense is what the card provider paid out to our bank: it holds that much less for us now.
// Faults: as Receive, escrow_short (the provider does not hold so much).
func (l *Ledger) Collect(ctx context.Context, tx *db.Tx, g access.Grant, r Receipt) (Transfer, error) {
	return l.post(ctx, tx, g, order{operation: Collected, phase: Posted, key: r.Key, reference: string(r.Line),
		legs: legs(Account{Suspense, string(r.Line), r.Currency}, houseOf(Card, r.Currency), positive(r.AmountMinor))})
}
