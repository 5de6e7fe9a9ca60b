package ticket

import (
	"context"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/sensitive"
)

// Part names what has a class of its own: a message by its Seq as the actor counts, a file, or with neither the ticket itself.
type Part struct {
	Message int64
	File    string
}

// Faults of classes.
var (
	ErrNotHigher = fault.New(fault.Conflict, "class_not_higher", "its class is as high or higher; lowering it takes two")
	ErrNotLower  = fault.New(fault.Conflict, "class_not_lower", "its class is as low or lower, or its ticket's is as high")
)

// told is what others hear when a class changes: that files and messages they have fetched are to be fetched anew.
const told = "file"

// part is a message as the rules see it.
func (m said) part() access.Part {
	return access.Part{Kind: "message", ID: itoa(m.seq), Class: m.class, Author: m.author}
}

// part is a file as the rules see it.
func (f attached) part() access.Part {
	return access.Part{Kind: "file", ID: f.id, Class: f.class, Author: f.author, List: accounts(f.readers)}
}

// urgent and private are the kinds of finds that ask for a class.
var (
	urgent  = []sensitive.Kind{sensitive.Password, sensitive.Token, sensitive.HARCookie}
	private = []sensitive.Kind{sensitive.Card, sensitive.IBAN, sensitive.Sheba, sensitive.Wallet, sensitive.IRNationalID, sensitive.RUSnils, sensitive.RUInn,
		sensitive.RUPassport, sensitive.CNResidentID}
)

// proposed is the class that finds ask for, where it is above the one there is: what opens something is for few, what names a person or an
// account is confidential, an address or telephone number is nothing out of the ordinary in a request.
func proposed(has Class, found []sensitive.Kind) Class {
	want := Class("")
	for _, k := range found {
		switch {
		case slices.Contains(urgent, k):
			want = Restricted
		case slices.Contains(private, k):
			want = access.Higher(want, Confidential)
		}
	}
	if want != "" && want.Above(has) {
		return want
	}
	return ""
}

// classed is what has a class, found.
type classed struct {
	what   string // ticket, message, file
	seq    int64  // of the message, in the full count; a file has none here
	face   int64
	file   string
	own    Class // its own; empty: the ticket's
	hidden bool  // of a note
}

func (c classed) effective(t stored) Class { return access.Higher(t.class, c.own) }

// params name it in the record as the client counts: by code and number, never by what is there.
func (c classed) params() audit.Params {
	p := audit.Params{"what": c.what}
	if c.what == "message" {
		p["message"] = itoa(orFirst(c.face, c.seq))
	}
	if c.file != "" {
		p["file"] = c.file
	}
	return p
}

// classed finds a part. Who may not read notes does not learn that there is one. It need not be open to the actor.
func (w *work) classed(ctx context.Context, p Part) (c classed, err error) {
	switch {
	case p.File != "":
		f, err := fileIn(ctx, w.tx, w.t.id, p.File)
		if err != nil || f.hidden && !w.face.notes {
			return c, orAbsent(err)
		}
		return classed{what: "file", file: f.id, own: f.class, hidden: f.hidden}, nil
	case p.Message != 0:
		m, err := w.face.item(ctx, w.tx, w.t.id, p.Message)
		if err != nil || m.kind == KindEvent {
			return c, orAbsent(err)
		}
		return classed{what: "message", seq: m.seq, face: m.face, own: m.class, hidden: m.hidden}, nil
	}
	return classed{what: "ticket"}, nil
}

func orAbsent(err error) error {
	if err == nil {
		return fault.ErrAbsent
	}
	return err
}

// Raise makes a part of the case, or the ticket, more confidential, at once; a message with its files.
// Right: ticket.classify. Faults: absent, denied, invalid, class_not_higher, ticket_merged.
func (d *Desk) Raise(ctx context.Context, who access.Actor, id access.TicketID, p Part, to Class) error {
	if err := oneOf("class", to, Classes); err != nil {
		return err
	}
	_, err := d.change(ctx, who, id, access.TicketClassify, told, func(ctx context.Context, w *work, _ access.Grant) error {
		if err := notMerged(w.t); err != nil {
			return err
		}
		c, err := w.classed(ctx, p)
		if err != nil {
			return err
		}
		if !to.Above(c.effective(w.t)) {
			return ErrNotHigher
		}
		if err := w.reclass(ctx, c, to); err != nil || c.what != "message" {
			return err
		}
		return w.raiseFiles(ctx, c.seq, to)
	})
	return err
}

// raiseFiles raises those of a message's files that are below it, and says in the entry which. Lowering the message leaves them as they are: what is
// in each was looked at, or was not, on its own.
func (w *work) raiseFiles(ctx context.Context, seq int64, to Class) error {
	files, err := db.All(ctx, w.tx, func(s db.Scanner) (c classed, err error) {
		return c, s.Scan(&c.file, &c.own)
	}, `SELECT id, class FROM ticket_file WHERE ticket = $1 AND seq = $2 ORDER BY id`, string(w.t.id), seq)
	if err != nil {
		return err
	}
	var raised []string
	for _, c := range files {
		if !to.Above(c.effective(w.t)) {
			continue
		}
		if _, err := w.tx.Exec(ctx, `UPDATE ticket_file SET class = $2 WHERE id = $1`, c.file, string(to)); err != nil {
			return err
		}
		if err := w.overtake(ctx, c); err != nil {
			return err
		}
		raised = append(raised, c.file)
	}
	if len(raised) > 0 {
		w.entry["files"] = strings.Join(raised, " ")
	}
	return nil
}

// reclass gives a part the class, with its event and what the entry says of it. What was asked about it before is overtaken.
func (w *work) reclass(ctx context.Context, c classed, to Class) error {
	params := c.params()
	params["from"], params["to"] = string(c.effective(w.t)), string(to)
	for k, v := range params {
		w.entry[k] = v
	}
	var err error
	switch {
	case c.file != "":
		_, err = w.tx.Exec(ctx, `UPDATE ticket_file SET class = $2 WHERE id = $1`, c.file, string(to))
	case c.seq != 0:
		_, err = w.tx.Exec(ctx, `UPDATE message SET class = $3 WHERE ticket = $1 AND seq = $2`, string(w.t.id), c.seq, string(to))
	default:
		w.t.class = to
	}
	if err == nil {
		err = w.overtake(ctx, c)
	}
	delete(params, "message") // the two faces count differently
	delete(params, "file")
	if err == nil {
		err = w.event(ctx, eventClass, c.hidden, params)
	}
	w.counted()
	return err
}

func (w *work) overtake(ctx context.Context, c classed) error {
	_, err := w.tx.Exec(ctx, `UPDATE class_motion SET state = 'overtaken', decided = $4 WHERE ticket = $1 AND seq = $2 AND file = $3 AND state = 'open'`,
		string(w.t.id), c.seq, c.file, db.Micros(w.now))
	return err
}

// Propose says, inside the caller's transaction, which class the agreed scope of confidentiality asks for. Nothing changes by it: people
// of the case read it and raise the class, or do not. Right: the caller's recorded grant. Faults: absent.
func (d *Desk) Propose(ctx context.Context, tx *db.Tx, g access.Grant, class Class) error {
	if !g.Valid() || !g.Recorded() || g.Ticket() == "" {
		return fault.ErrDenied
	}
	_, err := tx.Exec(ctx, `UPDATE ticket SET proposed = $2 WHERE id = $1 AND proposed = ''`, string(g.Ticket()), string(class))
	return err
}
