package remote

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// restorer is the right to see and put back a snapshot of the ticket. The code it began with was given to who had proved again who they are; the program need not.
func (d *Desk) restorer(ctx context.Context, tx *db.Tx, who access.Actor, t access.TicketID, snapshot string) (access.Grant, error) {
	who.SteppedUp = true
	return d.mayRestore(ctx, tx, who, t, snapshot)
}

func (d *Desk) mayRestore(ctx context.Context, tx *db.Tx, who access.Actor, t access.TicketID, snapshot string) (access.Grant, error) {
	thing, err := d.Tickets.Facts(ctx, tx, t)
	if err != nil {
		return access.Grant{}, err
	}
	thing.Kind, thing.ID = "remote", snapshot
	return access.Check(who, access.RemoteRestore, thing)
}

// RestoreCode gives the client a code by which their program may read the snapshot and put it back. Right: remote.restore. Faults: absent, denied,
// step_up_needed.
func (d *Desk) RestoreCode(ctx context.Context, who access.Actor, t access.TicketID, snapshot string) (c Code, err error) {
	return c, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, err := d.mayRestore(ctx, tx, who, t, snapshot)
		if err != nil {
			return err
		}
		if err := d.Log.Append(ctx, tx, g, audit.Params{"snapshot": snapshot, "what": "code"}); err != nil {
			return err
		}
		c, err = d.newCode(ctx, tx, ForRestore, snapshot, t, who.Account)
		return err
	})
}

// SnapshotOf is the ticket of a snapshot that was made in a session: one of the actor's own where there is one, since a name is what a client's program gave.
// Right: the caller's. Faults: absent.
func (d *Desk) SnapshotOf(ctx context.Context, who access.Actor, snapshot string) (t access.TicketID, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err = db.One(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM remote_session WHERE snapshot = $1 AND snapshot <> ''
			ORDER BY CASE WHEN client = $2 THEN 0 ELSE 1 END, asked_at, id LIMIT 1`, snapshot, string(who.Account))
		return err
	})
	return t, err
}
