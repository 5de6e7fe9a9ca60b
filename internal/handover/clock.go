package handover

import (
	"context"
	"database/sql"

	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
)

// Kinds of clocks.
const (
	lookClock  deadline.Kind = "handover.look"  // whether what a secret was for is over by now, and later, whether it was changed
	shredClock deadline.Kind = "handover.shred" // nobody can ask any more for an answer that was lost
)

func (d *Desk) handleClocks() {
	for kind, due := range map[deadline.Kind]func(*work, context.Context) error{lookClock: (*work).look, shredClock: (*work).shred} {
		d.Clocks.Handle(kind, deadline.Handler{Hold: d.hold, Due: func(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
			w, err := d.begin(ctx, tx, access.Server("handover"), x.Subject, access.SecretClock)
			if err != nil {
				return err
			}
			return due(w, ctx)
		}})
	}
}

func (d *Desk) hold(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	_, err := rowOf(ctx, tx, x.Subject, true)
	return err
}

func (w *work) lookAt(ctx context.Context, due time.Time) error {
	return w.Clocks.Set(ctx, w.tx, deadline.Deadline{Kind: lookClock, Subject: w.row.id, Turn: "server", Due: due})
}

// shred removes the ciphertext of what was shown once.
func (w *work) shred(ctx context.Context) error {
	w.row.body = nil
	return w.row.put(ctx, w.tx)
}

// look ends what was outlived. Nothing depends on how soon: opening asks the same question itself. From then on the owner is reminded of what was opened.
func (w *work) look(ctx context.Context) error {
	if !w.row.over.Valid {
		why, _, err := w.outlived(ctx)
		switch {
		case err != nil:
			return err
		case why == "" && (w.row.state == Held || w.row.toChange() == Later):
			return w.lookAt(ctx, w.now.Add(lookEvery))
		}
		w.isOver(why)
	}
	return w.ask(ctx)
}

// isOver says that what the secret was for is over.
func (w *work) isOver(why string) {
	if w.row.state == Held {
		w.end(Ended, why)
	}
	w.row.over = sql.NullInt64{Int64: db.Micros(w.now), Valid: true}
}

// ask saves the secret, and has its owner asked to change what was opened.
func (w *work) ask(ctx context.Context) error {
	if err := w.remind(ctx); err != nil {
		return err
	}
	if w.entry["state"] != "" {
		return w.finish(ctx)
	}
	if err := w.row.put(ctx, w.tx); err != nil {
		return err
	}
	w.tell()
	return nil
}

// remind writes to the owner while there is something to change, a few times.
func (w *work) remind(ctx context.Context) error {
	if w.row.toChange() != Now || w.row.reminded >= remindTimes {
		return nil
	}
	w.row.reminded++
	if err := w.post(ctx, w.tx, notice{w.row.id, w.row.owner, letterChange}); err != nil {
		return err
	}
	return w.lookAt(ctx, w.now.Add(remindEvery))
}
