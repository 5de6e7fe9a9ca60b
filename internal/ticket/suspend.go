package ticket

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Suspend lays a complaint over the case, inside the caller's transaction: from the commit on, the rules close what they
// name as halted to those they name. Both sides read in the conversation that it was. Right: the caller's recorded grant.
// Faults: absent, ticket_merged.
func (d *Desk) Suspend(ctx context.Context, tx *db.Tx, g access.Grant, complaint string) error {
	return d.complain(ctx, tx, g, 1, "complaint_filed", complaint)
}

// Lift takes it away: with the last one, the case goes on. Right: the caller's recorded grant. Faults: absent.
func (d *Desk) Lift(ctx context.Context, tx *db.Tx, g access.Grant, complaint string) error {
	return d.complain(ctx, tx, g, -1, "complaint_decided", complaint)
}

func (d *Desk) complain(ctx context.Context, tx *db.Tx, g access.Grant, by int64, event, complaint string) error {
	if !g.Valid() || !g.Recorded() || g.Ticket() == "" {
		return fault.ErrDenied
	}
	t, err := hold(ctx, tx, g.Ticket())
	if err != nil {
		return err
	}
	w := d.begin(tx, g.Actor(), t)
	if err := notMerged(w.t); err != nil {
		return err
	}
	if w.t.complaints += by; w.t.complaints < 0 {
		return fault.ErrAbsent
	}
	// Nobody stands beside it: neither who complains, nor who decided, who would then have had a hand in the case.
	if _, _, err := w.say(ctx, item{kind: KindEvent, side: StaffSide, code: event, params: map[string]string{"complaint": complaint}, at: db.Micros(w.now)}); err != nil {
		return err
	}
	w.counted()
	if err := save(ctx, tx, w.was, w.t); err != nil {
		return err
	}
	w.tell("complaint")
	return nil
}
