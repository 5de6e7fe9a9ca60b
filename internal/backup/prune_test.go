package backup_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/audit"
	"surety/internal/backup"
)

// history makes a backup a day, each with a file of its own that is gone from the installation the day after, and returns their names.
func (w *world) history(days int) (names []string) {
	w.t.Helper()
	w.request("stays")
	for range days {
		before := w.blobNames(w.Blobs)
		w.request("of a day")
		names = append(names, w.make().Name)
		for _, name := range w.blobNames(w.Blobs) {
			if !slices.Contains(before, name) {
				if err := w.Blobs.Remove(ctx, name); err != nil {
					w.t.Fatal(err)
				}
				w.forget(name)
			}
		}
		w.Clock.Advance(24 * time.Hour)
	}
	return names
}

func (w *world) prune() (backup.Pruned, error) { return w.keeper.Prune(ctx, cli, w.to) }

// TestD1OldBackupsAreRemovedAndTheRestIsWhole by days and by number, with the files that only they named.
func TestD1OldBackupsAreRemovedAndTheRestIsWhole(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		names := w.history(5)
		w.keeper.Keep = backup.Rule{Days: 0, Least: 1}
		if p, err := w.prune(); err != nil || len(p.Sets) != 0 || len(p.Kept) != 5 {
			t.Fatalf("without a rule: %+v, %v", p, err)
		}
		w.keeper.Keep = backup.Rule{Days: 3, Least: 1}
		p, err := w.prune()
		if err != nil || !slices.Equal(p.Sets, names[:3]) || !slices.Equal(p.Kept, names[3:]) || p.Blobs != 3 || p.Bytes == 0 || len(p.Damaged) != 0 {
			t.Fatalf("%+v, %v", p, err)
		}
		if got := len(w.blobNames(w.folderBlobs())); got != 3 {
			t.Errorf("%d files are left, not the two of the days and the one of all", got)
		}
		w.wholeSets(2)
		w.Clock.Advance(365 * 24 * time.Hour)
		w.keeper.Keep.Least = 2
		if p, err := w.prune(); err != nil || len(p.Sets) != 0 {
			t.Errorf("the newest two stay: %+v, %v", p, err)
		}
		if _, err := w.keeper.Prune(ctx, w.Admin, w.to); err == nil {
			t.Error("an administrator removes backups")
		}
		if r, err := audit.Verify(ctx, w.Log.Settings); err != nil || r.FirstBad != nil {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

// TestTheLastWholeBackupIsNeverRemoved, also when all that are newer are damaged; and where a list cannot be read, no file goes.
func TestTheLastWholeBackupIsNeverRemoved(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		names := w.history(4)
		w.keeper.Keep = backup.Rule{Days: 1, Least: 1}
		file := func(name, what string) string { return filepath.Join(w.to, "sets", name, what) }
		write(t, file(names[3], "rows.age"), []byte("bad"))
		write(t, file(names[2], "manifest"), []byte("bad"))
		p, err := w.prune()
		if err != nil || !slices.Equal(p.Sets, names[:1]) || !slices.Equal(p.Damaged, []string{names[2], names[3]}) {
			t.Fatalf("%+v, %v", p, err)
		}
		if got := len(w.blobNames(w.folderBlobs())); got != 4 {
			t.Errorf("%d files are left: those of damaged sets stay", got)
		}
		list, err := os.ReadFile(file(names[1], "blobs"))
		if err != nil {
			t.Fatal(err)
		}
		write(t, file(names[1], "blobs"), []byte("bad"))
		w.Clock.Advance(24 * time.Hour)
		if p, err := w.prune(); !errors.Is(err, backup.ErrDamaged) || len(p.Sets) > 0 {
			t.Errorf("none is whole: %+v, %v", p, err)
		}
		write(t, file(names[1], "blobs"), list)
		write(t, file(names[2], "blobs"), []byte("bad"))
		w.make()
		if p, err := w.prune(); !errors.Is(err, backup.ErrDamaged) || len(p.Sets) > 0 || w.sets() != 4 || len(w.blobNames(w.folderBlobs())) != 4 {
			t.Errorf("a list that cannot be read: %+v, %v", p, err)
		}
	})
}

// TestNothingIsRemovedWhileABackupIsReadOrMade, and nothing is restored while it is removed.
func TestNothingIsRemovedWhileABackupIsReadOrMade(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		w.history(3)
		w.keeper.Keep = backup.Rule{Days: 1, Least: 1}
		held, err := backup.Reading(w.to)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.prune(); !errors.Is(err, backup.ErrBusy) || w.sets() != 3 {
			t.Errorf("while one restores: %v", err)
		}
		if _, err := w.restore(w.source(), w.DB.Engine()); err != nil {
			t.Errorf("another restores too: %v", err)
		}
		held.Close()
		_, err = backup.PruneFolder(w.to, w.Verifier, w.keeper.Keep, w.Clock.Now(), func() {
			if _, err := w.keeper.Make(ctx, cli, w.to, w.keys); !errors.Is(err, backup.ErrBusy) {
				t.Errorf("made meanwhile: %v", err)
			}
			if _, err := backup.Restore(ctx, w.source(), backup.Target{}); !errors.Is(err, backup.ErrBusy) {
				t.Errorf("restored meanwhile: %v", err)
			}
		})
		if err != nil || w.sets() != 1 {
			t.Errorf("%d sets, %v", w.sets(), err)
		}
	})
}

// TestD1AKilledPruneLeavesWholeBackups ends the process by SIGKILL before each change that it makes to the folder.
func TestD1AKilledPruneLeavesWholeBackups(t *testing.T) {
	if folder := os.Getenv("PRUNE_FOLDER"); folder != "" {
		pruneUntilKilled(t, folder)
		return
	}
	once(t, func(t *testing.T, w *world) {
		w.history(4)
		rule := backup.Rule{Days: 2, Least: 1}
		for at := 1; ; at++ {
			folder := copyOf(t, w.to)
			c := exec.Command(os.Args[0], "-test.run=^TestD1AKilledPruneLeavesWholeBackups$")
			c.Env = append(os.Environ(), "PRUNE_FOLDER="+folder, "PRUNE_AT="+strconv.Itoa(at), "PRUNE_KEY="+w.Key, "PRUNE_NOW="+w.Clock.Now().Format(time.RFC3339Nano))
			out, err := c.CombinedOutput()
			var ended *exec.ExitError
			killed := errors.As(err, &ended) && ended.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
			if err != nil && !killed {
				t.Fatalf("%v: %s", err, out)
			}
			o := *w
			o.to = folder
			if killed {
				o.wholeSets(o.sets())
				if _, err := backup.PruneFolder(folder, w.Verifier, rule, w.Clock.Now(), func() {}); err != nil {
					t.Errorf("after step %d: %v", at, err)
				}
			}
			if o.sets() != 1 {
				t.Errorf("after step %d: %d sets", at, o.sets())
			}
			if left := len(o.blobNames(o.folderBlobs())); left != 2 {
				t.Errorf("after step %d: %d files are left", at, left)
			}
			if left, _ := filepath.Glob(filepath.Join(folder, "sets", ".*")); len(left) > 0 {
				t.Errorf("after step %d: %v are left", at, left)
			}
			if !killed {
				if at < 5 {
					t.Errorf("only %d steps: the test proves little", at)
				}
				return
			}
		}
	})
}

func pruneUntilKilled(t *testing.T, folder string) {
	key, err := note.NewVerifier(os.Getenv("PRUNE_KEY"))
	if err != nil {
		t.Fatal(err)
	}
	now, err := time.Parse(time.RFC3339Nano, os.Getenv("PRUNE_NOW"))
	if err != nil {
		t.Fatal(err)
	}
	at, err := strconv.Atoi(os.Getenv("PRUNE_AT"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = backup.PruneFolder(folder, key, backup.Rule{Days: 2, Least: 1}, now, func() {
		if at--; at == 0 {
			if err := syscall.Kill(os.Getpid(), syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			select {}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestOldBackupsAreRemovedBySchedule after each that is made.
func TestOldBackupsAreRemovedBySchedule(t *testing.T) {
	w := scheduled(t)
	w.keeper.Keep = backup.Rule{Days: 2, Least: 1}
	w.pass(24*6 + 1)
	if n := w.sets(); n < 2 || n > 3 {
		t.Errorf("%d sets after six days", n)
	}
}
