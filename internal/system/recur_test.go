package system_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"surety/internal/db"
	"surety/internal/db/dbtest"
)

// recurring are the kinds of jobs that ask for themselves again; their texts in the app are 'job.…'.
var recurring = []string{"account.tidy", "blob.tidy", "web.tidy"}

// TestServingDoesWhatRecurs leaves what is over in a stopped server's store, as if time had passed, and expects it gone
// by serving alone.
func TestServingDoesWhatRecurs(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel() // both wait a minute for a checkpoint
		w := copyOf(t, filepath.Join(t.TempDir(), "data"))
		w.recurs(t, filepath.Join(w.data, "surety.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		url := dbtest.URL(t, db.Postgres)
		w := newWorld(t, plainCast, filepath.Join(t.TempDir(), "data"), "--database", url, "--keys-database", dbtest.URL(t, db.Postgres))
		w.server.stop()
		w.recurs(t, url)
	})
}

func (w *world) recurs(t *testing.T, store string) {
	orphan := filepath.Join(w.data, "blobs", "a", "b", "ab"+strings.Repeat("c", 24))
	w.leaveBehind(t, store, orphan)
	metrics := freeAddress(t)
	w.args = append(w.args[:len(w.args):len(w.args)], "--metrics", metrics)
	w.restart(t)
	wait(t, 30*time.Second, "an orphaned blob to be removed", func() bool { _, err := os.Stat(orphan); return os.IsNotExist(err) })
	wait(t, 30*time.Second, "what is over to be removed", func() bool {
		return counted(t, store, `SELECT (SELECT count(*) FROM idempotency) + (SELECT count(*) FROM proof)`) == 0
	})
	for _, kind := range recurring {
		wait(t, 30*time.Second, kind+" to be asked for again", func() bool { return waiting(t, metrics, kind) == "1" })
	}
	t.Run("what was given up is tried again", func(t *testing.T) { w.revived(t) })
	t.Run("a checkpoint is signed by itself", func(t *testing.T) {
		if testing.Short() {
			t.Skip("takes a minute")
		}
		before := counted(t, store, `SELECT count(*) FROM audit_checkpoint`)
		w.open(t, "something for the record")
		wait(t, 90*time.Second, "a checkpoint", func() bool { return counted(t, store, `SELECT count(*) FROM audit_checkpoint`) > before })
	})
	w.server.stop()
}

// leaveBehind lets the installation be a month old, with what time has made worthless, and one job given up.
func (w *world) leaveBehind(t *testing.T, store, orphan string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(orphan), 0o700); err != nil {
		t.Fatal(err)
	}
	keep(t, orphan, "sealed once")
	old := time.Now().Add(-48 * time.Hour)
	if err := os.Chtimes(orphan, old, old); err != nil {
		t.Fatal(err)
	}
	onStore(t, store, func(ctx context.Context, tx *db.Tx) error {
		for _, change := range []string{
			fmt.Sprintf(`UPDATE audit_entry SET at = at - %d WHERE n = (SELECT min(n) FROM audit_entry)`, 30*24*time.Hour/time.Microsecond),
			`UPDATE job SET due = 1 WHERE kind IN ('` + strings.Join(recurring, `', '`) + `')`,
			`INSERT INTO idempotency (account, name, request, created) VALUES ('someone', '1', '1', 1)`,
			`INSERT INTO proof (id, expires) VALUES ('1', 1)`,
			`INSERT INTO job (id, kind, payload, added, due, holder, attempts, fault, dead) VALUES ('dead', 'account.tidy', 'null', 1, 9223372036854775807, '', 12, 'disk_full', 1)`,
		} {
			if _, err := tx.Exec(ctx, change); err != nil {
				return fmt.Errorf("%s: %w", change, err)
			}
		}
		return nil
	})
}

// revived has the operator see and retry what was given up.
func (w *world) revived(t *testing.T) {
	jobs := func(verb string, more ...string) string {
		return succeed(t, append(append([]string{"admin", "jobs", verb, "--data", w.data}, more...), places(w.args)...)...)
	}
	if said := jobs("list"); !strings.Contains(said, "account.tidy") || !strings.Contains(said, "disk_full") {
		t.Errorf("given up: %s", said)
	}
	if said := jobs("retry", "account.tidy"); said != "Tried again: 1" {
		t.Errorf("retry says %q", said)
	}
	if code, _, errs := run(t, append([]string{"admin", "jobs", "retry", "--data", w.data, "nonsense"}, places(w.args)...)...); code != 1 || !strings.Contains(errs, "absent") {
		t.Errorf("retrying nothing ended with %d: %s", code, errs)
	}
	wait(t, 30*time.Second, "the server to do it", func() bool { return jobs("list", "--json") == "[]" })
}

func counted(t *testing.T, store, query string) (n int64) {
	t.Helper()
	onStore(t, store, func(ctx context.Context, tx *db.Tx) error { return tx.Get(ctx, query, nil, &n) })
	return n
}

// waiting is how many jobs of the kind the metrics tell of.
func waiting(t *testing.T, metrics, kind string) string {
	t.Helper()
	res, err := http.Get("http://" + metrics + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`surety_jobs\{kind="` + regexp.QuoteMeta(kind) + `",state="waiting"\} (\d+)`).FindSubmatch(text)
	if found == nil {
		return ""
	}
	return string(found[1])
}
