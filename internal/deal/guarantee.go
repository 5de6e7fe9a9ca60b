package deal

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
)

// Guarantee is what the guarantee fund holds, and what contracts in force may still claim of it.
type Guarantee struct {
	Currency      escrow.Currency
	BalanceMinor  int64
	PromisedMinor int64
	FeesMinor     int64 // earned, not yet put into the fund and not paid out
}

// Guarantee reads the fund in a currency. Right: bank.read. Faults: currency_unknown.
func (d *Deals) Guarantee(ctx context.Context, who access.Actor, code string) (f Guarantee, err error) {
	if _, err := access.Check(who, access.BankRead, access.Thing{Kind: "bank"}); err != nil {
		return f, err
	}
	c, err := escrow.ParseCurrency(code)
	if err != nil {
		return f, err
	}
	return f, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		f, err = d.guaranteeFund(ctx, tx, c, "")
		return err
	})
}

// guaranteeFund is the fund, with what it promises to all deals but one.
func (d *Deals) guaranteeFund(ctx context.Context, tx *db.Tx, c escrow.Currency, but ID) (Guarantee, error) {
	f := Guarantee{Currency: c}
	fund, err := d.Ledger.Balance(ctx, tx, escrow.Account{Kind: escrow.Guarantee, Currency: c})
	if err != nil {
		return f, err
	}
	fees, err := d.Ledger.Balance(ctx, tx, escrow.Account{Kind: escrow.Fees, Currency: c})
	if err != nil {
		return f, err
	}
	f.BalanceMinor, f.FeesMinor = fund.AvailableMinor, fees.AvailableMinor
	return f, tx.Get(ctx, `SELECT CAST(coalesce(sum(m.price_minor - m.refunded_minor - m.granted_minor), 0) AS BIGINT) FROM deal_milestone m JOIN deal d ON d.id = m.deal
		WHERE m.guarantee AND d.currency = $1 AND d.id <> $2 AND m.state NOT IN ('cancelled', 'lapsed')
		AND (m.state NOT IN ('released', 'settled') OR m.changed + m.warranty_days * $3 >= $4)`,
		[]any{string(c), string(but), day24.Microseconds(), db.Micros(d.Clock.Now())}, &f.PromisedMinor)
}

// guaranteed refuses a payment that the contract does not promise: without a guarantee, before the end, after the warranty,
// or of more than the client is short of. What their bank took back for them came back, too.
func (d *Deals) guaranteed(ctx context.Context, tx *db.Tx, m kept, amountMinor int64) error {
	until := db.Time(m.changed).Add(time.Duration(m.warrantyDays) * day24)
	if !m.guarantee || m.state != Released && m.state != Settled || d.Clock.Now().After(until) {
		return ErrUnpromised
	}
	p, err := d.Ledger.Position(ctx, tx, m.id)
	if err == nil && amountMinor > m.priceMinor-m.refundedMinor-m.grantMinor-p.OwedMinor {
		err = ErrClaim
	}
	return err
}
