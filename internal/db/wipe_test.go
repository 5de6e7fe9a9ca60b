package db_test

import (
	"bytes"
	"context"
	"database/sql"
	"testing"
	"testing/fstest"
	"time"

	"surety/internal/db"
	"surety/internal/db/dbtest"
)

var letters = fstest.MapFS{"0001_letter.sql": {Data: []byte("-- +goose Up\nCREATE TABLE letter (text TEXT NOT NULL);\n")}}

func pages(t *testing.T, d *db.DB) (all []byte) {
	t.Helper()
	if err := d.Pool().QueryRow(`SELECT pg_read_binary_file(pg_relation_filepath('letter'))`).Scan(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// PostgreSQL keeps what was deleted for who began to read before; a table written anew while they do would carry it along.
func TestWipeWaitsForWhoReadsAnOlderState(t *testing.T) {
	ctx := context.Background()
	d := dbtest.Open(t, db.Postgres, letters)
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Pool().Exec(`INSERT INTO letter (text) VALUES ('the secret word'), ('stays')`))
	must(nil, d.Wipe(ctx, "letter"))
	if !bytes.Contains(pages(t, d), []byte("the secret word")) {
		t.Fatal("the search finds no word that is there")
	}
	reader, err := d.Pool().BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	must(nil, err)
	must(reader.Exec(`SELECT 1`))
	must(d.Pool().Exec(`DELETE FROM letter WHERE text LIKE 'the %'`))

	short, end := context.WithTimeout(ctx, 300*time.Millisecond)
	defer end()
	if err := d.Wipe(short, "letter"); err == nil {
		t.Error("it says that it wiped what somebody can see still")
	}
	wiped := make(chan error, 1)
	go func() { wiped <- d.Wipe(ctx, "letter") }()
	must(nil, reader.Rollback())
	must(nil, <-wiped)
	if b := pages(t, d); bytes.Contains(b, []byte("the secret word")) || !bytes.Contains(b, []byte("stays")) {
		t.Error("the word lies in the table's file still, or what stays does not")
	}
}
