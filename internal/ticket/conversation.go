package ticket

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
)

// Messages shows a part of a ticket's conversation: to readers of notes all of it, to others what is theirs.
// Right: ticket.read, and ticket.read_note when notes are among it. Faults: absent.
func (d *Desk) Messages(ctx context.Context, who access.Actor, id access.TicketID, s Slice) (Conversation, error) {
	var p part
	var g, notes access.Grant
	err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, access.TicketRead, t.thing()); err != nil {
			return err
		}
		if p, err = d.gatherPart(ctx, tx, faceOf(&who, t.thing()), t, s); err != nil {
			return err
		}
		if p.hasNotes {
			notes, err = access.Check(who, access.TicketReadNote, t.thing())
		}
		return err
	})
	if err != nil {
		return Conversation{}, err
	}
	if err := d.recordReading(ctx, g, notes); err != nil {
		return Conversation{}, err
	}
	return d.openPart(ctx, g, notes, p)
}

func (d *Desk) recordReading(ctx context.Context, g, notes access.Grant) error {
	if err := d.Vault.Warm(ctx, []access.TicketID{g.Ticket()}); err != nil {
		return err
	}
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := d.Log.Append(ctx, tx, g, audit.Params{"what": "messages"}); err != nil || !notes.Valid() {
			return err
		}
		return d.Log.Append(ctx, tx, notes, audit.Params{"what": "notes"})
	})
}

// part is a part of a conversation, still sealed.
type part struct {
	face     face
	items    []said
	files    map[int64][]attached
	names    names
	depts    []account.Department
	more     bool
	hasNotes bool
}

// said is a stored item of a conversation.
type said struct {
	seq, face, at, files int64
	hidden               bool
	kind                 Kind
	author               access.AccountID
	side                 Side
	class                Class // its own
	text, marks          []byte
	code, params         string
	origin               Origin
}

const saidColumns = `seq, face, kind, author, side, text, marks, code, params, files, at, origin, origin_number, class`

func scanSaid(s db.Scanner) (m said, err error) {
	var face sql.NullInt64
	err = s.Scan(&m.seq, &face, &m.kind, &m.author, &m.side, &m.text, &m.marks, &m.code, &m.params, &m.files, &m.at, &m.origin.Ticket, &m.origin.Number, &m.class)
	m.face, m.hidden = face.Int64, !face.Valid
	return m, err
}

// seqOf is the item's place as the viewer counts.
func (f face) seqOf(m said) int64 { return pick(f.notes, m.seq, m.face) }

func (d *Desk) gatherPart(ctx context.Context, tx *db.Tx, f face, t stored, s Slice) (p part, err error) {
	if s.Limit <= 0 || s.Limit > PageLimit {
		s.Limit = PageUsual
	}
	p = part{face: f}
	if p.items, p.more, err = f.slice(ctx, tx, t, s); err != nil {
		return p, err
	}
	ids := []access.AccountID{}
	for _, m := range p.items {
		ids = append(ids, m.author)
		p.hasNotes = p.hasNotes || m.kind == KindNote
		if m.kind == KindEvent {
			ids = append(ids, accountsIn(m.code, m.params)...)
		}
	}
	if p.files, err = filesOf(ctx, tx, t.id, p.items); err != nil {
		return p, err
	}
	if p.names, err = d.namesOf(ctx, tx, ids, nil); err == nil {
		p.depts, err = d.Accounts.Departments(ctx, tx)
	}
	return p, err
}

// after narrows to what lies behind a place in the viewer's count. Nothing stands before its own number in the full
// count, and the others' count grows along it, so that one index serves both.
func (f face) after(mark string) string {
	if f.notes {
		return `seq > ` + mark
	}
	return `seq > ` + mark + ` AND face > ` + mark
}

// before is after for what lies ahead. An item stands behind its number by as many places as there are hidden ones.
func (f face) before(t stored, mark int64) (where string, args []any) {
	if mark == 0 {
		mark = t.seq + 1
	}
	if f.notes {
		return `seq < $2`, []any{mark}
	}
	return `face < $2 AND seq < $3`, []any{mark, mark + t.seq - t.faceSeq}
}

// slice reads items by the viewer's own count, so that hidden ones take no room on a page and leave no gap.
func (f face) slice(ctx context.Context, tx *db.Tx, t stored, s Slice) (items []said, more bool, err error) {
	where, args, order := f.after("$2"), []any{s.After}, "ASC"
	backwards := s.After == 0
	if backwards {
		where, args = f.before(t, s.Before)
		order = "DESC"
	}
	items, err = db.All(ctx, tx, scanSaid, `SELECT `+saidColumns+` FROM message WHERE ticket = $1 AND `+where+` ORDER BY seq `+order+fmt.Sprintf(` LIMIT %d`, s.Limit+1),
		append([]any{string(t.id)}, args...)...)
	if more = len(items) > s.Limit; more {
		items = items[:s.Limit]
	}
	if backwards {
		slices.Reverse(items)
	}
	return items, more, err
}

// accountsIn lists the people that an event names, so that their names can be shown.
func accountsIn(code, params string) (ids []access.AccountID) {
	if code != eventAssigned && code != eventMemberAdded && code != eventMemberRemoved {
		return nil
	}
	for key, v := range paramsOf(params) {
		if v != "" && (key == "to" || key == "from" || key == "account") {
			ids = append(ids, access.AccountID(v))
		}
	}
	return ids
}

func paramsOf(text string) map[string]string {
	m := map[string]string{}
	_ = json.Unmarshal([]byte(text), &m) // we wrote it; an unreadable one shows nothing
	return m
}

// openPart makes the part readable: messages by the one grant, notes by the other.
func (d *Desk) openPart(ctx context.Context, g, notes access.Grant, p part) (Conversation, error) {
	c := Conversation{Items: make([]Message, 0, len(p.items)), More: p.more}
	for _, m := range p.items {
		by := g
		if m.kind == KindNote {
			by = notes
		}
		one, err := d.openSaid(ctx, by, p, m)
		if err != nil {
			return Conversation{}, err
		}
		c.Items = append(c.Items, one)
	}
	return c, nil
}

func (d *Desk) openSaid(ctx context.Context, g access.Grant, p part, m said) (Message, error) {
	out := Message{Seq: p.face.seqOf(m), Kind: m.kind, Author: Author{m.author, p.names.people[m.author], m.side}, At: db.Time(m.at),
		Files: []File{}, Marks: []Mark{}, FilesExpected: int(m.files), Mine: m.author == p.face.who.Account}
	if m.origin.Ticket != "" {
		o := m.origin
		out.Origin = &o
	}
	if m.kind == KindEvent {
		out.Event = p.event(m)
		return out, nil
	}
	out.Class = access.Higher(g.Thing().Class, m.class)
	text, err := d.openText(ctx, g, m)
	if out.Withheld = withheld(err); out.Withheld != nil {
		return out, nil
	}
	if err != nil {
		return Message{}, err
	}
	out.setText(text)
	out.Proposed = proposed(out.Class, text.Kinds())
	for _, f := range p.files[m.seq] {
		file, err := d.openAbout(ctx, g, f)
		if err != nil {
			return Message{}, err
		}
		file.Author.Name = p.names.people[f.author]
		out.Files = append(out.Files, file)
	}
	return out, nil
}

// event names the people an event speaks of, and gives the departments' names in all languages.
func (p part) event(m said) *Event {
	e := &Event{Code: m.code, Params: paramsOf(m.params)}
	for _, key := range []string{"to", "from", "account"} {
		if name := p.names.people[access.AccountID(e.Params[key])]; name != "" {
			e.Params[key+"Name"] = name
		}
		if i := slices.IndexFunc(p.depts, func(d account.Department) bool { return string(d.ID) == e.Params[key] }); i >= 0 && e.Code == eventHandedOver {
			e.Departments = append(e.Departments, DepartmentRef{p.depts[i].ID, p.depts[i].Name})
		}
	}
	return e
}
