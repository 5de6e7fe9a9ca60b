package far

import (
	"context"
	"errors"
	"net"

	"surety/internal/channel"
	"surety/internal/wire"
)

// lane is one of the two connections, dialled when it is first needed and again when it is lost.
type lane struct {
	mux  *channel.Mux  // inside the seal; nil while there is none
	err  error         // why there will be none any more
	turn chan struct{} // closed when one of them changes
}

// mux waits for a lane's connection. Faults: why it was given up, ctx's.
func (s *Session) mux(ctx context.Context, which channel.Lane) (*channel.Mux, error) {
	for {
		s.mu.Lock()
		l := s.lane(which)
		m, err, turn := l.mux, l.err, l.turn
		s.mu.Unlock()
		if err != nil || m != nil && m.Err() == nil {
			return m, err
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// lane begins to keep a lane that is not kept yet. The caller holds the lock.
func (s *Session) lane(which channel.Lane) *lane {
	l := s.lanes[which]
	if l != nil {
		return l
	}
	l = &lane{turn: make(chan struct{})}
	s.lanes[which] = l
	if s.ctx.Err() != nil {
		l.err = net.ErrClosed
		return l
	}
	var mine seat // by which the lane was dialled
	line := &channel.Line{Lane: which, Streams: 1, Clock: s.clock, GiveUp: giveUp,
		Before: func(ctx context.Context) (err error) {
			mine, err = s.seated(ctx, which)
			return err
		},
		Dial: func(ctx context.Context) (net.Conn, error) {
			conn, err := s.desk.Dial(ctx, which, mine.number)
			if which == channel.Bulk && errors.Is(err, channel.ErrTurnedAway) {
				err = channel.ErrLaneLost.Because(err) // the other lane sees to a seat, or ends the session
			}
			return conn, err
		},
		Use: func(ctx context.Context, m *channel.Mux) error { return s.use(ctx, l, which, m, mine.pair) },
	}
	s.running.Go(func() {
		err := line.Run(s.ctx)
		if s.ctx.Err() != nil {
			err = net.ErrClosed
		}
		s.tell(l, nil, err)
		s.end() // a session with half its lanes is none
	})
	return l
}

func (s *Session) tell(l *lane, m *channel.Mux, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l.mux, l.err = m, err
	close(l.turn)
	l.turn = make(chan struct{})
}

// use reaches the client's end on one connection, again and again: when it is the client's own line that was lost, ours stands and waits.
func (s *Session) use(ctx context.Context, l *lane, which channel.Lane, m *channel.Mux, pair channel.Pair) error {
	for {
		err := s.serve(ctx, l, which, m, pair)
		if !passing(err) {
			return err
		}
		select {
		case <-s.clock.After(resetWait):
		case <-ctx.Done(): // our own line is lost: that, and not what was passing, tells how it goes on
			return ctx.Err()
		}
	}
}

// serve holds the seal on one relay, and serves nothing to the client's end: every stream is opened here.
func (s *Session) serve(ctx context.Context, l *lane, which channel.Lane, m *channel.Mux, pair channel.Pair) error {
	stream, err := m.Open(ctx, wire.Open{Purpose: wire.ForRelay, Argument: []byte(which.String())})
	if err != nil {
		return err
	}
	sealed, err := pair.Dial(ctx, stream)
	if err != nil {
		return err
	}
	inner, err := channel.Client(sealed, which, 1)
	if err != nil {
		return err
	}
	defer inner.Close()
	s.mu.Lock()
	s.words = sealed.Words
	s.mu.Unlock()
	s.tell(l, inner, nil)
	s.changed(which, true)
	defer s.changed(which, false)
	defer s.tell(l, nil, nil)
	return inner.Serve(ctx, new(channel.Handlers).Serve)
}

// passing reports whether the client's end may be back on another relay.
func passing(err error) bool {
	if why, refused := Refused(err); refused {
		return why == wire.NotReady || why == wire.Unreachable || why == wire.Failed
	}
	return errors.Is(err, channel.ErrLaneLost) || errors.Is(err, channel.ErrStreamReset) || errors.Is(err, channel.ErrNotSealed)
}
