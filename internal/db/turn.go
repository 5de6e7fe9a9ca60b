package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"
)

// TakeTurn makes transactions that take the turn of one number happen one after the other, on all servers, from here to
// their ends. On SQLite all writers do.
//
// On PostgreSQL the next one need not wait for the disk: the transaction becomes visible, the turn goes on, and InTx
// returns when the disk has it, together with all that came before. What is lost with the power is then always the end of
// the history, and nothing of it was acknowledged.
func (t *Tx) TakeTurn(ctx context.Context, number int64) error {
	if t.engine == SQLite {
		return nil
	}
	t.late = true
	_, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock($1), set_config('synchronous_commit', 'off', true)`, number)
	return err
}

// flushSeconds bounds how long one flush may take.
const flushSeconds = 30

// flusher brings commits that did not wait for the disk there, many at a time, on a connection of its own: those of the
// pool may all wait for a turn.
type flusher struct {
	pool *sql.DB
	busy sync.Mutex // one flush at a time
	mu   sync.Mutex
	next *flush // which has not begun
}

type flush struct {
	done chan struct{}
	err  error
}

// wait returns when all that was committed before the call is durable.
func (f *flusher) wait() error {
	f.mu.Lock()
	mine := f.next
	if mine == nil {
		mine = &flush{done: make(chan struct{})}
		f.next = mine
		go f.run(mine)
	}
	f.mu.Unlock()
	<-mine.done
	return mine.err
}

func (f *flusher) run(mine *flush) {
	f.busy.Lock()
	f.mu.Lock()
	f.next = nil // who comes now may have committed after this flush
	f.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), flushSeconds*time.Second)
	defer cancel()
	// A commit waits for the journal up to itself when it wrote into it; this writes a few bytes that nobody reads.
	_, mine.err = f.pool.ExecContext(ctx, `SELECT pg_logical_emit_message(true, 'surety', '')`)
	if mine.err != nil {
		mine.err = fmt.Errorf("committed, but perhaps not yet on disk: %w", mine.err)
	}
	f.busy.Unlock()
	close(mine.done)
}
