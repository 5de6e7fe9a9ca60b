package ticket

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/live"
)

// Show tells those around the ticket that the actor is viewing, writing or gone, for some seconds; nothing is stored.
// Of staff, the client side learns only that a message is being written: not who looks on, and nothing of notes.
// Right: ticket.presence. Faults: absent, invalid.
func (d *Desk) Show(ctx context.Context, who access.Actor, id access.TicketID, doing string, note bool) error {
	if err := oneOf("doing", doing, []string{live.Viewing, live.Writing, live.Gone}); err != nil {
		return err
	}
	t, err := d.may(ctx, who, id, access.TicketPresence)
	if err != nil {
		return err
	}
	f := faceOf(&who, t.thing())
	quiet := f.notes && f.side == StaffSide && (note || doing != live.Writing)
	if quiet && slices.ContainsFunc(d.people.At(id), func(m live.Mark) bool { return m.Account == who.Account && !m.Note }) {
		d.people.Show(t.thing(), who.Account, live.Gone, false) // whoever saw the message being written must see its end
	}
	d.people.Show(t.thing(), who.Account, doing, quiet)
	return nil
}

// Present lists who else is at the ticket, as far as the actor may know.
// Right: ticket.presence. Faults: absent.
func (d *Desk) Present(ctx context.Context, who access.Actor, id access.TicketID) ([]live.Mark, error) {
	t, err := d.may(ctx, who, id, access.TicketPresence)
	if err != nil {
		return nil, err
	}
	f := faceOf(&who, t.thing())
	marks := []live.Mark{} // never nil: none and none that may be known must look alike
	for _, m := range d.people.At(id) {
		if m.Account != who.Account && (f.notes || !m.Note) {
			marks = append(marks, m)
		}
	}
	return marks, nil
}

func (d *Desk) may(ctx context.Context, who access.Actor, id access.TicketID, act access.Action) (t stored, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if t, err = load(ctx, tx, id); err != nil {
			return err
		}
		_, err = access.Check(who, act, t.thing())
		return err
	})
	return t, err
}

// Hears reports whether a live event may reach the actor. Ask it for each event: rights end at once.
func (d *Desk) Hears(who access.Actor, e live.Event) bool {
	if e.Account != "" && e.Account != who.Account {
		return false
	}
	act := access.TicketSee
	switch {
	case e.Name == live.Remote:
		act = access.RemoteRead
	case e.Name != live.Ticket && e.Name != live.Presence:
		return true
	case e.Note:
		act = access.TicketReadNote
	}
	_, err := access.Check(who, act, e.Ticket)
	return err == nil
}

// tellOwn tells the actor's other windows.
func (d *Desk) tellOwn(tx *db.Tx, who access.Actor, t stored, what string) {
	e := live.Event{Name: live.Ticket, Ticket: t.thing(), Account: who.Account, Data: eventData(t.id, what, who.Account)}
	tx.AfterCommit(func() { d.Live.Publish(e) })
}

// Record is the ticket's part of the record, newest first, with numbers below before (0: all). Those who may not read
// notes do not see what tells of them, nor who keeps drafts.
// Right: ticket.record. Faults: absent.
func (d *Desk) Record(ctx context.Context, who access.Actor, id access.TicketID, before int64, limit int) ([]audit.Entry, error) {
	var g access.Grant
	var f face
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		f = faceOf(&who, t.thing())
		g, err = access.Check(who, access.TicketRecord, t.thing())
		return err
	})
	if err != nil {
		return nil, err
	}
	return d.visibleEntries(ctx, g, f, before, limit)
}

var noteActions = []access.Action{access.TicketNote, access.TicketReadNote, access.FileFetchNote, access.TicketDraft, access.TicketWatch}

// clientActions tell how safe a client feels, by what they say and by what is done about it: nobody who works on the case reads that.
var clientActions = []access.Action{access.AssuranceAnswer, access.AssuranceWords, access.FollowUpRead, access.FollowUpAnswer}

// ForStaff reports whether the entry tells of notes, which the client's side does not know of.
func ForStaff(e audit.Entry) bool {
	return slices.Contains(noteActions, e.Action) || e.Params[noteMark] != ""
}

func (f face) seesEntry(e audit.Entry) bool {
	if f.side == StaffSide && slices.Contains(clientActions, e.Action) {
		return false
	}
	return f.notes || !ForStaff(e)
}

// visibleEntries reads on until the page is full, so that hidden entries leave no short page behind.
func (d *Desk) visibleEntries(ctx context.Context, g access.Grant, f face, before int64, limit int) (out []audit.Entry, err error) {
	if limit <= 0 || limit > PageLimit {
		limit = PageUsual
	}
	for {
		page, err := d.Log.OfTicket(ctx, g, before, limit)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			if e.Actor == f.who.Account || f.seesEntry(e) {
				out = append(out, e)
			}
			before = e.N
		}
		if len(page) < limit || len(out) >= limit {
			return out[:min(len(out), limit)], nil
		}
	}
}
