package worker

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/fault"
	"surety/internal/snapshot"
	"surety/internal/snapshot/over"
	"surety/internal/wire"
)

const (
	shelfStreams = 4
	shelfGiveUp  = 2 * time.Minute
	shelfAgain   = time.Second
)

// shelf is the server's store of snapshots over a bulk lane of its own, on which nothing can be opened from the other side.
type shelf struct {
	*over.Store
	stop context.CancelFunc
	over chan struct{} // closed when the lane is given up

	mu      sync.Mutex
	mux     *channel.Mux
	changed chan struct{}
	err     error
}

func (w *worker) newShelf(ctx context.Context) *shelf {
	ctx, stop := context.WithCancel(ctx)
	s := &shelf{stop: stop, over: make(chan struct{}), changed: make(chan struct{})}
	s.Store = over.New(s.open, shelfStreams)
	lane := channel.Line{Lane: channel.Bulk, Streams: 1, Clock: w.Clock, GiveUp: shelfGiveUp,
		Dial: func(ctx context.Context) (net.Conn, error) { return w.joined.Dial(ctx, channel.Bulk) },
		Use: func(ctx context.Context, m *channel.Mux) error {
			s.have(m)
			defer s.have(nil)
			return m.Serve(ctx, (&channel.Handlers{}).Serve)
		}}
	go func() {
		s.err = lane.Run(ctx)
		close(s.over)
	}()
	return s
}

func (s *shelf) have(m *channel.Mux) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mux = m
	close(s.changed)
	s.changed = make(chan struct{})
}

// open waits for a connection and opens a stream on it.
func (s *shelf) open(ctx context.Context) (io.ReadWriteCloser, error) {
	for {
		s.mu.Lock()
		m, changed := s.mux, s.changed
		s.mu.Unlock()
		if m != nil {
			return m.Open(ctx, wire.Open{Purpose: wire.ForSnapshot})
		}
		select {
		case <-changed:
		case <-s.over:
			return nil, s.err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Close hangs up.
func (s *shelf) Close() error {
	s.stop()
	return s.Store.Close()
}

// again does something until it succeeds, or fails in a way that a new connection does not mend.
func (s *shelf) again(ctx context.Context, do func() error) error {
	for {
		err := do()
		var f *fault.Fault
		if err == nil || ctx.Err() != nil || !errors.Is(err, over.ErrLine) && !errors.Is(err, channel.ErrLaneLost) && !errors.Is(err, channel.ErrStreamReset) {
			return err
		}
		if errors.As(err, &f) && f.Kind != fault.Unavailable {
			return err
		}
		select {
		case <-s.over:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(shelfAgain):
		}
	}
}

// both is a store in two places: what is kept is kept in both, what is read comes from the first that has it.
type both struct{ far, near snapshot.Store }

// Has tells of what both have.
func (b both) Has(ctx context.Context, kind snapshot.Kind, names []snapshot.Name) ([]bool, error) {
	has, err := b.far.Has(ctx, kind, names)
	if err != nil {
		return nil, err
	}
	also, err := b.near.Has(ctx, kind, names)
	if err != nil {
		return nil, err
	}
	for i := range has {
		has[i] = has[i] && also[i]
	}
	return has, nil
}

// Put keeps it in both.
func (b both) Put(ctx context.Context, kind snapshot.Kind, name snapshot.Name, object []byte) error {
	if err := b.near.Put(ctx, kind, name, object); err != nil {
		return err
	}
	return b.far.Put(ctx, kind, name, object)
}

// Get reads it here, or else there.
func (b both) Get(ctx context.Context, kind snapshot.Kind, name snapshot.Name, offset int64, length int) ([]byte, error) {
	if object, err := b.near.Get(ctx, kind, name, offset, length); err == nil {
		return object, nil
	}
	return b.far.Get(ctx, kind, name, offset, length)
}

// List is what both have: what is there is not brought again.
func (b both) List(ctx context.Context, kind snapshot.Kind, after snapshot.Name, limit int) (out []snapshot.Info, err error) {
	for len(out) == 0 {
		some, err := b.near.List(ctx, kind, after, limit)
		if err != nil || len(some) == 0 {
			return nil, err
		}
		names := make([]snapshot.Name, len(some))
		for i, s := range some {
			names[i], after = s.Name, s.Name
		}
		has, err := b.far.Has(ctx, kind, names)
		if err != nil {
			return nil, err
		}
		for i, s := range some {
			if has[i] {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// Remove removes nothing.
func (b both) Remove(context.Context, snapshot.Kind, snapshot.Name) error { return over.ErrRemove }
