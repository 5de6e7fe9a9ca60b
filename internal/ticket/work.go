package ticket

import (
	"context"
	"encoding/json"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/live"
)

// work is one change of one ticket, under way in its transaction.
type work struct {
	*Desk
	tx     *db.Tx
	who    access.Actor
	face   face
	was, t stored // before and after
	now    time.Time
	entry  audit.Params // more for the audit entry
	hidden bool         // only readers of notes may learn of this change
	quiet  bool         // nobody is told
	read   bool         // how far the actor has read is stored already
}

// change runs fn on the ticket, held, with a grant for the action; then the ticket is saved, the entry written and,
// after the commit, the others are told what happened. A fault of fn undoes all.
func (d *Desk) change(ctx context.Context, who access.Actor, id access.TicketID, act access.Action, what string,
	fn func(ctx context.Context, w *work, g access.Grant) error) (grant access.Grant, err error) {
	if err := d.Vault.Warm(ctx, []access.TicketID{id}); err != nil {
		return grant, err
	}
	err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := hold(ctx, tx, id)
		if err != nil {
			return err
		}
		if grant, err = access.Check(who, act, t.thing()); err != nil {
			return err
		}
		w := d.begin(tx, who, t)
		if err := fn(ctx, w, grant); err != nil {
			return err
		}
		return w.finish(ctx, grant, what)
	})
	return grant, err
}

func (d *Desk) begin(tx *db.Tx, who access.Actor, t stored) *work {
	return &work{Desk: d, tx: tx, who: who, face: faceOf(&who, t.thing()), was: t, t: t, now: d.Clock.Now(), entry: audit.Params{}}
}

func (w *work) finish(ctx context.Context, g access.Grant, what string) error {
	if err := save(ctx, w.tx, w.was, w.t); err != nil {
		return err
	}
	if err := w.keepRead(ctx); err != nil {
		return err
	}
	if err := w.record(ctx, g); err != nil {
		return err
	}
	w.tell(what)
	return nil
}

// keepRead lets an actor who had read all not find their own change unread.
func (w *work) keepRead(ctx context.Context) error {
	if w.t.seq == w.was.seq || w.read {
		return nil
	}
	_, err := w.tx.Exec(ctx, `UPDATE ticket_own SET read = $3 WHERE ticket = $1 AND account = $2 AND read >= $4`,
		string(w.t.id), string(w.who.Account), w.t.seq, w.face.last(w.was))
	return err
}

// record writes the entry of one grant of this change.
func (w *work) record(ctx context.Context, g access.Grant) error {
	if w.hidden {
		w.entry[noteMark] = "1"
	}
	return w.Log.Append(ctx, w.tx, g, w.entry)
}

// tell publishes the change after the commit, to those around the ticket as it was and as it is.
func (w *work) tell(what string) {
	if w.quiet {
		return
	}
	e := live.Event{Name: live.Ticket, Ticket: w.t.thing(), Data: eventData(w.t.id, what, w.who.Account), Note: w.hidden}
	hub, was := w.Live, w.was
	w.tx.AfterCommit(func() {
		hub.Publish(e)
		if was.department != "" && was.department != e.Ticket.Department {
			e.Ticket = was.thing()
			hub.Publish(e)
		}
	})
}

// eventData carries neither version nor place in the conversation: they differ between a ticket's two faces.
func eventData(id access.TicketID, what string, by access.AccountID) json.RawMessage {
	told := map[string]string{"id": string(id), "what": what}
	if by != "" { // the installation itself has no name
		told["by"] = string(by)
	}
	b, _ := json.Marshal(told) // strings always can be written
	return b
}

// item is one more item of a conversation.
type item struct {
	kind   Kind
	author access.AccountID
	side   Side
	text   []byte // sealed at messagePlace(next)
	marks  []byte // sealed at marksPlace(next)
	code   string
	params map[string]string
	files  int
	at     int64
	origin Origin
	hidden bool
	class  Class // its own; empty: the ticket's
}

// next is the place that the next item will have.
func (w *work) next() int64 { return w.t.seq + 1 }

// say adds an item and returns its place, and that in the others' count, 0 when it is hidden.
func (w *work) say(ctx context.Context, m item) (seq, shown int64, err error) {
	w.t.seq++
	var place any
	if !m.hidden {
		w.t.faceSeq++
		w.t.faceLast = w.t.seq
		shown, place = w.t.faceSeq, w.t.faceSeq
	}
	if m.kind != KindEvent {
		w.t.messages++
		if !m.hidden {
			w.t.faceMessages++
		}
	}
	params, err := json.Marshal(m.params)
	if err != nil {
		return 0, 0, err
	}
	_, err = w.tx.Exec(ctx, `INSERT INTO message (ticket, seq, face, kind, author, side, text, marks, code, params, files, at, origin, origin_number, class)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, string(w.t.id), w.t.seq, place, string(m.kind), string(m.author),
		string(m.side), m.text, m.marks, m.code, string(params), m.files, m.at, string(m.origin.Ticket), m.origin.Number, string(m.class))
	return w.t.seq, shown, err
}

// event adds an event of the actor. Its params are ids and codes.
func (w *work) event(ctx context.Context, code string, hidden bool, params map[string]string) error {
	_, _, err := w.say(ctx, item{kind: KindEvent, author: w.who.Account, side: w.face.side, code: code, params: params,
		at: db.Micros(w.now), hidden: hidden})
	return err
}

// noteMark marks an entry of the record that only readers of notes may see in the ticket's part of it.
const noteMark = "note"
