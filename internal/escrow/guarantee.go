package escrow

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
)

// Reserve puts money into the guarantee fund: out of earned fees, or from the bank, where the installation has paid it in.
// Faults: escrow_short, account_invalid (another source), escrow_no_grant, escrow_key_reused, amount_invalid.
func (l *Ledger) Reserve(ctx context.Context, tx *db.Tx, g access.Grant, key string, from Account, amountMinor int64, reference string) (Transfer, error) {
	if from.Kind != Fees && from.Kind != Bank {
		return Transfer{}, errAccount
	}
	return l.post(ctx, tx, g, order{operation: Reserved, phase: Posted, key: key, reference: reference,
		legs: legs(from, Account{Kind: Guarantee, Currency: from.Currency}, positive(amountMinor))})
}

// PayGuarantee gives the milestone's client money from the guarantee fund, as far as it is funded. Faults: escrow_short,
// and as Hold.
func (l *Ledger) PayGuarantee(ctx context.Context, tx *db.Tx, g access.Grant, o Order) (Transfer, error) {
	return l.between(ctx, tx, g, Guaranteed, o, func(m Milestone) (from, to Account) {
		return Account{Kind: Guarantee, Currency: m.Currency}, m.client()
	})
}

// Chargeback books what the client's bank took back for the milestone. It is owed to the guarantee fund from then on;
// nothing is taken from the specialist or from a hold, whatever state the milestone is in. Faults: as Hold, never
// escrow_short: the bank has done it.
func (l *Ledger) Chargeback(ctx context.Context, tx *db.Tx, g access.Grant, o Order) (Transfer, error) {
	return l.between(ctx, tx, g, ChargedBack, o, func(m Milestone) (from, to Account) { return m.receivable(), houseOf(o.Via, m.Currency) })
}

func (m Milestone) receivable() Account { return Account{Receivable, string(m.ID), m.Currency} }

// Recover settles what a chargeback left owing, in full or in part: the client paid again (Bank), the card provider gave it
// back (Card), the client is refunded less (Client), or the fund bears it (Guarantee). Faults: escrow_short (more than is owed, or than there is), account_invalid.
func (l *Ledger) Recover(ctx context.Context, tx *db.Tx, g access.Grant, from Kind, o Order) (Transfer, error) {
	if !from.isHouse() && from != Client && from != Guarantee {
		return Transfer{}, errAccount
	}
	return l.between(ctx, tx, g, Recovered, o, func(m Milestone) (Account, Account) {
		source := Account{Kind: from, Currency: m.Currency}
		if from == Client {
			source = m.client()
		}
		return source, m.receivable()
	})
}

// TakeTurn makes others wait with their transfers until the transaction ends, so that what is decided by a balance is still
// true when it counts: a promise of the guarantee fund's money is written under it, as every transfer is.
func (l *Ledger) TakeTurn(ctx context.Context, tx *db.Tx) error { return lock(ctx, tx) }
