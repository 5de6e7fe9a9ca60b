package ticket

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
)

// Receipt proves to someone in the ticket that an entry of it is in the record; anyone can check it without the server.
// Right: record.receipt. Faults: absent, entry_destroyed, entry_names_others.
func (d *Desk) Receipt(ctx context.Context, who access.Actor, id access.TicketID, n int64) ([]byte, error) {
	var g access.Grant
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
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
