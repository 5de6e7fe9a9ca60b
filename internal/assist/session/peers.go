package session

import (
	"context"
	"errors"
	"sync"

	"surety/internal/channel"
	"surety/internal/fault"
	"surety/internal/wire"
)

const (
	maxPeers  = 4   // ends that may be here at a time
	maxJoins  = 200 // in one session
	maxRelays = 4   // of one end at a time: two lanes, and two that are about to go
)

// Peer is a specialist's end as the client is shown it. Words are there once the seal holds.
type Peer struct {
	Number uint32    `json:"number"`
	Name   string    `json:"name"`
	Words  [4]string `json:"words"`
}

// peers are the specialist's ends that were announced, each with a key of its own.
type peers struct {
	session *Session

	mu     sync.Mutex
	by     map[uint32]*peer
	joins  int
	closed bool
}

type peer struct {
	Peer
	asked  wire.Peer
	key    *channel.Key
	pair   channel.Pair
	gone   context.Context
	leave  context.CancelFunc
	relays int
}

func newPeers(s *Session) *peers { return &peers{session: s, by: map[uint32]*peer{}} }

// errPeer says that the server announces ends in a way that no honest one does.
var errPeer = fault.New(fault.Denied, "peer_refused", "the server announces a specialist's end that cannot be let in")

// join makes a key for an end that wants to come, for its pin alone. The same announcement again has the same answer; another pin
// under the same number has none, because whoever may try pins may try until the words agree.
func (p *peers) join(asked wire.Peer) (wire.Peer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.by[asked.Number]; old != nil {
		if old.asked != asked {
			return wire.Peer{}, errPeer
		}
		return old.answer(), nil
	}
	if p.joins++; p.joins > maxJoins || len(p.by) >= maxPeers || p.closed {
		return wire.Peer{}, errPeer
	}
	key, err := channel.NewKey()
	if err != nil {
		return wire.Peer{}, err
	}
	pair, err := key.With(channel.Pin(asked.Pin))
	if err != nil {
		return wire.Peer{}, errPeer.Because(err)
	}
	n := &peer{Peer: Peer{Number: asked.Number, Name: asked.Name}, asked: asked, key: key, pair: pair}
	n.gone, n.leave = context.WithCancel(context.Background())
	p.by[asked.Number] = n
	return n.answer(), nil
}

func (n *peer) answer() wire.Peer {
	return wire.Peer{Number: n.Number, Pin: wire.Digest(n.key.Pin()), Name: n.asked.Name}
}

// left cuts an end off.
func (p *peers) left(number uint32) {
	p.mu.Lock()
	n := p.by[number]
	delete(p.by, number)
	p.mu.Unlock()
	if n != nil {
		n.leave()
	}
}

func (p *peers) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, n := range p.by {
		n.leave()
	}
}

// here are the ends whose seal holds, and those that are expected.
func (p *peers) here() (all []Peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, n := range p.by {
		all = append(all, n.Peer)
	}
	return all
}

// enter counts a relay of an end.
func (p *peers) enter(number uint32) *peer {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.by[number]
	if n == nil || n.relays >= maxRelays {
		return nil
	}
	n.relays++
	return n
}

func (p *peers) exit(n *peer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n.relays--
}

func (p *peers) sealed(n *peer, words [4]string) {
	p.mu.Lock()
	n.Words = words
	p.mu.Unlock()
	p.session.plan.Changed()
}

// relay is the handler of what the server copies: inside is the seal, inside that a mux, and on each of its streams a power.
func (p *peers) relay(lane channel.Lane) channel.Handler {
	return func(ctx context.Context, a *channel.Asked) {
		number, err := wire.DecodeStream(a.Open.Argument)
		var n *peer
		if err == nil {
			n = p.enter(number)
		}
		if n == nil {
			a.Refuse(wire.NotFound)
			return
		}
		defer p.exit(n)
		stream, err := a.Take()
		if err != nil {
			return
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		defer context.AfterFunc(n.gone, stop)()
		if err := p.serve(ctx, lane, n, stream); errors.As(err, new(*fault.Fault)) {
			p.unsealed(err)
		}
	}
}

func (p *peers) serve(ctx context.Context, lane channel.Lane, n *peer, stream *channel.Stream) error {
	conn, err := n.pair.Serve(ctx, stream)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { stream.Close() })()
	m, err := channel.Server(conn, lane, streams)
	if err != nil {
		return err
	}
	p.sealed(n, conn.Words)
	_ = m.Serve(ctx, func(ctx context.Context, s *channel.Stream) { _ = p.session.powers.Serve(ctx, s) })
	return nil
}

// unsealed puts on the recording that somebody was not who was announced.
func (p *peers) unsealed(err error) {
	for _, bad := range []*fault.Fault{channel.ErrWrongKey, channel.ErrKeyRefused, channel.ErrTampered} {
		if errors.Is(err, bad) {
			_ = p.session.gate.Append(wire.Mark, 0, []byte("not sealed: "+bad.Code))
		}
	}
}
