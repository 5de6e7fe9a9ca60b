package ticket

import (
	"context"
	"encoding/json"

	"surety/internal/access"
	"surety/internal/db"
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
	class         Class  // its own
	readers       string // its list
	hidden        bool   // hangs on a note
	check         scan.Result
}

const (
	attachedColumns = `f.seq, f.id, f.author, f.side, f.about, f.key, f.blob, f.size, f.at, f.class, f.readers, ` + scan.Columns
	attachedTables  = `ticket_file f JOIN file_check c ON c.id = f.id`
)

func (f *attached) into(more ...any) []any {
	row := append([]any{&f.seq, &f.id, &f.author, &f.side, &f.about, &f.key, &f.blob, &f.size, &f.at, &f.class, &f.readers}, f.check.Fields()...)
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

// openAbout tells what a file is, if its class and list let the grant's actor; else that there is one.
func (d *Desk) openAbout(ctx context.Context, g access.Grant, f attached) (File, error) {
	part, err := g.Part(f.part())
	if w := withheld(err); w != nil {
		return File{ID: f.id, At: db.Time(f.at), Author: Author{ID: f.author, Side: f.side}, Check: f.check, Class: access.Higher(g.Thing().Class, f.class), Withheld: w,
			Listed: f.readers != "", Leaves: "none"}, nil
	}
	if err != nil {
		return File{}, err
	}
	return d.openFully(ctx, part, f)
}

func (d *Desk) openFully(ctx context.Context, g access.Grant, f attached) (File, error) {
	plain, err := d.Vault.Open(ctx, g, filePlace(f.id, "about"), f.about)
	if err != nil {
		return File{}, err
	}
	var a about
	if err := json.Unmarshal(plain, &a); err != nil {
		return File{}, err
	}
	out := File{ID: f.id, Name: a.Name, Size: f.size, Type: a.Type, Found: a.Found, Check: f.check, At: db.Time(f.at), Author: Author{ID: f.author, Side: f.side}, Listed: f.readers != ""}
	out.classify(g)
	if d.Shelf.MayLeave(f.check.State) == nil && f.size <= picture.SizeLimit {
		out.Preview = picture.Kind(a.Type)
	}
	return out, nil
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
	if t.status == StatusClosed {
		return nil // nobody waits for it; and a file that is news in a case that was closed long ago would tell a decoy
	}
	e := live.Event{Name: live.Ticket, Ticket: t.thing(), Data: eventData(id, "file", ""), Note: hidden}
	tx.AfterCommit(func() { d.Live.Publish(e) })
	return nil
}
