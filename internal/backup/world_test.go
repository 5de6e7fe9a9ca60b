package backup_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/backup"
	"surety/internal/blob"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/db/transfer"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/scan"
	"surety/internal/suretytest"
	"surety/internal/ticket"
	"surety/internal/vault"
)

var cli = access.Server("cli")

// world is an installation that is backed up.
type world struct {
	*suretytest.World
	t        testing.TB
	keeper   *backup.Keeper
	identity backup.Identity
	to, keys string
	client   access.Actor
	desk     access.DepartmentID
}

const keyDays = 30

func newWorld(t testing.TB, w *suretytest.World) *world {
	t.Helper()
	dir := dbtest.Dir(t)
	o := &world{World: w, t: t, to: filepath.Join(dir, "data"), keys: filepath.Join(dir, "keys"), desk: w.Department("Support"), client: w.Client()}
	file, recipient, err := backup.NewIdentity(w.Key, "2026-03-20")
	if err != nil {
		t.Fatal(err)
	}
	if o.identity, err = backup.ParseIdentity(file); err != nil {
		t.Fatal(err)
	}
	o.keeper = backup.Open(backup.Settings{DB: w.DB, Keys: w.Keys, Clock: w.Clock, Blobs: w.Blobs, Log: w.Log, Signer: w.Log.Signer, Accounts: w.Accounts,
		Version: "test", Recipient: recipient, KeyDays: keyDays, KeyFiles: map[string][]byte{"record.pub": []byte(w.Key + "\n")},
		DataFiles: map[string][]byte{"demo.json": []byte("{}")}})
	return o
}

// each runs fn in a world on each engine, restoring to the other.
func each(t *testing.T, fn func(t *testing.T, w *world, other db.Engine)) {
	t.Helper()
	for engine, other := range map[db.Engine]db.Engine{db.SQLite: db.Postgres, db.Postgres: db.SQLite} {
		t.Run(string(engine), func(t *testing.T) { fn(t, newWorld(t, suretytest.New(t, engine)), other) })
	}
}

// once runs fn where the engine makes no difference.
func once(t *testing.T, fn func(t *testing.T, w *world)) {
	t.Helper()
	fn(t, newWorld(t, suretytest.New(t, db.SQLite)))
}

// request opens a ticket with a file, and returns it.
func (w *world) request(text string) access.TicketID {
	w.t.Helper()
	t := w.Ticket(w.client, w.desk)
	if _, err := w.Desk.AddFile(context.Background(), w.client, t.ID, ticket.Upload{Message: 1, Name: "a.txt", Size: -1, Body: strings.NewReader(text)}); err != nil {
		w.t.Fatal(err)
	}
	return t.ID
}

func (w *world) make() backup.Made {
	w.t.Helper()
	m, err := w.keeper.Make(context.Background(), cli, w.to, w.keys)
	if err != nil {
		w.t.Fatal(err)
	}
	return m
}

func (w *world) source() backup.Source {
	return backup.Source{From: w.to, KeysFrom: w.keys, Identity: w.identity, Clock: w.Clock}
}

// restored is an installation that was restored.
type restored struct {
	backup.Restored
	fresh backup.Fresh
	desk  *ticket.Desk
	// accounts, recoveries and the rest of what lets somebody in.
	accounts *account.Accounts
	log      *audit.Log
	files    map[string]string
	urls     map[*db.DB]string
	// looking says that nothing can be written to it.
	looking bool
}

// restore restores to an engine; the installation is closed at the test's end.
func (w *world) restore(s backup.Source, engine db.Engine) (*restored, error) {
	w.t.Helper()
	ctx, dir := context.Background(), dbtest.Dir(w.t)
	r := &restored{files: map[string]string{}, looking: w.DB.Engine() == db.Postgres && engine == db.SQLite}
	blobs, err := blob.Directory(filepath.Join(dir, "blobs"))
	if err != nil {
		w.t.Fatal(err)
	}
	t := backup.Target{Data: db.Settings{URL: dbtest.URL(w.t, engine), Migrations: db.Data, Readers: 4}, Keys: db.Settings{URL: dbtest.URL(w.t, engine), Migrations: db.Keys, Readers: 4},
		Blobs: blobs, LookOnly: r.looking, Put: func(withKeys bool, name string, content []byte) error {
			r.files[name] = string(content)
			return nil
		}}
	if r.Restored, err = backup.Restore(ctx, s, t); err != nil {
		return nil, err
	}
	r.fresh = backup.Fresh{DB: w.open(t.Data), Keys: w.open(t.Keys), Blobs: blobs, Clock: w.Clock}
	r.urls = map[*db.DB]string{r.fresh.DB: t.Data.URL, r.fresh.Keys: t.Keys.URL}
	r.fresh.Record = audit.Settings{DB: r.fresh.DB, Clock: w.Clock, Verifier: w.Verifier, Signer: w.Log.Signer, Origin: w.Verifier.Name()}
	if r.fresh.Vault, err = vault.Unlock(ctx, vault.Settings{Root: vault.FileRoot(filepath.Join(w.Dir, "root.key"), false), Keys: r.fresh.Keys, Clock: w.Clock}); err != nil {
		w.t.Fatal(err)
	}
	r.openDesk(w)
	return r, nil
}

func (w *world) open(s db.Settings) *db.DB {
	w.t.Helper()
	d, err := db.Open(context.Background(), s)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { d.Close() })
	return d
}

func (r *restored) openDesk(w *world) {
	log, err := audit.Open(context.Background(), r.fresh.Record)
	if err != nil {
		w.t.Fatal(err)
	}
	f, jobs := r.fresh, job.Open(job.Settings{DB: r.fresh.DB, Clock: w.Clock})
	hub, err := live.Open(context.Background(), f.DB, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	accounts, err := account.Open(account.Settings{DB: f.DB, Clock: f.Clock, Vault: f.Vault, Log: log, Jobs: jobs, Live: hub, URL: "https://help.surety.example"})
	if err != nil {
		w.t.Fatal(err)
	}
	r.accounts, r.log = accounts, log
	r.desk = ticket.Open(ticket.Settings{DB: f.DB, Clock: f.Clock, Vault: f.Vault, Blobs: f.Blobs, Log: log, Jobs: jobs, Live: hub, Accounts: accounts,
		Shelf: scan.Open(scan.Settings{DB: f.DB, Clock: f.Clock, Vault: f.Vault, Blobs: f.Blobs, Log: log, Jobs: jobs})})
}

// file reads the file of a request as its client, or with the vault alone where the record cannot go on.
func (w *world) file(r *restored, id access.TicketID) (string, error) {
	ctx := context.Background()
	if r.looking {
		return r.looked(ctx, id)
	}
	all, err := r.desk.Messages(ctx, w.client, id, ticket.Slice{})
	if err != nil {
		return "", err
	}
	down, err := r.desk.Fetch(ctx, w.client, id, all.Items[0].Files[0].ID, "")
	if err != nil {
		return "", err
	}
	defer down.Close()
	var buf bytes.Buffer
	_, err = io.Copy(&buf, down)
	return buf.String(), err
}

func (w *world) check(r *restored) backup.Checked {
	w.t.Helper()
	c, err := backup.Check(context.Background(), r.Restored, r.fresh)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// copyOf keeps a copy of a folder, as an operator might.
func copyOf(t testing.TB, folder string) string {
	t.Helper()
	to := filepath.Join(dbtest.Dir(t), "copy")
	if err := os.CopyFS(to, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	return to
}

func write(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// onlyKeys are the key sets of a folder without its life.
func onlyKeys(folder string) fs.FS {
	set, _ := filepath.Glob(filepath.Join(folder, "*.keys.age"))
	m := fstest.MapFS{}
	for _, path := range set {
		text, err := os.ReadFile(path)
		if err == nil {
			m[filepath.Base(path)] = &fstest.MapFile{Data: text, Mode: 0o600}
		}
	}
	return m
}

func otherRecord(t testing.TB) string {
	t.Helper()
	_, key, err := audit.NewKey("other.example/record")
	if err != nil {
		t.Fatal(err)
	}
	return key
}

var errFull = transfer.ErrFull

// restoreInto tries to restore over an installation.
func (w *world) restoreInto(s backup.Source, r *restored) (backup.Restored, error) {
	at := func(d *db.DB, m fs.FS) db.Settings {
		return db.Settings{URL: r.urls[d], Migrations: m, Readers: 4}
	}
	return backup.Restore(context.Background(), s, backup.Target{Data: at(r.fresh.DB, db.Data), Keys: at(r.fresh.Keys, db.Keys), Blobs: r.fresh.Blobs,
		Put: func(bool, string, []byte) error { return nil }})
}

// looked opens a file with a grant that counts as recorded.
func (r *restored) looked(ctx context.Context, id access.TicketID) (string, error) {
	var name, row, org string
	var key []byte
	if err := r.fresh.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT f.blob, f.id, t.organisation, f.key FROM ticket_file f JOIN ticket t ON t.id = f.ticket WHERE f.ticket = $1`, []any{string(id)}, &name, &row, &org, &key)
	}); err != nil {
		return "", err
	}
	g, err := access.Check(access.Server("test"), access.FileScan, access.Thing{Kind: "file", Ticket: id, Organisation: access.OrganisationID(org)})
	if err != nil {
		return "", err
	}
	g.MarkRecorded()
	b, err := r.fresh.Blobs.Open(ctx, name)
	if err != nil {
		return "", err
	}
	defer b.Close()
	f, err := r.fresh.Vault.ScanFile(ctx, g, vault.Place{Kind: "file", Row: row, Field: "key"}, key, b, b.Size())
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(f)
	return string(text), err
}

func (w *world) blobNames(s blob.Store) (names []string) {
	w.t.Helper()
	all, err := s.List(ctx, "", 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, b := range all {
		names = append(names, b.Name)
	}
	return names
}

// folderBlobs are those of the backups.
func (w *world) folderBlobs() blob.Store {
	w.t.Helper()
	s, err := blob.Directory(filepath.Join(w.to, "blobs"))
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// forget takes the file's row away, as when a case is destroyed.
func (w *world) forget(name string) {
	w.t.Helper()
	if err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM ticket_file WHERE blob = $1`, name)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
}

// wholeSets expects so many, and that each can be restored.
func (w *world) wholeSets(n int) {
	w.t.Helper()
	names, err := backup.Sets(w.to)
	if err != nil || len(names) != n {
		w.t.Errorf("%v, not %d, %v", names, n, err)
	}
	for _, name := range names {
		s := w.source()
		s.Set = name
		r, err := w.restore(s, db.SQLite)
		if err != nil {
			w.t.Errorf("%s: %v", name, err)
			continue
		}
		w.check(r)
	}
}
