package backup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/backup"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/ticket"
)

var ctx = context.Background()

// TestD2ARestoredBackupEqualsTheMomentItClaims backs up while others write, restores to both engines, and holds the restored to the
// record's checkpoint, to the ledger, to the sums of all tables and to every blob.
func TestD2ARestoredBackupEqualsTheMomentItClaims(t *testing.T) {
	each(t, func(t *testing.T, w *world, other db.Engine) {
		id, busy := w.request("سلام"), w.request("busy")
		stop, done := make(chan struct{}), &sync.WaitGroup{}
		for range 3 {
			done.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					default:
						if n == 30 { // enough
							<-stop
							return
						}
						if _, err := w.Desk.Reply(ctx, w.client, busy, ticket.Reply{Text: "while it is made", Anyway: true}); err != nil {
							t.Error(err)
							return
						}
						w.request("more")
					}
				}
			})
		}
		m := w.make()
		close(stop)
		done.Wait()
		if later, again := w.make(), w.make(); later.Rows < m.Rows || again.Copied != 0 || again.Blobs != later.Blobs {
			t.Errorf("first %+v, later %+v, again %+v", m, later, again)
		}
		s := w.source()
		s.Set = m.Name
		for _, engine := range []db.Engine{w.DB.Engine(), other} {
			r, err := w.restore(s, engine)
			if err != nil {
				t.Fatal(err)
			}
			c := w.check(r)
			if r.Rows != m.Rows || r.Blobs != m.Blobs || c.Blobs != m.Blobs || c.Entries < 3 || c.CasesClosed != 0 || r.Destroyed != 0 {
				t.Errorf("made %+v, restored %+v, found %+v", m, r.Restored, c)
			}
			if got, err := w.file(r, id); err != nil || got != "سلام" {
				t.Errorf("the file holds %q, %v", got, err)
			}
			if r.files["record.pub"] != w.Key+"\n" || r.files["demo.json"] != "{}" {
				t.Errorf("small files: %v", r.files)
			}
			if r.looking {
				continue
			}
			if _, err := w.restoreInto(s, r); !errors.Is(err, errFull) {
				t.Errorf("into what is not empty: %v", err)
			}
		}
	})
}

// TestS4ADestroyedCaseOpensFromNoOldBackup destroys a case, lets the published days pass, and tries everything that an operator may have
// kept: any data set, with any key set that is left, and with a copy of an old one.
func TestS4ADestroyedCaseOpensFromNoOldBackup(t *testing.T) {
	each(t, func(t *testing.T, w *world, _ db.Engine) {
		gone, stays := w.request("doomed"), w.request("stays")
		first := w.make()
		kept := copyOf(t, w.keys)
		w.Clock.Advance(24 * time.Hour)
		if err := w.Vault.Shred(ctx, gone); err != nil {
			t.Fatal(err)
		}
		second := w.make()

		// Within the days the newest life file destroys again what an older key set still holds.
		s := w.source()
		s.Set, s.KeySet = first.Name, first.Name
		r, err := w.restore(s, w.DB.Engine())
		if err != nil || r.Destroyed != 1 {
			t.Fatalf("destroyed again: %+v, %v", r, err)
		}
		w.closed(r, gone, stays)

		// With the life file of before the destruction it opens: such a copy is what the days are for.
		s.KeysFrom = kept
		if r, err = w.restore(s, db.SQLite); err != nil {
			t.Fatal(err)
		}
		if got, err := w.file(r, gone); err != nil || got != "doomed" {
			t.Fatalf("the test proves nothing: %q, %v", got, err)
		}

		w.Clock.Advance(keyDays*24*time.Hour - time.Minute)
		w.make() // forgets the first key set, whose days are over since yesterday, and not yet the second
		if _, err := os.Stat(filepath.Join(w.keys, first.Name+".keys.age")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the first key set is there: %v", err)
		}
		for _, keySet := range []string{"", second.Name} {
			s = w.source()
			s.Set, s.KeySet = first.Name, keySet
			if r, err = w.restore(s, db.SQLite); err != nil {
				t.Fatal(err)
			}
			w.closed(r, gone, stays)
		}

		// A copy of the forgotten set is worth nothing, though the operator's file is there.
		if err := os.CopyFS(w.keys, onlyKeys(kept)); err != nil {
			t.Fatal(err)
		}
		s.KeySet = first.Name
		if _, err := w.restore(s, db.SQLite); !errors.Is(err, backup.ErrForgotten) {
			t.Errorf("a copy of the set: %v", err)
		}
		// And one who kept the life file too is refused until they say that they mean it.
		s.KeysFrom = kept
		if _, err := w.restore(s, db.SQLite); !errors.Is(err, backup.ErrOver) {
			t.Errorf("a copy of all: %v", err)
		}
		s.PastItsDays = true
		if r, err = w.restore(s, db.SQLite); err != nil {
			t.Fatal(err)
		}
		w.check(r)
	})
}

// closed expects that one case opens no more and another does.
func (w *world) closed(r *restored, gone, stays access.TicketID) {
	w.t.Helper()
	if c := w.check(r); c.CasesClosed != 1 {
		w.t.Errorf("%d cases are closed", c.CasesClosed)
	}
	if got, err := w.file(r, gone); err == nil {
		w.t.Errorf("S4: the destroyed case opens: %q", got)
	}
	if got, err := w.file(r, stays); err != nil || got != "stays" {
		w.t.Errorf("the other: %q, %v", got, err)
	}
}

// TestS1NothingOfABackupIsInTheClear searches every byte of both folders.
func TestS1NothingOfABackupIsInTheClear(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		id := w.request("canary-body")
		w.make()
		for _, folder := range []string{w.to, w.keys} {
			err := filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
				if err != nil || e.IsDir() {
					return err
				}
				text, err := os.ReadFile(path)
				for _, canary := range []string{"canary-body", "person1@people.example", string(w.client.Account), string(id), "ticket.open"} {
					if strings.Contains(string(text), canary) {
						t.Errorf("%s holds %q", path, canary)
					}
				}
				if info, err := e.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
					t.Errorf("%s is for others too: %v", path, info.Mode())
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
}

// TestDamageIsRefused alters, cuts and removes each file of a backup.
func TestDamageIsRefused(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		w.request("body")
		m := w.make()
		set := filepath.Join("sets", m.Name)
		blobs, _ := filepath.Glob(filepath.Join(w.to, "blobs", "?", "?", "*"))
		blobFile, _ := filepath.Rel(w.to, blobs[0])
		for _, f := range []struct{ folder, name string }{{w.to, filepath.Join(set, "manifest")}, {w.to, filepath.Join(set, "rows.age")}, {w.to, filepath.Join(set, "blobs")},
			{w.to, blobFile}, {w.keys, "life"}, {w.keys, m.Name + ".keys.age"}} {
			path := filepath.Join(f.folder, f.name)
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			flipped := slices.Clone(text)
			flipped[len(text)/2] ^= 1
			for what, bad := range map[string][]byte{"altered": flipped, "cut": text[:len(text)-1], "empty": {}} {
				write(t, path, bad)
				if _, err := w.restore(w.source(), w.DB.Engine()); !errors.Is(err, backup.ErrDamaged) {
					t.Errorf("%s %s: %v", f.name, what, err)
				}
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if _, err := w.restore(w.source(), w.DB.Engine()); !errors.Is(err, backup.ErrDamaged) && !errors.Is(err, backup.ErrNone) {
				t.Errorf("%s removed: %v", f.name, err)
			}
			write(t, path, text)
		}
		if r, err := w.restore(w.source(), w.DB.Engine()); err != nil {
			t.Errorf("whole again: %v", err)
		} else {
			w.check(r)
		}
	})
}

// TestAnothersBackupIsRefused: who can write to the folder and knows the recipient, which is no secret, cannot put a set there that is taken.
func TestAnothersBackupIsRefused(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		w.request("body")
		w.make()
		file, _, err := backup.NewIdentity(otherRecord(t), "2026-03-20")
		if err != nil {
			t.Fatal(err)
		}
		s := w.source()
		if s.Identity, err = backup.ParseIdentity(file); err != nil {
			t.Fatal(err)
		}
		if _, err := w.restore(s, w.DB.Engine()); !errors.Is(err, backup.ErrDamaged) {
			t.Errorf("another record's: %v", err)
		}
		for _, bad := range []string{"", "# record: x", strings.ReplaceAll(file, "# record", "# rec")} {
			if _, err := backup.ParseIdentity(bad); !errors.Is(err, fault.ErrInvalid) {
				t.Errorf("%.30q: %v", bad, err)
			}
		}
	})
}

// TestWhatCannotBeBackedUp is refused before anything is written, and failures are on the record.
func TestWhatCannotBeBackedUp(t *testing.T) {
	each(t, func(t *testing.T, w *world, _ db.Engine) {
		for _, keys := range []string{w.to, filepath.Join(w.to, "keys"), filepath.Dir(w.to), ""} {
			if _, err := w.keeper.Make(ctx, cli, w.to, keys); !errors.Is(err, fault.ErrInvalid) {
				t.Errorf("keys to %q: %v", keys, err)
			}
		}
		if _, err := w.keeper.Make(ctx, w.Admin, w.to, w.keys); !errors.Is(err, fault.ErrDenied) {
			t.Errorf("an administrator: %v", err)
		}
		recipient := w.keeper.Recipient
		w.keeper.Recipient = ""
		if _, err := w.keeper.Make(ctx, cli, w.to, w.keys); !errors.Is(err, backup.ErrNoRecipient) {
			t.Errorf("to nobody: %v", err)
		}
		w.keeper.Recipient = recipient
		s, err := w.keeper.Read(ctx)
		if err != nil || s.Failures != 1 || s.Fault != "backup_no_recipient" || s.Last != nil {
			t.Errorf("%+v, %v", s, err)
		}
		w.Clock.Advance(time.Minute)
		m := w.make()
		if err := w.keeper.NoteVerified(ctx, cli, "none"); !errors.Is(err, backup.ErrNone) {
			t.Errorf("no such: %v", err)
		}
		if err := w.keeper.NoteVerified(ctx, cli, m.Name); err != nil {
			t.Fatal(err)
		}
		if s, err = w.keeper.Read(ctx); err != nil || s.Failures != 0 || s.Last == nil || s.Last.Name != m.Name || s.LastVerified == nil || s.LastVerified.Verified.IsZero() {
			t.Errorf("%+v, %v", s, err)
		}
		if r, err := audit.Verify(ctx, w.Log.Settings); err != nil || r.FirstBad != nil {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

// TestABlobThatIsGone is told of, and does not keep the rest from being backed up.
func TestABlobThatIsGone(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		lost, stays := w.request("lost"), w.request("stays")
		var name string
		if err := w.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
			return tx.Get(ctx, `SELECT blob FROM ticket_file WHERE ticket = $1`, []any{string(lost)}, &name)
		}); err != nil {
			t.Fatal(err)
		}
		if err := w.Blobs.Remove(ctx, name); err != nil {
			t.Fatal(err)
		}
		if m := w.make(); m.Missing != 1 || m.Blobs != 2 {
			t.Errorf("%+v", m)
		}
		r, err := w.restore(w.source(), w.DB.Engine())
		if err != nil || len(r.Missing) != 1 || r.Missing[0] != name {
			t.Fatalf("%+v, %v", r, err)
		}
		if c := w.check(r); c.Blobs != 1 {
			t.Errorf("%+v", c)
		}
		if got, err := w.file(r, stays); err != nil || got != "stays" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

// TestWhatACrashLeft neither restores nor stands in the way.
func TestWhatACrashLeft(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		w.request("body")
		m := w.make()
		half := filepath.Join(w.to, "sets", ".unfinished-20260320T093000Z-abcd")
		if err := os.CopyFS(half, os.DirFS(filepath.Join(w.to, "sets", m.Name))); err != nil {
			t.Fatal(err)
		}
		stray := filepath.Join(w.keys, "20260320T093000Z-abcd.keys.age")
		write(t, stray, []byte("without its secret"))
		index := filepath.Join(w.to, "blobs.index")
		text, err := os.ReadFile(index)
		if err != nil {
			t.Fatal(err)
		}
		write(t, index, text[:len(text)-9])
		if names, err := backup.Sets(w.to); err != nil || len(names) != 1 {
			t.Errorf("%v, %v", names, err)
		}
		s := w.source()
		s.Set = filepath.Base(half)
		if _, err := w.restore(s, w.DB.Engine()); !errors.Is(err, backup.ErrNone) {
			t.Errorf("half a set: %v", err)
		}
		w.Clock.Advance(time.Hour)
		if again := w.make(); again.Copied != 1 {
			t.Errorf("copied %d: the blob whose line was cut off is to be copied again", again.Copied)
		}
		for _, left := range []string{half, stray} {
			if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s is left: %v", left, err)
			}
		}
		r, err := w.restore(w.source(), w.DB.Engine())
		if err != nil {
			t.Fatal(err)
		}
		w.check(r)
	})
}

// FuzzParseIdentity reads any file as the operator's.
func FuzzParseIdentity(f *testing.F) {
	file, _, err := backup.NewIdentity(otherRecord(f), "2026-03-20")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add("# record:\n\nAGE-SECRET-KEY-PQ-1")
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := backup.ParseIdentity(s); err != nil && !errors.Is(err, fault.ErrInvalid) {
			t.Error(err)
		}
	})
}
