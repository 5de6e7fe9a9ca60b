package ticket

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Receipt proves to someone in the ticket that an entry they may see is in the record; anyone can check it without the
// server. Rights: ticket.record and record.receipt. Faults: absent, entry_destroyed, entry_names_others.
func (d *Desk) Receipt(ctx context.Context, who access.Actor, id access.TicketID, n int64) ([]byte, error) {
	seen, err := d.Record(ctx, who, id, n+1, 1)
	if err != nil {
		return nil, err
	}
	if len(seen) == 0 || seen[0].N != n {
		return nil, fault.ErrAbsent
	}
	var g access.Grant
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		g, err = access.Check(who, access.Receipt, t.thing())
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.Log.Receipt(ctx, g, n)
}
