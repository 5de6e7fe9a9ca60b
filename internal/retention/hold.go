package retention

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Reasons of a legal hold, by code: words about it belong into a note of the case.
var Reasons = []string{"claim", "authority", "investigation", "audit", "other"}

// Hold is a legal hold: while it lies on a case nothing of it is destroyed.
type Hold struct {
	ID     string
	Ticket access.TicketID
	Number int64
	Reason string
	By     access.AccountID
	At     time.Time
	Lifter access.AccountID // who wants it lifted; a second must agree
}

func scanHold(s db.Scanner) (h Hold, err error) {
	var at int64
	err = s.Scan(&h.ID, &h.Ticket, &h.Number, &h.Reason, &h.By, &at, &h.Lifter)
	h.At = db.Time(at)
	return h, err
}

const holdSQL = `SELECT h.id, h.ticket, t.number, h.reason, h.actor, h.at, h.lifter FROM retention_hold h JOIN ticket t ON t.id = h.ticket WHERE h.lifted IS NULL `

func holdsOf(ctx context.Context, tx *db.Tx, t access.TicketID) ([]Hold, error) {
	return db.All(ctx, tx, scanHold, holdSQL+`AND h.ticket = $1 ORDER BY h.at, h.id`, string(t))
}

// Hold keeps a case until two people lift it. A destruction that has begun is not held any more. Right: retention.hold. Faults: absent,
// invalid (reason), retention_held, case_destroyed.
func (k *Keeper) Hold(ctx context.Context, who access.Actor, t access.TicketID, reason string) error {
	if !slices.Contains(Reasons, reason) {
		return ErrReason
	}
	return k.change(ctx, who, t, access.RetentionHold, func(ctx context.Context, w *work) error {
		n, err := w.tx.Exec(ctx, `INSERT INTO retention_hold (id, ticket, reason, actor, at, lifter, lifted_by) VALUES ($1, $2, $3, $4, $5, '', '')
			ON CONFLICT (ticket, reason) WHERE lifted IS NULL DO NOTHING`, access.NewID[string](), string(t), reason, string(who.Account), db.Micros(k.Clock.Now()))
		if err == nil && n == 0 {
			err = ErrHeld
		}
		if err != nil {
			return err
		}
		return k.Log.Append(ctx, w.tx, w.grant, audit.Params{"reason": reason})
	})
}

// Lift asks for a hold to be lifted; when a second person does, it is. The first may be who set it. Right: retention.lift, with step-up.
// Faults: absent, second_person, case_destroyed.
func (k *Keeper) Lift(ctx context.Context, who access.Actor, t access.TicketID, reason string) error {
	return k.change(ctx, who, t, access.RetentionLift, func(ctx context.Context, w *work) error {
		h, err := db.One(ctx, w.tx, scanHold, holdSQL+`AND h.ticket = $1 AND h.reason = $2`, string(t), reason)
		if err != nil {
			return err
		}
		what := "lifted"
		switch h.Lifter {
		case who.Account:
			return ErrSecond
		case "":
			what = "asked"
			_, err = w.tx.Exec(ctx, `UPDATE retention_hold SET lifter = $2 WHERE id = $1`, h.ID, string(who.Account))
		default:
			_, err = w.tx.Exec(ctx, `UPDATE retention_hold SET lifted_by = $2, lifted = $3 WHERE id = $1`, h.ID, string(who.Account), db.Micros(k.Clock.Now()))
		}
		if err != nil {
			return err
		}
		return k.Log.Append(ctx, w.tx, w.grant, audit.Params{"reason": reason, "what": what})
	})
}

// extension is how far a client has put off their case's day.
type extension struct {
	until time.Time
	count int64
}

func extensionOf(ctx context.Context, tx *db.Tx, t access.TicketID) (extension, error) {
	e, err := db.One(ctx, tx, func(s db.Scanner) (e extension, err error) {
		var until int64
		err = s.Scan(&until, &e.count)
		e.until = db.Time(until)
		return e, err
	}, `SELECT until, count FROM retention_extension WHERE ticket = $1`, string(t))
	return e, onlyAbsent(err)
}

// Extend puts the day off by [ExtensionDays], and says no to who wished the case destroyed now. Right: retention.extend. Faults: absent,
// retention_not_due, retention_extended, case_destroyed.
func (k *Keeper) Extend(ctx context.Context, who access.Actor, t access.TicketID) error {
	return k.change(ctx, who, t, access.RetentionExtend, func(ctx context.Context, w *work) error {
		r, err := rowOf(ctx, w.tx, t)
		wish, wishErr := wishOf(ctx, w.tx, t)
		if errors.Is(err, fault.ErrAbsent) && wishErr == nil && wish.By != "" {
			r.due = k.Clock.Now() // nothing but the wish to say no to
		} else if err != nil {
			return ErrNotDue
		}
		e, err := extensionOf(ctx, w.tx, t)
		if err != nil {
			return err
		}
		if e.count >= Extensions {
			return ErrExtended
		}
		if now := k.Clock.Now(); r.due.Before(now) {
			r.due = now
		}
		r.due, r.noticed, r.lived = r.due.Add(ExtensionDays*day), time.Time{}, 0
		if _, err := w.tx.Exec(ctx, `INSERT INTO retention_extension (ticket, until, count) VALUES ($1, $2, 1)
			ON CONFLICT (ticket) DO UPDATE SET until = excluded.until, count = retention_extension.count + 1`, string(t), db.Micros(r.due)); err != nil {
			return err
		}
		if r.ticket != "" {
			if err := r.put(ctx, w.tx); err != nil {
				return err
			}
		}
		if _, err := w.tx.Exec(ctx, `DELETE FROM retention_wish WHERE ticket = $1`, string(t)); err != nil {
			return err
		}
		return k.Log.Append(ctx, w.tx, w.grant, audit.Params{"until": r.due.Format(time.RFC3339)})
	})
}

// Wish is somebody's, to have a case destroyed now.
type Wish struct {
	By access.AccountID
	At time.Time
}

func wishOf(ctx context.Context, tx *db.Tx, t access.TicketID) (Wish, error) {
	w, err := db.One(ctx, tx, func(s db.Scanner) (w Wish, err error) {
		var at sql.NullInt64
		err = s.Scan(&w.By, &at)
		w.At = db.TimeOrZero(at)
		return w, err
	}, `SELECT actor, at FROM retention_wish WHERE ticket = $1`, string(t))
	return w, onlyAbsent(err)
}
