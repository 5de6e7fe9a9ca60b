package chunk

import (
	"bytes"
	"context"
	"io"
	"time"

	"surety/internal/db"
	"surety/internal/recording"
	"surety/internal/wire"
)

// page is how many chunks are held while reading: at most 1.3 MiB.
const page = 16

// look is how often a subscriber asks the database, for what another server put.
const look = 250 * time.Millisecond

// Read gives the chunks of a recording that are here now, from a position on. They are as they came: recording.Claim checks them.
func (s *Store) Read(ctx context.Context, session wire.Session, from recording.Position) recording.Source {
	return &source{ctx: ctx, store: s, session: session, next: from.Chunk}
}

type source struct {
	ctx     context.Context //nolint:containedctx // recording.Source has none
	store   *Store
	session wire.Session
	next    uint64
	ahead   []recording.Sealed
	end     bool
}

// Next implements recording.Source.
func (r *source) Next() (recording.Sealed, error) {
	if len(r.ahead) == 0 && !r.end {
		if err := r.fill(); err != nil {
			return recording.Sealed{}, err
		}
	}
	if len(r.ahead) == 0 {
		return recording.Sealed{}, io.EOF
	}
	c := r.ahead[0]
	r.ahead = r.ahead[1:]
	return parse(c)
}

// parse parts a stored chunk; what was damaged on disk is told as a reader of recordings tells it.
func parse(c recording.Sealed) (_ recording.Sealed, err error) {
	if len(c.Record) < wire.RecordHead {
		return c, io.ErrUnexpectedEOF
	}
	if c.Header, err = wire.DecodeHeader(c.Record[:wire.RecordHead]); err == nil && len(c.Record) != wire.RecordHead+int(c.Header.Sealed) {
		err = io.ErrUnexpectedEOF
	}
	return c, err
}

func (r *source) fill() error {
	err := r.store.db.View(r.ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		r.ahead, err = db.All(ctx, tx, scanChunk, `SELECT record, signature FROM remote_chunk WHERE session = $1 AND number >= $2 ORDER BY number LIMIT $3`,
			Name(r.session), int64(min(r.next, 1<<62)), page)
		return err
	})
	r.next += uint64(len(r.ahead))
	r.end = len(r.ahead) < page
	return err
}

// Has reports whether this very chunk is kept: another connection of its end may have brought it.
func (s *Store) Has(ctx context.Context, session wire.Session, c recording.Sealed) (bool, error) {
	here, err := s.Read(ctx, session, recording.Position{Chunk: c.Header.Number}).Next()
	if err == io.EOF {
		return false, nil
	}
	return err == nil && bytes.Equal(here.Record, c.Record), err
}

func scanChunk(row db.Scanner) (c recording.Sealed, err error) {
	err = row.Scan(&c.Record, &c.Signature)
	return c, err
}

// Subscribe returns a channel that receives after chunks were put, or the recording was abandoned, until ctx ends: at once for what this server
// put, within a quarter of a second for what another did. Several may be told as one; who is told reads on from where it stood.
func (s *Store) Subscribe(ctx context.Context, session wire.Session) <-chan struct{} {
	ch := make(chan struct{}, 1)
	s.mu.Lock()
	if s.subs[session] == nil {
		s.subs[session] = map[chan struct{}]struct{}{}
	}
	s.subs[session][ch] = struct{}{}
	s.mu.Unlock()
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if delete(s.subs[session], ch); len(s.subs[session]) == 0 {
			delete(s.subs, session)
		}
	})
	if s.db.Engine() == db.Postgres {
		go s.watch(ctx, session, ch)
	}
	return ch
}

// tell wakes the subscribers of a recording; none is waited for.
func (s *Store) tell(session wire.Session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ch := range s.subs[session] {
		wake(ch)
	}
}

func wake(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}

// watch looks for what other servers put. It paces by the machine's clock and decides nothing.
func (s *Store) watch(ctx context.Context, session wire.Session, ch chan<- struct{}) {
	every := time.NewTicker(look)
	defer every.Stop()
	var seen Stand
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		if now, err := s.Stand(ctx, session); err == nil && now != seen {
			seen = now
			wake(ch)
		}
	}
}
