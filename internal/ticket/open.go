package ticket

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/sensitive"
)

// Open opens a ticket: a client's own, or, by staff of the department, one in a client's name. The requester gets a
// confirmation by mail, and their draft of a request is dropped.
// Right: ticket.open, or ticket.open_for when a requester is named. Faults: invalid, too_large, denied.
func (d *Desk) Open(ctx context.Context, who access.Actor, r Request) (Ticket, error) {
	if err := r.clean(); err != nil {
		return Ticket{}, err
	}
	t, g, err := d.prepare(ctx, who, &r)
	if err != nil {
		return Ticket{}, err
	}
	if err := d.Vault.NewCase(ctx, t.organisation, t.id); err != nil {
		return Ticket{}, err
	}
	for range 3 { // two servers may draw one number at once
		if err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.begin(tx, who, t).open(ctx, g, r) }); !db.IsUnique(err) {
			break
		}
	}
	if err != nil {
		return Ticket{}, err
	}
	return d.shown(ctx, g)
}

func (r *Request) clean() (err error) {
	if r.Subject, err = cleanSubject(r.Subject); err != nil {
		return err
	}
	if r.Text, err = cleanText("text", r.Text, r.Files); err != nil {
		return err
	}
	if r.Tags, err = cleanTags(r.Tags); err != nil {
		return err
	}
	r.Priority, r.Class = orElse(r.Priority, Normal), orElse(r.Class, Internal)
	if err := oneOf("priority", r.Priority, Priorities); err != nil {
		return err
	}
	return oneOf("class", r.Class, Classes)
}

func orElse[T ~string](v, usual T) T {
	if v == "" {
		return usual
	}
	return v
}

// prepare finds whose ticket it will be, asks the rules, and checks the fields against the department.
func (d *Desk) prepare(ctx context.Context, who access.Actor, r *Request) (t stored, g access.Grant, err error) {
	t = stored{id: access.NewID[access.TicketID](), department: r.Department, requester: who.Account, organisation: home(who),
		priority: r.Priority, class: r.Class, lastFrom: ClientSide}
	action := access.TicketOpen
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if r.Requester != "" && r.Requester != who.Account {
			action, t.requester, t.lastFrom = access.TicketOpenFor, r.Requester, StaffSide
			if t.organisation, err = d.requester(ctx, tx, who, r); err != nil {
				return err
			}
		}
		if g, err = access.Check(who, action, t.thing()); err != nil {
			return hideAbsent(err)
		}
		dep, err := d.department(ctx, tx, r.Department, action == access.TicketOpen)
		if err != nil {
			return err
		}
		r.Fields, err = cleanFields(r.Fields, dep.Fields, action == access.TicketOpen, action == access.TicketOpen)
		return err
	})
	if action == access.TicketOpen && len(r.Tags) > 0 && err == nil {
		err = fault.ErrDenied.At("tags")
	}
	return t, g, err
}

// hideAbsent: a department that is not the actor's is denied to them; "absent" would speak of a ticket that is yet to be.
func hideAbsent(err error) error {
	if fault.KindOf(err) == fault.Absent {
		return fault.ErrDenied
	}
	return err
}

func home(who access.Actor) access.OrganisationID {
	if who.Organisation == "" {
		return personal(who.Account)
	}
	return who.Organisation
}

// requester looks up the client in whose name staff ask. Only staff of the department get an answer about the account.
func (d *Desk) requester(ctx context.Context, tx *db.Tx, who access.Actor, r *Request) (access.OrganisationID, error) {
	if _, ok := who.Posts[r.Department]; !ok {
		return "", fault.ErrDenied
	}
	p, err := d.Accounts.Person(ctx, tx, r.Requester)
	if err != nil && fault.KindOf(err) != fault.Absent {
		return "", err
	}
	if err != nil || !slices.Contains(p.Roles, access.Client) || p.State == account.Disabled {
		return "", invalid("requester", "not a client's account")
	}
	return p.Home(), nil
}

// department finds one by id; a client may choose only one that is open.
func (d *Desk) department(ctx context.Context, tx *db.Tx, id access.DepartmentID, mustBeOpen bool) (account.Department, error) {
	dep, err := d.Accounts.Department(ctx, tx, id)
	if err != nil && fault.KindOf(err) != fault.Absent {
		return dep, err
	}
	if err != nil || mustBeOpen && !dep.Open {
		return dep, invalid("department", "there is no such department to choose")
	}
	return dep, nil
}

// open writes the new ticket with its first message.
func (w *work) open(ctx context.Context, g access.Grant, r Request) (err error) {
	w.was = stored{}
	if w.t.number, err = freeNumber(ctx, w.tx); err != nil {
		return err
	}
	w.t.created, w.t.tags = db.Micros(w.now), strings.Join(r.Tags, " ")
	w.t.setStatus(StatusNew, w.now)
	w.t.touch(w.now, false)
	if err := w.sealFacts(ctx, g, r.Subject, r.Fields); err != nil {
		return err
	}
	_, text, marks, err := w.sealText(ctx, g, r.Text)
	if err != nil {
		return err
	}
	if _, _, err := w.say(ctx, item{kind: KindMessage, author: w.who.Account, side: w.t.lastFrom, text: text, marks: marks, files: r.Files, at: w.t.created}); err != nil {
		return err
	}
	return w.opened(ctx, g, r.Tags)
}

// opened writes the rest of a new ticket, its entry and what follows from it.
func (w *work) opened(ctx context.Context, g access.Grant, tags []string) error {
	if err := insert(ctx, w.tx, w.t); err != nil {
		return err
	}
	if err := w.setTags(ctx, nil, tags); err != nil {
		return err
	}
	if err := w.haveRead(ctx, w.t.seq); err != nil {
		return err
	}
	if _, err := w.tx.Exec(ctx, `DELETE FROM request_draft WHERE account = $1`, string(w.who.Account)); err != nil {
		return err
	}
	if err := w.post(ctx, openedJob, w.t.requester); err != nil {
		return err
	}
	if err := w.Log.Append(ctx, w.tx, g, audit.Params{"department": string(w.t.department)}); err != nil {
		return err
	}
	w.tell("opened")
	return w.tx.Made(ctx, string(w.t.id))
}

func (w *work) sealFacts(ctx context.Context, g access.Grant, subject string, fields map[string]string) (err error) {
	if w.t.subject, err = w.Vault.Seal(ctx, g, subjectPlace(), []byte(sensitive.Strip(subject))); err != nil {
		return err
	}
	b, err := json.Marshal(stripped(fields))
	if err != nil {
		return err
	}
	w.t.fields, err = w.Vault.Seal(ctx, g, fieldsPlace(), b)
	return err
}

// freeNumber draws eight digits that no ticket has. Numbers in a row would tell each client how much the others ask.
func freeNumber(ctx context.Context, tx *db.Tx) (int64, error) {
	for {
		n := 10_000_000 + rand.Int64N(90_000_000)
		taken, err := db.All(ctx, tx, db.Value[int64], `SELECT number FROM ticket WHERE number = $1`, n)
		if err != nil || len(taken) == 0 {
			return n, err
		}
	}
}
