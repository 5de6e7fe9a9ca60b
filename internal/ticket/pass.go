package ticket

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Close ends the ticket. The client may; so may the desk.
// Right: ticket.close. Faults: absent, denied, ticket_closed, ticket_merged.
func (d *Desk) Close(ctx context.Context, who access.Actor, id access.TicketID) (Ticket, error) {
	return d.turn(ctx, who, id, access.TicketClose, func(ctx context.Context, w *work) error {
		if w.t.status == StatusClosed {
			return ErrClosed
		}
		w.t.setStatus(StatusClosed, w.now)
		return w.event(ctx, eventClosed, false, nil)
	})
}

// Reopen makes a solved or closed ticket active again: the client within [ReopenWindow], the desk always.
// Right: ticket.reopen. Faults: absent, denied, conflict (it is active), ticket_closed (too late), ticket_merged.
func (d *Desk) Reopen(ctx context.Context, who access.Actor, id access.TicketID) (Ticket, error) {
	return d.turn(ctx, who, id, access.TicketReopen, func(ctx context.Context, w *work) error {
		if w.t.active {
			return fault.ErrConflict
		}
		if _, err := mayReopen(who, w.t, w.now); err != nil {
			return err
		}
		w.t.setStatus(StatusOpen, w.now)
		return w.event(ctx, eventReopened, false, nil)
	})
}

func (d *Desk) turn(ctx context.Context, who access.Actor, id access.TicketID, act access.Action, fn func(context.Context, *work) error) (Ticket, error) {
	g, err := d.change(ctx, who, id, act, "status", func(ctx context.Context, w *work, _ access.Grant) error {
		if err := notMerged(w.t); err != nil {
			return err
		}
		if err := fn(ctx, w); err != nil {
			return err
		}
		w.counted()
		return nil
	})
	if err != nil {
		return Ticket{}, err
	}
	return d.shown(ctx, g)
}

// HandOver gives the ticket to another department that is open. Nobody there has it yet; a note can tell them why. An
// actor who holds no post there loses sight of it: sees is false then and the ticket empty.
// Right: ticket.hand_over. Faults: absent, denied, invalid, too_large, ticket_closed, ticket_merged.
func (d *Desk) HandOver(ctx context.Context, who access.Actor, id access.TicketID, to access.DepartmentID, note string) (t Ticket, sees bool, err error) {
	if note, err = clean("note", note, TextLimit); err != nil {
		return t, false, err
	}
	g, err := d.change(ctx, who, id, access.TicketHandOver, "handed_over", func(ctx context.Context, w *work, _ access.Grant) error {
		if err := notMerged(w.t); err != nil {
			return err
		}
		if w.t.status == StatusClosed {
			return ErrClosed
		}
		return w.handOver(ctx, to, note)
	})
	if err != nil {
		return t, false, err
	}
	if t, err = d.shown(ctx, g); err != nil && fault.KindOf(err) == fault.Absent {
		return Ticket{}, false, nil
	}
	return t, err == nil, err
}

func (w *work) handOver(ctx context.Context, to access.DepartmentID, note string) error {
	if _, err := w.department(ctx, w.tx, to, true); err != nil {
		return err
	}
	if to == w.t.department {
		return invalid("department", "it is there already")
	}
	if !isBlank(note) {
		if err := w.addNote(ctx, note); err != nil {
			return err
		}
	}
	from := w.t.department
	w.t.department, w.t.assignee = to, ""
	w.entry["from"], w.entry["to"] = string(from), string(to)
	if err := w.event(ctx, eventHandedOver, false, map[string]string{"from": string(from), "to": string(to)}); err != nil {
		return err
	}
	w.counted()
	return nil
}

// addNote writes a note beside another change, with an entry of its own that only readers of notes see.
func (w *work) addNote(ctx context.Context, text string) error {
	g, err := access.Check(w.who, access.TicketNote, w.t.thing())
	if err != nil {
		return err
	}
	_, sealed, marks, err := w.sealText(ctx, g, text)
	if err != nil {
		return err
	}
	if _, _, err := w.say(ctx, item{kind: KindNote, author: w.who.Account, side: w.face.side, text: sealed, marks: marks, at: db.Micros(w.now), hidden: true}); err != nil {
		return err
	}
	return w.Log.Append(ctx, w.tx, g, nil)
}
