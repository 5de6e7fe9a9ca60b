package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"

	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/fault"
)

var sample = fstest.MapFS{"0001_sample.sql": {Data: []byte(`-- +goose Up
CREATE TABLE item (parent TEXT NOT NULL, seq BIGINT NOT NULL, body BYTEA NOT NULL, ok BOOLEAN NOT NULL, PRIMARY KEY (parent, seq)) /*CLUSTERED*/;
`)}}

func each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) { fn(t, dbtest.Open(t, e, sample)) })
	}
}

func put(d *db.DB, parent string, seq int, then error) error {
	return d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO item (parent, seq, body, ok) VALUES ($1, $2, $3, $4)`, parent, seq, []byte{0, 1}, true); err != nil {
			return err
		}
		return then
	})
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	err := d.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT count(*) FROM item WHERE ok = $1`, []any{true}, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestManyWritersShareCommitsWithoutLoss(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		refusal := errors.New("refused")
		var all sync.WaitGroup
		for w := range 16 {
			all.Go(func() {
				for i := range 20 {
					var want error
					if i%4 == 3 {
						want = refusal
					}
					if err := put(d, string(rune('a'+w)), i, want); !errors.Is(err, want) {
						t.Errorf("writer %d item %d: %v, want %v", w, i, err, want)
					}
				}
			})
		}
		all.Wait()
		if n := count(t, d); n != 16*15 {
			t.Errorf("%d rows, want %d: only what was acknowledged may stand", n, 16*15)
		}
	})
}

func TestPanicAndNestingAreErrorsAndUndo(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, _ = tx.Exec(ctx, `INSERT INTO item (parent, seq, body, ok) VALUES ('p', 1, $1, $2)`, []byte{1}, true)
			panic("boom")
		})
		if err == nil {
			t.Error("a panic was swallowed")
		}
		err = d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			return d.InTx(ctx, func(context.Context, *db.Tx) error { return nil })
		})
		if err == nil {
			t.Error("a nested transaction was accepted")
		}
		if n := count(t, d); n != 0 {
			t.Errorf("%d rows after a panic", n)
		}
	})
}

func TestUniqueAbsentAndHooks(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		if err := put(d, "a", 1, nil); err != nil {
			t.Fatal(err)
		}
		if err := put(d, "a", 1, nil); !db.IsUnique(err) {
			t.Errorf("second insert: %v, want a unique violation", err)
		}
		fired := 0
		for _, result := range []error{nil, fault.ErrConflict} {
			_ = d.InTx(context.Background(), func(_ context.Context, tx *db.Tx) error {
				tx.AfterCommit(func() { fired++ })
				return result
			})
		}
		if fired != 1 {
			t.Errorf("hooks fired %d times, want once: only after a commit", fired)
		}
		err := d.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			var n int
			return tx.Get(ctx, `SELECT seq FROM item WHERE parent = $1`, []any{"none"}, &n)
		})
		if fault.KindOf(err) != fault.Absent {
			t.Errorf("no row: %v, want absent", err)
		}
	})
}

func TestCancelledCallerDoesNotUndoTheGroup(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, sample)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if err := d.InTx(gone, func(context.Context, *db.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
	if err := put(d, "b", 1, nil); err != nil {
		t.Errorf("the next caller: %v", err)
	}
}

// hook writes a row when a transaction begins, and one for each thing made.
type hook struct{ runs *int }

func (h hook) Begun(ctx context.Context, tx *db.Tx) error {
	*h.runs++
	return h.Made(ctx, tx, "begun")
}

func (h hook) Made(ctx context.Context, tx *db.Tx, id string) error {
	_, err := tx.Exec(ctx, `INSERT INTO item (parent, seq, body, ok) VALUES ($1, $2, $3, $4)`, id, *h.runs, []byte{1}, true)
	return err
}

func TestMadeStandsWithItsTransaction(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		runs := 0
		hooked := d.WithHook(context.Background(), hook{&runs})
		for i, ctx := range []context.Context{context.Background(), hooked, hooked, hooked} {
			want := []error{nil, fault.ErrConflict, nil, nil}[i]
			err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				return errors.Join(tx.Made(ctx, fmt.Sprint("made in ", i)), want)
			})
			if !errors.Is(err, want) {
				t.Errorf("%d: %v, want %v", i, err, want)
			}
		}
		if n := count(t, d); n != 3 {
			t.Errorf("%d rows, want the begin and two things made", n)
		}
	})
}

func TestHookRunsOnceWithTheFirstCommit(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		other := dbtest.Open(t, db.SQLite, sample)
		runs := 0
		ctx := d.WithHook(context.Background(), hook{&runs})
		results := []error{fault.ErrConflict, nil, nil}
		for _, want := range results {
			if err := other.InTx(ctx, func(context.Context, *db.Tx) error { return nil }); err != nil {
				t.Fatal(err)
			}
			if err := d.InTx(ctx, func(context.Context, *db.Tx) error { return want }); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		}
		if runs != 2 || count(t, d) != 1 || count(t, other) != 0 {
			t.Errorf("ran %d times, left %d rows here and %d elsewhere; want 2, 1, 0", runs, count(t, d), count(t, other))
		}
	})
}

func TestParametersInAnyOrder(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		err := d.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			var b, a, again string
			err := tx.Get(ctx, `SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)`, []any{"a", "b"}, &b, &a, &again)
			if a != "a" || b != "b" || again != "b" {
				t.Errorf("$2, $1, $2 gave %s, %s, %s", b, a, again)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestAMigrationMaySpeakToOneEngine(t *testing.T) {
	migrations := fstest.MapFS{"0001_sample.sql": {Data: []byte(`-- +goose Up
CREATE TABLE item (id BIGINT PRIMARY KEY);
/*SQLITE:
-- +goose StatementBegin
CREATE TRIGGER item_stays BEFORE DELETE ON item BEGIN SELECT RAISE(ABORT, 'stays'); END;
-- +goose StatementEnd
INSERT INTO item (id) VALUES (1);
:SQLITE*/
/*POSTGRES:
INSERT INTO item (id) VALUES (2);
:POSTGRES*/
`)}}
	for engine, want := range map[db.Engine]int64{db.SQLite: 1, db.Postgres: 2} {
		t.Run(string(engine), func(t *testing.T) {
			d := dbtest.Open(t, engine, migrations)
			err := d.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				ids, err := db.All(ctx, tx, db.Value[int64], `SELECT id FROM item`)
				if len(ids) != 1 || ids[0] != want {
					t.Errorf("%v", ids)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
