package db_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"surety/internal/db"
)

var recorded = fstest.MapFS{"0001_recorded.sql": {Data: []byte(`-- +goose Up
CREATE TABLE item (n BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE audit_item (n BIGINT NOT NULL PRIMARY KEY);
`)}}

func openFile(t *testing.T, path string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), db.Settings{URL: path, Migrations: recorded, Readers: 3})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func add(t *testing.T, d *db.DB, table string, n int) {
	t.Helper()
	err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO `+table+` (n) VALUES ($1)`, n)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func newest(t *testing.T, d *db.DB, table string) (n int) {
	t.Helper()
	err := d.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT coalesce(max(n), 0) FROM `+table, nil, &n)
	})
	if err != nil {
		t.Error(err)
	}
	return n
}

// A reader may keep its moment over entries of the record; over anything else it must not, whoever wrote it.
func TestAViewSeesWhatWasAcknowledgedBefore(t *testing.T) {
	d := openFile(t, filepath.Join(t.TempDir(), "x.db"))
	var all sync.WaitGroup
	stop := make(chan struct{})
	all.Go(func() {
		for n := 1; ; n++ {
			select {
			case <-stop:
				return
			default:
				add(t, d, "audit_item", n)
				if got := newest(t, d, "audit_item"); got < n {
					t.Errorf("the record shows %d after %d", got, n)
				}
			}
		}
	})
	for n := 1; n <= 300; n++ {
		add(t, d, "item", n)
		for range 3 {
			if got := newest(t, d, "item"); got != n {
				t.Fatalf("read %d after %d was acknowledged", got, n)
			}
		}
	}
	close(stop)
	all.Wait()
}

func TestAViewSeesWhatAnotherProcessWrote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	server, tool := openFile(t, path), openFile(t, path)
	for n := 1; n <= 100; n++ {
		newest(t, server, "item")
		if n%2 == 0 {
			add(t, server, "audit_item", n)
		}
		add(t, tool, "item", n)
		if n%3 == 0 {
			add(t, server, "audit_item", 1000+n)
		}
		if got := newest(t, server, "item"); got != n {
			t.Fatalf("read %d after another had %d acknowledged", got, n)
		}
	}
}

func TestAViewIsOfOneMoment(t *testing.T) {
	d := openFile(t, filepath.Join(t.TempDir(), "x.db"))
	count := func(ctx context.Context, tx *db.Tx, table string) (n int, err error) {
		return n, tx.Get(ctx, `SELECT count(*) FROM `+table, nil, &n)
	}
	err := d.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		first, err := count(ctx, tx, "audit_item")
		add(t, d, "audit_item", 1)
		add(t, d, "item", 1)
		second, err2 := count(ctx, tx, "audit_item")
		third, err3 := count(ctx, tx, "item")
		if first+second+third != 0 || err != nil || err2 != nil || err3 != nil {
			t.Error(first, second, third, err, err2, err3)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := count(ctx, tx, "item"); err != nil {
			return err
		}
		_, err := count(ctx, tx, "audit_item")
		return err
	})
	if err == nil {
		t.Error("the record was read at a moment that may be old")
	}
}

func TestAViewCannotWrite(t *testing.T) {
	d := openFile(t, filepath.Join(t.TempDir(), "x.db"))
	err := d.View(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO item (n) VALUES (1)`)
		return err
	})
	if err == nil || newest(t, d, "item") != 0 {
		t.Error("a view wrote", err)
	}
}

// Readers that keep moments must not keep the journal from beginning anew.
func TestTheJournalStaysBoundedUnderReaders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	d := openFile(t, path)
	var all sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					newest(t, d, "item")
				}
			}
		})
	}
	const page = 4096
	body := make([]byte, 100*page)
	for n := range 400 { // 160 MB through a journal of 32
		for i := 0; i < len(body); i += page {
			body[i] = byte(n) // SQLite does not write what stays as it is
		}
		err := d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS audit_body (n BIGINT PRIMARY KEY, b BYTEA)`)
			if err == nil {
				_, err = tx.Exec(ctx, `INSERT INTO audit_body (n, b) VALUES ($1, $2) ON CONFLICT (n) DO UPDATE SET b = excluded.b`, n%4, body)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	all.Wait()
	info, err := os.Stat(path + "-wal")
	if err != nil || info.Size() > 96<<20 {
		t.Errorf("the journal is %d MiB: %v", info.Size()>>20, err)
	}
}
