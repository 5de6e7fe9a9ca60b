package escrow

import (
	"context"
	"errors"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Begin tells the ledger whose money a milestone is. Again with the same words does nothing. Right: the caller's.
// Faults: escrow_parties, currency_unknown, escrow_name.
func (l *Ledger) Begin(ctx context.Context, tx *db.Tx, m Milestone) (err error) {
	defer fault.Wrap(&err, "escrow: begin")
	switch {
	case !m.Currency.Known():
		return errCurrency
	case !isName(string(m.ID)) || !isName(string(m.Deal)) || !isName(string(m.Client)) || !isName(string(m.Specialist)):
		return errRequestName
	case m.Client == m.Specialist:
		return ErrParties
	}
	n, err := tx.Exec(ctx, `INSERT INTO escrow_milestone (id, deal, client, specialist, currency, opened) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO NOTHING`, string(m.ID), string(m.Deal), string(m.Client), string(m.Specialist), string(m.Currency), db.Micros(l.Clock.Now()))
	if err != nil || n == 1 {
		return err
	}
	if have, err := milestoneOf(ctx, tx, m.ID); err != nil || have != m {
		return first(err, ErrParties)
	}
	return nil
}

// Receipt is money that came in at the bank, or at the card provider.
type Receipt struct {
	Key         string
	Via         Kind        // Card; empty means Bank
	Milestone   MilestoneID // for which it came; empty when nobody knows
	Line        LineID      // of the statement that says so; needed when nobody knows
	Currency    Currency
	AmountMinor int64
}

// Receive books what came in: to the milestone's client, or to the line's own suspense account. Right: a recorded grant
// that may move money, as for every operation here. Faults: escrow_no_grant, escrow_key_reused, amount_invalid,
// escrow_parties (another currency than the milestone's), absent.
func (l *Ledger) Receive(ctx context.Context, tx *db.Tx, g access.Grant, r Receipt) (Transfer, error) {
	to := Account{Suspense, string(r.Line), r.Currency}
	if r.Milestone != "" {
		m, err := milestoneOf(ctx, tx, r.Milestone)
		if err != nil || m.Currency != r.Currency {
			return Transfer{}, first(err, ErrParties)
		}
		to = AccountOf(Client, m.Client, m.Currency)
	}
	return l.post(ctx, tx, g, order{operation: Received, phase: Posted, key: r.Key, milestone: r.Milestone, reference: string(r.Line),
		legs: legs(houseOf(r.Via, r.Currency), to, positive(r.AmountMinor))})
}

// positive makes an amount that is not above zero one that check refuses.
func positive(amountMinor int64) int64 { return max(amountMinor, 0) }

// Identify moves what lay in a line's suspense account to the client of the milestone. Faults: as Receive, escrow_short.
func (l *Ledger) Identify(ctx context.Context, tx *db.Tx, g access.Grant, r Receipt) (Transfer, error) {
	m, err := milestoneOf(ctx, tx, r.Milestone)
	if err != nil || m.Currency != r.Currency {
		return Transfer{}, first(err, ErrParties)
	}
	return l.post(ctx, tx, g, order{operation: Identified, phase: Posted, key: r.Key, milestone: r.Milestone, reference: string(r.Line),
		legs: legs(Account{Suspense, string(r.Line), r.Currency}, AccountOf(Client, m.Client, m.Currency), positive(r.AmountMinor))})
}

// Order is an amount of one milestone. Reference says what it rests on: an id or a code, never words.
type Order struct {
	Key         string
	Milestone   MilestoneID
	AmountMinor int64
	Reference   string
	Via         Kind // of a chargeback: Card; empty means Bank
}

func (l *Ledger) between(ctx context.Context, tx *db.Tx, g access.Grant, op Operation, o Order, sides func(Milestone) (from, to Account)) (Transfer, error) {
	m, err := milestoneOf(ctx, tx, o.Milestone)
	if err != nil {
		return Transfer{}, err
	}
	from, to := sides(m)
	return l.post(ctx, tx, g, order{operation: op, phase: Posted, key: o.Key, milestone: o.Milestone, reference: o.Reference, legs: legs(from, to, positive(o.AmountMinor))})
}

func (m Milestone) client() Account { return AccountOf(Client, m.Client, m.Currency) }
func (m Milestone) held() Account   { return Account{Held, string(m.ID), m.Currency} }

// Hold sets the client's received money aside for the milestone. Faults: escrow_short, escrow_no_grant,
// escrow_key_reused, amount_invalid, absent.
func (l *Ledger) Hold(ctx context.Context, tx *db.Tx, g access.Grant, o Order) (Transfer, error) {
	return l.between(ctx, tx, g, HeldFor, o, func(m Milestone) (from, to Account) { return m.client(), m.held() })
}

// Division says where held money goes. Fee and tax are taken out of what is released, never out of a refund.
type Division struct {
	Key          string
	Milestone    MilestoneID
	ReleaseMinor int64 // gross: the specialist gets it less fee and tax
	FeeMinor     int64
	TaxMinor     int64
	RefundMinor  int64
	Reference    string
}

// Release gives held money, all or a part, to the milestone's specialist, less fee and tax; RefundMinor must be zero.
// Faults: escrow_frozen, escrow_short, escrow_no_grant, escrow_key_reused, amount_invalid, absent.
func (l *Ledger) Release(ctx context.Context, tx *db.Tx, g access.Grant, d Division) (Transfer, error) {
	if d.RefundMinor != 0 || d.ReleaseMinor <= 0 {
		return Transfer{}, ErrAmount
	}
	return l.divide(ctx, tx, g, Released, d, Matter{})
}

// Refund gives held money back to the milestone's client, who can be paid it. Faults: as Release.
func (l *Ledger) Refund(ctx context.Context, tx *db.Tx, g access.Grant, o Order) (Transfer, error) {
	if o.AmountMinor <= 0 {
		return Transfer{}, ErrAmount
	}
	return l.divide(ctx, tx, g, Refunded, Division{Key: o.Key, Milestone: o.Milestone, RefundMinor: o.AmountMinor, Reference: o.Reference}, Matter{})
}

// Split is the outcome of a matter: it divides the hold, or a part of it, between both sides, and closes the matter. It is
// the only way to move held money while a matter is open, and works only when no other is. Reference is the matter.
// Faults: escrow_matter, and as Release.
func (l *Ledger) Split(ctx context.Context, tx *db.Tx, g access.Grant, m Matter, d Division) (Transfer, error) {
	if err := m.check(); err != nil {
		return Transfer{}, err
	}
	d.Reference = m.String()
	return l.divide(ctx, tx, g, SplitUp, d, m)
}

func (l *Ledger) divide(ctx context.Context, tx *db.Tx, g access.Grant, op Operation, d Division, matter Matter) (Transfer, error) {
	m, err := milestoneOf(ctx, tx, d.Milestone)
	if err != nil {
		return Transfer{}, err
	}
	postings, err := d.postings(m)
	if err != nil {
		return Transfer{}, err
	}
	return l.post(ctx, tx, g, order{operation: op, phase: Posted, key: d.Key, milestone: d.Milestone, reference: d.Reference, matter: matter, legs: postings})
}

func (d Division) postings(m Milestone) ([]Posting, error) {
	for _, part := range []int64{d.ReleaseMinor, d.FeeMinor, d.TaxMinor, d.RefundMinor} {
		if part < 0 || part > MaxMinor {
			return nil, ErrAmount
		}
	}
	net, whole := d.ReleaseMinor-d.FeeMinor-d.TaxMinor, d.ReleaseMinor+d.RefundMinor
	if net < 0 || whole == 0 {
		return nil, ErrAmount
	}
	all := []Posting{{Account: m.held(), AmountMinor: -whole}}
	for _, p := range []Posting{
		{Account: AccountOf(Specialist, m.Specialist, m.Currency), AmountMinor: net},
		{Account: Account{Kind: Fees, Currency: m.Currency}, AmountMinor: d.FeeMinor},
		{Account: Account{Kind: Taxes, Currency: m.Currency}, AmountMinor: d.TaxMinor},
		{Account: m.client(), AmountMinor: d.RefundMinor},
	} {
		if p.AmountMinor > 0 {
			all = append(all, p)
		}
	}
	return all, nil
}

// Reverse undoes a transfer by its opposite, once. What was released, split, refunded or paid in guarantee is final: it
// belongs to somebody. A payout is undone by ReturnPayout. Reference is the code of the reason. Faults: escrow_final,
// escrow_undone, escrow_short (the money has moved on), escrow_frozen, absent.
func (l *Ledger) Reverse(ctx context.Context, tx *db.Tx, g access.Grant, key string, n int64, reason string) (Transfer, error) {
	t, err := byNumber(ctx, tx, n)
	if err != nil {
		return Transfer{}, err
	}
	switch t.Operation {
	case Received, Identified, HeldFor, Collected, Reserved, ChargedBack, Recovered:
	default:
		return Transfer{}, ErrFinal
	}
	if t.Phase != Posted {
		return Transfer{}, ErrFinal
	}
	return l.post(ctx, tx, g, t.opposite(key, reason))
}

func (t Transfer) opposite(key, reason string) order {
	o := order{operation: t.Operation, phase: Reversal, key: key, milestone: t.Milestone, reference: reason, subject: t.N}
	for _, p := range t.Postings {
		o.legs = append(o.legs, Posting{Account: p.Account, AmountMinor: -p.AmountMinor})
	}
	return o
}

// isAbsent reports whether err says that there is no such row.
func isAbsent(err error) bool { return errors.Is(err, fault.ErrAbsent) }
