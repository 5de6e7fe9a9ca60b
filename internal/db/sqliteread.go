package db

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ncruces/go-sqlite3"
)

// recordTables is how the names of the record's tables begin. Nearly every reading of content writes an entry, and a
// reader that asks nothing of the record need not notice: it may go on with the moment it saw, and with the pages it
// has in memory, as long as nothing else was written. SQLite would have it read all of them again.
const recordTables = "audit_"

// momentAge bounds how long a reader keeps a moment, since the journal cannot begin anew while somebody reads it.
const momentAge = 100 * time.Millisecond

// settleTime bounds how long views may be held up for the journal to begin anew.
const settleTime = 5 * time.Millisecond

var errRecordFirst = errors.New("db: a view that reads the record must begin with it")

// touch is what a statement reads or writes.
type touch struct {
	record  bool // the record's tables
	lasting bool // writes others
}

// note is told by SQLite, while it prepares a statement, what the statement will do.
func (t *touch) note(action sqlite3.AuthorizerActionCode, table string) {
	record := strings.HasPrefix(table, recordTables)
	switch action {
	case sqlite3.AUTH_READ:
		t.record = t.record || record
	case sqlite3.AUTH_INSERT, sqlite3.AUTH_UPDATE, sqlite3.AUTH_DELETE:
		t.record = t.record || record
		t.lasting = t.lasting || !record
	}
}

// journalHead is the beginning of the journal's index, which every commit of any process changes
// (sqlite.org/walformat.html, section 2.1).
type journalHead [48]byte

// moments tell a reader whether the moment it has is still the newest that it can notice.
type moments struct {
	index   *os.File      // the journal's index; nil where it is not a file
	changed atomic.Uint64 // grows with each commit that readers must see
	turns   atomic.Uint64 // odd while our writer has its turn, in which no other process can commit
	ours    atomic.Pointer[journalHead]
}

func (m *moments) head() (h journalHead, ok bool) {
	if m.index == nil {
		return h, false
	}
	n, _ := m.index.ReadAt(h[:], 0)
	return h, n == len(h)
}

// begun is told by the writer when its turn has come. If the head is not as it left it, another process has written,
// and nothing is known of what.
func (m *moments) begun() {
	h, ok := m.head()
	if last := m.ours.Load(); !ok || last == nil || *last != h {
		m.changed.Add(1)
		m.ours.Store(&h)
	}
	m.turns.Add(1)
}

// ended is told by the writer when its turn is over, before anybody is told of success.
func (m *moments) ended(lasting bool) {
	if lasting {
		m.changed.Add(1)
	}
	h, _ := m.head()
	m.ours.Store(&h)
	m.turns.Add(1)
}

// current says which moment is the newest, and whether that is sure: the head is as our writer left it, or it is our
// writer that is changing it, who has not yet told anybody of success.
func (m *moments) current() (changed uint64, sure bool) {
	for range 3 {
		turn := m.turns.Load()
		h, ok := m.head()
		if !ok {
			break
		}
		last := m.ours.Load()
		changed = m.changed.Load()
		if last != nil && h == *last || turn%2 == 1 && m.turns.Load() == turn {
			return changed, true
		}
	}
	return m.changed.Load(), false
}

// readers lends read connections, the one last used first: its pages are warm.
type readers struct {
	*moments
	slots   chan struct{}
	mu      sync.Mutex
	idle    []*reader
	stop    chan struct{}
	stopped chan struct{}
	once    sync.Once
}

type reader struct {
	*conn
	open  bool
	seen  uint64
	since time.Time
	asked int // statements of this view
	fresh bool
}

func openReaders(path string, n int, m *moments) (*readers, error) {
	r := &readers{moments: m, slots: make(chan struct{}, n), stop: make(chan struct{}), stopped: make(chan struct{})}
	for range n {
		c, err := openConn(path, readerCache, "query_only(on)")
		if err != nil {
			return nil, errors.Join(err, r.closeIdle())
		}
		one := &reader{conn: c}
		c.allow = one.allow(m)
		r.idle = append(r.idle, one)
	}
	go r.tend()
	return r, nil
}

// allow lets the record be read only as it is now.
func (c *reader) allow(m *moments) func(touch) error {
	return func(t touch) error {
		c.asked++
		if !t.record || c.fresh {
			return nil
		}
		if c.asked > 1 {
			return errRecordFirst
		}
		c.fresh = true
		changed, _ := m.current()
		return c.begin(changed)
	}
}

func (c *reader) begin(changed uint64) error {
	if err := c.end(); err != nil {
		return err
	}
	if err := c.run("BEGIN"); err != nil {
		return translate(err)
	}
	c.open, c.seen, c.since = true, changed, time.Now()
	return nil
}

func (c *reader) end() error {
	if !c.open {
		return nil
	}
	c.open = false
	return translate(c.run("ROLLBACK"))
}

func (r *readers) do(ctx context.Context, fn func(context.Context, *Tx) error) error {
	select {
	case r.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	r.mu.Lock()
	c := r.idle[len(r.idle)-1]
	r.idle = r.idle[:len(r.idle)-1]
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.idle = append(r.idle, c)
		r.mu.Unlock()
		<-r.slots
	}()
	c.asked, c.fresh = 0, false
	changed, sure := r.current()
	if !c.open || !sure || c.seen != changed || time.Since(c.since) > momentAge {
		if err := c.begin(changed); err != nil {
			return err
		}
	}
	// Cancelling would interrupt the connection's next statements too; readers are short, so they finish.
	err := run(context.WithoutCancel(ctx), &Tx{q: c.conn, engine: SQLite}, fn)
	if err != nil {
		_ = c.end() // SQLite itself ends a transaction after some errors
	}
	return err
}

// tend lets go of moments that nobody uses.
func (r *readers) tend() {
	defer close(r.stopped)
	t := time.NewTicker(momentAge)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			r.release(momentAge)
		case <-r.stop:
			return
		}
	}
}

// release ends the moments of that age that lie idle. One that fails to end is ended by its next use.
func (r *readers) release(age time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.idle {
		if c.open && time.Since(c.since) >= age {
			_ = c.end()
		}
	}
}

// settle lets the views under way end and lets go of all moments, if that takes no longer than a view should.
func (r *readers) settle() {
	late := time.NewTimer(settleTime)
	defer late.Stop()
	held := 0
	defer func() {
		for range held {
			<-r.slots
		}
	}()
	for ; held < cap(r.slots); held++ {
		select {
		case r.slots <- struct{}{}:
		case <-late.C:
			return
		}
	}
	r.release(0)
}

// close waits for the readers under way; who comes later is told that it is closed.
func (r *readers) close() error {
	r.once.Do(func() { close(r.stop) })
	<-r.stopped
	for range cap(r.slots) {
		r.slots <- struct{}{}
	}
	err := r.closeIdle()
	for range cap(r.slots) {
		<-r.slots
	}
	return err
}

func (r *readers) closeIdle() error {
	var all []error
	for _, c := range r.idle {
		c.open = false
		all = append(all, c.close())
	}
	return errors.Join(all...)
}
