package handover

import (
	"context"
	"database/sql"

	"surety/internal/access"
	"surety/internal/db"
)

// Withdraw takes a secret back that can still be opened: the ciphertext goes. Right: secret.withdraw, of its owner, also after leaving the case. Faults: absent, denied, secret_over, secret_read.
func (d *Desk) Withdraw(ctx context.Context, who access.Actor, id string) error {
	return d.change(ctx, who, id, access.SecretWithdraw, func(_ context.Context, w *work) error {
		switch w.row.state {
		case Withdrawn:
			w.quiet = true
		case Held:
			w.end(Withdrawn, "")
		case Read:
			return ErrRead
		case Ended:
			return ErrOver
		}
		return nil
	})
}

// Changed says that what was handed over is another by now: the list of what to change forgets it, and what could still be opened is taken back, since it is worth nothing.
// Right: secret.changed, of its owner. Faults: absent, denied.
func (d *Desk) Changed(ctx context.Context, who access.Actor, id string) error {
	return d.change(ctx, who, id, access.SecretChanged, func(_ context.Context, w *work) error {
		if w.quiet = w.row.changed.Valid; w.quiet {
			return nil
		}
		if w.row.state == Held {
			w.end(Withdrawn, "")
		}
		w.row.changed = sql.NullInt64{Int64: db.Micros(w.now), Valid: true}
		return nil
	})
}

// Revoke ends all of the case that was handed over to the reader, in the caller's transaction: what could be opened is gone, and owners
// are asked at once to change what was opened. Opened is how much that is. Right: the caller's.
func (d *Desk) Revoke(ctx context.Context, tx *db.Tx, t access.TicketID, reader access.AccountID) (opened int, err error) {
	ids, err := db.All(ctx, tx, db.Value[string], `SELECT id FROM handover_secret WHERE ticket = $1 AND reader = $2 AND over IS NULL ORDER BY id`, string(t), string(reader))
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		w, err := d.begin(ctx, tx, access.Server("handover"), id, access.SecretClock)
		if err != nil {
			return opened, err
		}
		if w.isOver(whyBreach); w.row.toChange() == Now {
			opened++
		}
		if err := w.ask(ctx); err != nil {
			return opened, err
		}
	}
	return opened, nil
}

// Change says whether the owner should change what was handed over.
type Change string

// The answers.
const (
	NotNeeded Change = "no"    // nobody opened it, or it was changed
	Later     Change = "later" // it was opened, and is still needed
	Now       Change = "now"   // it was opened, and what it was for is over
)

// Changes are all of them.
var Changes = []Change{NotNeeded, Later, Now}

func (r row) toChange() Change {
	switch {
	case r.openings == 0 || r.changed.Valid:
		return NotNeeded
	case r.over.Valid || r.state == Withdrawn || r.state == Ended:
		return Now
	}
	return Later
}
