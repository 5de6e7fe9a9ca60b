package backup

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/transfer"
	"surety/internal/fault"
	"surety/internal/vault"
)

// Source says what is restored.
type Source struct {
	From, KeysFrom string
	Set, KeySet    string // names; empty: the newest of each
	Identity       Identity
	PastItsDays    bool // take a key set whose days are over, if nothing has forgotten it yet
	Clock          clock.Clock
}

// Target says where to. The stores must be empty or absent, and nobody else may use them.
type Target struct {
	Data, Keys db.Settings // their Migrations are all that this Surety has
	Blobs      blob.Store
	LookOnly   bool // nothing will be written to it
	// Put keeps a small file that came with the data or the keys.
	Put func(withKeys bool, name string, content []byte) error
}

// Restored tells what was restored.
type Restored struct {
	Manifest  Manifest
	KeySet    string
	KeysAt    time.Time
	LifeAt    time.Time // when the list of destroyed cases was written
	Rows      int64
	Blobs     int64
	Missing   []string // blobs that the installation had lost before
	Destroyed int      // cases that lost their key because they were destroyed after the key set was made
	// sums are of the main store, to hold it to them once more.
	sums transfer.Sums
}

// Restore fills empty stores with a set and a key set, after checking the hashes of all that it reads, and destroys again
// what was destroyed since. What is restored is served to nobody before [Check] has looked at it. Faults: backup_absent,
// backup_damaged, backup_engine, key_backup_over, key_backup_forgotten, parcel_damaged, store_not_empty, transfer_newer, disk_full,
// backup_busy (old sets are just being removed there).
func Restore(ctx context.Context, s Source, t Target) (r Restored, err error) {
	defer fault.Wrap(&err, "restore a backup")
	err = full(restore(ctx, s, t, &r))
	return r, err
}

func restore(ctx context.Context, s Source, t Target, r *Restored) (err error) {
	held, err := reading(s.From)
	if err != nil {
		return err
	}
	defer held.Close() // nothing, where there is none
	if r.Manifest, err = manifestOf(s.From, s.Set, s.Identity.record); err != nil {
		return err
	}
	if r.Manifest.Engine == string(db.Postgres) && !db.IsPostgres(t.Data.URL) && !t.LookOnly {
		return ErrEngine
	}
	list, err := s.checkData(r.Manifest)
	if err != nil {
		return err
	}
	l, chosen, err := s.chooseKeys()
	if err != nil {
		return err
	}
	r.KeySet, r.KeysAt, r.LifeAt = chosen.Name, chosen.MadeAt, l.WrittenAt
	if err := s.keys(ctx, t, l, chosen, r); err != nil {
		return err
	}
	if err := s.data(ctx, t, r); err != nil {
		return err
	}
	return s.blobs(ctx, t, list, r)
}

// checkData holds the set's files to their hashes and returns the list of its blobs.
func (s Source) checkData(m Manifest) ([]listed, error) {
	dir := filepath.Join(s.From, setsFolder, m.Name)
	if err := errors.Join(m.Rows.check(filepath.Join(dir, rowsFile)), m.Blobs.check(filepath.Join(dir, listFile))); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, listFile))
	if err != nil {
		return nil, err
	}
	return parseList(text, false)
}

// chooseKeys finds the key set, and refuses one that nothing should open any more.
func (s Source) chooseKeys() (l life, chosen keySet, err error) {
	if l, err = readLife(s.KeysFrom, s.Identity.record); err != nil {
		return l, chosen, err
	}
	name := s.KeySet
	if name == "" && len(l.Sets) > 0 {
		name = l.Sets[len(l.Sets)-1].Name
	}
	found := l.find(name)
	if found == nil {
		if _, err := os.Stat(filepath.Join(s.KeysFrom, filepath.Base(name)+keysEnding)); name != "" && err == nil {
			return l, chosen, ErrForgotten.With("name", name)
		}
		return l, chosen, ErrNone.With("name", name)
	}
	if !s.PastItsDays && !endOf(*found, l.Days).After(s.Clock.Now()) {
		return l, chosen, ErrOver.With("name", name).With("end", found.EndsAt)
	}
	return l, *found, found.check(filepath.Join(s.KeysFrom, name+keysEnding))
}

// keys restores the key store and destroys again what was destroyed later.
func (s Source) keys(ctx context.Context, t Target, l life, chosen keySet, r *Restored) error {
	secret, err := openBytes(chosen.Secret, s.Identity.secret)
	if err != nil {
		return err
	}
	destroyed, err := l.destroyed(s.Identity.secret)
	if err != nil {
		return err
	}
	set, err := openSet(filepath.Join(s.KeysFrom, chosen.Name+keysEnding), string(secret))
	if err != nil {
		return err
	}
	defer set.Close()
	if got := strings.TrimSpace(string(set.head.Files["record.pub"])); got != s.Identity.line {
		return ErrDamaged.With("file", "record.pub")
	}
	if _, err := fill(ctx, set, t.Keys, t.put(true)); err != nil {
		return err
	}
	keys, err := db.Open(ctx, t.Keys) // with all that is newer
	if err != nil {
		return err
	}
	r.Destroyed, err = vault.ShredAgain(ctx, keys, destroyed)
	return errors.Join(err, keys.Close())
}

func (s Source) data(ctx context.Context, t Target, r *Restored) error {
	set, err := openSet(filepath.Join(s.From, setsFolder, r.Manifest.Name, rowsFile), s.Identity.secret)
	if err != nil {
		return err
	}
	defer set.Close()
	r.sums, err = fill(ctx, set, t.Data, t.put(false))
	r.Rows = r.sums.Rows()
	return err
}

func (t Target) put(withKeys bool) func(string, []byte) error {
	return func(name string, content []byte) error { return t.Put(withKeys, name, content) }
}

// fill reads a set into a store with the migrations that the set's had, and holds what is there then to what was written.
func fill(ctx context.Context, set *opened, at db.Settings, put func(string, []byte) error) (sums transfer.Sums, err error) {
	if at.Migrations, err = transfer.Only(at.Migrations, set.head.Migrations); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, at)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if sums, err = transfer.Read(ctx, d, set.rows); err != nil {
		return nil, err
	}
	if _, err := io.Copy(io.Discard, set.rows); err != nil { // what follows the last line, to the seal's end
		return nil, err
	}
	there, err := transfer.Total(ctx, d)
	if err != nil {
		return nil, err
	}
	for name, sum := range sums {
		if there[name] != sum {
			return nil, ErrDamaged.With("table", name)
		}
	}
	for name, content := range set.head.Files {
		if !fs.ValidPath(name) || strings.Contains(name, "/") {
			return nil, ErrDamaged.With("file", name)
		}
		if err := put(name, content); err != nil {
			return nil, err
		}
	}
	return sums, nil
}

// blobs brings back what the set names, and holds each to its hash.
func (s Source) blobs(ctx context.Context, t Target, list []listed, r *Restored) error {
	from, err := blob.Directory(filepath.Join(s.From, blobsFolder))
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.Bytes == missingSize {
			r.Missing = append(r.Missing, l.name)
			continue
		}
		if err := l.bring(ctx, from, t.Blobs); err != nil {
			return err
		}
		r.Blobs++
	}
	return nil
}

func (l listed) bring(ctx context.Context, from, to blob.Store) error {
	b, err := from.Open(ctx, l.name)
	if errors.Is(err, fault.ErrAbsent) {
		return ErrDamaged.With("blob", l.name)
	}
	if err != nil {
		return err
	}
	defer b.Close()
	h := newHashing(io.NewSectionReader(b, 0, b.Size()))
	if err := to.Put(ctx, l.name, h); err != nil {
		return err
	}
	if h.part() != l.part {
		return ErrDamaged.With("blob", l.name)
	}
	return nil
}
