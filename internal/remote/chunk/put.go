package chunk

import (
	"bytes"
	"context"
	"slices"
	"time"

	"surety/internal/db"
	"surety/internal/recording"
	"surety/internal/wire"
)

const (
	groupPuts  = 128              // that share a commit at most
	groupBytes = 4 << 20          // of them
	groupTime  = 30 * time.Second // that writing a group may take
)

// put is one chunk on its way.
type put struct {
	session wire.Session
	sealed  recording.Sealed
	digest  wire.Digest
	err     error
}

// group is what is committed at once. Who comes while one is written waits for the next: a commit costs the disk the same for one
// as for many.
type group struct {
	puts  []*put
	bytes int
	done  chan struct{}
}

// Put keeps the next chunk of a recording; it is on disk when Put returns nil. The chunk must stay as it is until then. Faults:
// ErrNotNext, ErrOver. Putting is not given up when ctx ends: nobody would know whether it was done.
func (s *Store) Put(ctx context.Context, session wire.Session, c recording.Sealed) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if c.Header.Session != session {
		return ErrNotNext
	}
	p := &put{session: session, sealed: c, digest: c.Digest()}
	<-s.join(p).done
	return p.err
}

// join adds the chunk to the group that is written next.
func (s *Store) join(p *put) *group {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.next
	if g == nil || len(g.puts) >= groupPuts || g.bytes >= groupBytes {
		g = &group{done: make(chan struct{})}
		s.next = g
		go s.write(g)
	}
	g.puts = append(g.puts, p)
	g.bytes += len(p.sealed.Record)
	return g
}

func (s *Store) write(g *group) {
	s.busy.Lock()
	s.mu.Lock()
	if s.next == g {
		s.next = nil
	}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), groupTime)
	defer cancel()
	// In one order everywhere, so that two servers' groups never wait for each other.
	slices.SortStableFunc(g.puts, func(a, b *put) int { return bytes.Compare(a.session[:], b.session[:]) })
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, p := range g.puts {
			var err error
			if p.err, err = p.add(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	s.busy.Unlock()
	for _, p := range g.puts {
		if err != nil {
			p.err = err
		}
		if p.err == nil {
			s.tell(p.session)
		}
	}
	close(g.done)
}

// add moves the recording on and adds the chunk. The row of remote_recording is the turn of one recording: whoever comes second finds
// it moved. A chunk that is refused leaves the others of its group alone.
func (p *put) add(ctx context.Context, tx *db.Tx) (refused, err error) {
	moved, err := p.move(ctx, tx)
	if err != nil || moved {
		if err == nil {
			_, err = tx.Exec(ctx, `INSERT INTO remote_chunk (session, number, record, signature) VALUES ($1, $2, $3, $4)`,
				Name(p.session), int64(p.sealed.Header.Number), p.sealed.Record, p.sealed.Signature)
		}
		return nil, err
	}
	stand, err := StandTx(ctx, tx, p.session)
	if stand.Over() {
		return ErrOver, err
	}
	return ErrNotNext, err
}

func (p *put) move(ctx context.Context, tx *db.Tx) (bool, error) {
	h, size := p.sealed.Header, int64(len(p.sealed.Record)+len(p.sealed.Signature))
	var n int64
	var err error
	switch {
	case h.Number > 1<<62:
	case h.Number == 0 && h.Previous == wire.Digest{}:
		n, err = tx.Exec(ctx, `INSERT INTO remote_recording (session, next, last, bytes, ended) VALUES ($1, 1, $2, $3, $4) ON CONFLICT (session) DO NOTHING`,
			Name(p.session), p.digest[:], size, h.Last)
	default:
		n, err = tx.Exec(ctx, `UPDATE remote_recording SET next = next + 1, last = $1, bytes = bytes + $2, ended = $3
			WHERE session = $4 AND next = $5 AND last = $6 AND NOT ended AND abandoned IS NULL`,
			p.digest[:], size, h.Last, Name(p.session), int64(h.Number), h.Previous[:])
	}
	return n == 1, err
}
