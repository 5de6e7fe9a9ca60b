package card

import (
	"context"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/payment"
)

// Kinds of moves.
const (
	Transfer = "transfer" // to a specialist's account at the provider
	Refund   = "refund"   // to the card
	Offset   = "offset"   // to a client who has the money already, by a chargeback
)

// Move is money on its way out through the provider. Its states are those of a payout of the bank desk's.
type Move struct {
	ID          string
	Payment     string
	Kind        string
	Destination string
	Currency    escrow.Currency
	AmountMinor int64
	State       string // wanted, sent, paid, returned
	Subject     string // the provider's name of it
	Reason      string
	Made        time.Time
	Changed     time.Time
	asked       int64
}

const moveColumns = `id, payment, kind, destination, currency, amount_minor, state, subject, reason, made, changed, asked`

func scanMove(s db.Scanner) (m Move, err error) {
	var made, changed int64
	err = s.Scan(&m.ID, &m.Payment, &m.Kind, &m.Destination, &m.Currency, &m.AmountMinor, &m.State, &m.Subject, &m.Reason, &made, &changed, &m.asked)
	m.Made, m.Changed = db.Time(made), db.Time(changed)
	return m, err
}

func moveOf(ctx context.Context, tx *db.Tx, id string) (Move, error) {
	return db.One(ctx, tx, scanMove, `SELECT `+moveColumns+` FROM card_move WHERE id = $1`, id)
}

// Pay reserves a payout of a milestone that was paid by card, in the caller's transaction, and has it made: to the client's
// card, or to the specialist's account at the provider. False means that it is the bank's to pay: it was not paid by
// card, there is no such account, or the provider has not so much left of it. Its id is its key. Right: a recorded grant
// that may move money. Faults: card_later, and those of escrow's Pay.
func (d *Desk) Pay(ctx context.Context, tx *db.Tx, g access.Grant, id escrow.PayoutID, m escrow.MilestoneID, from escrow.Account, minor int64) (bool, error) {
	if d == nil {
		return false, nil
	}
	p, err := db.One(ctx, tx, scanPayment, `SELECT `+paymentColumns+` FROM card_payment WHERE milestone = $1 AND state = 'paid' ORDER BY no LIMIT 1`, string(m))
	if errors.Is(err, fault.ErrAbsent) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	out := Move{ID: string(id), Payment: p.ID, Kind: Refund, Currency: p.Currency, AmountMinor: minor}
	if from.Kind == escrow.Client {
		if paid, err := d.has(ctx, tx, g, p, &out); err != nil || paid {
			return paid, err
		}
	} else {
		out.Kind = Transfer
		if out.Destination, err = d.destination(ctx, tx, access.AccountID(from.Owner)); err != nil || out.Destination == "" {
			return false, err
		}
	}
	if room, err := d.room(ctx, tx, p, out); err != nil || !room {
		return false, err
	}
	err = d.send(ctx, tx, g, from, out)
	if errors.Is(err, escrow.ErrShort) {
		return false, nil
	}
	return err == nil, err
}

// has settles with a client whose own bank has taken the money back already: it is not paid a second time. What is left
// over goes to the card.
func (d *Desk) has(ctx context.Context, tx *db.Tx, g access.Grant, p Payment, out *Move) (bool, error) {
	all, err := chargebacksOf(ctx, tx, p.ID)
	if err != nil || len(all) == 0 {
		return false, err
	}
	for _, c := range all {
		if c.State == ChargebackOpen {
			return false, ErrLater
		}
	}
	at, err := d.Ledger.Position(ctx, tx, p.Milestone)
	if err != nil || at.OwedMinor == 0 {
		return false, err
	}
	rest := *out
	if rest.AmountMinor -= at.OwedMinor; rest.AmountMinor > 0 {
		if can, err := d.can(ctx, tx, p, rest); err != nil || !can {
			return false, errors.Join(err, ErrLater) // all of it or nothing, so that no part is paid by another way too
		}
	}
	o := escrow.Order{Key: "card/" + out.ID + "/offset", Milestone: p.Milestone, AmountMinor: min(at.OwedMinor, out.AmountMinor), Reference: all[0].ID}
	if _, err := d.Ledger.Recover(ctx, tx, g, escrow.Client, o); err != nil {
		return false, err
	}
	if out.AmountMinor -= o.AmountMinor; out.AmountMinor > 0 {
		return false, nil
	}
	out.Kind, out.AmountMinor, out.State = Offset, o.AmountMinor, "paid"
	if err := d.keepMove(ctx, tx, *out); err != nil {
		return false, err
	}
	return true, d.tell(ctx, tx, *out)
}

// can reports whether the move could leave now.
func (d *Desk) can(ctx context.Context, tx *db.Tx, p Payment, out Move) (bool, error) {
	room, err := d.room(ctx, tx, p, out)
	if err != nil || !room {
		return false, err
	}
	b, err := d.Ledger.Balance(ctx, tx, escrow.Account{Kind: escrow.Card, Currency: out.Currency})
	return b.AvailableMinor >= out.AmountMinor, err
}

// room reports whether so much of the charge is left to transfer, or to refund.
func (d *Desk) room(ctx context.Context, tx *db.Tx, p Payment, out Move) (bool, error) {
	if _, err := ToStripe(out.Currency, out.AmountMinor); err != nil {
		return false, nil //nolint:nilerr // no form of it at Stripe: the bank can pay it
	}
	gone, err := db.One(ctx, tx, db.Value[int64], `SELECT CAST(coalesce(sum(amount_minor), 0) AS BIGINT) FROM card_move
		WHERE payment = $1 AND kind = $2 AND state <> 'returned' AND id <> $3`, p.ID, out.Kind, out.ID)
	return gone+out.AmountMinor <= p.AmountMinor, err
}

// send reserves the money and has it leave.
func (d *Desk) send(ctx context.Context, tx *db.Tx, g access.Grant, from escrow.Account, m Move) error {
	if _, err := d.Ledger.Pay(ctx, tx, g, escrow.Payout{ID: escrow.PayoutID(m.ID), From: from, AmountMinor: m.AmountMinor, Via: escrow.Card}); err != nil {
		return err
	}
	m.State = Wanted
	if err := d.keepMove(ctx, tx, m); err != nil {
		return err
	}
	return d.ask(ctx, tx, jobMove, subject{ID: m.ID}, 0)
}

func (d *Desk) keepMove(ctx context.Context, tx *db.Tx, m Move) error {
	_, err := tx.Exec(ctx, `INSERT INTO card_move (id, payment, kind, destination, currency, amount_minor, state, subject, reason, made, asked, changed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', $8, 0, $8) ON CONFLICT (id) DO NOTHING`,
		m.ID, m.Payment, m.Kind, m.Destination, string(m.Currency), m.AmountMinor, m.State, db.Micros(d.Clock.Now()))
	return err
}

// sendBack lays money that fits nothing into suspense and returns it to its card.
func (d *Desk) sendBack(ctx context.Context, tx *db.Tx, g access.Grant, p Payment, r escrow.Receipt) error {
	r.Milestone = ""
	if _, err := d.Ledger.Receive(ctx, tx, g, r); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE card_payment SET state = $2, reason = 'not_awaited' WHERE id = $1`, p.ID, Back); err != nil {
		return err
	}
	from := escrow.Account{Kind: escrow.Suspense, Owner: p.ID, Currency: r.Currency}
	return d.send(ctx, tx, g, from, Move{ID: p.ID, Payment: p.ID, Kind: Refund, Currency: r.Currency, AmountMinor: r.AmountMinor})
}

// makeMove has Stripe do it, once: by its own key as long as Stripe remembers keys, and after that by looking first.
func (d *Desk) makeMove(ctx context.Context, of subject) error {
	m, p, err := d.beginMove(ctx, of.ID)
	if err != nil || m.State != Wanted {
		return err
	}
	x, err := d.perform(ctx, m, p)
	if code := refused(err); code != "" {
		return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.giveBack(ctx, tx, m, code) })
	}
	if err != nil {
		return failed(err)
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE card_move SET state = 'sent', subject = $2, changed = $3 WHERE id = $1 AND state = 'wanted'`, m.ID, x.id, db.Micros(d.Clock.Now())); err != nil {
			return err
		}
		return d.ask(ctx, tx, jobLook, subject{ID: m.ID}, firstLook)
	})
}

// beginMove notes when Stripe was first asked, before it is.
func (d *Desk) beginMove(ctx context.Context, id string) (m Move, p Payment, err error) {
	return m, p, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE card_move SET asked = $2 WHERE id = $1 AND asked = 0`, id, db.Micros(d.Clock.Now())); err != nil {
			return err
		}
		if m, err = moveOf(ctx, tx, id); err != nil {
			return err
		}
		p, err = paymentOf(ctx, tx, m.Payment)
		return err
	})
}

func (d *Desk) perform(ctx context.Context, m Move, p Payment) (moved, error) {
	if d.Clock.Now().Sub(db.Time(m.asked)) > keyTime {
		if x, err := d.stripe.find(ctx, m, p.intent); err != nil || x.id != "" {
			return x, err
		}
	}
	units := unitsOf(m.Currency, m.AmountMinor)
	if m.Kind == Transfer {
		return d.stripe.transfer(ctx, m, p.charge, string(p.Milestone), units, lower(m.Currency))
	}
	return d.stripe.refund(ctx, m, p.intent, units)
}

// lookMove asks how a move stands, should no event tell.
func (d *Desk) lookMove(ctx context.Context, of subject) error {
	var m Move
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		m, err = moveOf(ctx, tx, of.ID)
		return err
	})
	if err != nil || m.State != payment.StateSent {
		return err
	}
	x, err := d.stripe.read(ctx, m.Kind, m.Subject)
	if err != nil {
		return failed(err)
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if x.done || x.back {
			_, err := d.arrived(ctx, tx, m.Kind, x)
			return err
		}
		return d.ask(ctx, tx, jobLook, subject{m.ID, of.Try + 1}, min(firstLook<<min(of.Try+1, 10), later))
	})
}

// arrived posts what became of a move, once: it was paid, or it came back.
func (d *Desk) arrived(ctx context.Context, tx *db.Tx, kind string, x moved) (string, error) {
	m, err := moveOf(ctx, tx, x.name)
	if errors.Is(err, fault.ErrAbsent) {
		return foreign, nil
	}
	if err != nil {
		return "", err
	}
	c, minor, err := FromStripe(x.currency, x.units)
	if err != nil || kind != m.Kind || c != m.Currency || minor != m.AmountMinor || m.Subject != "" && m.Subject != x.id || kind == Transfer && x.destination != m.Destination {
		return odd, nil //nolint:nilerr // the record says so
	}
	switch {
	case x.back:
		return done, d.giveBack(ctx, tx, m, "came_back")
	case x.done:
		return done, d.confirm(ctx, tx, m, x.id)
	case kind == Transfer:
		return odd, nil // a part of it was taken back: nothing of ours does that
	}
	return done, nil
}

func (d *Desk) confirm(ctx context.Context, tx *db.Tx, m Move, subject string) error {
	n, err := tx.Exec(ctx, `UPDATE card_move SET state = 'paid', subject = $2, changed = $3 WHERE id = $1 AND state IN ('wanted', 'sent')`, m.ID, subject, db.Micros(d.Clock.Now()))
	if err != nil || n == 0 {
		return err
	}
	g, err := d.grant(ctx, tx, m.ID, audit.Params{"kind": m.Kind, "payment": m.Payment, "state": "paid"})
	if err != nil {
		return err
	}
	if _, err := d.Ledger.ConfirmPayout(ctx, tx, g, escrow.PayoutID(m.ID)); err != nil {
		return err
	}
	m.State = "paid"
	return d.tell(ctx, tx, m)
}

// giveBack returns the money of a move that did not happen, or came back, to whose it was.
func (d *Desk) giveBack(ctx context.Context, tx *db.Tx, m Move, reason string) error {
	n, err := tx.Exec(ctx, `UPDATE card_move SET state = 'returned', reason = $2, changed = $3 WHERE id = $1 AND state <> 'returned'`, m.ID, reason, db.Micros(d.Clock.Now()))
	if err != nil || n == 0 {
		return err
	}
	g, err := d.grant(ctx, tx, m.ID, audit.Params{"kind": m.Kind, "payment": m.Payment, "state": "returned", "reason": reason})
	if err != nil {
		return err
	}
	if _, err := d.Ledger.ReturnPayout(ctx, tx, g, escrow.PayoutID(m.ID)); err != nil {
		return err
	}
	m.State = "returned"
	p, err := paymentOf(ctx, tx, m.Payment)
	if err == nil && p.State == Back {
		err = d.strays(ctx, tx, p, m)
	}
	return errors.Join(err, d.tell(ctx, tx, m))
}

// tell brings the deal the news of a payout.
func (d *Desk) tell(ctx context.Context, tx *db.Tx, m Move) error {
	return d.Jobs.Add(ctx, tx, payment.JobPaid, payment.PaidJob{Payout: escrow.PayoutID(m.ID), Returned: m.State == "returned"})
}

// PayoutState is where a payout through the provider stands. Right: the caller's. Faults: absent.
func (d *Desk) PayoutState(ctx context.Context, tx *db.Tx, id escrow.PayoutID) (string, error) {
	if d == nil {
		return "", fault.ErrAbsent
	}
	return db.One(ctx, tx, db.Value[string], `SELECT state FROM card_move WHERE id = $1`, string(id))
}
