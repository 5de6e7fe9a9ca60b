package room

import (
	"context"
	"encoding/json"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/live"
)

// work is one look at, or change of, one room, under way in its transaction.
type work struct {
	*Desk
	tx    *db.Tx
	row   row
	grant access.Grant
	now   time.Time
	entry audit.Params
	n     int64 // of the entry, once it is written
}

// change runs fn on the room, held, with a grant for the action, and tells its members after the commit. A fault of fn undoes all. Faults: absent, denied,
// class_closed, step_up_needed, case_suspended, case_destroyed.
func (d *Desk) change(ctx context.Context, who access.Actor, id string, act access.Action, fn func(ctx context.Context, w *work) error) error {
	return d.inTx(ctx, who, id, act, func(ctx context.Context, w *work) error {
		if err := fn(ctx, w); err != nil {
			return err
		}
		if err := w.record(ctx); err != nil {
			return err
		}
		if err := w.row.put(ctx, w.tx); err != nil {
			return err
		}
		return w.tell(ctx)
	})
}

// inTx finds the room, held, and asks the rules.
func (d *Desk) inTx(ctx context.Context, who access.Actor, id string, act access.Action, fn func(ctx context.Context, w *work) error) error {
	var t access.TicketID
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = db.One(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM room WHERE id = $1`, id)
		return err
	}); err != nil {
		return err
	}
	if err := d.Vault.Warm(ctx, []access.TicketID{t}); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowBy(ctx, tx, "id", id, true)
		if err != nil {
			return err
		}
		w, err := d.begin(ctx, tx, who, r, act)
		if err != nil {
			return err
		}
		return fn(ctx, w)
	})
}

func (d *Desk) begin(ctx context.Context, tx *db.Tx, who access.Actor, r row, act access.Action) (*work, error) {
	t, err := d.Tickets.Facts(ctx, tx, r.ticket)
	if err != nil {
		return nil, err
	}
	g, err := access.Check(who, act, r.thing(t))
	if err != nil {
		return nil, err
	}
	return &work{Desk: d, tx: tx, row: r, grant: g, now: d.Clock.Now(), entry: audit.Params{"room": r.id}}, nil
}

// record writes the entry, so that the grant may open content from then on. What it says must be known by then.
func (w *work) record(ctx context.Context) (err error) {
	if w.n == 0 {
		w.n, err = w.Log.Numbered(ctx, w.tx, w.grant, w.entry)
	}
	return err
}

// tell publishes to who is in the room, and to who offered it or made the change, that something is another by now.
func (w *work) tell(ctx context.Context) error {
	data, err := json.Marshal(map[string]string{"secret": w.row.id, "ticket": string(w.row.ticket)})
	if err != nil {
		return err
	}
	members, err := w.row.members(ctx, w.tx)
	to := map[access.AccountID]bool{w.grant.Actor().Account: true, w.grant.Thing().Requester: true, w.row.offered: true}
	for _, m := range members {
		to[m.member] = true
	}
	delete(to, "")
	hub, thing := w.Hub, w.grant.Thing()
	for a := range to {
		w.tx.AfterCommit(func() { hub.Publish(live.Event{Name: live.Secret, Ticket: thing, Account: a, Data: data}) })
	}
	return err
}

// isOpen refuses what a closed ticket, or a room that is none yet, does not take.
func (w *work) isOpen(ctx context.Context) error {
	head, err := w.Tickets.Head(ctx, w.tx, w.row.ticket)
	switch {
	case err != nil:
		return err
	case w.row.state != Opened:
		return ErrState
	case head.Closed:
		return ErrClosed
	}
	return nil
}

// mayBeIn reports whether the account has a right to the room, apart from what passes: a complaint, a fresh proof, a day of waiting.
func (d *Desk) mayBeIn(ctx context.Context, tx *db.Tx, t access.Thing, id access.AccountID) (bool, error) {
	who, err := d.Accounts.ActorOf(ctx, tx, id)
	if isAbsent(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	who.SteppedUp, who.Recovered, who.Enrolling, who.Doubts = true, time.Time{}, false, nil
	t.Suspended, t.Destroyed = false, false
	return access.Ask(&who, access.RoomRead, &t) == nil, nil
}

// standing says how somebody stands whom a key of the room was sealed to.
func (d *Desk) standing(ctx context.Context, tx *db.Tx, t access.Thing, e envelope) (Standing, error) {
	may, err := d.mayBeIn(ctx, tx, t, e.member)
	if err != nil || !may {
		return Left, err
	}
	k, _, err := d.Keys.KeysOf(ctx, tx, e.member)
	if err != nil || k == nil || k.ID != e.key {
		return NewKey, err
	}
	return In, nil
}

// isClient reports whether the actor is of the client's side.
func isClient(who access.Actor, t access.Thing) bool {
	t.Suspended, t.Destroyed = false, false
	return access.Ask(&who, access.RoomDecline, &t) == nil
}

func isAbsent(err error) bool { return err != nil && fault.KindOf(err) == fault.Absent }
