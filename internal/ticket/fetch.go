package ticket

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/live"
	"surety/internal/scan"
	"surety/internal/scan/picture"
)

// attached is a stored file.
type attached struct {
	seq, size, at int64
	id            string
	author        access.AccountID
	side          Side
	about, key    []byte
	blob          string
	hidden        bool // hangs on a note
	check         scan.Result
}

const (
	attachedColumns = `f.seq, f.id, f.author, f.side, f.about, f.key, f.blob, f.size, f.at, ` + scan.Columns
	attachedTables  = `ticket_file f JOIN file_check c ON c.id = f.id`
)

func (f *attached) into(more ...any) []any {
	row := append([]any{&f.seq, &f.id, &f.author, &f.side, &f.about, &f.key, &f.blob, &f.size, &f.at}, f.check.Fields()...)
	return append(row, more...)
}

func scanAttached(s db.Scanner) (f attached, err error) { return f, s.Scan(f.into()...) }

// filesOf reads the files of the items, by item; that of an item which is not among them stays out.
func filesOf(ctx context.Context, tx *db.Tx, id access.TicketID, items []said) (map[int64][]attached, error) {
	files, first, last := map[int64][]attached{}, int64(0), int64(0)
	for _, m := range items {
		if m.files > 0 {
			files[m.seq] = nil
			first, last = min(orFirst(first, m.seq), m.seq), max(last, m.seq)
		}
	}
	if len(files) == 0 {
		return files, nil
	}
	all, err := db.All(ctx, tx, scanAttached, `SELECT `+attachedColumns+` FROM `+attachedTables+` WHERE f.ticket = $1 AND f.seq BETWEEN $2 AND $3 ORDER BY f.seq, f.at, f.id`,
		string(id), first, last)
	for _, f := range all {
		if _, ok := files[f.seq]; ok {
			files[f.seq] = append(files[f.seq], f)
		}
	}
	return files, err
}

func orFirst(v, first int64) int64 {
	if v == 0 {
		return first
	}
	return v
}

func (d *Desk) openAbout(ctx context.Context, g access.Grant, f attached) (File, error) {
	plain, err := d.Vault.Open(ctx, g, filePlace(f.id, "about"), f.about)
	if err != nil {
		return File{}, err
	}
	var a about
	if err := json.Unmarshal(plain, &a); err != nil {
		return File{}, err
	}
	out := File{ID: f.id, Name: a.Name, Size: f.size, Type: a.Type, Found: a.Found, Check: f.check, At: db.Time(f.at), Author: Author{ID: f.author, Side: f.side}}
	if d.Shelf.MayLeave(f.check.State) == nil && f.size <= picture.SizeLimit {
		out.Preview = picture.Kind(a.Type)
	}
	return out, nil
}

// Fetch opens a file for reading at any offset, once the record says so. Close what it returns.
// Right: file.fetch, or file.fetch_note for a file that hangs on a note. Faults: absent, file_waiting, file_infected,
// file_refused.
func (d *Desk) Fetch(ctx context.Context, who access.Actor, id access.TicketID, file string) (*Download, error) {
	f, b, err := d.openFile(ctx, who, id, file, "bytes")
	if err != nil {
		return nil, err
	}
	return &Download{File: f, ReadSeeker: b, Closer: b}, nil
}

// Preview draws a picture, or the page of a PDF, counted from 1, as a PNG. It stands on the record as a reading of the
// file. Right and faults: as Fetch, and no_preview.
func (d *Desk) Preview(ctx context.Context, who access.Actor, id access.TicketID, file string, page int) ([]byte, error) {
	f, b, err := d.openFile(ctx, who, id, file, "preview")
	if err != nil {
		return nil, err
	}
	defer b.Close()
	return picture.Preview(ctx, f.Type, b, f.Size, page)
}

func (d *Desk) openFile(ctx context.Context, who access.Actor, id access.TicketID, file, what string) (File, *scan.Bytes, error) {
	var f attached
	var g access.Grant
	var cleared scan.Cleared
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if f, g, err = mayFetch(ctx, tx, who, id, file); err == nil {
			cleared, err = d.Shelf.Clear(ctx, tx, scan.File, f.id)
		}
		return err
	}); err != nil {
		return File{}, nil, err
	}
	if err := d.recorded(ctx, g, audit.Params{"file": f.id, "what": what}); err != nil {
		return File{}, nil, err
	}
	about, err := d.openAbout(ctx, g, f)
	if err != nil {
		return File{}, nil, err
	}
	b, err := d.Shelf.Open(ctx, g, cleared)
	return about, b, err
}

// judged tells those around a file's ticket, after the commit, that its state is another.
func (d *Desk) judged(ctx context.Context, tx *db.Tx, file string) error {
	var id access.TicketID
	var hidden bool
	if err := tx.Get(ctx, `SELECT f.ticket, m.face IS NULL FROM ticket_file f JOIN message m ON m.ticket = f.ticket AND m.seq = f.seq WHERE f.id = $1`,
		[]any{file}, &id, &hidden); err != nil {
		return err
	}
	t, err := load(ctx, tx, id)
	if err != nil {
		return err
	}
	e := live.Event{Name: live.Ticket, Ticket: t.thing(), Data: eventData(id, "file", ""), Note: hidden}
	tx.AfterCommit(func() { d.Live.Publish(e) })
	return nil
}

// mayFetch gives who may not know of a file the answer for one that is not there.
func mayFetch(ctx context.Context, tx *db.Tx, who access.Actor, id access.TicketID, file string) (f attached, g access.Grant, err error) {
	t, err := load(ctx, tx, id)
	if err != nil {
		return f, g, err
	}
	if g, err = access.Check(who, access.FileFetch, t.thing()); err != nil {
		return f, g, err
	}
	err = tx.Get(ctx, `SELECT `+attachedColumns+`, m.face IS NULL FROM `+attachedTables+` JOIN message m ON m.ticket = f.ticket AND m.seq = f.seq
		WHERE f.id = $1 AND f.ticket = $2`, []any{file, string(id)}, f.into(&f.hidden)...)
	if err != nil || !f.hidden {
		return f, g, err
	}
	if g, err = access.Check(who, access.FileFetchNote, t.thing()); err != nil {
		return f, g, fault.ErrAbsent
	}
	return f, g, nil
}
