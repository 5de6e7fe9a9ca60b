// Package suretytest gives a test a whole installation without its edge: stores, keys, record, people and desk, on each
// engine, with a clock that stands still and a mailbox that keeps what is sent.
//
// Everything in it is real but the clock and the mail's transport. Makers fail the test instead of returning an error.
package suretytest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/scan"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Start is what a world's clock shows at first.
var Start = time.Date(2026, 3, 20, 9, 30, 0, 0, time.UTC)

const (
	url    = "https://help.surety.example"
	origin = "help.surety.example/record"
)

// World is an installation.
type World struct {
	DB, Keys *db.DB
	Clock    *clock.Fake
	Vault    *vault.Vault
	Blobs    blob.Store
	Log      *audit.Log
	Jobs     *job.Queue
	Live     *live.Hub
	Mail     *Mailbox
	Accounts *account.Accounts
	Shelf    *scan.Shelf // without a scanner, unless a test sets one
	Desk     *ticket.Desk
	Dir      string // of the blobs, the root key and, on SQLite, the stores
	Verifier note.Verifier
	Key      string       // the record's public key, as a line
	Admin    access.Actor // stepped up

	t    testing.TB
	made int
}

// Each runs fn once per engine, as a subtest, in a fresh world.
func Each(t *testing.T, fn func(t *testing.T, w *World)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { fn(t, New(t, engine)) })
	}
}

// New makes a world on the engine, with an administrator in it.
func New(t testing.TB, engine db.Engine) *World {
	t.Helper()
	w := &World{t: t, Clock: clock.NewFake(Start), Dir: dbtest.Dir(t), Mail: &Mailbox{}}
	w.DB, w.Keys = w.store(engine, "surety.db", db.Settings{Migrations: db.Data}), w.store(engine, "keys.db", db.Settings{Migrations: db.Keys})
	ctx := context.Background()
	var err error
	w.Vault, err = vault.Unlock(ctx, vault.Settings{Root: vault.FileRoot(filepath.Join(w.Dir, "root.key"), true), Keys: w.Keys, Clock: w.Clock})
	w.must(err)
	w.openLog(ctx)
	w.Jobs = job.Open(job.Settings{DB: w.DB, Clock: w.Clock})
	w.Live, err = live.Open(ctx, w.DB, nil)
	w.must(err)
	w.Blobs, err = blob.Directory(filepath.Join(w.Dir, "blobs"))
	w.must(err)
	w.Accounts, err = account.Open(account.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Live: w.Live, Transport: w.Mail, URL: url})
	w.must(err)
	w.Shelf = scan.Open(scan.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Blobs: w.Blobs, Log: w.Log, Jobs: w.Jobs})
	w.Desk = ticket.Open(ticket.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Blobs: w.Blobs, Log: w.Log, Jobs: w.Jobs, Live: w.Live,
		Accounts: w.Accounts, Shelf: w.Shelf})
	w.found()
	return w
}

func (w *World) store(engine db.Engine, file string, s db.Settings) *db.DB {
	s.URL, s.Readers = dbtest.Ready(w.t, engine, s.Migrations, filepath.Join(w.Dir, file)), 4
	d, err := db.Open(context.Background(), s)
	w.must(err)
	w.t.Cleanup(func() { d.Close() })
	return d
}

func (w *World) openLog(ctx context.Context) {
	skey, vkey, err := audit.NewKey(origin)
	w.must(err)
	signer, err := note.NewSigner(skey)
	w.must(err)
	w.Verifier, err = note.NewVerifier(vkey)
	w.must(err)
	w.Key = vkey
	w.Log, err = audit.Open(ctx, audit.Settings{DB: w.DB, Clock: w.Clock, Signer: signer, Verifier: w.Verifier, Origin: origin})
	w.must(err)
}

// found writes the installation's settings and its first administrator.
func (w *World) found() {
	ctx := context.Background()
	_, _, err := w.Accounts.Fill(ctx, access.Server("test"), account.Installation{Name: "Harbour Help", Language: "en",
		Languages: []string{"en", "ru", "fa", "zh"}, SignUp: true}, nil, nil)
	w.must(err)
	w.Admin = w.Person(account.NewPerson{Roles: []access.Role{access.Administrator}})
	w.Admin.SteppedUp = true
}

func (w *World) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// Files lists every file under the world's folder, for tests that search their bytes.
func (w *World) Files() []string {
	var all []string
	w.must(filepath.WalkDir(w.Dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, path)
		}
		return err
	}))
	return all
}
