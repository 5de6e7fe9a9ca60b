package card

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/payment"
	"surety/internal/vault"
)

// States of a payment.
const (
	Wanted  = "wanted"  // the page is being made
	Opened  = "open"    // the client can pay, or has paid and we have not been told
	Paid    = "paid"    // it is held
	Back    = "back"    // it came but no longer fits: it lies in suspense and goes back to the card
	Expired = "expired" // it was not paid in time
	Failed  = "failed"  // the provider would not have it
	Odd     = "odd"     // the provider says what cannot be: somebody must look
)

// Payment is one try to pay a milestone by card.
type Payment struct {
	No          int64
	ID          string
	Deal        escrow.DealID
	Milestone   escrow.MilestoneID
	Currency    escrow.Currency
	AmountMinor int64
	State       string
	Reason      string // code of a failure
	Made        time.Time
	Until       time.Time
	Changed     time.Time

	session, intent, charge string
	link                    []byte
}

const paymentColumns = `no, id, deal, milestone, currency, amount_minor, state, reason, made, until, changed, session, intent, charge, link`

func scanPayment(s db.Scanner) (p Payment, err error) {
	var made, until, changed int64
	err = s.Scan(&p.No, &p.ID, &p.Deal, &p.Milestone, &p.Currency, &p.AmountMinor, &p.State, &p.Reason, &made, &until, &changed, &p.session, &p.intent, &p.charge, &p.link)
	p.Made, p.Until, p.Changed = db.Time(made), db.Time(until), db.Time(changed)
	return p, err
}

func paymentOf(ctx context.Context, tx *db.Tx, id string) (Payment, error) {
	return db.One(ctx, tx, scanPayment, `SELECT `+paymentColumns+` FROM card_payment WHERE id = $1`, id)
}

// Latest is the last try to pay the milestone; absent when there was none. Right: the caller's. Faults: absent.
func (d *Desk) Latest(ctx context.Context, tx *db.Tx, m escrow.MilestoneID) (Payment, error) {
	if d == nil {
		return Payment{}, fault.ErrAbsent
	}
	return db.One(ctx, tx, scanPayment, `SELECT `+paymentColumns+` FROM card_payment WHERE milestone = $1 ORDER BY no DESC LIMIT 1`, string(m))
}

// Link is where the client pays; empty unless the page is open. Right: the caller's, and only the client's.
func (d *Desk) Link(p Payment) (url string, err error) {
	if p.State != Opened || len(p.link) == 0 {
		return "", nil
	}
	return url, d.unseal("card.payment", p.ID, p.link, &url)
}

func (d *Desk) seal(kind, row string, value string) ([]byte, error) {
	b, err := json.Marshal(value)
	return d.Vault.SealOwn(vault.Place{Kind: kind, Row: row, Field: "link"}, b), err
}

func (d *Desk) unseal(kind, row string, sealed []byte, value *string) error {
	b, err := d.Vault.OpenOwn(vault.Place{Kind: kind, Row: row, Field: "link"}, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, value)
}

// Begin asks for a page to pay the milestone on, in the caller's transaction; one that is open is given again. Right: the
// caller's (deal.fund). Faults: card_off, card_not_awaited, card_amount.
func (d *Desk) Begin(ctx context.Context, tx *db.Tx, of escrow.DealID, m escrow.MilestoneID) (p Payment, err error) {
	if d == nil {
		return p, ErrOff
	}
	x, err := d.Bank.Expected(ctx, tx, m)
	if err != nil {
		return p, err
	}
	now := d.Clock.Now()
	switch p, err = d.Latest(ctx, tx, m); {
	case x.State != "open":
		return p, ErrNotAwaited
	case !d.Takes(x.Currency, x.AmountMinor):
		return p, ErrAmount
	case err == nil && (p.State == Wanted || p.State == Opened) && p.AmountMinor == x.AmountMinor && p.Until.After(now.Add(firstLook)):
		return p, nil
	case err != nil && !errors.Is(err, fault.ErrAbsent):
		return p, err
	}
	id := access.NewID[string]()
	if _, err := tx.Exec(ctx, `INSERT INTO card_payment (id, deal, milestone, currency, amount_minor, state, session, intent, charge, reason, made, until, changed)
		VALUES ($1, $2, $3, $4, $5, $6, '', '', '', '', $7, $8, $7)`, id, string(of), string(m), string(x.Currency), x.AmountMinor, Wanted,
		db.Micros(now), db.Micros(now.Add(pageTime))); err != nil {
		return p, err
	}
	if err := d.ask(ctx, tx, jobSession, subject{ID: id}, 0); err != nil {
		return p, err
	}
	return paymentOf(ctx, tx, id)
}

// load reads a payment and what is still expected, outside any transaction that waits.
func (d *Desk) load(ctx context.Context, id string) (p Payment, x payment.Expectation, err error) {
	return p, x, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if p, err = paymentOf(ctx, tx, id); err != nil {
			return err
		}
		x, err = d.Bank.Expected(ctx, tx, p.Milestone)
		return err
	})
}

// makeSession has the page made. Again gives the same page, by the key.
func (d *Desk) makeSession(ctx context.Context, of subject) error {
	p, x, err := d.load(ctx, of.ID)
	if err != nil || p.State != Wanted {
		return err
	}
	if x.State != "open" || d.Clock.Now().After(p.Until.Add(-35*time.Minute)) { // Stripe wants half an hour
		return d.fail(ctx, p, "late")
	}
	units, err := ToStripe(p.Currency, p.AmountMinor)
	if err != nil {
		return d.fail(ctx, p, "amount")
	}
	s, err := d.stripe.open(ctx, p, units, lower(p.Currency), x.Reference.Printed(), d.URL+"/deals/"+string(p.Deal)+"?card=")
	if code := refused(err); code != "" {
		return d.fail(ctx, p, code)
	}
	if err != nil {
		return failed(err)
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		link, err := d.seal("card.payment", p.ID, s.url)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE card_payment SET state = $2, session = $3, link = $4, changed = $5 WHERE id = $1 AND state = $6`,
			p.ID, Opened, s.id, link, db.Micros(d.Clock.Now()), Wanted); err != nil {
			return err
		}
		return d.ask(ctx, tx, jobCheck, subject{ID: p.ID}, firstLook)
	})
}

// fail ends a try that the provider would not have.
func (d *Desk) fail(ctx context.Context, p Payment, code string) error {
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return d.ends(ctx, tx, p.ID, Failed, code)
	})
}

func (d *Desk) ends(ctx context.Context, tx *db.Tx, id, state, code string) error {
	n, err := tx.Exec(ctx, `UPDATE card_payment SET state = $2, reason = $3, link = NULL, changed = $4 WHERE id = $1 AND state IN ('wanted', 'open')`,
		id, state, code, db.Micros(d.Clock.Now()))
	if err != nil || n == 0 {
		return err
	}
	_, err = d.grant(ctx, tx, id, audit.Params{"state": state, "reason": code})
	return err
}

// checkPayment asks Stripe how a page stands, ever more seldom: an event may never come.
func (d *Desk) checkPayment(ctx context.Context, of subject) error {
	p, x, err := d.load(ctx, of.ID)
	if err != nil || p.State != Opened {
		return err
	}
	s, err := d.stripe.session(ctx, p.session)
	if err != nil {
		return failed(err)
	}
	if s.status == "open" && x.State != "open" { // the bank was first: nobody shall pay twice
		if err := d.stripe.expire(ctx, p.session); err != nil && refused(err) == "" {
			return failed(err)
		}
		if s, err = d.stripe.session(ctx, p.session); err != nil {
			return failed(err)
		}
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		switch {
		case s.paid:
			_, err := d.book(ctx, tx, s)
			return err
		case s.status == "expired":
			return d.ends(ctx, tx, p.ID, Expired, "")
		}
		wait := min(firstLook<<min(of.Try+1, 5), longLook)
		return d.ask(ctx, tx, jobCheck, subject{p.ID, of.Try + 1}, wait)
	})
}

// Soon asks Stripe at once about a payment whose client says to have paid. Right: the caller's.
func (d *Desk) Soon(ctx context.Context, tx *db.Tx, p Payment) error {
	if d == nil || p.State != Opened {
		return nil
	}
	return d.Jobs.Add(ctx, tx, jobCheck, subject{ID: p.ID, Try: 6}, job.Unique("soon/"+p.ID))
}
