package ticket

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/scan"
	"surety/internal/sensitive"
)

// ErrFileTooLarge says that a file exceeds the limit, or the size announced for it.
var ErrFileTooLarge = fault.New(fault.TooLarge, "file_too_large", "the file is larger than allowed or announced")

// sniffed is how many of the first bytes tell a file's type.
const sniffed = 3072

// AddFile takes in a file of a message, sealing it as it comes: nothing of it is ever stored in the clear. Only the
// message's author may, within [UploadWindow]. A file that is too large, breaks off or finds no room leaves nothing.
// Right: file.add. Faults: absent, denied, invalid, file_too_large, disk_full, ticket_merged.
func (d *Desk) AddFile(ctx context.Context, who access.Actor, id access.TicketID, u Upload) (File, error) {
	limit := d.Settings.FileLimit
	if u.Size > limit {
		return File{}, ErrFileTooLarge.With("limit", limit)
	}
	if u.Size >= 0 {
		limit = u.Size
	}
	f := newFile{File: File{ID: access.NewID[string](), Name: cleanName(u.Name)}}
	g, err := d.mayAdd(ctx, who, id, u.Message, &f)
	if err != nil {
		return File{}, err
	}
	if err := d.takeIn(ctx, g, u, limit, &f); err != nil {
		return File{}, err
	}
	if err := d.keep(ctx, who, id, u.Message, &f); err != nil {
		if fault.KindOf(err) == fault.Internal {
			return File{}, err // the store's answer may be lost while the row stands: its bytes must stay
		}
		return File{}, errors.Join(err, d.Blobs.Remove(context.WithoutCancel(ctx), f.blob))
	}
	part, err := g.Part(attached{id: f.ID, author: who.Account}.part())
	if err == nil {
		f.classify(part)
	}
	return f.File, err
}

// newFile is a file on its way in.
type newFile struct {
	File
	key, about []byte
	blob       string
	readers    string
	written    time.Time // not after the blob's last byte
	message    said
}

func (d *Desk) mayAdd(ctx context.Context, who access.Actor, id access.TicketID, seq int64, f *newFile) (g access.Grant, err error) {
	if err := d.Vault.Warm(ctx, []access.TicketID{id}); err != nil {
		return g, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		if g, err = access.Check(who, access.FileAdd, t.thing()); err != nil {
			return err
		}
		f.message, err = d.ownMessage(ctx, tx, who, t, seq)
		return err
	})
	return g, err
}

// ownMessage finds the actor's message at their seq, if they may still add files to it.
func (d *Desk) ownMessage(ctx context.Context, tx *db.Tx, who access.Actor, t stored, seq int64) (said, error) {
	if err := notMerged(t); err != nil {
		return said{}, err
	}
	f := faceOf(&who, t.thing())
	m, err := f.item(ctx, tx, t.id, seq)
	switch {
	case errors.Is(err, fault.ErrAbsent):
		return said{}, invalid("message", "there is no such message")
	case err != nil:
		return said{}, err
	case m.author != who.Account || m.kind == KindEvent || m.origin.Ticket != "":
		return said{}, fault.ErrDenied
	case d.Clock.Now().Sub(db.Time(m.at)) > UploadWindow:
		return said{}, fault.ErrDenied.With("hours", int(UploadWindow.Hours()))
	}
	return m, nil
}

// item reads one item by the viewer's count.
func (f face) item(ctx context.Context, tx *db.Tx, id access.TicketID, seq int64) (said, error) {
	where := `seq = $2`
	if !f.notes {
		where = `seq >= $2 AND face = $2`
	}
	return db.One(ctx, tx, scanSaid, `SELECT `+saidColumns+` FROM message WHERE ticket = $1 AND `+where+` ORDER BY seq LIMIT 1`, string(id), seq)
}

// takeIn streams the body through the seal into a blob.
func (d *Desk) takeIn(ctx context.Context, g access.Grant, u Upload, limit int64, f *newFile) error {
	sealer, err := d.Shelf.NewFile(ctx, g, keyPlace(f.ID))
	if err != nil {
		return err
	}
	blob, err := d.Blobs.Create(ctx)
	if err != nil {
		return err
	}
	defer blob.Abort()
	sealed := sealer.Seal(blob)
	var look looker
	if f.Type, f.Size, err = pour(sealed, io.TeeReader(u.Body, &look), limit); err != nil {
		return err
	}
	f.written = d.Clock.Now()
	if err := sealed.Close(); err != nil {
		return err
	}
	if u.Size >= 0 && f.Size != u.Size {
		return invalid("size", "the file broke off before its announced size")
	}
	f.key = sealer.SealedKey
	f.Found = look.found()
	if f.about, err = d.sealAbout(ctx, g, f.ID, about{f.Name, f.Type, f.Found}); err != nil {
		return err
	}
	f.blob, err = blob.Commit()
	return err
}

// pour copies at most limit bytes and says what they are.
func pour(dst io.Writer, src io.Reader, limit int64) (kind string, size int64, err error) {
	head := make([]byte, min(sniffed, limit+1))
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", 0, broken(err)
	}
	body := io.MultiReader(bytes.NewReader(head[:n]), src)
	size, err = io.Copy(dst, io.LimitReader(body, limit+1))
	if err != nil {
		return "", size, broken(err)
	}
	if size > limit {
		return "", size, ErrFileTooLarge.With("limit", limit)
	}
	return mimetype.Detect(head[:n]).String(), size, nil
}

// broken tells a full disk from a sender that went away.
func broken(err error) error {
	if errors.Is(err, fault.ErrDiskFull) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	f := *fault.ErrInvalid
	f.Field, f.Detail = "body", "the upload broke off"
	return f.Because(err)
}

// about is what is told of a file, sealed.
type about struct {
	Name  string           `json:"n"`
	Type  string           `json:"t"`
	Found []sensitive.Kind `json:"f,omitempty"`
}

func (d *Desk) sealAbout(ctx context.Context, g access.Grant, id string, a about) ([]byte, error) {
	b, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return d.Vault.Seal(ctx, g, filePlace(id, "about"), b)
}

// keep writes the row of a file whose bytes are safe, if the actor may still add it.
func (d *Desk) keep(ctx context.Context, who access.Actor, id access.TicketID, seq int64, f *newFile) error {
	_, err := d.change(ctx, who, id, access.FileAdd, "file", func(ctx context.Context, w *work, g access.Grant) error {
		if w.now.Sub(f.written) > keepWithin {
			return fault.New(fault.Unavailable, "busy", "the server stood still while it took the file in") // its bytes may be gone by now
		}
		m, err := w.ownMessage(ctx, w.tx, who, w.t, seq)
		if err != nil {
			return err
		}
		if m.seq != f.message.seq {
			return fault.ErrConflict
		}
		w.hidden = m.hidden
		f.At, f.Author = w.now, Author{who.Account, "", m.side}
		if people, err := w.Accounts.Names(ctx, w.tx, []access.AccountID{who.Account}); err == nil {
			f.Author.Name = people[who.Account]
		}
		w.entry["file"], w.entry["size"] = f.ID, itoa(f.Size)
		f.Class = access.Higher(f.Class, m.class) // what comes to a message that was raised is not below it
		if err := w.attach(ctx, m.seq, f); err != nil {
			return err
		}
		if f.Check, err = w.Shelf.Add(ctx, w.tx, g, scan.File, f.ID); err != nil {
			return err
		}
		return w.tx.Made(ctx, f.ID)
	})
	return err
}

func (w *work) attach(ctx context.Context, seq int64, f *newFile) error {
	_, err := w.tx.Exec(ctx, `INSERT INTO ticket_file (ticket, seq, id, author, side, about, key, blob, size, at, class, readers) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		string(w.t.id), seq, f.ID, string(f.Author.ID), string(f.Author.Side), f.about, f.key, f.blob, f.Size, db.Micros(f.At), string(f.Class), f.readers)
	if err != nil {
		return err
	}
	var n int64
	if err := w.tx.Get(ctx, `SELECT count(*) FROM ticket_file WHERE ticket = $1 AND seq = $2`, []any{string(w.t.id), seq}, &n); err != nil {
		return err
	}
	if n > FilesPerNote {
		return fault.ErrTooLarge.With("limit", FilesPerNote)
	}
	_, err = w.tx.Exec(ctx, `UPDATE message SET files = $3 WHERE ticket = $1 AND seq = $2 AND files < $3`, string(w.t.id), seq, n)
	return err
}
