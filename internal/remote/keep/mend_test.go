package keep_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"surety/internal/remote/keep"
	"surety/internal/snapshot"
)

func flip(b []byte) []byte { b[len(b)/2] ^= 1; return b }

// letters counts those whose subject has the words.
func (w *world) letters(words string) (n int) {
	for _, m := range w.Mail.Sent() {
		if strings.Contains(m.Subject, words) {
			n++
		}
	}
	return n
}

// TestDamageIsToldOnceToTheClientAndTheOperator: found by the scheduled check, and found again a month later.
func TestDamageIsToldOnceToTheClientAndTheOperator(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.take(w.folder())
		must(t, w.Keeper.Schedule(t.Context()))
		must(t, w.World.Jobs.Drain(t.Context()))
		if n := w.letters("damaged") + w.letters("Damaged"); n > 0 {
			t.Fatalf("%d letters about what is whole", n)
		}
		w.spoil(snapshot.Pack, flip)
		for range 70 {
			w.World.Clock.Advance(24 * time.Hour)
			must(t, w.World.Jobs.Drain(t.Context()))
		}
		if n := len(w.entriesOf(keep.Checked)); n != 3 {
			t.Fatalf("%d checks", n)
		}
		if client, operator := w.letters("copy of your files is damaged"), w.letters("Damaged storage"); client != 1 || operator != 1 {
			t.Errorf("%d letters to the client, %d to the operator", client, operator)
		}
	})
}

// TestWhatIsDamagedIsBroughtAgainFromADiskOfTheClients: all of the old snapshot is whole again, under its name.
func TestWhatIsDamagedIsBroughtAgainFromADiskOfTheClients(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		disk, err := snapshot.OpenDirectory(t.TempDir())
		must(t, err)
		defer disk.Close()
		dir := w.folder()
		id := w.take(dir)
		secret, err := w.keys.SnapshotKey(t.Context(), w.recorded(w.client, w.ticket))
		must(t, err)
		key := [32]byte(secret)
		if n, err := snapshot.Restock(t.Context(), key, w.Keeper.Shelf(w.ticket), disk); err != nil || n < 2 {
			t.Fatalf("copied %d: %v", n, err)
		}
		w.spoil(snapshot.Pack, flip)
		w.spoil(snapshot.Record, func([]byte) []byte { return nil })
		w.checked(id, keep.Damaged)
		blobs := len(w.blobs())
		if n, err := snapshot.Restock(t.Context(), key, disk, w.Keeper.Shelf(w.ticket)); err != nil || n != 2 {
			t.Fatalf("brought %d: %v", n, err)
		}
		must(t, w.World.Jobs.Drain(t.Context())) // it is checked again by itself
		l, err := w.OfTicket(t.Context(), w.client, w.ticket, "", 0)
		if err != nil || l.Check.State != keep.Whole || len(l.Items) != 1 {
			t.Errorf("%+v, %v", l, err)
		}
		if n := len(w.blobs()); n > blobs+1 { // the record's was gone
			t.Errorf("%d blobs after %d: what was damaged lies there still", n, blobs)
		}
		f, err := w.File(t.Context(), w.client, id, w.walk(w.client, id, "", 0)[dir+"/etc/app.conf"].Place)
		must(t, err)
		var out bytes.Buffer
		if err := f.Send(t.Context(), &out); err != nil || out.String() != "port = 1" {
			t.Errorf("%q, %v", &out, err)
		}
	})
}

// TestTheNextSnapshotDoesNotRestOnDamage: what is damaged counts as absent, so that it is read from the live folders again.
func TestTheNextSnapshotDoesNotRestOnDamage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dir := w.folder()
		id := w.take(dir)
		w.spoil(snapshot.Pack, flip)
		w.checked(id, keep.Damaged)
		next := w.take(dir)
		f, err := w.File(t.Context(), w.client, next, w.walk(w.client, next, "", 0)[filepath.ToSlash(dir)+"/etc/app.conf"].Place)
		must(t, err)
		var out bytes.Buffer
		if err := f.Send(t.Context(), &out); err != nil || out.String() != "port = 1" {
			t.Errorf("%q, %v", &out, err)
		}
	})
}
