package system_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"surety/internal/db"
)

// written is a stopped installation with something on its record, and two checkpoints kept apart from it.
type written struct {
	*world
	dir         string
	early, late string
	entries     int64
}

func newWritten(t *testing.T) *written {
	t.Helper()
	r := &written{dir: t.TempDir()}
	r.world = copyOf(t, filepath.Join(r.dir, "data"))
	r.restart(t)
	kept := func(name string) string {
		ticket := r.open(t, name)
		for i := range 10 {
			r.client.program.must(t, 201, "POST", "/tickets/"+ticket+"/messages", m{"text": fmt.Sprint(i), "kind": "message", "seen": 0, "anyway": true}, nil)
			r.agent.program.must(t, 200, "GET", "/tickets/"+ticket+"/messages", nil, nil)
		}
		path := filepath.Join(r.dir, name)
		keep(t, path, succeed(t, "audit", "checkpoint", "--data", r.data)+"\n")
		return path
	}
	r.early, r.late = kept("early"), kept("late")
	r.open(t, "after the last checkpoint")
	r.server.stop()
	r.verify(t, "--checkpoint", r.early, "--checkpoint", r.late)
	r.on(t, r.data, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT max(n) FROM audit_entry`, nil, &r.entries)
	})
	return r
}

// on works on a stopped server's store with the hands of who may write to its file.
func (r *written) on(t *testing.T, data string, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	onStore(t, filepath.Join(data, "surety.db"), fn)
}

func onStore(t *testing.T, url string, fn func(context.Context, *db.Tx) error) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Settings{URL: url, Migrations: db.Data})
	if err != nil {
		t.Fatal(err)
	}
	if err := firstOf(d.InTx(t.Context(), fn), d.Close()); err != nil {
		t.Fatal(err)
	}
}

// damaged copies the store, lets fn damage the copy, and returns the copy.
func (r *written) damaged(t *testing.T, fn func(context.Context, *db.Tx) error) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	if out, err := exec.Command("cp", "-a", r.data, data).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if fn != nil {
		r.on(t, data, fn)
	}
	return data
}

var blamed = regexp.MustCompile(`damaged at entry (\d+): .+`)

// finds expects the command to find damage and to say where.
func finds(t *testing.T, data string, more ...string) (entry, said string) {
	t.Helper()
	code, out, errs := run(t, append([]string{"audit", "verify", "--data", data}, more...)...)
	named := blamed.FindStringSubmatch(errs)
	if code != 3 || named == nil {
		t.Errorf("verify ended with %d, and said %q %q", code, out, errs)
		return "", ""
	}
	return named[1], named[0]
}

func statement(query string, args ...any) func(context.Context, *db.Tx) error {
	return func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, query, args...)
		if err == nil && n == 0 {
			err = fmt.Errorf("%s: touched nothing", query)
		}
		return err
	}
}

// TestR2CommandLineFindsDamage damages the store of a stopped server in the ways that its file allows.
func TestR2CommandLineFindsDamage(t *testing.T) {
	r := newWritten(t)
	t.Run("a byte of an entry", r.flipped)
	t.Run("a byte in the file", r.flippedInFile)
	t.Run("rows", r.rows)
	t.Run("a tail cut off", r.cut)
}

// flipped changes one bit of one column of one entry, wherever chance leads.
func (r *written) flipped(t *testing.T) {
	for _, column := range []string{"audit_entry.body", "audit_entry.body", "audit_entry.origin", "audit_entry.salt", "audit_leaf.hashes"} {
		n := 1 + rand.Int64N(r.entries)
		table, column, _ := strings.Cut(column, ".")
		data := r.damaged(t, func(ctx context.Context, tx *db.Tx) error {
			var b []byte
			if err := tx.Get(ctx, `SELECT `+column+` FROM `+table+` WHERE n = $1`, []any{n}, &b); err != nil {
				return err
			}
			b[rand.IntN(len(b))] ^= 1 << rand.IntN(8)
			return statement(`UPDATE `+table+` SET `+column+` = $1 WHERE n = $2`, b, n)(ctx, tx)
		})
		if entry, said := finds(t, data); entry != fmt.Sprint(n) {
			t.Errorf("a bit of %s of entry %d was flipped; verify says: %s", column, n, said)
		}
	}
}

// flippedInFile changes one byte of the file itself, inside the bodies of entries.
func (r *written) flippedInFile(t *testing.T) {
	for range 3 {
		n := 1 + rand.Int64N(r.entries)
		var body []byte
		r.on(t, r.data, func(ctx context.Context, tx *db.Tx) error {
			return tx.Get(ctx, `SELECT body FROM audit_entry WHERE n = $1`, []any{n}, &body)
		})
		data := r.damaged(t, nil)
		path := filepath.Join(data, "surety.db")
		file := mustRead(t, path)
		in := rand.IntN(len(body))
		for at, next := 0, 0; next >= 0; at += next + in { // SQLite leaves old copies in pages that it has moved
			if next = bytes.Index(file[at:], body); next >= 0 {
				file[at+next+in] ^= 1
			}
		}
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		if entry, said := finds(t, data); entry != fmt.Sprint(n) {
			t.Errorf("a byte of entry %d was changed in the file; verify says: %s", n, said)
		}
	}
}

func (r *written) rows(t *testing.T) {
	n := 2 + rand.Int64N(r.entries-3)
	swap := `UPDATE audit_entry SET body = (SELECT e.body FROM audit_entry e WHERE e.n = $2), origin = (SELECT e.origin FROM audit_entry e WHERE e.n = $2),
		salt = (SELECT e.salt FROM audit_entry e WHERE e.n = $2) WHERE n = $1`
	for what, fn := range map[string]func(context.Context, *db.Tx) error{
		"an entry dropped":       statement(`DELETE FROM audit_entry WHERE n = $1`, n),
		"a leaf dropped":         statement(`DELETE FROM audit_leaf WHERE n = $1`, n),
		"an entry twice":         statement(swap, n, n+1),
		"an entry renumbered":    statement(`UPDATE audit_entry SET n = n + 100000 WHERE n = $1`, n),
		"an entry said to be of": statement(`UPDATE audit_entry SET actor = 'somebody' WHERE n = $1`, n),
		"a ticket taken off":     statement(`DELETE FROM audit_of WHERE n = (SELECT max(n) FROM audit_of)`),
		"an entry and its leaf": func(ctx context.Context, tx *db.Tx) error {
			return firstOf(statement(`DELETE FROM audit_entry WHERE n = $1`, n)(ctx, tx), statement(`DELETE FROM audit_leaf WHERE n = $1`, n)(ctx, tx))
		},
		"two entries reordered": func(ctx context.Context, tx *db.Tx) error {
			return firstOf(statement(`UPDATE audit_leaf SET n = -1 WHERE n = $1`, n)(ctx, tx), statement(`UPDATE audit_leaf SET n = $1 WHERE n = $2`, n, n+1)(ctx, tx),
				statement(`UPDATE audit_leaf SET n = $1 WHERE n = -1`, n+1)(ctx, tx))
		},
	} {
		_, said := finds(t, r.damaged(t, fn))
		t.Logf("%s (%d): %s", what, n, said)
	}
}

// cut takes away the newest entries with all that tells of them, as one would who knows the tables.
func (r *written) cut(t *testing.T) {
	data := r.damaged(t, func(ctx context.Context, tx *db.Tx) error {
		for _, q := range []string{`DELETE FROM audit_entry WHERE n > $1`, `DELETE FROM audit_of WHERE n > $1`, `DELETE FROM audit_leaf WHERE n > $1`,
			`DELETE FROM audit_checkpoint WHERE size > $1`} {
			if _, err := tx.Exec(ctx, q, r.entries-30); err != nil {
				return err
			}
		}
		return nil
	})
	if code, out, errs := run(t, "audit", "verify", "--data", data); code != 0 {
		t.Errorf("without a checkpoint from outside a clean cut cannot show, but verify ended with %d: %s %s", code, out, errs)
	}
	_, said := finds(t, data, "--checkpoint", r.late)
	t.Log(said)
	data = r.damaged(t, statement(`DELETE FROM audit_leaf WHERE n > $1`, r.entries-30))
	finds(t, data) // the stored checkpoints alone tell
	forged := filepath.Join(r.dir, "forged")
	keep(t, forged, strings.Replace(string(mustRead(t, r.early)), "\n", "\n1", 1))
	finds(t, r.data, "--checkpoint", forged)
	if code, _, _ := run(t, "audit", "verify", "--data", filepath.Join(r.dir, "nowhere")); code != 2 {
		t.Errorf("verify of no installation ended with %d, not 2", code)
	}
}
