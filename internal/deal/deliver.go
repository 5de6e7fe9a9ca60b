package deal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"strings"
	"unicode"

	"github.com/gabriel-vasile/mimetype"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/scan"
	"surety/internal/sensitive"
)

// ErrWorkTooLarge says that a work exceeds the limit, or the size announced for it.
var ErrWorkTooLarge = fault.New(fault.TooLarge, "file_too_large", "the file is larger than allowed or announced")

const (
	nameLimit    = 255   // runes of a work's name
	previewLimit = 2_000 // runes of its preview
	sniffed      = 3072  // bytes that tell a type
)

// registered is a work as it lies in its table.
type registered struct {
	Work
	deal       ID
	about, key []byte
	blob       string
}

const (
	workColumns = `id, deal, milestone, about, digest, key, blob, size, at`
	workQuery   = `SELECT w.id, w.deal, w.milestone, w.about, w.digest, w.size, w.at, ` + scan.Columns + ` FROM deal_work w JOIN file_check c ON c.id = w.id `
)

func scanWork(s db.Scanner) (r registered, err error) {
	var digest []byte
	var at int64
	err = s.Scan(append([]any{&r.ID, &r.deal, &r.Milestone, &r.about, &digest, &r.Size, &at}, r.Check.Fields()...)...)
	r.Digest, r.At = hex.EncodeToString(digest), db.Time(at)
	return r, err
}

// about is what is told of a work before its bytes open, sealed.
type about struct {
	Name    string `json:"n"`
	Type    string `json:"t"`
	Preview string `json:"p"`
}

// RegisterWork takes in a work of a milestone, sealing it as it comes: its SHA-256 and the time stand on the record from then
// on. The client sees its name, size, digest and preview; its bytes open to them when the milestone is released. A work that
// is too large, breaks off or finds no room leaves nothing. Right: deal.register. Faults: absent, invalid, file_too_large,
// deal_state (the milestone is over), disk_full.
func (d *Deals) RegisterWork(ctx context.Context, who access.Actor, m MilestoneID, u Upload) (Work, error) {
	limit := d.Settings.FileLimit
	if u.Size > limit {
		return Work{}, ErrWorkTooLarge.With("limit", limit)
	}
	if u.Size >= 0 {
		limit = u.Size
	}
	r := registered{Work: Work{ID: access.NewID[WorkID](), Milestone: m}}
	a := about{Name: cleanName(u.Name)}
	var err error
	if a.Preview, err = text("preview", u.Preview, previewLimit, true); err != nil {
		return Work{}, err
	}
	g, err := d.mayRegister(ctx, who, m, &r)
	if err != nil {
		return Work{}, err
	}
	if err := d.takeIn(ctx, g, u, limit, &r, &a); err != nil {
		return Work{}, err
	}
	if err := d.keepWork(ctx, who, &r); err != nil {
		return Work{}, errors.Join(err, d.drop(ctx, err, []*fresh{{paper: paper{blob: r.blob}}}))
	}
	r.Name, r.Type, r.Open = a.Name, a.Type, true
	r.Preview, r.Marks = sensitive.Written(a.Preview).Cover()
	return r.Work, nil
}

func (d *Deals) mayRegister(ctx context.Context, who access.Actor, m MilestoneID, r *registered) (g access.Grant, err error) {
	id, err := d.find(ctx, m)
	if err != nil {
		return g, err
	}
	if err := d.warm(ctx, id); err != nil {
		return g, err
	}
	r.deal = id
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, _, err = d.registrable(ctx, tx, who, r, false)
		return err
	})
	return g, err
}

// registrable asks the rules, and refuses works of a milestone that is over.
func (d *Deals) registrable(ctx context.Context, tx *db.Tx, who access.Actor, r *registered, hold bool) (g access.Grant, s stored, err error) {
	if s, err = d.load(ctx, tx, r.deal, hold); err != nil {
		return g, s, err
	}
	if g, err = access.Check(who, access.DealRegister, s.thing); err != nil {
		return g, s, err
	}
	k, err := milestone(ctx, tx, r.Milestone)
	if err != nil {
		return g, s, err
	}
	if !k.state.holds() {
		return g, s, ErrState
	}
	var n int64
	if err := tx.Get(ctx, `SELECT count(*) FROM deal_work WHERE milestone = $1`, []any{string(r.Milestone)}, &n); err != nil {
		return g, s, err
	}
	if n >= WorksLimit {
		return g, s, fault.ErrTooLarge.With("limit", WorksLimit)
	}
	return g, s, nil
}

// takeIn streams the body through digest and seal into a blob.
func (d *Deals) takeIn(ctx context.Context, g access.Grant, u Upload, limit int64, r *registered, a *about) error {
	sealer, err := d.Desk.Shelf.NewFile(ctx, g, workPlace(r.ID, "key"))
	if err != nil {
		return err
	}
	blob, err := d.Blobs.Create(ctx)
	if err != nil {
		return err
	}
	defer blob.Abort()
	sealed, digest := sealer.Seal(blob), sha256.New()
	if err := pour(sealed, digest, u.Body, limit, r, a); err != nil {
		return err
	}
	if err := sealed.Close(); err != nil {
		return err
	}
	if u.Size >= 0 && r.Size != u.Size {
		return fault.ErrInvalid.At("size")
	}
	r.Digest, r.key = hex.EncodeToString(digest.Sum(nil)), sealer.SealedKey
	if r.about, err = d.seal(ctx, g, workPlace(r.ID, "about"), a); err != nil {
		return err
	}
	r.blob, err = blob.Commit()
	return err
}

// pour copies at most limit bytes and says what they are.
func pour(dst io.Writer, digest hash.Hash, src io.Reader, limit int64, r *registered, a *about) error {
	head := make([]byte, min(sniffed, limit+1))
	n, err := io.ReadFull(src, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return fault.ErrInvalid.At("body").Because(err)
	}
	a.Type = mimetype.Detect(head[:n]).String()
	body := io.MultiReader(bytes.NewReader(head[:n]), src)
	if r.Size, err = io.Copy(io.MultiWriter(dst, digest), io.LimitReader(body, limit+1)); err != nil {
		if errors.Is(err, fault.ErrDiskFull) {
			return err
		}
		return fault.ErrInvalid.At("body").Because(err)
	}
	if r.Size > limit {
		return ErrWorkTooLarge.With("limit", limit)
	}
	return nil
}

// keepWork writes the row and the entry that holds the digest. It changes nothing that others decide about, and so leaves
// the deal's version alone.
func (d *Deals) keepWork(ctx context.Context, who access.Actor, r *registered) error {
	return d.inTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		g, s, err := d.registrable(ctx, tx, who, r, true)
		if err != nil {
			return err
		}
		r.At = d.Clock.Now()
		digest, err := hex.DecodeString(r.Digest)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO deal_work (`+workColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, string(r.ID), string(r.deal),
			string(r.Milestone), r.about, digest, r.key, r.blob, r.Size, db.Micros(r.At)); err != nil {
			return err
		}
		if r.Check, err = d.Desk.Shelf.Add(ctx, tx, g, scan.Work, string(r.ID)); err != nil {
			return err
		}
		w := &work{Deals: d, tx: tx, deal: s}
		w.tell()
		if err := tx.Made(ctx, string(r.ID)); err != nil {
			return err
		}
		return d.Log.Append(ctx, tx, g, audit.Params{"deal": string(r.deal), "milestone": string(r.Milestone), "work": string(r.ID), "sha256": r.Digest, "size": itoa(r.Size)})
	})
}

// cleanName keeps of a name what a file may be called.
func cleanName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' || r == '/' || r == '\\' || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > nameLimit {
		s = string(r[:nameLimit])
	}
	if s = strings.TrimSpace(s); s == "" || s == "." || s == ".." {
		return "work"
	}
	return s
}

// FetchWork opens a work for reading at any offset, once the record says so. Close what it returns. Right: deal.fetch: the
// specialist at any time, the client when the milestone is released. Faults: absent, work_locked, deal_suspended,
// file_waiting, file_infected, file_refused.
func (d *Deals) FetchWork(ctx context.Context, who access.Actor, id WorkID) (*Download, error) {
	var r registered
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = db.One(ctx, tx, scanWork, workQuery+`WHERE w.id = $1`, string(id))
		return err
	}); err != nil {
		return nil, err
	}
	var cleared scan.Cleared
	g, err := d.look(ctx, who, r.deal, access.DealFetch, string(id), func(ctx context.Context, tx *db.Tx, s stored) (err error) {
		if err := d.fetchable(ctx, tx, s, s.side(who.Account), r); err != nil {
			return err
		}
		cleared, err = d.Desk.Shelf.Clear(ctx, tx, scan.Work, string(id))
		return err
	})
	if err != nil {
		return nil, err
	}
	var a about
	if err := d.open(ctx, g, workPlace(id, "about"), r.about, &a); err != nil {
		return nil, err
	}
	f, err := d.Desk.Shelf.Open(ctx, g, cleared)
	if err != nil {
		return nil, err
	}
	return &Download{Name: a.Name, Type: a.Type, Size: r.Size, ReadSeeker: f, Closer: f}, nil
}

// fetchable is the lock on a work's bytes.
func (d *Deals) fetchable(ctx context.Context, tx *db.Tx, s stored, side Side, r registered) error {
	why, err := suspensions(ctx, tx, s.id)
	if err != nil || len(why) > 0 {
		return first(err, ErrSuspended)
	}
	if side == Specialist {
		return nil
	}
	l, err := licenceOf(ctx, tx, r.Milestone)
	if err != nil || l == "" {
		return first(err, ErrClosed)
	}
	return nil
}

func worksOf(ctx context.Context, tx *db.Tx, id ID) ([]registered, error) {
	return db.All(ctx, tx, scanWork, workQuery+`WHERE w.deal = $1 ORDER BY w.at, w.id`, string(id))
}
