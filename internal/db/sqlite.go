package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"sync"

	_ "github.com/ncruces/go-sqlite3/driver" // registers "sqlite3"
)

// groupLimit bounds how many callers share one commit, and so how long the first of them waits.
const groupLimit = 256

func openSQLite(ctx context.Context, s Settings) (_ *DB, err error) {
	if err := migrateSQLite(ctx, s); err != nil {
		return nil, err
	}
	first, err := openConn(s.URL, writerCache)
	if err != nil {
		return nil, err
	}
	d := &DB{engine: SQLite, path: s.URL, writer: &writer{conn: first, queue: make(chan *request), gone: make(chan struct{}), stopped: make(chan struct{})}}
	d.reads = &readers{free: make(chan *conn, s.Readers)}
	for range s.Readers {
		c, err := openConn(s.URL, readerCache)
		if err != nil {
			return nil, err
		}
		d.reads.free <- c
	}
	go d.writer.loop()
	return d, nil
}

// migrateSQLite goes through database/sql, as the library for migrations asks.
func migrateSQLite(ctx context.Context, s Settings) error {
	pool, err := sql.Open("sqlite3", sqliteDSN(s.URL, readerCache))
	if err != nil {
		return fmt.Errorf("open %s: %w", s.URL, err)
	}
	return errors.Join(migrate(ctx, pool, SQLite, s.Migrations), pool.Close())
}

// Page caches in KiB. A commit empties the readers' caches, so a large one would be for nothing.
const (
	writerCache = 32 << 10
	readerCache = 4 << 10
)

// checkpointPages is how far the journal grows (32 MiB) before its pages go back into the database: at SQLite's own
// 1,000, a busy server did so with nearly every commit and wrote the same pages over and over.
const checkpointPages = 8000

// sqliteDSN asks for durability: ncruces falls back to synchronous=NORMAL in WAL mode unless told.
func sqliteDSN(path string, cache int) string {
	q := url.Values{"_pragma": {"busy_timeout(15000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)",
		"temp_store(memory)", fmt.Sprintf("cache_size(-%d)", cache), fmt.Sprintf("wal_autocheckpoint(%d)", checkpointPages), "journal_size_limit(67108864)"}}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// readers lends read connections.
type readers struct{ free chan *conn }

func (r *readers) do(ctx context.Context, fn func(context.Context, *Tx) error) error {
	var c *conn
	select {
	case c = <-r.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { r.free <- c }()
	if err := c.run("BEGIN"); err != nil {
		return translate(err)
	}
	t := &Tx{q: c, engine: SQLite}
	// Cancelling would interrupt the connection's next statements too; readers are short, so they finish.
	err := run(context.WithoutCancel(ctx), t, fn)
	if end := c.run("ROLLBACK"); err == nil {
		err = translate(end)
	}
	return err
}

// close waits for the readers under way. The connections go back closed, so that who comes later is told, not kept.
func (r *readers) close() error {
	var all []error
	var lent []*conn
	for range cap(r.free) {
		c := <-r.free
		lent, all = append(lent, c), append(all, c.close())
	}
	for _, c := range lent {
		r.free <- c
	}
	return errors.Join(all...)
}

type request struct {
	ctx  context.Context
	fn   func(context.Context, *Tx) error
	tx   *Tx
	err  error
	done chan struct{}
}

// writer runs all writing transactions in turn on one connection, as savepoints of a shared commit.
type writer struct {
	conn    *conn
	queue   chan *request
	gone    chan struct{}
	stopped chan struct{}
	once    sync.Once
}

func (w *writer) do(ctx context.Context, fn func(context.Context, *Tx) error) error {
	r := &request{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case w.queue <- r:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.gone:
		return errors.New("db: closed")
	}
	<-r.done
	return r.err
}

func (w *writer) loop() {
	defer close(w.stopped)
	for {
		select {
		case r := <-w.queue:
			w.group(r)
		case <-w.gone:
			return
		}
	}
}

// group runs the first request and whoever waits behind it, then commits once for all.
func (w *writer) group(first *request) {
	batch := []*request{first}
	defer func() {
		for _, r := range batch {
			close(r.done)
		}
	}()
	if err := w.conn.run("BEGIN IMMEDIATE"); err != nil {
		first.err = translate(err)
		return
	}
	w.one(first)
	for len(batch) < groupLimit {
		select {
		case r := <-w.queue:
			batch = append(batch, r)
			w.one(r)
			continue
		default:
		}
		break
	}
	w.commit(batch)
}

func (w *writer) commit(batch []*request) {
	if err := w.conn.run("COMMIT"); err != nil {
		_ = w.conn.run("ROLLBACK")
		for _, r := range batch {
			r.err = errors.Join(translate(err), r.err)
		}
		return
	}
	for _, r := range batch {
		if r.err != nil {
			continue
		}
		for _, fn := range r.tx.after {
			fn()
		}
	}
}

// one runs a request inside a savepoint. Statements must not see the caller's cancellation: SQLite would undo the
// whole group.
func (w *writer) one(r *request) {
	if r.err = r.ctx.Err(); r.err != nil {
		return
	}
	if r.err = translate(w.conn.run("SAVEPOINT one")); r.err != nil {
		return
	}
	r.tx = &Tx{q: w.conn, engine: SQLite}
	if r.err = run(context.WithoutCancel(r.ctx), r.tx, r.fn); r.err != nil {
		r.err = errors.Join(r.err, w.conn.run("ROLLBACK TO one"))
	}
	if err := w.conn.run("RELEASE one"); err != nil {
		r.err = errors.Join(r.err, err)
	}
}

func (w *writer) close() error {
	w.once.Do(func() { close(w.gone) })
	<-w.stopped
	return w.conn.close()
}
