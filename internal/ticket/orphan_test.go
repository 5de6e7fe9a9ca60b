package ticket_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/blob/blobtest"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// blobsOf are the names of all blobs in the world.
func blobsOf(t *testing.T, w *suretytest.World) map[string]bool {
	t.Helper()
	all, err := w.Blobs.List(context.Background(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, b := range all {
		names[b.Name] = true
	}
	return names
}

// written makes a blob look as if it had been written so long ago.
func written(t *testing.T, w *suretytest.World, name string, ago time.Duration) {
	t.Helper()
	at := w.Clock.Now().Add(-ago)
	if err := os.Chtimes(filepath.Join(w.Dir, "blobs", name[:1], name[1:2], name), at, at); err != nil {
		t.Fatal(err)
	}
}

func TestBlobsOfNobodyGoAndOthersStay(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		ctx := context.Background()
		client := w.Client()
		made, err := w.Desk.Open(ctx, client, ticket.Request{Subject: "S", Text: "T", Department: w.Department("Support"), Files: 1})
		if err != nil {
			t.Fatal(err)
		}
		f, err := w.Desk.AddFile(ctx, client, made.ID, ticket.Upload{Message: 1, Name: "a.txt", Size: 4, Body: strings.NewReader("file")})
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(30 * 24 * time.Hour)
		for name := range blobsOf(t, w) {
			written(t, w, name, 20*24*time.Hour) // the file's own
		}
		var orphans []string
		for range 3 {
			orphans = append(orphans, blobtest.Put(t, w.Blobs, []byte("cut off")))
			written(t, w, orphans[len(orphans)-1], 25*time.Hour)
		}
		fresh, foreign := blobtest.Put(t, w.Blobs, []byte("under way")), blobtest.Put(t, w.Blobs, []byte("of another installation"))
		written(t, w, fresh, 23*time.Hour)
		written(t, w, foreign, 31*24*time.Hour)
		for range 2 {
			if err := w.Desk.Schedule(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Jobs.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		left := blobsOf(t, w)
		for _, name := range orphans {
			if left[name] {
				t.Error("a blob that nobody names is still there")
			}
		}
		if !left[fresh] || !left[foreign] || len(left) != 3 {
			t.Errorf("left are %d blobs, the fresh one %v, the one older than the installation %v", len(left), left[fresh], left[foreign])
		}
		if d, err := w.Desk.Fetch(ctx, client, made.ID, f.ID, ""); err != nil {
			t.Errorf("the file is lost: %v", err)
		} else {
			d.Close()
		}
		removedOnRecord(t, w, "3")

		w.Clock.Advance(25 * time.Hour) // it comes round by itself
		if err := w.Jobs.Drain(ctx); err != nil {
			t.Fatal(err)
		}
		if left := blobsOf(t, w); left[fresh] || len(left) != 2 {
			t.Errorf("a day later %d blobs are left", len(left))
		}
	})
}

func removedOnRecord(t *testing.T, w *suretytest.World, count string) {
	t.Helper()
	g, err := access.Check(access.Server("test"), access.RecordRead, access.Thing{Kind: "record"})
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := w.Log.Search(context.Background(), g, audit.Filter{Action: access.Housekeeping, Limit: 10})
	if err != nil || len(all) != 1 || all[0].Params["count"] != count {
		t.Errorf("the record says %v, %v", all, err)
	}
}

// slow is a store whose commits take hours, as on a machine that was suspended.
type slow struct {
	blob.Store
	clock *clock.Fake
}

type slowWriter struct {
	blob.Writer
	clock *clock.Fake
}

func (s slow) Create(ctx context.Context) (blob.Writer, error) {
	w, err := s.Store.Create(ctx)
	return slowWriter{w, s.clock}, err
}

func (w slowWriter) Commit() (string, error) {
	defer w.clock.Advance(2 * time.Hour)
	return w.Writer.Commit()
}

// A row must not name a blob that was taken for an orphan while its server stood still.
func TestFileIsRefusedWhenItsServerStoodStill(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		ctx := context.Background()
		client := w.Client()
		made, err := w.Desk.Open(ctx, client, ticket.Request{Subject: "S", Text: "T", Department: w.Department("Support"), Files: 1})
		if err != nil {
			t.Fatal(err)
		}
		w.Desk.Blobs = slow{w.Blobs, w.Clock}
		_, err = w.Desk.AddFile(ctx, client, made.ID, ticket.Upload{Message: 1, Name: "a.txt", Size: 4, Body: strings.NewReader("file")})
		if err == nil || fault.As(err).Code != "busy" || len(blobsOf(t, w)) != 0 {
			t.Errorf("%v, and %d blobs are left", err, len(blobsOf(t, w)))
		}
	})
}

// TestWhoeverNamesABlobKeepsIt holds the list of tables that are asked before a blob goes to the schema: a paper, a work or an exhibit
// that no file names was removed a day after it was made.
func TestWhoeverNamesABlobKeepsIt(t *testing.T) {
	column := regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\)`)
	var want []string
	files, err := fs.Glob(db.Data, "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal("no migrations", err)
	}
	for _, f := range files {
		text, err := fs.ReadFile(db.Data, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range column.FindAllStringSubmatch(string(text), -1) {
			if regexp.MustCompile(`(?m)^\s+blob\s`).MatchString(m[2]) {
				want = append(want, m[1])
			}
		}
	}
	got := slices.Clone(ticket.Naming)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("asked are %v, but blobs are named by %v", got, want)
	}
}

func TestASnapshotsBlobIsNoOrphan(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		w.Clock.Advance(30 * 24 * time.Hour)
		name := blobtest.Put(t, w.Blobs, []byte("of a snapshot"))
		written(t, w, name, 25*time.Hour)
		if err := w.DB.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO snapshot_object (ticket, kind, name, size, written, blob) VALUES ('t', 1, $1, 1, 1, $2)`, []byte("n"), name)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := w.Desk.Schedule(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := w.Jobs.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !blobsOf(t, w)[name] {
			t.Error("a blob that a table names is gone")
		}
	})
}
