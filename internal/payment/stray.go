package payment

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/escrow"
)

// JobCardBack asks the card desk to try again to return money in suspense to its card; its payload is a [CardBackJob].
const JobCardBack = "payment.card_back"

// CardBackJob names the line, and the payout that it becomes.
type CardBackJob struct {
	Line        escrow.LineID   `json:"line"`
	Payout      escrow.PayoutID `json:"payout"`
	Currency    escrow.Currency `json:"currency"`
	AmountMinor int64           `json:"amountMinor"`
}

// Stray is money that came by card, fits nothing, and that its card did not take back: it lies in suspense under its id.
type Stray struct {
	ID          escrow.LineID
	Milestone   escrow.MilestoneID // that it was paid for
	Currency    escrow.Currency
	AmountMinor int64
	Subject     string // the provider's name of the payment
}

// cardKinds are what can be said of such money: no account of a bank is known from which it came.
var cardKinds = []Kind{ForMilestone, SendBack, ToClient, LeaveIt}

// Lay puts stray money among the lines, as one that no statement told of, so that two people resolve it like any other; one
// that was resolved is open again. Right: the caller's.
func (d *Desk) Lay(ctx context.Context, tx *db.Tx, s Stray) error {
	today := d.Clock.Now()
	sealed, err := d.seal(lineKind, string(s.ID), Entry{AmountMinor: s.AmountMinor, Booked: today, EndToEnd: s.Subject})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO payment_line (id, statement, currency, amount_minor, booked, state, milestone, payout, transfer, sealed)
		VALUES ($1, '', $2, $3, $4, 'suspense', $5, '', 0, $6) ON CONFLICT (id) DO UPDATE SET state = 'suspense', payout = ''`,
		string(s.ID), string(s.Currency), s.AmountMinor, days(today), string(s.Milestone), sealed)
	return err
}

// cardBack has the card desk try again.
func (d *Desk) cardBack(ctx context.Context, tx *db.Tx, l Line) error {
	p := access.NewID[escrow.PayoutID]()
	if err := settle(ctx, tx, l.ID, "resolved", l.Milestone, p, 0); err != nil {
		return err
	}
	return d.Jobs.Add(ctx, tx, JobCardBack, CardBackJob{l.ID, p, l.Currency, l.AmountMinor})
}

// toClient gives the money to the client of the milestone it was paid for, and pays it to where they are paid.
func (d *Desk) toClient(ctx context.Context, tx *db.Tx, g access.Grant, l Line) error {
	t, err := d.Ledger.Identify(ctx, tx, g, escrow.Receipt{Key: "line/" + string(l.ID) + "/identify", Milestone: l.Milestone, Line: l.ID, Currency: l.Currency, AmountMinor: l.AmountMinor})
	if err != nil {
		return err
	}
	at := slices.IndexFunc(t.Postings, func(p escrow.Posting) bool { return p.Account.Kind == escrow.Client })
	p := access.NewID[escrow.PayoutID]()
	if err := d.Pay(ctx, tx, g, p, t.Postings[at].Account, l.AmountMinor); err != nil {
		return err
	}
	return settle(ctx, tx, l.ID, "resolved", l.Milestone, p, 0)
}
