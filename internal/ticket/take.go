package ticket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/scan"
	"surety/internal/scan/picture"
)

// ErrReason says that a file of this class goes out, where it cannot be marked, only for a reason that stands on the record.
var ErrReason = fault.New(fault.Invalid, "reason_needed", "say why: this file goes out only for a reason on the record").At("reason")

// How a file goes out to somebody.
const (
	leavesPlain  = "plain"
	leavesMarked = "marked"
	leavesReason = "reason"
	leavesNone   = "none"
)

// classify tells what the file's class, which the grant for it carries, means to the grant's actor.
func (f *File) classify(g access.Grant) {
	f.Class = g.Thing().Class
	f.Proposed = proposed(f.Class, f.Found)
	f.Leaves = leaves(g, f.Size, f.Type)
	f.CanList = canList(g)
}

// leaves says how the file would go out to the grant's actor.
func leaves(g access.Grant, size int64, mime string) string {
	who, thing := g.Actor(), g.Thing()
	who.SteppedUp = true // the button stands there before it
	switch {
	case access.Ask(&who, access.FileFetch, &thing) != nil:
		return leavesNone
	case !g.Marked():
		return leavesPlain
	case picture.Kind(mime) != "" && size <= picture.SizeLimit:
		return leavesMarked
	}
	return leavesReason
}

func canList(g access.Grant) bool {
	who, thing := g.Actor(), g.Thing()
	return access.Ask(&who, access.FileList, &thing) == nil
}

// Fetch opens a file for reading at any offset, once the record says so. Of a class that is marked, its own people get it as it is and the
// others a copy drawn anew that carries who took it and when; what cannot be drawn goes out as it is, for a reason ([Reasons]) that the
// record keeps. Close what it returns.
// Right: file.fetch, or file.fetch_note for a file that hangs on a note, and what its class and list say. Faults: absent, file_waiting,
// file_infected, file_refused, class_closed, step_up_needed, reason_needed, invalid (reason).
func (d *Desk) Fetch(ctx context.Context, who access.Actor, id access.TicketID, file, reason string) (*Download, error) {
	if reason != "" {
		if err := oneOf("reason", reason, Reasons); err != nil {
			return nil, err
		}
	}
	t, err := d.taken(ctx, who, id, file, access.FileFetch)
	if err != nil {
		return nil, err
	}
	if !t.part.Marked() {
		return d.asItIs(ctx, t, audit.Params{"file": t.f.id, "what": "bytes"})
	}
	copied, err := d.marked(ctx, t)
	if !errors.Is(err, picture.ErrNone) {
		return copied, err
	}
	if reason == "" {
		return nil, ErrReason
	}
	return d.asItIs(ctx, t, audit.Params{"file": t.f.id, "what": "bytes", "reason": reason})
}

// Original opens a file as it is, for a pack or a dispute that must hold the very bytes. Right and faults: as Fetch, without reason_needed.
func (d *Desk) Original(ctx context.Context, who access.Actor, id access.TicketID, file string) (*Download, error) {
	t, err := d.taken(ctx, who, id, file, access.FileFetch)
	if err != nil {
		return nil, err
	}
	return d.asItIs(ctx, t, audit.Params{"file": t.f.id, "what": "bytes"})
}

func (d *Desk) asItIs(ctx context.Context, t takenFile, p audit.Params) (*Download, error) {
	b, err := d.openTaken(ctx, t, p)
	if err != nil {
		return nil, err
	}
	about, err := d.openFully(ctx, t.part, t.f)
	return &Download{File: about, ReadSeeker: b, Closer: b}, err
}

// Preview draws a picture, or the page of a PDF, counted from 1, as a PNG. It stands on the record as a reading of the
// file, and carries who and when where what is taken would. Right: file.preview, and for a file that hangs on a note ticket.read_note.
// Faults: as Fetch, without reason_needed, and no_preview.
func (d *Desk) Preview(ctx context.Context, who access.Actor, id access.TicketID, file string, page int) ([]byte, error) {
	t, err := d.taken(ctx, who, id, file, access.FilePreview)
	if err != nil {
		return nil, err
	}
	b, err := d.openTaken(ctx, t, audit.Params{"file": t.f.id, "what": "preview"})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	about, err := d.openFully(ctx, t.part, t.f)
	if err != nil {
		return nil, err
	}
	return picture.Preview(ctx, about.Type, b, about.Size, page, t.mark)
}

// takenFile is a file about to be opened, still sealed.
type takenFile struct {
	f           attached
	whole, part access.Grant // of the case, for the record; of the file, for the vault
	cleared     scan.Cleared
	mark        string // what a copy has to carry; empty: nothing
}

// taken asks the rules. Who may not know of a file gets the answer for one that is not there.
func (d *Desk) taken(ctx context.Context, who access.Actor, id access.TicketID, file string, act access.Action) (t takenFile, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := t.may(ctx, tx, who, id, file, act); err != nil {
			return err
		}
		if t.cleared, err = d.Shelf.Clear(ctx, tx, scan.File, t.f.id); err != nil || !t.part.Marked() {
			return err
		}
		c, err := d.Accounts.Contact(ctx, tx, who.Account)
		t.mark = fmt.Sprintf("%s  %s", c.Email, d.Clock.Now().UTC().Format("2006-01-02 15:04 UTC"))
		return err
	})
	return t, err
}

func (t *takenFile) may(ctx context.Context, tx *db.Tx, who access.Actor, id access.TicketID, file string, act access.Action) error {
	s, err := load(ctx, tx, id)
	if err != nil {
		return err
	}
	if t.whole, err = access.Check(who, act, s.thing()); err != nil {
		return err
	}
	if t.f, err = fileIn(ctx, tx, id, file); err != nil {
		return err
	}
	if t.f.hidden {
		if !faceOf(&who, s.thing()).notes {
			return fault.ErrAbsent
		}
		if act == access.FileFetch {
			act = access.FileFetchNote
		}
		if t.whole, err = access.Check(who, act, s.thing()); err != nil {
			return fault.ErrAbsent
		}
	}
	t.part, err = t.whole.Part(t.f.part())
	return err
}

func (d *Desk) openTaken(ctx context.Context, t takenFile, p audit.Params) (*scan.Bytes, error) {
	if err := d.recorded(ctx, t.whole, p); err != nil {
		return nil, err
	}
	return d.Shelf.Open(ctx, t.part, t.cleared)
}

// marked draws the copy. Fault: no_preview, for what cannot be drawn.
func (d *Desk) marked(ctx context.Context, t takenFile) (*Download, error) {
	b, err := d.openTaken(ctx, t, audit.Params{"file": t.f.id, "what": "marked"})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	about, err := d.openFully(ctx, t.part, t.f)
	if err != nil {
		return nil, err
	}
	drawn, kind, err := picture.Marked(ctx, about.Type, b, about.Size, t.mark)
	if err != nil {
		return nil, err
	}
	about.Name, about.Type, about.Size = renamed(about.Name, kind), kind, int64(len(drawn))
	return &Download{File: about, ReadSeeker: bytes.NewReader(drawn), Closer: nothing{}, Copied: true}, nil
}

// renamed says what a copy is: it need not be of its original's kind.
func renamed(name, kind string) string {
	ending := map[string]string{"application/pdf": ".pdf", "image/png": ".png"}[kind]
	if strings.EqualFold(path.Ext(name), ending) {
		return name
	}
	return name + ending
}

type nothing struct{}

func (nothing) Close() error { return nil }
