package payment

import (
	"context"
	"errors"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// Destination is where somebody is paid.
type Destination struct {
	Holder string `json:"holder"` // as the bank writes it
	IBAN   IBAN   `json:"iban"`
	BIC    string `json:"bic,omitempty"`
}

// Cooling is how long nothing is paid to a new destination: whoever took over an account cannot empty it at once.
const Cooling = 24 * time.Hour

// SetDestination says where the actor is paid from now on. Right: own.bank, with step-up. Faults: iban_invalid, invalid.
func (d *Desk) SetDestination(ctx context.Context, a access.Actor, to Destination) (err error) {
	defer fault.Wrap(&err, "payment: destination")
	g, err := access.Check(a, access.OwnBank, access.Thing{Kind: "account", ID: string(a.Account), Owner: a.Account})
	if err != nil {
		return err
	}
	if to.IBAN, err = ParseIBAN(string(to.IBAN)); err != nil {
		return ErrIBAN.At("iban")
	}
	if to.Holder = tidy(to.Holder); to.Holder == "" || len([]rune(to.Holder)) > 70 {
		return fault.ErrInvalid.At("holder")
	}
	if to.BIC = compact(to.BIC); to.BIC != "" && (len(to.BIC) != 8 && len(to.BIC) != 11 || !isAlphanumeric(to.BIC)) {
		return fault.ErrInvalid.At("bic")
	}
	sealed, err := d.seal(destinationKind, string(a.Account), to)
	if err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := d.Log.Append(ctx, tx, g, nil); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO payment_destination (account, changed, sealed) VALUES ($1, $2, $3)
			ON CONFLICT (account) DO UPDATE SET changed = excluded.changed, sealed = excluded.sealed`, string(a.Account), db.Micros(d.Clock.Now()), sealed)
		return err
	})
}

// OwnDestination is where the actor is paid. Right: own.read. Faults: absent.
func (d *Desk) OwnDestination(ctx context.Context, a access.Actor) (to Destination, err error) {
	if _, err := access.Check(a, access.OwnRead, access.Thing{Kind: "account", ID: string(a.Account), Owner: a.Account}); err != nil {
		return to, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		to, _, err = d.destination(ctx, tx, a.Account)
		return err
	})
	return to, err
}

func (d *Desk) destination(ctx context.Context, tx *db.Tx, id access.AccountID) (to Destination, changed time.Time, err error) {
	var micros int64
	var sealed []byte
	if err := tx.Get(ctx, `SELECT changed, sealed FROM payment_destination WHERE account = $1`, []any{string(id)}, &micros, &sealed); err != nil {
		return to, changed, err
	}
	return to, db.Time(micros), d.open(destinationKind, string(id), sealed, &to)
}

// Pay reserves a payout to a specialist or client, in the caller's transaction; it leaves with the next file. Its id is its
// key: again does nothing. Right: a recorded grant that may move money. Faults: those of escrow's Pay.
func (d *Desk) Pay(ctx context.Context, tx *db.Tx, g access.Grant, id escrow.PayoutID, from escrow.Account, amountMinor int64) error {
	if from.Kind != escrow.Specialist && from.Kind != escrow.Client {
		return ErrKind
	}
	return d.makePayout(ctx, tx, g, escrow.Payout{ID: id, From: from, AmountMinor: amountMinor}, access.AccountID(from.Owner), "")
}

func (d *Desk) makePayout(ctx context.Context, tx *db.Tx, g access.Grant, p escrow.Payout, to access.AccountID, l escrow.LineID) error {
	if len(p.ID) > 35 || strings.ToLower(string(p.ID)) != string(p.ID) {
		return fault.ErrInvalid.At("payout") // 35 signs are what a bank passes on, in either case
	}
	if _, err := d.Ledger.Pay(ctx, tx, g, p); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO payment_payout (id, account, line, currency, amount_minor, state, batch, made) VALUES ($1, $2, $3, $4, $5, 'payable', '', $6)
		ON CONFLICT (id) DO NOTHING`, string(p.ID), string(to), string(l), string(p.From.Currency), p.AmountMinor, db.Micros(d.Clock.Now()))
	return err
}

// Ordered says that the partner who holds the money was told to pay; only in record-only mode, where no file does. Right:
// the caller's. Faults: conflict.
func (d *Desk) Ordered(ctx context.Context, tx *db.Tx, id escrow.PayoutID) error {
	if !d.RecordOnly {
		return fault.ErrConflict
	}
	n, err := tx.Exec(ctx, `UPDATE payment_payout SET state = 'sent' WHERE id = $1 AND state = 'payable'`, string(id))
	if err == nil && n == 0 {
		err = fault.ErrConflict
	}
	return err
}

// payoutOf finds the payout that an entry names, in that state and of exactly that amount; empty when there is none.
func (d *Desk) payoutOf(ctx context.Context, tx *db.Tx, c escrow.Currency, e Entry, state string) (escrow.PayoutID, error) {
	amount := e.AmountMinor
	if amount < 0 {
		amount = -amount
	}
	for _, name := range append(strings.Fields(e.Remittance), e.EndToEnd, e.Reference) {
		if len(name) != len(access.NewID[string]()) {
			continue
		}
		var id string
		err := tx.Get(ctx, `SELECT id FROM payment_payout WHERE id = $1 AND state = $2 AND currency = $3 AND amount_minor = $4`,
			[]any{strings.ToLower(name), state, string(c), amount}, &id)
		if err == nil || !errors.Is(err, fault.ErrAbsent) {
			return escrow.PayoutID(id), err
		}
	}
	return "", nil
}

// payoutIs notes what became of a payout and tells the deal.
func (d *Desk) payoutIs(ctx context.Context, tx *db.Tx, id escrow.PayoutID, state string) error {
	if _, err := tx.Exec(ctx, `UPDATE payment_payout SET state = $2 WHERE id = $1`, string(id), state); err != nil {
		return err
	}
	return d.Jobs.Add(ctx, tx, JobPaid, PaidJob{id, state == "returned"})
}

// Batch is a file of payouts.
type Batch struct {
	ID         string
	Currency   escrow.Currency
	Count      int64
	TotalMinor int64
	Made       time.Time
}

// batchLimit bounds a file; what is left leaves with the next.
const batchLimit = 500

// Export makes the file of what can be paid now in the currency, from the installation's account in it. What has no
// destination, or one newer than [Cooling], waits. Each payout is in one file only. Right: bank.pay, with step-up. Faults:
// nothing_to_pay, partner_pays, no_destination (of our own).
func (d *Desk) Export(ctx context.Context, a access.Actor, c escrow.Currency) (b Batch, err error) {
	defer fault.Wrap(&err, "payment: export")
	id := access.NewID[string]()
	g, err := d.check(a, access.BankPay, id)
	if err != nil {
		return b, err
	}
	own, err := d.payingAccount(c)
	if err != nil {
		return b, err
	}
	return b, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		b = Batch{ID: id, Currency: c, Made: d.Clock.Now()}
		credits, err := d.payable(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, x := range credits {
			b.Count, b.TotalMinor = b.Count+1, b.TotalMinor+x.amountMinor
			n, err := tx.Exec(ctx, `UPDATE payment_payout SET state = 'sent', batch = $2 WHERE id = $1 AND state = 'payable'`, string(x.id), id)
			if err != nil || n != 1 {
				return errors.Join(err, fault.ErrConflict)
			}
		}
		if b.Count == 0 {
			return ErrNothing
		}
		return errors.Join(tx.Made(ctx, b.ID), d.keepBatch(ctx, tx, g, b, painFile(b, own, credits)))
	})
}

func (d *Desk) payingAccount(c escrow.Currency) (Own, error) {
	if d.RecordOnly {
		return Own{}, ErrPartner
	}
	for _, o := range d.Accounts {
		if _, err := ParseIBAN(o.Account); err == nil && o.Currency == c {
			return o, nil
		}
	}
	return Own{}, ErrNoAccount
}

func (d *Desk) keepBatch(ctx context.Context, tx *db.Tx, g access.Grant, b Batch, file []byte) error {
	sealed, err := d.seal(batchKind, b.ID, file)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO payment_batch (id, currency, count, total_minor, made, actor, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		b.ID, string(b.Currency), b.Count, b.TotalMinor, db.Micros(b.Made), string(g.Actor().Account), sealed); err != nil {
		return err
	}
	return d.Log.Append(ctx, tx, g, audit.Params{"currency": string(b.Currency), "total": b.Currency.Format(b.TotalMinor)})
}

// File is the batch's file, the same bytes each time. Right: bank.pay, with step-up. Faults: absent.
func (d *Desk) File(ctx context.Context, a access.Actor, batch string) (file []byte, err error) {
	g, err := d.check(a, access.BankPay, batch)
	if err != nil {
		return nil, err
	}
	var sealed []byte
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Get(ctx, `SELECT sealed FROM payment_batch WHERE id = $1`, []any{batch}, &sealed); err != nil {
			return err
		}
		return d.Log.Append(ctx, tx, g, audit.Params{"again": "true"})
	})
	if err != nil {
		return nil, err
	}
	return file, d.open(batchKind, batch, sealed, &file)
}

// credit is one payment of a file.
type credit struct {
	id          escrow.PayoutID
	amountMinor int64
	to          Destination
}

// payable reads what can be paid now, with its destinations.
func (d *Desk) payable(ctx context.Context, tx *db.Tx, c escrow.Currency) ([]credit, error) {
	type row struct {
		credit
		account access.AccountID
		line    escrow.LineID
	}
	rows, err := db.All(ctx, tx, func(s db.Scanner) (r row, err error) {
		return r, s.Scan(&r.id, &r.amountMinor, &r.account, &r.line)
	}, `SELECT p.id, p.amount_minor, p.account, p.line FROM payment_payout p LEFT JOIN payment_destination x ON x.account = p.account
		WHERE p.state = 'payable' AND p.currency = $1 AND (p.line <> '' OR x.changed <= $2) ORDER BY p.no LIMIT $3`,
		string(c), db.Micros(d.Clock.Now().Add(-Cooling)), batchLimit)
	if err != nil {
		return nil, err
	}
	var all []credit
	for _, r := range rows {
		if r.line != "" {
			r.to, err = d.sender(ctx, tx, r.line)
		} else {
			r.to, _, err = d.destination(ctx, tx, r.account)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, r.credit)
	}
	return all, nil
}

// sender is where a line's money came from.
func (d *Desk) sender(ctx context.Context, tx *db.Tx, id escrow.LineID) (to Destination, err error) {
	l, err := lineOf(ctx, tx, id)
	if err != nil {
		return to, err
	}
	if err := d.open(lineKind, string(id), l.sealed, &l.Entry); err != nil {
		return to, err
	}
	to.Holder = l.Entry.Name
	to.IBAN, err = ParseIBAN(l.Entry.Account)
	return to, err
}

// StateSent is the state of a payout that is in a file.
const StateSent = "sent"

// PayoutState reads where a payout stands: payable, sent, paid or returned. Right: the caller's. Faults: absent.
func (d *Desk) PayoutState(ctx context.Context, tx *db.Tx, id escrow.PayoutID) (string, error) {
	return db.One(ctx, tx, db.Value[string], `SELECT state FROM payment_payout WHERE id = $1`, string(id))
}
