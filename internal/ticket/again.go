package ticket

import (
	"context"
	"strconv"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// again marks in the record an opening by which a request that was made twice got the answer of the first.
const again = "again"

// Opened shows a ticket again to who opened it or split it off, to answer the same request a second time.
// Right: ticket.open of the requester, else ticket.open_for. Faults: absent, denied.
func (d *Desk) Opened(ctx context.Context, who access.Actor, id access.TicketID) (Ticket, error) {
	var g access.Grant
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		g, err = access.Check(who, pick(t.requester == who.Account, access.TicketOpen, access.TicketOpenFor), t.thing())
		return err
	}); err != nil {
		return Ticket{}, err
	}
	if err := d.recorded(ctx, g, audit.Params{"what": again}); err != nil {
		return Ticket{}, err
	}
	return d.shown(ctx, g)
}

// Replied shows the actor's own message again, by its place in the full count, to answer the same request a second time.
// Right: ticket.reply, or ticket.note. Faults: absent, denied.
func (d *Desk) Replied(ctx context.Context, who access.Actor, id access.TicketID, place string) (Message, error) {
	seq, err := strconv.ParseInt(place, 10, 64)
	if err != nil {
		return Message{}, fault.ErrAbsent
	}
	var p part
	var g access.Grant
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, g, err = d.ownAgain(ctx, tx, who, id, seq)
		return err
	}); err != nil {
		return Message{}, err
	}
	if err := d.recorded(ctx, g, audit.Params{"what": again}); err != nil {
		return Message{}, err
	}
	return d.openSaid(ctx, g, p, p.items[0])
}

// ownAgain gathers one message of the actor's own and asks the right by which it was written.
func (d *Desk) ownAgain(ctx context.Context, tx *db.Tx, who access.Actor, id access.TicketID, seq int64) (p part, g access.Grant, err error) {
	t, err := load(ctx, tx, id)
	if err != nil {
		return p, g, err
	}
	m, err := db.One(ctx, tx, scanSaid, `SELECT `+saidColumns+` FROM message WHERE ticket = $1 AND seq = $2 AND author = $3`, string(id), seq, string(who.Account))
	if err != nil {
		return p, g, err
	}
	if g, err = access.Check(who, pick(m.kind == KindNote, access.TicketNote, access.TicketReply), t.thing()); err != nil {
		return p, g, err
	}
	p = part{face: faceOf(&who, t.thing()), items: []said{m}}
	if p.files, err = filesOf(ctx, tx, id, p.items); err != nil {
		return p, g, err
	}
	p.names, err = d.namesOf(ctx, tx, []access.AccountID{who.Account}, nil)
	return p, g, err
}

// Added tells of the actor's own file again, to answer the same request a second time.
// Right: file.add. Faults: absent, denied.
func (d *Desk) Added(ctx context.Context, who access.Actor, id access.TicketID, file string) (File, error) {
	var f attached
	var g access.Grant
	var n names
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if f, g, err = ownFile(ctx, tx, who, id, file); err != nil {
			return err
		}
		n, err = d.namesOf(ctx, tx, []access.AccountID{who.Account}, nil)
		return err
	}); err != nil {
		return File{}, err
	}
	if err := d.recorded(ctx, g, audit.Params{"what": again, "file": f.id}); err != nil {
		return File{}, err
	}
	out, err := d.openAbout(ctx, g, f)
	out.Author.Name = n.people[f.author]
	return out, err
}

// ownFile finds the actor's own file; one that hangs on a note only while they may write notes.
func ownFile(ctx context.Context, tx *db.Tx, who access.Actor, id access.TicketID, file string) (f attached, g access.Grant, err error) {
	t, err := load(ctx, tx, id)
	if err != nil {
		return f, g, err
	}
	err = tx.Get(ctx, `SELECT `+attachedColumns+`, m.face IS NULL FROM `+attachedTables+` JOIN message m ON m.ticket = f.ticket AND m.seq = f.seq
		WHERE f.id = $1 AND f.ticket = $2 AND f.author = $3`, []any{file, string(id), string(who.Account)}, f.into(&f.hidden)...)
	if err != nil {
		return f, g, err
	}
	if f.hidden {
		if _, err := access.Check(who, access.TicketNote, t.thing()); err != nil {
			return f, g, fault.ErrAbsent
		}
	}
	g, err = access.Check(who, access.FileAdd, t.thing())
	return f, g, err
}
