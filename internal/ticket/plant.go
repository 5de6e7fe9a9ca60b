package ticket

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/scan"
)

// Planted is a case as a client left it who asked, found the answer and closed it: what a decoy looks like. Nobody at the desk had to do
// with it, so that it never waits in a queue, counts in no count of waiting cases and is no duty of anybody.
type Planted struct {
	Department           access.DepartmentID
	Class                Class // empty: internal
	Subject, Text, Last  string
	Opened, Said, Closed time.Time
	File                 *Upload // of the first message; nil: none
}

// Plant writes such a case in the client's name, whole, in one transaction that ends with the caller's, and tells nobody: in lists it
// stands where its dates put it. The record's entries are of now. The steps are those of every client's case, so that there is nothing to
// tell it by. Right: those of the client, and the caller's to speak for one. Faults: denied, invalid, too_large, file_too_large, disk_full.
func (d *Desk) Plant(ctx context.Context, who access.Actor, p Planted, with func(ctx context.Context, tx *db.Tx, t access.TicketID, number int64) error) error {
	s, err := d.plan(ctx, who, p)
	if err != nil {
		return err
	}
	for range 3 { // two servers may draw one number at once
		if err = d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return d.plant(ctx, tx, who, s, with) }); !db.IsUnique(err) {
			break
		}
	}
	return err
}

// seed is a planted case, checked, with the bytes of its file safe.
type seed struct {
	Planted
	t         stored
	request   Request
	file      newFile
	open, add access.Grant
}

func (d *Desk) plan(ctx context.Context, who access.Actor, p Planted) (s seed, err error) {
	s = seed{Planted: p, request: Request{Subject: p.Subject, Text: p.Text, Department: p.Department, Class: p.Class}}
	if p.File != nil {
		s.request.Files = 1
	}
	if err := s.request.clean(); err != nil {
		return s, err
	}
	if s.Last, err = cleanText("last", p.Last, 0); err != nil {
		return s, err
	}
	s.t = stored{id: access.NewID[access.TicketID](), department: p.Department, requester: who.Account, organisation: home(who),
		priority: s.request.Priority, class: s.request.Class, lastFrom: ClientSide}
	if s.open, err = access.Check(who, access.TicketOpen, s.t.thing()); err != nil {
		return s, err
	}
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := d.department(ctx, tx, p.Department, true)
		return err
	}); err != nil {
		return s, err
	}
	if err := d.Vault.NewCase(ctx, s.t.organisation, s.t.id); err != nil || p.File == nil {
		return s, err
	}
	if s.add, err = access.Check(who, access.FileAdd, s.t.thing()); err != nil {
		return s, err
	}
	s.file = newFile{File: File{ID: access.NewID[string](), Name: cleanName(p.File.Name), At: p.Opened, Author: Author{ID: who.Account, Side: ClientSide}}}
	return s, d.takeIn(ctx, s.add, *p.File, d.Settings.FileLimit, &s.file)
}

func (d *Desk) plant(ctx context.Context, tx *db.Tx, who access.Actor, s seed, with func(ctx context.Context, tx *db.Tx, t access.TicketID, number int64) error) error {
	w := d.begin(tx, who, s.t)
	w.now, w.quiet = s.Opened, true
	if err := w.open(ctx, s.open, s.request); err != nil {
		return err
	}
	if s.File != nil {
		if err := w.plantFile(ctx, s); err != nil {
			return err
		}
	}
	for _, step := range []struct {
		act access.Action
		at  time.Time
		do  func(w *work, g access.Grant) error
	}{
		{access.TicketReply, s.Said, func(w *work, g access.Grant) error { _, err := w.write(ctx, g, Reply{Text: s.Last}); return err }},
		{access.TicketClose, s.Closed, func(w *work, g access.Grant) error {
			err := w.applyStatus(ctx, g, Patch{Status: new(StatusClosed)})
			w.counted()
			return err
		}},
	} {
		g, err := access.Check(who, step.act, w.t.thing())
		if err != nil {
			return err
		}
		w = d.begin(tx, who, w.t)
		w.now, w.quiet = step.at, true
		if err := step.do(w, g); err != nil {
			return err
		}
		if err := w.finish(ctx, g, ""); err != nil {
			return err
		}
	}
	return with(ctx, tx, w.t.id, w.t.number)
}

// plantFile hangs the file on the first message.
func (w *work) plantFile(ctx context.Context, s seed) error {
	if err := w.attach(ctx, 1, &s.file); err != nil {
		return err
	}
	if _, err := w.Shelf.Add(ctx, w.tx, s.add, scan.File, s.file.ID); err != nil {
		return err
	}
	return w.Log.Append(ctx, w.tx, s.add, audit.Params{"file": s.file.ID, "size": itoa(s.file.Size)})
}
