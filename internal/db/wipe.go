package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// Wipe takes what was deleted from the table out of the store's files, where it would otherwise lie until its place is used again. On
// SQLite what is deleted is written over as it goes, and the journal, which may hold older pages, is emptied. On PostgreSQL the table is
// written anew, and nobody can use it meanwhile: for small tables only; its write-ahead log keeps the old rows for as long as the server
// or an archive keeps it, and counts as a backup. Call it outside a transaction. It fails with an error, having left the bytes, when
// somebody reads on for 15 s a state in which they were not deleted.
func (d *DB) Wipe(ctx context.Context, table string) error {
	if d.engine == Postgres {
		return translate(d.rewrite(ctx, table))
	}
	done := make(chan error, 1)
	select {
	case d.writer.wipes <- done:
		return <-done
	case <-ctx.Done():
		return ctx.Err()
	case <-d.writer.gone:
		return errClosed
	}
}

// rewrite writes a PostgreSQL table anew once no row that was deleted can be seen by anybody: VACUUM (FULL) would carry those over.
func (d *DB) rewrite(ctx context.Context, table string) error {
	if !schemaName.MatchString(table) {
		return fmt.Errorf("table name %q is not acceptable", table)
	}
	for end := time.Now().Add(wipePatience); ; {
		var dead int64
		if _, err := d.pool.ExecContext(ctx, "VACUUM "+table); err != nil {
			return err
		}
		if err := d.pool.QueryRowContext(ctx, `SELECT pg_stat_get_dead_tuples($1::text::regclass)`, table).Scan(&dead); err != nil {
			return err
		}
		if dead == 0 {
			_, err := d.pool.ExecContext(ctx, "VACUUM (FULL) "+table)
			return err
		}
		if time.Now().After(end) {
			return errBusy
		}
		select {
		case <-time.After(wipePause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

const (
	wipePatience = 15 * time.Second // as long as SQLite waits
	wipePause    = 50 * time.Millisecond
)

var errBusy = errors.New("db: an older state is being read; what was deleted could not be wiped")

// truncate puts the journal's pages back into the database and empties it.
func (w *writer) truncate() error {
	w.reads.settle()
	left, back, err := w.conn.c.WALCheckpoint("", sqlite3.CHECKPOINT_TRUNCATE)
	if err == nil && left != back {
		err = errBusy
	}
	if err != nil {
		return translate(err)
	}
	w.pages = 0
	w.reads.changed.Add(1)
	return nil
}
