package backup_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"surety/internal/backup"
	"surety/internal/db"
	"surety/internal/suretytest"
)

// scheduled is a world that backs itself up every day.
func scheduled(t *testing.T) *world {
	w := newWorld(t, suretytest.New(t, db.SQLite))
	s := w.keeper.Settings
	s.Jobs, s.To, s.KeysTo, s.Every = w.Jobs, w.to, w.keys, 24*time.Hour
	w.keeper = backup.Open(s)
	if err := w.keeper.Schedule(ctx); err != nil {
		t.Fatal(err)
	}
	return w
}

// pass lets hours go by, each with what is due in it, and returns how the backups stand.
func (w *world) pass(hours int) backup.Status {
	w.t.Helper()
	for range hours {
		w.Clock.Advance(time.Hour)
		if err := w.Jobs.Drain(ctx); err != nil {
			w.t.Fatal(err)
		}
	}
	s, err := w.keeper.Read(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) sets() int {
	w.t.Helper()
	names, err := backup.Sets(w.to)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(names)
}

// TestBackupsAreMadeOnTime once a day, and key sets are forgotten within the hour even while no backup succeeds (S4).
func TestBackupsAreMadeOnTime(t *testing.T) {
	w := scheduled(t)
	if s := w.pass(1); w.sets() != 1 || s.Last == nil || s.Every != 24*time.Hour || s.Late {
		t.Fatalf("%d sets, %+v", w.sets(), s)
	}
	if w.pass(22); w.sets() != 1 {
		t.Errorf("%d sets within a day", w.sets())
	}
	if w.pass(3); w.sets() != 2 {
		t.Errorf("%d sets after a day", w.sets())
	}
	if err := os.Rename(w.to, w.to+".away"); err != nil {
		t.Fatal(err)
	}
	write(t, w.to, nil)
	w.keeper.KeyDays = 2
	if s := w.pass(49); s.Failures == 0 {
		t.Errorf("%+v", s)
	}
	if left, err := filepath.Glob(filepath.Join(w.keys, "*.keys.age")); err != nil || len(left) != 0 {
		t.Errorf("key sets outlived their days: %v, %v", left, err)
	}
}

// TestAFailedBackupIsToldOf to administrators by a letter that says nothing secret: at once, and daily while it lasts.
func TestAFailedBackupIsToldOf(t *testing.T) {
	w := scheduled(t)
	if err := os.WriteFile(w.to, []byte("a file where the folder should be"), 0o600); err != nil {
		t.Fatal(err)
	}
	letters := func() (n int) {
		for _, m := range w.Mail.Sent() {
			if strings.Contains(m.Subject, "has failed") {
				n++
			}
		}
		return n
	}
	if s := w.pass(1); letters() != 1 || s.Failures != 1 || s.Fault == "" {
		t.Errorf("%d letters, %+v", letters(), s)
	}
	if w.pass(23); letters() != 1 {
		t.Errorf("%d letters within a day", letters())
	}
	if s := w.pass(30); letters() != 3 || !s.Late {
		t.Errorf("%d letters, %+v", letters(), s)
	}
	if err := os.Remove(w.to); err != nil {
		t.Fatal(err)
	}
	if s := w.pass(1); s.Failures != 0 || s.Late || w.sets() != 1 {
		t.Errorf("mended: %+v", s)
	}
}
