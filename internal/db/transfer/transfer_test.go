package transfer_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/db/transfer"
)

// migrations hold what makes carrying rows over hard: numbers that the store gives, rows that refer to later ones and to
// themselves, a table that only grows, and every type.
var migrations = fstest.MapFS{"0001_first.sql": {Data: []byte(`-- +goose Up
CREATE TABLE audit_thing (n /*SERIAL*/, body BYTEA);
CREATE TABLE leaf_of (id TEXT PRIMARY KEY, size BIGINT NOT NULL, fine BOOLEAN, sealed BYTEA NOT NULL) /*CLUSTERED*/;
CREATE TABLE branch (id TEXT PRIMARY KEY, parent TEXT REFERENCES branch (id), leaf TEXT NOT NULL REFERENCES leaf_of (id));
`)}, "0002_second.sql": {Data: []byte("-- +goose Up\nALTER TABLE leaf_of ADD COLUMN blob TEXT;\n")}}

var engines = []db.Engine{db.SQLite, db.Postgres}

func pairs(t *testing.T, fn func(t *testing.T, from, to db.Engine)) {
	for _, from := range engines {
		for _, to := range engines {
			t.Run(string(from)+" to "+string(to), func(t *testing.T) { fn(t, from, to) })
		}
	}
}

type leaf struct {
	id     string
	size   int64
	fine   any
	sealed []byte
	blob   any
}

func exec(t rapid.TB, d *db.DB, query string, args ...any) {
	err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, query, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func insert(t rapid.TB, d *db.DB, l leaf) {
	exec(t, d, `INSERT INTO leaf_of (id, size, fine, sealed, blob) VALUES ($1, $2, $3, $4, $5)`, l.id, l.size, l.fine, l.sealed, l.blob)
}

func write(t rapid.TB, d *db.DB) (string, transfer.Sums) {
	ctx := context.Background()
	tables, err := transfer.Tables(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	var sums transfer.Sums
	if err := d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		sums, err = transfer.Write(ctx, tx, tables, &buf)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return buf.String(), sums
}

func filled(t *testing.T, engine db.Engine) *db.DB {
	d := dbtest.Open(t, engine, migrations)
	insert(t, d, leaf{"گزارش <&>\u2028", -1 << 63, nil, []byte{}, nil})
	insert(t, d, leaf{"б", 1<<63 - 1, true, []byte{0, 255}, "name"})
	exec(t, d, `INSERT INTO branch (id, parent, leaf) VALUES ('z', NULL, $1)`, "б")
	exec(t, d, `INSERT INTO branch (id, parent, leaf) VALUES ('a', 'z', $1)`, "б")
	exec(t, d, `INSERT INTO audit_thing (body) VALUES ($1)`, []byte("one"))
	exec(t, d, `INSERT INTO audit_thing (body) VALUES (NULL)`)
	return d
}

// TestD2RowsAreCarriedOver between engines, each way, and the store's own numbers go on.
func TestD2RowsAreCarriedOver(t *testing.T) {
	pairs(t, func(t *testing.T, from, to db.Engine) {
		source, target := filled(t, from), dbtest.Open(t, to, migrations)
		stream, sums := write(t, source)
		got, err := transfer.Read(context.Background(), target, strings.NewReader(stream))
		if err != nil {
			t.Fatal(err)
		}
		if again, there := write(t, target); again != stream && from == to || len(there) != 3 || there["leaf_of"] != sums["leaf_of"] || there["branch"] != sums["branch"] || got.Rows() != 6 {
			t.Errorf("carried over:\n%s\nwas:\n%s", again, stream)
		}
		exec(t, target, `INSERT INTO audit_thing (body) VALUES ($1)`, []byte("three"))
		var n int64
		if err := target.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			return tx.Get(ctx, `SELECT max(n) FROM audit_thing`, nil, &n)
		}); err != nil || n != 3 {
			t.Errorf("the next number is %d, %v", n, err)
		}
		if err := target.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO branch (id, parent, leaf) VALUES ('q', 'none', 'б')`)
			return err
		}); err == nil {
			t.Error("what a row refers to is no longer asked for")
		}
	})
}

// TestD2AnyRow is a property: whatever can be stored comes over as it is.
func TestD2AnyRow(t *testing.T) {
	pairs(t, func(t *testing.T, from, to db.Engine) {
		source := dbtest.Open(t, from, migrations)
		target := dbtest.Open(t, to, migrations)
		rapid.Check(t, func(t *rapid.T) {
			for _, d := range []*db.DB{source, target} {
				exec(t, d, `DELETE FROM leaf_of`)
			}
			for id := range rapid.MapOfN(rapid.StringMatching(`[^\x00]{1,20}`), rapid.Just(0), 0, 20).Draw(t, "ids") {
				insert(t, source, leaf{id, rapid.Int64().Draw(t, "size"), rapid.SampledFrom([]any{nil, true, false}).Draw(t, "fine"),
					rapid.SliceOf(rapid.Byte()).Draw(t, "sealed"), rapid.SampledFrom([]any{nil, "", "x"}).Draw(t, "blob")})
			}
			stream, sums := write(t, source)
			if _, err := transfer.Read(context.Background(), target, strings.NewReader(stream)); err != nil {
				t.Fatal(err)
			}
			if _, there := write(t, target); there["leaf_of"] != sums["leaf_of"] {
				t.Fatalf("%v became %v", sums, there)
			}
		})
	})
}

// TestNothingOfABrokenStreamStays for every way to cut a stream, and for what is not of this store.
func TestNothingOfABrokenStreamStays(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			stream, _ := write(t, filled(t, engine))
			target := dbtest.Open(t, engine, migrations)
			_, empty := write(t, target)
			bad := []string{strings.Replace(stream, `"size"`, `"sise"`, 1), strings.Replace(stream, "name", "game", 1),
				strings.Replace(stream, `["z"`, `[7`, 1), strings.Replace(stream, `"rows":2`, `"rows":3`, 1)}
			for i := 0; i < len(stream)-1; i += 11 {
				bad = append(bad, stream[:i])
			}
			for _, s := range bad {
				if _, err := transfer.Read(context.Background(), target, strings.NewReader(s)); !errors.Is(err, transfer.ErrStream) {
					t.Fatalf("%q: %v", s, err)
				}
			}
			if _, now := write(t, target); now.Rows() != empty.Rows() {
				t.Error("something stayed")
			}
		})
	}
}

func TestAFullStoreIsRefused(t *testing.T) {
	pairs(t, func(t *testing.T, from, to db.Engine) {
		stream, _ := write(t, filled(t, from))
		if _, err := transfer.Read(context.Background(), filled(t, to), strings.NewReader(stream)); !errors.Is(err, transfer.ErrFull) {
			t.Errorf("answer: %v", err)
		}
	})
}

// TestOlderMigrations opens a store as an older Surety left it, and knows a newer one's.
func TestOlderMigrations(t *testing.T) {
	older, err := transfer.Only(migrations, []int64{1})
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t, db.SQLite, older)
	if n, err := transfer.Applied(context.Background(), d); err != nil || len(n) != 1 || n[0] != 1 {
		t.Errorf("it has %v, %v", n, err)
	}
	if _, err := transfer.Only(migrations, []int64{1, 2, 3}); !errors.Is(err, transfer.ErrNewer) {
		t.Errorf("a newer one: %v", err)
	}
}

// TestEveryColumnIsKnown holds the real stores to the types that are carried over.
func TestEveryColumnIsKnown(t *testing.T) {
	for _, engine := range engines {
		for _, m := range []struct {
			tables int
			name   string
		}{{80, "data"}, {2, "keys"}} {
			fsys := db.Data
			if m.name == "keys" {
				fsys = db.Keys
			}
			all, err := transfer.Tables(context.Background(), dbtest.Open(t, engine, fsys))
			if err != nil || len(all) < m.tables {
				t.Errorf("%s, %s: %d tables, %v", engine, m.name, len(all), err)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"table":"leaf_of"}`)
	f.Add(`[1]`)
	f.Add(`{"end":{}}`)
	d := dbtest.Open(f, db.SQLite, migrations)
	stream, _ := write(f, d)
	f.Add(stream)
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := transfer.Read(context.Background(), d, strings.NewReader(s)); err == nil {
			if again, _ := write(t, d); len(again) == 0 {
				t.Error("an empty stream was taken")
			}
			exec(t, d, `DELETE FROM branch`)
			exec(t, d, `DELETE FROM leaf_of`)
			exec(t, d, `DELETE FROM audit_thing`)
		}
	})
}
