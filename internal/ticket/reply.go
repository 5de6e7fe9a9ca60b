package ticket

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
)

// Reply writes a message that both sides see, or a note for staff only. A message moves the status, may reopen a closed
// ticket of one who may reopen it, and lets the requester know by mail, once until they have read. The author's draft
// is dropped.
// Right: ticket.reply, or ticket.note. Faults: absent, denied, invalid, too_large, conversation_moved (with lastSeq),
// ticket_closed, ticket_merged.
func (d *Desk) Reply(ctx context.Context, who access.Actor, id access.TicketID, r Reply) (m Message, err error) {
	act, what := access.TicketReply, string(KindMessage)
	if r.Kind == KindNote {
		act, what = access.TicketNote, string(KindNote)
	} else if r.Kind != "" && r.Kind != KindMessage {
		return m, invalid("kind", "message or note")
	}
	if r.Text, err = cleanText("text", r.Text, r.Files); err != nil {
		return m, err
	}
	_, err = d.change(ctx, who, id, act, what, func(ctx context.Context, w *work, g access.Grant) error {
		if err := notMerged(w.t); err != nil {
			return err
		}
		if r.Kind == KindNote {
			w.face.notes, w.hidden = true, true
		}
		if err := w.notMoved(ctx, r); err != nil {
			return err
		}
		if err := w.move(ctx, r); err != nil {
			return err
		}
		m, err = w.write(ctx, g, r)
		return err
	})
	return m, err
}

// notMoved refuses what was written before others' newest words were seen.
func (w *work) notMoved(ctx context.Context, r Reply) error {
	if r.Anyway || r.Seen >= w.face.lastSeq(w.t) {
		return nil
	}
	newer, err := db.All(ctx, w.tx, db.Value[int64], `SELECT seq FROM message WHERE ticket = $1 AND `+w.face.after("$2")+` AND author <> $3 AND kind <> 'event' LIMIT 1`,
		string(w.t.id), r.Seen, string(w.who.Account))
	if err == nil && len(newer) > 0 {
		return ErrMoved.With("lastSeq", w.face.lastSeq(w.t))
	}
	return err
}

// move changes the status as a message does; a note changes none.
func (w *work) move(ctx context.Context, r Reply) error {
	if r.Status != "" && (r.Kind == KindNote || w.face.side == ClientSide || !slices.Contains([]Status{StatusOpen, StatusWaiting, StatusSolved}, r.Status)) {
		return invalid("status", "staff may choose open, waiting or solved with a message")
	}
	if r.Kind == KindNote {
		return nil
	}
	if w.t.status == StatusClosed {
		if err := w.reopenClosed(ctx); err != nil {
			return err
		}
	}
	w.t.setStatus(afterMessage(w.t.status, w.face.side, r.Status), w.now)
	w.t.lastFrom = w.face.side
	return nil
}

func (w *work) reopenClosed(ctx context.Context) error {
	g, err := mayReopen(w.who, w.t, w.now)
	if err != nil {
		return ErrClosed
	}
	w.t.setStatus(StatusOpen, w.now)
	if err := w.event(ctx, eventReopened, false, nil); err != nil {
		return err
	}
	return w.record(ctx, g)
}

// write seals and adds the message, and tells whom it concerns.
func (w *work) write(ctx context.Context, g access.Grant, r Reply) (Message, error) {
	written, text, marks, err := w.sealText(ctx, g, r.Text)
	if err != nil {
		return Message{}, err
	}
	kind := orElse(r.Kind, KindMessage)
	seq, shown, err := w.say(ctx, item{kind: kind, author: w.who.Account, side: w.face.side, text: text, marks: marks, files: r.Files, at: db.Micros(w.now), hidden: w.hidden})
	if err != nil {
		return Message{}, err
	}
	w.touched()
	if err := w.haveRead(ctx, seq); err != nil {
		return Message{}, err
	}
	if kind == KindMessage && w.face.side == StaffSide {
		if err := w.answer(ctx); err != nil {
			return Message{}, err
		}
	}
	if err := w.tx.Made(ctx, itoa(seq)); err != nil {
		return Message{}, err
	}
	people, err := w.Accounts.Names(ctx, w.tx, []access.AccountID{w.who.Account})
	m := Message{Seq: pick(w.face.notes, seq, shown), Kind: kind, Author: Author{w.who.Account, people[w.who.Account], w.face.side},
		At: w.now, Files: []File{}, FilesExpected: r.Files, Mine: true, Class: w.t.class, Proposed: proposed(w.t.class, written.Kinds())}
	m.setText(written)
	return m, err
}

// touched moves the ticket's times; a message is no new version unless it changed a fact, so that who edits a field is
// not refused for a conversation going on.
func (w *work) touched() {
	w.t.updated = max(w.t.updated, db.Micros(w.now))
	if !w.hidden {
		w.t.faceUpdated = w.t.updated
	}
	if w.t.status != w.was.status {
		w.t.version++
		w.t.faceVersion++
	}
}

// haveRead says that the actor has read up to seq, in the full count, and has no draft and no mail waiting any more.
func (w *work) haveRead(ctx context.Context, seq int64) error {
	w.read = true
	_, err := w.tx.Exec(ctx, `INSERT INTO ticket_own (ticket, account, read, mailed, kind, draft) VALUES ($1, $2, $3, $4, '', NULL)
		ON CONFLICT (ticket, account) DO UPDATE SET read = excluded.read, mailed = excluded.mailed, kind = '', draft = NULL`,
		string(w.t.id), string(w.who.Account), seq, false)
	return err
}

// answer asks for a mail to the requester, unless one is already waiting for them to read.
func (w *work) answer(ctx context.Context) error {
	n, err := w.tx.Exec(ctx, `INSERT INTO ticket_own (ticket, account, read, mailed, kind, draft) VALUES ($1, $2, 0, $3, '', NULL)
		ON CONFLICT (ticket, account) DO UPDATE SET mailed = excluded.mailed WHERE NOT ticket_own.mailed`,
		string(w.t.id), string(w.t.requester), true)
	if err != nil || n == 0 {
		return err
	}
	return w.post(ctx, answerJob, w.t.requester)
}

// MarkRead remembers how far the actor has read; it never goes back. It is theirs alone and leaves no entry.
// Right: ticket.watch. Faults: absent.
func (d *Desk) MarkRead(ctx context.Context, who access.Actor, id access.TicketID, seq int64) error {
	if seq < 0 {
		return invalid("seq", "a place in the conversation")
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := access.Check(who, access.TicketWatch, t.thing()); err != nil {
			return err
		}
		if seq, err = faceOf(&who, t.thing()).fullSeq(ctx, tx, t, seq); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO ticket_own (ticket, account, read, mailed, kind, draft) VALUES ($1, $2, $3, $4, '', NULL)
			ON CONFLICT (ticket, account) DO UPDATE SET mailed = excluded.mailed,
			read = CASE WHEN excluded.read > ticket_own.read THEN excluded.read ELSE ticket_own.read END`,
			string(id), string(who.Account), seq, false)
		d.tellOwn(tx, who, t, "read")
		return err
	})
}

// fullSeq turns a place in the viewer's count into one in the full count. What lies beyond the end is the end.
func (f face) fullSeq(ctx context.Context, tx *db.Tx, t stored, seq int64) (int64, error) {
	if seq >= f.lastSeq(t) {
		return f.last(t), nil
	}
	if f.notes || seq == 0 {
		return seq, nil
	}
	m, err := f.item(ctx, tx, t.id, seq)
	return m.seq, err
}
