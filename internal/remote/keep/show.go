package keep

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/escape"
	"surety/internal/fault"
	"surety/internal/snapshot"
)

// heldBytes is how much memory indexes and maps of snapshots that somebody looks into may take; heldFor is how long one stays unused.
const (
	heldBytes = 64 << 20
	heldFor   = 10 * time.Minute
	// looks is how many pairs of entries one page of a comparison goes through.
	looks = 50_000
	// pageBytes is about the most bytes of names in one page.
	pageBytes = 2 << 20
)

// shown holds what was read of the snapshots that somebody looks into, so that the next folder is not read from the beginning.
type shown struct {
	mu   sync.Mutex
	held map[shownKey]*shownArchive
}

type shownKey struct {
	ticket access.TicketID
	id     string
}

type shownArchive struct {
	key     [32]byte
	archive *snapshot.Archive
	snap    *snapshot.Snapshot
	tree    *snapshot.Map
	weight  int64
	used    time.Time
}

// opened is a snapshot that a reader may look into now.
type opened struct {
	*shownArchive
	ticket access.TicketID
	id     string
}

// open puts the reading on the record, has the key opened by that grant, each time anew, and reads what is not held. Right: remote.restore.
// Faults: absent, snapshot_damaged, and those of the vault where the case key is gone.
func (k *Keeper) open(ctx context.Context, who access.Actor, id, how string) (*opened, error) {
	var thing access.Thing
	if err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		thing, err = k.caseOf(ctx, tx, id)
		return err
	}); err != nil {
		return nil, err
	}
	g, err := k.book.Grant(ctx, who, access.RemoteRestore, thing, id, how)
	if err != nil {
		return nil, err
	}
	key, err := k.Keys.SnapshotKey(ctx, g)
	if err != nil {
		return nil, err
	}
	if len(key) != 32 {
		return nil, fault.New(fault.Internal, "snapshot_key", "a key of another length")
	}
	a, err := k.read(ctx, shownKey{thing.Ticket, id}, [32]byte(key))
	if err != nil {
		return nil, err
	}
	return &opened{a, thing.Ticket, id}, nil
}

// read gives what is held, or reads index and tree. A snapshot never changes, nor what it needs.
func (k *Keeper) read(ctx context.Context, at shownKey, key [32]byte) (*shownArchive, error) {
	now := k.Clock.Now()
	if a := k.shown.get(at, key, now); a != nil {
		return a, nil
	}
	select {
	case k.reading <- struct{}{}:
		defer func() { <-k.reading }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if a := k.shown.get(at, key, now); a != nil { // somebody read it meanwhile
		return a, nil
	}
	name, err := snapshot.ParseName(at.id)
	if err != nil {
		return nil, fault.ErrAbsent
	}
	a := &shownArchive{key: key, used: now}
	if a.archive, err = snapshot.Open(ctx, k.Shelf(at.ticket), key); err != nil {
		return nil, err
	}
	if a.snap, err = a.archive.Snapshot(ctx, name); err != nil {
		return nil, err
	}
	if a.tree, err = a.archive.Map(ctx, a.snap); err != nil {
		return nil, err
	}
	a.archive.Rest()
	a.weight = a.archive.Weight() + a.tree.Weight()
	k.shown.put(at, a, now)
	return a, nil
}

func (s *shown) get(at shownKey, key [32]byte, now time.Time) *shownArchive {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.held[at]
	if a == nil || subtle.ConstantTimeCompare(a.key[:], key[:]) != 1 {
		return nil
	}
	a.used = now
	return a
}

// put holds it, and lets go of what was not used for long, then of what was used longest ago. What alone is too large is not held.
func (s *shown) put(at shownKey, a *shownArchive, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[at] = a
	for {
		var sum int64
		var oldest shownKey
		for k, x := range s.held {
			if now.Sub(x.used) > heldFor {
				delete(s.held, k)
				continue
			}
			if sum += x.weight; oldest == (shownKey{}) || x.used.Before(s.held[oldest].used) {
				oldest = k
			}
		}
		if sum <= heldBytes || len(s.held) == 0 {
			return
		}
		delete(s.held, oldest)
	}
}

// About is what a snapshot says of itself once it is opened.
type About struct {
	Started, Ended time.Time
	System         string
	snapshot.Totals
}

// Entry is one name of a snapshot as its client sees it.
type Entry struct {
	Name     string // as it may be shown: what is not UTF-8 or would turn the line around is replaced
	Place    string // by which it is asked for
	Form     string // folder, file, link, left
	Note     string // why it is not, or not wholly, kept; a code
	Bytes    int64
	Mode     uint32
	Modified time.Time
	Target   string // of a link, as it may be shown
}

// Entries is one page of a folder.
type Entries struct {
	About About
	Items []Entry
	Next  string
}

var forms = map[snapshot.Form]string{snapshot.Dir: "folder", snapshot.File: "file", snapshot.Symlink: "link", snapshot.Left: "left"}

// Folder lists what lies in a folder of a snapshot, by its place; the empty place has the named folders. It goes on after a cursor.
// Right: remote.restore, on the record. Faults: absent, invalid, snapshot_damaged.
func (k *Keeper) Folder(ctx context.Context, who access.Actor, id, place, at string, limit int) (out Entries, err error) {
	of, err := parsePlace(place)
	if err != nil {
		return out, err
	}
	list := "snapshot/" + id + "/" + place
	mark, err := cursor.Read(k.Vault, list, who.Account, at)
	if err != nil {
		return out, err
	}
	after := ""
	if mark != cursor.Top {
		b, err := base64.RawURLEncoding.DecodeString(mark.ID)
		if err != nil {
			return out, fault.ErrInvalid.At("cursor")
		}
		after = string(b)
	}
	s, err := k.open(ctx, who, id, "browse")
	if err != nil {
		return out, err
	}
	defer s.archive.Rest()
	entries, more, err := s.archive.Children(ctx, s.snap, s.tree, of, after, size(limit))
	if err != nil {
		return out, err
	}
	out.About = About{s.snap.Started, s.snap.Ended, s.snap.System, s.snap.Totals}
	out.Items = []Entry{}
	bytes := 0
	for _, e := range entries {
		if bytes > pageBytes {
			more = true
			break
		}
		x := entryOf(e)
		bytes += x.length()
		out.Items = append(out.Items, x)
	}
	if more {
		last := label(entries[len(out.Items)-1])
		out.Next = cursor.Write(k.Vault, list, who.Account, cursor.Mark{ID: base64.RawURLEncoding.EncodeToString([]byte(last))})
	}
	return out, nil
}

// label is the entry's own name in its folder.
func label(e *snapshot.Entry) string {
	if e.Path == "" {
		return e.Folder
	}
	return e.Name()
}

func entryOf(e *snapshot.Entry) Entry {
	return Entry{Name: escape.Harmless(label(e)), Place: placeOf(e), Form: forms[e.Form], Note: e.Note.String(), Bytes: e.Size, Mode: e.Mode, Modified: e.Modified.UTC(), Target: escape.Harmless(e.Target)}
}

// length is about how long it is.
func (e *Entry) length() int {
	if e == nil {
		return 0
	}
	return len(e.Name) + len(e.Place) + len(e.Target)
}

// placeOf names a place for requests: names are bytes in any script, and need not be UTF-8.
func placeOf(e *snapshot.Entry) string {
	return base64.RawURLEncoding.EncodeToString([]byte(e.Folder + "\x00" + e.Path))
}

// parsePlace reads what placeOf wrote. Whatever it says is only looked up in a tree.
func parsePlace(place string) (snapshot.Path, error) {
	if place == "" {
		return snapshot.Path{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(place)
	folder, path, parted := strings.Cut(string(b), "\x00")
	if err != nil || !parted || folder == "" {
		return snapshot.Path{}, fault.ErrInvalid.At("path")
	}
	return snapshot.Path{Folder: folder, Path: path}, nil
}

// File is one file of a snapshot, ready to be written.
type File struct {
	Name  string // as it is, for the caller to make harmless
	Bytes int64
	entry *snapshot.Entry
	in    *opened
}

// Send writes the content; what fails in the middle has written only what is right. Faults: snapshot_damaged.
func (f *File) Send(ctx context.Context, w io.Writer) error {
	defer f.in.archive.Rest()
	return f.in.archive.Content(ctx, w, f.entry)
}

// File opens one file by its place. Right: remote.restore, on the record. Faults: absent, invalid, snapshot_no_file, snapshot_damaged.
func (k *Keeper) File(ctx context.Context, who access.Actor, id, place string) (*File, error) {
	at, err := parsePlace(place)
	if err != nil || at == (snapshot.Path{}) {
		return nil, errors.Join(err, fault.ErrInvalid.At("path"))
	}
	s, err := k.open(ctx, who, id, "file")
	if err != nil {
		return nil, err
	}
	defer s.archive.Rest()
	e, err := s.archive.Find(ctx, s.snap, s.tree, at)
	if err != nil {
		return nil, err
	}
	if e.Form != snapshot.File {
		return nil, ErrNoFile
	}
	return &File{Name: e.Name(), Bytes: e.Size, entry: e, in: s}, nil
}
