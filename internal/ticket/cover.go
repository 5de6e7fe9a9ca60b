package ticket

import (
	"context"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/sensitive"
	"surety/internal/vault"
)

// Mark is a covered place of a message: the characters (Unicode code points) From up to To of its text. N tells it from
// the message's others.
type Mark struct {
	N    int            `json:"n"`
	Kind sensitive.Kind `json:"kind"`
	From int            `json:"from"`
	To   int            `json:"to"`
}

// Reasons are why somebody may want to see what is covered. They are codes: the client reads them in the case's record.
var Reasons = []string{"help", "check", "payment", "law", "own"}

// Spot is one covered place: the N-th mark, of a kind, of a message, of the subject, or of the field of that key.
type Spot struct {
	Message int64  // Seq, as the actor counts; 0: of the ticket itself
	Field   string // a key; empty with no message: the subject
	N       int
	Kind    sensitive.Kind
}

// Uncovered is what was under a cover.
type Uncovered struct {
	Kind sensitive.Kind
	Text string
}

func marksPlace(seq int64) vault.Place {
	return vault.Place{Kind: "message", Row: itoa(seq), Field: "marks"}
}

// sealText seals what somebody writes, without the middle of its card numbers, and what was found in it.
func (w *work) sealText(ctx context.Context, g access.Grant, written string) (t sensitive.Text, text, marks []byte, err error) {
	t = sensitive.Written(written)
	plain, found := t.Kept()
	if text, err = w.Vault.Seal(ctx, g, messagePlace(w.next()), plain); err != nil {
		return t, nil, nil, err
	}
	marks, err = w.Vault.Seal(ctx, g, marksPlace(w.next()), found)
	return t, text, marks, err
}

// openText opens a message's text, if its class lets the grant's actor. It cannot be printed but covered. Faults: class_closed,
// step_up_needed.
func (d *Desk) openText(ctx context.Context, g access.Grant, m said) (sensitive.Text, error) {
	g, err := g.Part(m.part())
	if err != nil {
		return sensitive.Text{}, err
	}
	plain, err := d.Vault.Open(ctx, g, messagePlace(m.seq), m.text)
	if err != nil {
		return sensitive.Text{}, err
	}
	var marks []byte
	if m.marks != nil {
		if marks, err = d.Vault.Open(ctx, g, marksPlace(m.seq), m.marks); err != nil {
			return sensitive.Text{}, err
		}
	}
	return sensitive.Opened(plain, marks)
}

// openSubject opens a subject. It cannot be printed but covered. That of a destroyed case is empty, which no sealed value
// is, and shows as a dash.
func (d *Desk) openSubject(ctx context.Context, g access.Grant, sealed []byte) (sensitive.Text, error) {
	if len(sealed) == 0 {
		return sensitive.Written("—"), nil
	}
	plain, err := d.Vault.Open(ctx, g, subjectPlace(), sealed)
	if err != nil {
		return sensitive.Text{}, err
	}
	return sensitive.Opened(plain, nil)
}

func marksOf(shown []sensitive.Shown) []Mark {
	marks := make([]Mark, len(shown))
	for i, s := range shown {
		marks[i] = Mark(s)
	}
	return marks
}

func coverOf(t sensitive.Text) (string, []Mark) {
	covered, shown := t.Cover()
	return covered, marksOf(shown)
}

// setText puts a text into the message that shows it.
func (m *Message) setText(t sensitive.Text) {
	m.Said = t
	m.Text, m.Marks = coverOf(t)
}

// Uncover shows what is under one mark, for a reason. The record has who, when, which message, of which kind and why,
// before anything is opened; the client reads it there.
// Right: sensitive.uncovered, and for a note ticket.read_note; step-up. Faults: absent (no such mark of this kind), denied,
// step_up_needed, invalid (reason).
func (d *Desk) Uncover(ctx context.Context, who access.Actor, id access.TicketID, s Spot, reason string) (u Uncovered, err error) {
	if err := oneOf("reason", reason, Reasons); err != nil {
		return u, err
	}
	var at spotted
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		at, err = d.spot(ctx, tx, who, id, s, access.SensitiveUncovered)
		return err
	}); err != nil {
		return u, err
	}
	p := at.params(s)
	p["reason"] = reason
	if err := d.recorded(ctx, at.grant, p); err != nil {
		return u, err
	}
	text, err := at.open(ctx, d, at.grant)
	if err != nil {
		return u, err
	}
	plain, err := text.Uncover(at.grant, s.N, s.Kind)
	return Uncovered{s.Kind, plain}, err
}

// Unmark says that a mark of a message is false: the place is covered no more, for anybody who may read the message. As it shows what
// was covered, it asks what uncovering asks.
// Right: sensitive.unmarked, and for a note ticket.note; step-up. Faults: absent, denied, step_up_needed, ticket_merged.
func (d *Desk) Unmark(ctx context.Context, who access.Actor, id access.TicketID, s Spot) (m Message, err error) {
	if s.Message == 0 {
		return m, fault.ErrAbsent
	}
	var seq int64
	if _, err = d.change(ctx, who, id, access.SensitiveUnmarked, "unmarked", func(ctx context.Context, w *work, g access.Grant) error {
		if err := notMerged(w.t); err != nil {
			return err
		}
		at, err := d.spot(ctx, w.tx, who, id, s, access.SensitiveUnmarked)
		if err != nil {
			return err
		}
		seq, w.hidden = at.said.seq, at.said.hidden
		w.entry = at.params(s)
		return w.unmark(ctx, g, at, s)
	}); err != nil {
		return m, err
	}
	return d.one(ctx, who, id, seq)
}

// unmark opens under an entry of its own: what is opened within a change stands on the record before.
func (w *work) unmark(ctx context.Context, g access.Grant, at spotted, s Spot) error {
	read, err := access.Check(w.who, access.TicketRead, w.t.thing())
	if err != nil {
		return err
	}
	if err := w.record(ctx, read); err != nil {
		return err
	}
	text, err := at.open(ctx, w.Desk, read)
	if err != nil {
		return err
	}
	if text, err = text.Unmark(s.N, s.Kind); err != nil {
		return err
	}
	_, marks := text.Kept()
	sealed, err := w.Vault.Seal(ctx, g, marksPlace(at.said.seq), marks)
	if err != nil {
		return err
	}
	_, err = w.tx.Exec(ctx, `UPDATE message SET marks = $3 WHERE ticket = $1 AND seq = $2`, string(w.t.id), at.said.seq, sealed)
	return err
}

// spotted is a spot with what is needed to open it, still sealed.
type spotted struct {
	grant access.Grant
	said  said
	open  func(ctx context.Context, d *Desk, g access.Grant) (sensitive.Text, error)
}

// params name the place in the record: by code and number, never by what is there.
func (at spotted) params(s Spot) audit.Params {
	p := audit.Params{"kind": string(s.Kind)}
	switch {
	case s.Message > 0:
		p["message"] = itoa(orFirst(at.said.face, at.said.seq)) // as the client counts: the entry is for them, unless it is a note's
	case s.Field != "":
		p["field"] = s.Field
	default:
		p["what"] = "subject"
	}
	if at.said.hidden {
		p[noteMark] = "1"
	}
	return p
}

// spot finds a place and asks the rules about it. Who may not read notes does not learn that there is one.
func (d *Desk) spot(ctx context.Context, tx *db.Tx, who access.Actor, id access.TicketID, s Spot, act access.Action) (at spotted, err error) {
	t, err := load(ctx, tx, id)
	if err != nil {
		return at, err
	}
	if at.grant, err = access.Check(who, act, t.thing()); err != nil {
		return at, err
	}
	f := faceOf(&who, t.thing())
	if s.Message == 0 {
		if _, err := at.grant.Part(access.Part{Kind: "message", ID: "fields"}); err != nil {
			return at, err
		}
		at.open, err = d.ofTicket(ctx, tx, f, t, s.Field)
		return at, err
	}
	if at.said, err = f.item(ctx, tx, id, s.Message); err != nil {
		return at, err
	}
	if at.said.kind == KindEvent {
		return at, fault.ErrAbsent
	}
	m := at.said
	if _, err := at.grant.Part(m.part()); err != nil {
		return at, err
	}
	at.open = func(ctx context.Context, d *Desk, g access.Grant) (sensitive.Text, error) {
		return d.openText(ctx, g, m)
	}
	return at, nil
}

// ofTicket opens the subject, or a field that the face sees.
func (d *Desk) ofTicket(ctx context.Context, tx *db.Tx, f face, t stored, field string) (func(context.Context, *Desk, access.Grant) (sensitive.Text, error), error) {
	if field == "" {
		return func(ctx context.Context, d *Desk, g access.Grant) (sensitive.Text, error) {
			return d.openSubject(ctx, g, t.subject)
		}, nil
	}
	dep, err := d.Accounts.Department(ctx, tx, t.department)
	if err != nil {
		return nil, err
	}
	seen := false
	for _, def := range dep.Fields {
		seen = seen || def.Key == field && (f.notes || def.VisibleToClient)
	}
	if !seen {
		return nil, fault.ErrAbsent
	}
	return func(ctx context.Context, d *Desk, g access.Grant) (sensitive.Text, error) {
		values, err := d.openValues(ctx, g, t.fields)
		if err != nil {
			return sensitive.Text{}, err
		}
		return sensitive.Opened([]byte(values[field]), nil)
	}, nil
}

// one shows one message again, after a change of it.
func (d *Desk) one(ctx context.Context, who access.Actor, id access.TicketID, seq int64) (Message, error) {
	var shown int64
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err == nil {
			shown, err = faceOf(&who, t.thing()).shownSeq(ctx, tx, t, seq)
		}
		return err
	}); err != nil {
		return Message{}, err
	}
	c, err := d.Messages(ctx, who, id, Slice{After: shown - 1, Limit: 1})
	if err == nil && len(c.Items) == 0 {
		err = fault.ErrAbsent
	}
	if err != nil {
		return Message{}, err
	}
	return c.Items[0], nil
}

// covers is what somebody sends back who was shown a covered value and did not change it.
func covers(sent, kept string) bool {
	return strings.Contains(sent, "•") && sent != kept && sent == sensitive.Covered(kept)
}

// stripped are field values without the middle of card numbers.
func stripped(fields map[string]string) map[string]string {
	for key, v := range fields {
		fields[key] = sensitive.Strip(v)
	}
	return fields
}
