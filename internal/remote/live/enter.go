package live

import (
	"context"
	"errors"
	"net"

	"surety/internal/channel"
	"surety/internal/wire"
)

// Entry asks for a place for one lane of an end. That it may ask has been decided.
type Entry struct {
	Session wire.Session
	Lane    channel.Lane
	Number  uint32 // of a specialist's end; 0 is the client's
	Facts   Facts  // of the client's
}

// Seat is a place for one lane. Serve or Leave must follow.
type Seat struct {
	// Serve takes the connection and serves it until it ends.
	Serve func(conn net.Conn)
	// Leave gives the place back.
	Leave func()
}

// Enter finds the place, here or at the server that has the client's end. Faults: ErrNotJoined, ErrAway, ErrFull.
func (n *Node) Enter(ctx context.Context, e Entry) (*Seat, error) {
	if e.Number == 0 && e.Lane == channel.Interactive {
		s, err := n.admit(ctx, e.Facts)
		if err != nil {
			return nil, err
		}
		return n.seat(func(c net.Conn) { s.assist(e.Lane, c) }), nil
	}
	if s := n.here(e.Session); s != nil {
		return n.local(s, e)
	}
	address, err := n.owner(ctx, e.Session)
	if errors.Is(err, ErrAway) && e.Number == 0 && e.Facts.early() && n.Snapshot != nil {
		return n.seat(func(c net.Conn) { n.shelf(e.Facts, c) }), nil
	}
	if err != nil {
		return nil, err
	}
	return n.passOn(ctx, address, e)
}

// shelf serves the bulk lane of a client's program that is not in a session yet, or only restores: it keeps or reads snapshots, and
// nothing can be opened towards it. A program has one: the newer counts. Its token is asked for anew as long as it is there.
func (n *Node) shelf(f Facts, conn net.Conn) {
	m, err := channel.Server(conn, channel.Bulk, mostStreams)
	if err != nil {
		conn.Close()
		return
	}
	defer m.Close()
	if before, ok := n.early.Swap(f.Session, m); ok {
		before.(*channel.Mux).Close() //nolint:forcetypeassert // nothing else is kept there
	}
	defer n.early.CompareAndDelete(f.Session, m)
	h := &channel.Handlers{}
	h.Put(wire.ForSnapshot, n.shelves(f))
	ctx, stop := context.WithCancel(n.ctx)
	defer stop()
	n.goes(func() { n.untilWorthless(ctx, f); m.Close() })
	_ = m.Serve(ctx, paced(m, h.Serve)) // always an error
}

// shelves serves streams of snapshots.
func (n *Node) shelves(f Facts) channel.Handler {
	return func(ctx context.Context, a *channel.Asked) {
		if line, err := a.Take(); err == nil {
			n.Snapshot(ctx, f, line)
		}
	}
}

// untilWorthless returns when the token that a program came with is worth nothing any more, or ctx ends.
func (n *Node) untilWorthless(ctx context.Context, f Facts) {
	for f.Again != nil {
		select {
		case <-ctx.Done():
			return
		case <-n.Clock.After(Check):
		}
		if now, err := f.Again(ctx); err == nil && now.Over || worthless(err) {
			return
		}
	}
	<-ctx.Done()
}

// local is a place at this node.
func (n *Node) local(s *session, e Entry) (*Seat, error) {
	if e.Number == 0 {
		if s.lane(channel.Interactive) == nil || s.ended() {
			return nil, ErrAway
		}
		return n.seat(func(c net.Conn) { s.assist(e.Lane, c) }), nil
	}
	g, err := s.guest(e.Number)
	if err != nil {
		return nil, err
	}
	return n.seat(func(c net.Conn) { g.serve(e.Lane, c) }), nil
}

// seat counts a lane while it is served, and has Close wait for it.
func (n *Node) seat(serve func(net.Conn)) *Seat {
	return &Seat{Leave: func() {}, Serve: func(c net.Conn) {
		if !n.begin() {
			c.Close()
			return
		}
		defer n.end()
		n.lanes.Add(1)
		defer n.lanes.Add(-1)
		serve(c)
	}}
}

// begin counts one more that Close waits for; false once the node is closed.
func (n *Node) begin() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.running.Add(1)
	}
	return !n.closed
}

// goes runs something that Close waits for.
func (n *Node) goes(fn func()) {
	if n.begin() {
		go func() { defer n.end(); fn() }()
	}
}

func (n *Node) end() { n.running.Done() }

// admit makes this server the one that has the client's end.
func (n *Node) admit(ctx context.Context, f Facts) (*session, error) {
	n.mu.Lock()
	full := n.closed || n.sessions[f.Session] == nil && len(n.sessions) >= mostHere
	n.mu.Unlock()
	if full {
		return nil, ErrFull
	}
	if err := n.claim(ctx, f.Session); err != nil {
		return nil, err
	}
	return n.enrol(f), nil
}

// enrol is the session of a client's program that came. A program of another key is another one, in the place of the one before.
func (n *Node) enrol(f Facts) *session {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := n.sessions[f.Session]
	if s != nil && !s.of(f.Public) {
		before := s
		go before.dismiss(wire.Turn{Step: wire.Finish, By: wire.Server, Why: Replaced})
		s = nil
	}
	if s == nil {
		s = n.newSession(f)
		n.sessions[f.Session] = s
	}
	s.know(f)
	return s
}

// Join asks the client's end, wherever it is, to let a specialist's end come, and returns the key that it made for it. Faults:
// ErrNotReady, ErrFull.
func (n *Node) Join(ctx context.Context, session string, far wire.Peer) (wire.Peer, error) {
	id, ok := Parse(session)
	if !ok {
		return wire.Peer{}, ErrNotReady
	}
	if s := n.here(id); s != nil {
		return s.join(ctx, far)
	}
	address, err := n.owner(ctx, id)
	if err != nil {
		return wire.Peer{}, ErrNotReady.Because(err)
	}
	answer, err := n.ask(ctx, address, call{kind: callJoin, session: id, body: far.Encode()})
	if isAway(err) {
		err = ErrNotReady.Because(err)
	}
	if err != nil {
		return wire.Peer{}, err
	}
	return wire.DecodePeer(answer)
}

// Turn tells the client's end, wherever it is, what somebody with the right did. It does not wait. When the client's end is not there, it
// learns of it when it comes (Facts.Turns, Facts.Over).
func (n *Node) Turn(session string, t wire.Turn) {
	id, ok := Parse(session)
	if !ok {
		return
	}
	if s := n.here(id); s != nil {
		s.turn(t)
		return
	}
	n.goes(func() { n.elsewhere(call{kind: callTurn, session: id, body: t.Encode()}) })
}

// Leave has the client's end, wherever it is, forget a specialist's end that was let in and will not come. It does not wait.
func (n *Node) Leave(session string, number uint32) {
	id, ok := Parse(session)
	if !ok {
		return
	}
	if s := n.here(id); s != nil {
		n.goes(func() { s.unexpect(number) })
		return
	}
	n.goes(func() { n.elsewhere(call{kind: callLeave, session: id, number: number}) })
}

// tries is how often another server is told what it did not take.
const tries = 3

func (n *Node) elsewhere(c call) {
	for range tries {
		address, err := n.owner(n.ctx, c.session)
		if err == nil {
			_, err = n.ask(n.ctx, address, c)
		}
		if err == nil || n.ctx.Err() != nil {
			return
		}
		if n.Logger.Warn("the client's end was not reached", "session", hexOf(c.session), "error", err); isAway(err) {
			return // it is nowhere
		}
		select {
		case <-n.Clock.After(Farewell):
		case <-n.ctx.Done():
		}
	}
}
