package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"

	"github.com/ncruces/go-sqlite3"
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
	m := &moments{}
	if m.index, err = os.Open(s.URL + "-shm"); err != nil {
		m.index = nil // kept in memory here: readers then never keep a moment
	}
	d := &DB{engine: SQLite, path: s.URL}
	if d.reads, err = openReaders(s.URL, s.Readers, m); err != nil {
		return nil, errors.Join(err, first.close())
	}
	d.writer = openWriter(first, d.reads)
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

// Page caches in KiB.
const (
	writerCache = 64 << 10
	readerCache = 4 << 10
)

// checkpointPages is how far the journal grows (32 MiB) before its pages go back into the database: at SQLite's own
// 1,000, a busy server did so with nearly every commit and wrote the same pages over and over.
const checkpointPages = 8000

// sqliteDSN asks for durability: ncruces falls back to synchronous=NORMAL in WAL mode unless told. What is deleted is written over:
// see [DB.Wipe].
func sqliteDSN(path string, cache int, more ...string) string {
	q := url.Values{"_pragma": append([]string{"busy_timeout(15000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(on)", "secure_delete(on)",
		"temp_store(memory)", fmt.Sprintf("cache_size(-%d)", cache), fmt.Sprintf("wal_autocheckpoint(%d)", checkpointPages), "journal_size_limit(67108864)"}, more...)}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
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
	reads   *readers
	pages   int // of the journal
	queue   chan *request
	wipes   chan chan error
	gone    chan struct{}
	stopped chan struct{}
	once    sync.Once
}

func openWriter(c *conn, reads *readers) *writer {
	w := &writer{conn: c, reads: reads, queue: make(chan *request), wipes: make(chan chan error), gone: make(chan struct{}), stopped: make(chan struct{})}
	c.c.WALHook(func(_ *sqlite3.Conn, _ string, pages int) error {
		w.pages = pages
		return nil
	})
	return w
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
			if w.pages >= checkpointPages {
				w.checkpoint()
			}
		case done := <-w.wipes:
			done <- w.truncate()
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
	w.conn.lasting = false
	w.reads.begun()
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
		w.reads.ended(true)
		for _, r := range batch {
			if r.err == nil {
				r.tx.undone()
			}
			r.err = errors.Join(translate(err), r.err)
		}
		return
	}
	w.reads.ended(w.conn.lasting)
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
		r.tx.undone()
	}
	if err := w.conn.run("RELEASE one"); err != nil {
		r.err = errors.Join(r.err, err)
	}
}

// checkpoint puts the journal's pages back into the database. The journal begins anew when nobody holds a moment from
// before they were back; where somebody does for long, the next commit tries again.
func (w *writer) checkpoint() {
	w.reads.release(0)
	if _, _, err := w.conn.c.WALCheckpoint("", sqlite3.CHECKPOINT_PASSIVE); err != nil {
		return // the journal stays and holds everything
	}
	w.pages = 0 // the next commit says how many there are
	w.reads.changed.Add(1)
	w.reads.settle()
}

func (w *writer) close() error {
	w.once.Do(func() { close(w.gone) })
	<-w.stopped
	return w.conn.close()
}
