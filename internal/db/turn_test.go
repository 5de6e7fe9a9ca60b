package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"surety/internal/db"
	"surety/internal/db/dbtest"
)

const turn = 4_711

// twoServers are two openings of one PostgreSQL database, which wait for the disk as a server does.
func twoServers(t *testing.T) (one, two *db.DB) {
	t.Helper()
	url := dbtest.Ready(t, db.Postgres, sample, "") + "&options=-c%20synchronous_commit%3Don"
	open := func() *db.DB {
		d, err := db.Open(context.Background(), db.Settings{URL: url, Migrations: sample})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		return d
	}
	return open(), open()
}

// next gives an item the number after the last one, which is right only in turn.
func next(ctx context.Context, tx *db.Tx) error {
	if err := tx.TakeTurn(ctx, turn); err != nil {
		return err
	}
	var n int64
	if err := tx.Get(ctx, `SELECT count(*) FROM item`, nil, &n); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO item (parent, seq, body, ok) VALUES ('turn', $1, $2, $3)`, n, []byte{1}, true)
	return err
}

func TestTurnsAreTakenOneAfterTheOtherOnTwoServers(t *testing.T) {
	one, two := twoServers(t)
	var wait sync.WaitGroup
	for i := range 16 {
		d := []*db.DB{one, two}[i%2]
		wait.Go(func() {
			for range 10 {
				if err := d.InTx(context.Background(), next); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if n := count(t, one); n != 160 {
		t.Errorf("%d items", n)
	}
}

func TestWhatWasDoneInTurnIsOnDiskWhenItIsAcknowledged(t *testing.T) {
	d, _ := twoServers(t)
	for range 20 {
		var written string
		hooked := false
		err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			tx.AfterCommit(func() { hooked = true })
			if err := next(ctx, tx); err != nil {
				return err
			}
			return tx.Get(ctx, `SELECT pg_current_wal_insert_lsn()::text`, nil, &written)
		})
		if err != nil || !hooked {
			t.Fatalf("%v, told of the commit: %t", err, hooked)
		}
		var durable bool
		if err := d.Pool().QueryRow(`SELECT pg_current_wal_flush_lsn() >= $1::pg_lsn`, written).Scan(&durable); err != nil || !durable {
			t.Fatalf("acknowledged before it was on disk (%v)", err)
		}
	}
}

func TestWhatDoesNotReachTheDiskIsNotAcknowledged(t *testing.T) {
	d, other := twoServers(t)
	told := false
	err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		tx.AfterCommit(func() { told = true })
		db.BreakFlush(d)
		return next(ctx, tx)
	})
	if err == nil || told {
		t.Errorf("%v, told of the commit: %t", err, told)
	}
	if n := count(t, other); n != 1 {
		t.Errorf("%d items: the transaction itself stands, and its caller asks again", n)
	}
	refused := errors.New("refused")
	if err := other.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return errors.Join(next(ctx, tx), refused) }); !errors.Is(err, refused) {
		t.Errorf("a refusal in turn became %v", err)
	}
}
