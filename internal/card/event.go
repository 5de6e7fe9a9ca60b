package card

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v85/webhook"

	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// news says which part looks at an event. Others are acknowledged and forgotten.
var news = map[string]string{
	"checkout.session.completed": "session", "checkout.session.async_payment_succeeded": "session", "checkout.session.expired": "session",
	"charge.dispute.created": "dispute", "charge.dispute.updated": "dispute", "charge.dispute.closed": "dispute",
	"charge.dispute.funds_withdrawn": "dispute", "charge.dispute.funds_reinstated": "dispute",
	"transfer.created": "transfer", "transfer.updated": "transfer", "transfer.reversed": "transfer",
	"refund.created": "refund", "refund.updated": "refund", "refund.failed": "refund", "charge.refund.updated": "refund",
	"account.updated": "account",
}

// BodyLimit is how large an event may be, in bytes.
const BodyLimit = bodyLimit

// Hear takes an event of the provider: its signature is checked, its id kept, and a job looks at the thing it names. It
// moves no money and believes nothing else of it. The same event again does nothing. Right: none but the signature; the
// caller is the provider. Faults: card_off, card_signature, card_event.
func (d *Desk) Hear(ctx context.Context, body []byte, signature string) error {
	if d == nil {
		return ErrOff
	}
	e, err := d.verify(body, signature)
	if err != nil || news[e.kind] == "" {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO card_event (id, kind, subject, state, seen) VALUES ($1, $2, $3, 'new', $4) ON CONFLICT (id) DO NOTHING`,
			e.id, e.kind, e.subject, db.Micros(d.Clock.Now()))
		if err != nil || n == 0 {
			return err
		}
		return d.ask(ctx, tx, jobEvent, subject{ID: e.id}, 0)
	})
}

// event is what is taken from one.
type event struct{ id, kind, subject, state string }

func (d *Desk) verify(body []byte, signature string) (event, error) {
	if len(body) > bodyLimit {
		return event{}, fault.ErrTooLarge
	}
	if !d.fresh(signature) {
		return event{}, ErrSignature
	}
	for _, secret := range d.Secrets {
		x, err := webhook.ConstructEventWithOptions(body, signature, secret, webhook.ConstructEventOptions{IgnoreTolerance: true, IgnoreAPIVersionMismatch: true})
		if errors.Is(err, webhook.ErrNoValidSignature) {
			continue
		}
		if err != nil || x.Data == nil {
			return event{}, ErrEvent
		}
		subject, _ := x.Data.Object["id"].(string)
		e := event{id: x.ID, kind: string(x.Type), subject: subject}
		if !isName(e.id) || news[e.kind] != "" && !isName(e.subject) {
			return event{}, ErrEvent
		}
		return e, nil
	}
	return event{}, ErrSignature
}

// fresh reports whether the signature says one time, near now. The library would ask the machine's clock.
func (d *Desk) fresh(signature string) bool {
	var at []string
	for part := range strings.SplitSeq(signature, ",") {
		if t, ok := strings.CutPrefix(part, "t="); ok {
			at = append(at, t)
		}
	}
	if len(at) != 1 {
		return false
	}
	seconds, err := strconv.ParseInt(at[0], 10, 64)
	return err == nil && d.Clock.Now().Sub(time.Unix(seconds, 0)).Abs() <= tolerance
}

// isName accepts the provider's ids: they go into addresses and the ledger.
func isName(s string) bool {
	return s != "" && len(s) <= 100 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// handleEvent reads the thing that the event names, and posts what has become of it.
func (d *Desk) handleEvent(ctx context.Context, of subject) error {
	e, err := d.heard(ctx, of.ID)
	if err != nil || e.state != "new" {
		return err
	}
	post, err := d.reading(ctx, e)
	if err != nil {
		return failed(err)
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE card_event SET state = 'done', done = $2 WHERE id = $1 AND state = 'new'`, e.id, db.Micros(d.Clock.Now()))
		if err != nil || n == 0 {
			return err
		}
		became, err := post(ctx, tx)
		if err != nil || became == done {
			return err
		}
		if became == odd {
			if _, err := d.grant(ctx, tx, e.id, audit.Params{"event": e.kind, "subject": e.subject, "state": odd}); err != nil {
				return err
			}
			d.Logger.Error("an event of the card provider does not fit", "event", e.id, "kind", e.kind)
		}
		_, err = tx.Exec(ctx, `UPDATE card_event SET state = $2 WHERE id = $1`, e.id, became)
		return err
	})
}

func (d *Desk) heard(ctx context.Context, id string) (e event, err error) {
	return e, d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT id, kind, subject, state FROM card_event WHERE id = $1`, []any{id}, &e.id, &e.kind, &e.subject, &e.state)
	})
}

// posting writes what was read, in the transaction that ends the event.
type posting func(ctx context.Context, tx *db.Tx) (string, error)

func (d *Desk) reading(ctx context.Context, e event) (posting, error) {
	switch kind := news[e.kind]; kind {
	case "session":
		s, err := d.stripe.session(ctx, e.subject)
		return func(ctx context.Context, tx *db.Tx) (string, error) { return d.book(ctx, tx, s) }, err
	case "dispute":
		return d.readDispute(ctx, e.subject)
	case "account":
		x, err := d.stripe.account(ctx, e.subject)
		return func(ctx context.Context, tx *db.Tx) (string, error) { return done, d.enrolledIs(ctx, tx, x) }, err
	default:
		x, err := d.stripe.read(ctx, kind, e.subject)
		return func(ctx context.Context, tx *db.Tx) (string, error) { return d.arrived(ctx, tx, kind, x) }, err
	}
}
