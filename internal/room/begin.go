package room

import (
	"context"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/handover"
)

// Recovery is how the client can come to the room's keys when all others are lost.
type Recovery struct {
	Recipient string // that each key is sealed to as well
	Sealed    []byte // its identity, by words that were shown to the client alone
}

func (r Recovery) check() error {
	if r.Recipient == "" && len(r.Sealed) == 0 {
		return nil
	}
	if !handover.IsRecipient(r.Recipient) {
		return fault.ErrInvalid.At("recovery")
	}
	return handover.IsLocked(r.Sealed, handover.Passphrase)
}

// Offer proposes a room to the client. Right: room.offer. Faults: absent, denied, class_closed, room_class, room_ticket_closed, room_state.
func (d *Desk) Offer(ctx context.Context, who access.Actor, t access.TicketID) (id string, err error) {
	err = d.start(ctx, who, t, access.RoomOffer, func(ctx context.Context, w *work) error {
		if w.row.state == Opened || w.row.state == Offered {
			return ErrState
		}
		id, w.row.state, w.row.offered = w.row.id, Offered, who.Account
		if err := w.post(ctx, w.grant.Thing().Requester, letterOffered); err != nil {
			return err
		}
		return w.keep(ctx)
	})
	return id, err
}

// Decline does without the room that was offered. Right: room.decline. Faults: absent, denied, room_state.
func (d *Desk) Decline(ctx context.Context, who access.Actor, id string) error {
	return d.change(ctx, who, id, access.RoomDecline, func(_ context.Context, w *work) error {
		if w.row.state != Offered {
			return ErrState
		}
		w.row.state = Declined
		return nil
	})
}

// Open makes the room, with its first key. Whether its keys can be recovered is decided here, for good. Right: room.open. Faults: absent, denied,
// step_up_needed, case_suspended, invalid, too_large, secret_not_sealed, room_class, room_ticket_closed, room_state, room_person, room_recovery.
func (d *Desk) Open(ctx context.Context, who access.Actor, t access.TicketID, k Key, rec Recovery) (id string, err error) {
	err = d.start(ctx, who, t, access.RoomOpen, func(ctx context.Context, w *work) (err error) {
		if err := rec.check(); err != nil {
			return err
		}
		if err := k.check(); err != nil {
			return err
		}
		if w.row.state == Opened {
			return ErrState
		}
		id, w.row.state, w.row.opened, w.row.recovery = w.row.id, Opened, who.Account, rec.Recipient
		if rec.Recipient != "" {
			w.entry["recovery"] = handover.DigestOf(rec.Recipient)
			if w.row.recovered, err = w.Vault.Seal(ctx, w.grant, placeOf(w.row.id, "recovery"), rec.Sealed); err != nil {
				return err
			}
		}
		return w.turn(ctx, k)
	})
	return id, err
}

// start finds the ticket's room, or begins with none, on a case that may have one.
func (d *Desk) start(ctx context.Context, who access.Actor, t access.TicketID, act access.Action, fn func(ctx context.Context, w *work) error) error {
	if err := d.Vault.Warm(ctx, []access.TicketID{t}); err != nil {
		return err
	}
	err := d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := rowBy(ctx, tx, "ticket", string(t), true)
		if isAbsent(err) {
			r, err = row{id: access.NewID[string](), ticket: t, state: None, made: db.Micros(d.Clock.Now())}, nil
		}
		if err != nil {
			return err
		}
		w, err := d.begin(ctx, tx, who, r, act)
		if err != nil {
			return err
		}
		if err := w.mayHave(ctx); err != nil {
			return err
		}
		if err := fn(ctx, w); err != nil {
			return err
		}
		return tx.Made(ctx, w.row.id)
	})
	if db.IsUnique(err) {
		return ErrState // two at once
	}
	return err
}

// mayHave refuses a room where there should be none.
func (w *work) mayHave(ctx context.Context) error {
	t, err := w.Tickets.Facts(ctx, w.tx, w.row.ticket)
	if err != nil {
		return err
	}
	head, err := w.Tickets.Head(ctx, w.tx, w.row.ticket)
	switch {
	case err != nil:
		return err
	case t.Class != access.Restricted:
		return ErrClass
	case head.Closed:
		return ErrClosed
	}
	return nil
}

// keep records, saves and tells.
func (w *work) keep(ctx context.Context) error {
	if err := w.record(ctx); err != nil {
		return err
	}
	if err := w.row.put(ctx, w.tx); err != nil {
		return err
	}
	return w.tell(ctx)
}

// params are what the entry of a new key tells.
func (k Key) params(epoch int64) audit.Params {
	return audit.Params{"epoch": number(epoch), "key": handover.DigestOf(k.Recipient), "members": k.names()}
}
