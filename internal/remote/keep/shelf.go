package keep

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/snapshot"
	"surety/internal/snapshot/over"
)

// Shelf is the store of one ticket's snapshots. It asks no right: whoever gives a machine the stream has asked.
type Shelf struct {
	k      *Keeper
	ticket access.TicketID
	since  time.Time
	all    bool // also what the last check found damaged
}

// Shelf is that of a ticket.
func (k *Keeper) Shelf(ticket access.TicketID) *Shelf { return &Shelf{k: k, ticket: ticket} }

// Since is the same shelf for who may add to it and not look into what lay there before a time: packs and records that were kept earlier
// are as if absent. Indexes are given, so that nothing is kept twice; they tell lengths and keyed ids. It is what a session's program gets: its code
// may have been read out to a stranger, who would have the snapshots' key with it.
func (s *Shelf) Since(t time.Time) *Shelf { return &Shelf{k: s.k, ticket: s.ticket, since: t} }

// from is the earliest time at which an object of a kind may have been written to be given.
func (s *Shelf) from(kind snapshot.Kind) int64 {
	if s.since.IsZero() || kind == snapshot.Index {
		return 0
	}
	return db.Micros(s.since)
}

var (
	_ snapshot.Store = (*Shelf)(nil)
	_ over.Shelf     = (*Shelf)(nil)
)

// askedAtOnce is how many names one query holds.
const askedAtOnce = 500

// Has implements snapshot.Store.
func (s *Shelf) Has(ctx context.Context, kind snapshot.Kind, names []snapshot.Name) ([]bool, error) {
	out := make([]bool, 0, len(names))
	err := s.k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for some := range slices.Chunk(names, askedAtOnce) {
			there, err := s.there(ctx, tx, kind, some)
			if err != nil {
				return err
			}
			for _, n := range some {
				_, has := there[n]
				out = append(out, has)
			}
		}
		return nil
	})
	return out, err
}

// there gives the sizes of those objects that are there.
func (s *Shelf) there(ctx context.Context, tx *db.Tx, kind snapshot.Kind, names []snapshot.Name) (map[snapshot.Name]int64, error) {
	args, marks := []any{string(s.ticket), int64(kind)}, []string{}
	for _, n := range names {
		args = append(args, n[:])
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	all, err := db.All(ctx, tx, scanInfo, `SELECT name, size, written FROM snapshot_object WHERE ticket = $1 AND kind = $2 AND bad = 0 AND name IN (`+strings.Join(marks, ", ")+`)`, args...)
	found := map[snapshot.Name]int64{}
	for _, i := range all {
		found[i.Name] = i.Size
	}
	return found, err
}

func scanInfo(s db.Scanner) (i snapshot.Info, err error) {
	var name []byte
	var written int64
	if err := s.Scan(&name, &i.Size, &written); err != nil {
		return i, err
	}
	if len(name) != len(i.Name) {
		return i, fault.New(fault.Internal, "snapshot_row", "a name of another length")
	}
	i.Name, i.Written = snapshot.Name(name), db.Time(written)
	return i, nil
}

// Put implements snapshot.Store.
func (s *Shelf) Put(ctx context.Context, kind snapshot.Kind, name snapshot.Name, object []byte) error {
	return s.Keep(ctx, kind, name, int64(len(object)), bytes.NewReader(object))
}

// Keep implements over.Shelf. Besides those of a store its faults are snapshot_quota, and snapshot_store_lost for a record whose packs
// are not all there. That a snapshot is kept stands on the record.
func (s *Shelf) Keep(ctx context.Context, kind snapshot.Kind, name snapshot.Name, size int64, r io.Reader) (err error) {
	defer fault.Wrap(&err, "keep an object")
	if size <= 0 || size > snapshot.MaxObject {
		return snapshot.ErrTooLarge
	}
	if has, err := s.Has(ctx, kind, []snapshot.Name{name}); err != nil || has[0] {
		return errors.Join(err, matches(r, size, name))
	}
	if err := s.roomFor(ctx, size); err != nil {
		return err
	}
	var taken *taken
	if kind == snapshot.Record {
		taken, err = s.takeRecord(ctx, name, size, r)
	} else {
		taken, err = s.take(ctx, name, size, r)
	}
	if err != nil {
		return err
	}
	needless := "" // a blob that nothing names
	err = s.k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if needless, err = s.replace(ctx, tx, kind, name, taken); err != nil || needless != "" {
			return err
		}
		kept, err := s.insert(ctx, tx, kind, name, taken)
		if !kept { // another stream brought it meanwhile
			needless = taken.blob
		}
		return err
	})
	if err != nil {
		needless = taken.blob
	}
	if needless != "" {
		err = errors.Join(err, s.k.Blobs.Remove(context.WithoutCancel(ctx), needless))
	}
	return err
}

// matches reads what is there already and says whether it is that.
func matches(r io.Reader, size int64, name snapshot.Name) error {
	h := sha256.New()
	if _, err := io.CopyN(h, r, size); err != nil {
		return err
	}
	if snapshot.Name(h.Sum(nil)) != name {
		return snapshot.ErrMisnamed
	}
	return nil
}

// taken is an object whose bytes lie in a blob that nothing names yet.
type taken struct {
	blob  string
	size  int64
	packs []snapshot.Name // of a record
	bytes int64           // of those
}

// take writes the bytes to a blob as they come; a blob of other bytes than the name says is never made.
func (s *Shelf) take(ctx context.Context, name snapshot.Name, size int64, r io.Reader) (*taken, error) {
	w, err := s.k.Blobs.Create(ctx)
	if err != nil {
		return nil, err
	}
	defer w.Abort()
	h := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(w, h), r, size); err != nil {
		return nil, err
	}
	if snapshot.Name(h.Sum(nil)) != name {
		return nil, snapshot.ErrMisnamed
	}
	blob, err := w.Commit()
	return &taken{blob: blob, size: size}, err
}

// takeRecord reads a record to memory, two at a time on this server, and holds it to the packs that it names.
func (s *Shelf) takeRecord(ctx context.Context, name snapshot.Name, size int64, r io.Reader) (*taken, error) {
	select {
	case s.k.records <- struct{}{}:
		defer func() { <-s.k.records }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	object := make([]byte, size)
	if _, err := io.ReadFull(r, object); err != nil {
		return nil, err
	}
	if err := snapshot.CheckObject(name, object); err != nil {
		return nil, err
	}
	packs, err := snapshot.Refs(object)
	if err != nil {
		return nil, fault.ErrInvalid.Because(err)
	}
	t, err := s.take(ctx, name, size, bytes.NewReader(object))
	if err != nil {
		return nil, err
	}
	t.packs = packs
	return t, nil
}

func (s *Shelf) insert(ctx context.Context, tx *db.Tx, kind snapshot.Kind, name snapshot.Name, t *taken) (bool, error) {
	now := db.Micros(s.k.Clock.Now())
	n, err := tx.Exec(ctx, `INSERT INTO snapshot_object (ticket, kind, name, size, written, blob) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ticket, kind, name) DO NOTHING`,
		string(s.ticket), int64(kind), name[:], t.size, now, t.blob)
	if err != nil || n == 0 {
		return false, err
	}
	for _, room := range s.rooms() {
		if _, err := tx.Exec(ctx, `INSERT INTO snapshot_room (ticket, bytes) VALUES ($1, 0) ON CONFLICT (ticket) DO NOTHING`, room.of); err != nil {
			return false, err
		}
		n, err := tx.Exec(ctx, `UPDATE snapshot_room SET bytes = bytes + $1 WHERE ticket = $2 AND bytes + $1 <= $3`, t.size, room.of, room.most)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, over.ErrQuota
		}
	}
	if kind != snapshot.Record {
		return true, nil
	}
	return true, s.insertSnapshot(ctx, tx, name, t, now)
}

// insertSnapshot makes what a list shows of a record, and the entry that says that it is kept.
func (s *Shelf) insertSnapshot(ctx context.Context, tx *db.Tx, name snapshot.Name, t *taken, now int64) error {
	for some := range slices.Chunk(t.packs, askedAtOnce) {
		there, err := s.there(ctx, tx, snapshot.Pack, some)
		if err != nil {
			return err
		}
		if len(there) != len(some) {
			return snapshot.ErrLost
		}
		for _, size := range there {
			t.bytes += size
		}
	}
	id := hex.EncodeToString(name[:])
	if n, err := tx.Exec(ctx, `INSERT INTO snapshot (id, ticket, written, packs, bytes) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
		id, string(s.ticket), now, len(t.packs), t.bytes); err != nil || n == 0 {
		return errors.Join(err, fault.ErrConflict) // another case has this very record
	}
	thing, err := s.k.Cases.Facts(ctx, tx, s.ticket)
	if err != nil {
		return err
	}
	return s.k.Log.AppendAs(ctx, tx, access.Server("snapshot"), Kept, thing, audit.Params{"snapshot": id, "bytes": fmt.Sprint(t.bytes)})
}

// room is whose bytes are counted, and how many there may be.
type room struct {
	of   string
	most int64
}

// rooms are the ticket's and that of all, in the one order in which they are locked.
func (s *Shelf) rooms() []room {
	return []room{{string(s.ticket), s.k.QuotaTicket}, {"", s.k.QuotaAll}}
}

// roomFor refuses before the bytes come; what counts is asked again when they are there.
func (s *Shelf) roomFor(ctx context.Context, size int64) error {
	return s.k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, r := range s.rooms() {
			var taken int64
			err := tx.Get(ctx, `SELECT bytes FROM snapshot_room WHERE ticket = $1`, []any{r.of}, &taken)
			if err != nil && !errors.Is(err, fault.ErrAbsent) {
				return err
			}
			if taken+size > r.most {
				return over.ErrQuota
			}
		}
		return nil
	})
}

// Get implements snapshot.Store.
func (s *Shelf) Get(ctx context.Context, kind snapshot.Kind, name snapshot.Name, offset int64, length int) ([]byte, error) {
	var out bytes.Buffer
	if err := s.Send(ctx, kind, name, offset, length, &out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Send implements over.Shelf.
func (s *Shelf) Send(ctx context.Context, kind snapshot.Kind, name snapshot.Name, offset int64, length int, w io.Writer) error {
	b, size, err := s.open(ctx, kind, name)
	if err != nil {
		return err
	}
	defer b.Close()
	n, err := snapshot.CheckRange(size, offset, length)
	if err != nil {
		return err
	}
	sent, err := io.Copy(w, io.NewSectionReader(b, offset, int64(n)))
	if err == nil && sent != int64(n) {
		err = snapshot.ErrLost // the blob is shorter than it was
	}
	return err
}

func (s *Shelf) open(ctx context.Context, kind snapshot.Kind, name snapshot.Name) (b blob.Reader, size int64, err error) {
	var at string
	if err := s.k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT blob, size FROM snapshot_object WHERE ticket = $1 AND kind = $2 AND name = $3 AND written >= $4`, []any{string(s.ticket), int64(kind), name[:], s.from(kind)}, &at, &size)
	}); err != nil {
		return nil, 0, err
	}
	b, err = s.k.Blobs.Open(ctx, at)
	return b, size, err
}

// List implements snapshot.Store.
func (s *Shelf) List(ctx context.Context, kind snapshot.Kind, after snapshot.Name, limit int) (out []snapshot.Info, err error) {
	worst := int64(0)
	if s.all {
		worst = 1
	}
	var from int64
	if kind == snapshot.Record {
		from = s.from(kind)
	}
	err = s.k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		out, err = db.All(ctx, tx, scanInfo, fmt.Sprintf(`SELECT name, size, written FROM snapshot_object WHERE ticket = $1 AND kind = $2 AND name > $3 AND written >= $4 AND bad <= $5 ORDER BY name LIMIT %d`, max(limit, 0)),
			string(s.ticket), int64(kind), after[:], from, worst)
		return err
	})
	return out, err
}

// Remove implements snapshot.Store. It is called by Tidy alone: a stream has no such request.
func (s *Shelf) Remove(ctx context.Context, kind snapshot.Kind, name snapshot.Name) error {
	var at sql.NullString
	err := s.k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var size int64
		err := tx.Get(ctx, `DELETE FROM snapshot_object WHERE ticket = $1 AND kind = $2 AND name = $3 RETURNING blob, size`, []any{string(s.ticket), int64(kind), name[:]}, &at, &size)
		if errors.Is(err, fault.ErrAbsent) {
			at = sql.NullString{}
			return nil
		}
		if err != nil {
			return err
		}
		for _, r := range s.rooms() {
			if _, err := tx.Exec(ctx, `UPDATE snapshot_room SET bytes = bytes - $1 WHERE ticket = $2`, size, r.of); err != nil {
				return err
			}
		}
		if kind != snapshot.Record {
			return nil
		}
		_, err = tx.Exec(ctx, `DELETE FROM snapshot WHERE id = $1 AND ticket = $2`, name.String(), string(s.ticket))
		return err
	})
	if err != nil || !at.Valid {
		return err
	}
	return s.k.Blobs.Remove(context.WithoutCancel(ctx), at.String)
}

// Tidy removes packs that no record of the ticket needs and that are older than Unfinished.
func (s *Shelf) Tidy(ctx context.Context, now time.Time) error {
	_, err := snapshot.Prune(ctx, s, now.Add(-Unfinished))
	return err
}
