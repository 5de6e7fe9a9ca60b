package audit

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
)

// Watcher is told of each entry about tickets, in the entry's own transaction: its fault undoes the change and the entry.
type Watcher func(ctx context.Context, tx *db.Tx, e Entry) error

// Watch names the watcher; call it before the record is used. There is one.
func (l *Log) Watch(w Watcher) { l.watcher = w }

func (l *Log) tell(ctx context.Context, tx *db.Tx, e Entry) error {
	if l.watcher == nil || e.Ticket == "" && len(e.Tickets) == 0 {
		return nil
	}
	return l.watcher(ctx, tx, e)
}

// looked tells the watcher that somebody reads a ticket's part of the record, which leaves no entry: N is 0.
func (l *Log) looked(ctx context.Context, g access.Grant) error {
	if l.watcher == nil {
		return nil
	}
	return l.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return l.tell(ctx, tx, l.entry(g.Actor(), g.Action(), g.Thing(), nil))
	})
}

// About lists the tickets that the entry names.
func (e Entry) About() []access.TicketID { return e.about() }
