package loop

import (
	"context"
	"io"
	"net"
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/wire"
)

// Powers serve one stream of the specialist's end; *assist.Session is one.
type Powers interface {
	Serve(ctx context.Context, line io.ReadWriteCloser) error
}

// Near is a client's end: it comes to a server and serves powers to whoever the server introduces.
type Near struct {
	Powers Powers
	Dial   func(ctx context.Context, lane channel.Lane) (net.Conn, error)
	Record func(ctx context.Context, line io.ReadWriteCloser) error // brings the recording; may be nil

	mu    sync.Mutex
	pairs map[uint32]channel.Pair
}

// Run keeps both lanes until ctx ends.
func (n *Near) Run(ctx context.Context) {
	n.pairs = map[uint32]channel.Pair{}
	var both sync.WaitGroup
	for _, which := range []channel.Lane{channel.Interactive, channel.Bulk} {
		both.Go(func() {
			line := &channel.Line{Lane: which, Streams: streams, Clock: clock.System{}, GiveUp: time.Minute,
				Dial: func(ctx context.Context) (net.Conn, error) { return n.Dial(ctx, which) },
				Use:  func(ctx context.Context, m *channel.Mux) error { return n.use(ctx, which, m) },
			}
			_ = line.Run(ctx)
		})
	}
	both.Wait()
}

func (n *Near) use(ctx context.Context, which channel.Lane, m *channel.Mux) error {
	h := &channel.Handlers{}
	h.Put(wire.ForRelay, func(ctx context.Context, a *channel.Asked) { n.relayed(ctx, which, a) })
	if which == channel.Interactive {
		go n.control(ctx, m)
		if n.Record != nil {
			go n.record(ctx, m)
		}
	}
	return m.Serve(ctx, h.Serve)
}

func (n *Near) relayed(ctx context.Context, which channel.Lane, a *channel.Asked) {
	number, err := wire.DecodeStream(a.Open.Argument)
	n.mu.Lock()
	pair, known := n.pairs[number]
	n.mu.Unlock()
	if err != nil || !known {
		a.Refuse(wire.NotFound)
		return
	}
	stream, err := a.Take()
	if err != nil {
		return
	}
	sealed, err := pair.Serve(ctx, stream)
	if err != nil {
		return
	}
	m, err := channel.Server(sealed, which, streams)
	if err != nil {
		return
	}
	_ = m.Serve(ctx, func(ctx context.Context, s *channel.Stream) { _ = n.Powers.Serve(ctx, channel.NewParting(s)) })
}

func (n *Near) record(ctx context.Context, m *channel.Mux) {
	if s, err := m.Open(ctx, wire.Open{Purpose: wire.ForRecord}); err == nil {
		_ = n.Record(ctx, s)
		s.Close()
	}
}

// control makes a key for everybody who is introduced.
func (n *Near) control(ctx context.Context, m *channel.Mux) {
	s, err := m.Open(ctx, wire.Open{Purpose: wire.ForControl})
	if err != nil {
		return
	}
	defer s.Close()
	for frames := wire.NewFrameReader(s); ; {
		_, payload, err := frames.Next(wire.MaxControl)
		if err != nil {
			return
		}
		peer, err := wire.DecodePeer(payload)
		if err != nil {
			return
		}
		if peer.Pin, err = n.meet(peer); err != nil {
			return
		}
		if _, err := s.Write(wire.AppendFrame(nil, wire.FrameJoined, peer.Encode())); err != nil {
			return
		}
	}
}

func (n *Near) meet(p wire.Peer) (wire.Digest, error) {
	key, err := channel.NewKey()
	if err != nil {
		return wire.Digest{}, err
	}
	pair, err := key.With(channel.Pin(p.Pin))
	if err != nil {
		return wire.Digest{}, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.pairs[p.Number] = pair
	return wire.Digest(key.Pin()), nil
}
