package live

import (
	"context"
	"errors"
	"net"
	"time"

	"surety/internal/channel"
	"surety/internal/wire"
)

// guest is one specialist's end. It lives as long as its interactive lane.
type guest struct {
	session *session
	number  uint32
	answer  chan wire.Peer
	near    *wire.Peer // what the client's end made for it; nil before it has answered
	until   time.Time  // it must have come by then
	lanes   [3]*channel.Mux
	copies  [3]*copying
	talk    *talk
}

// guest finds an end that was let in.
func (s *session) guest(number uint32) (*guest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.guests[number]; g != nil && g.near != nil && s.over == nil {
		return g, nil
	}
	return nil, ErrNotJoined
}

// join asks the client's end to let a specialist's end come.
func (s *session) join(ctx context.Context, far wire.Peer) (near wire.Peer, err error) {
	if err := s.refresh(ctx); err != nil {
		return near, ErrNotReady.Because(err)
	}
	late := s.node.Clock.After(joinWithin)
	g, err := s.expect(far)
	if err != nil {
		return near, err
	}
	select {
	case near = <-g.answer:
		return near, nil
	case <-late:
		err = ErrNotReady
	case <-s.ctx.Done():
		err = ErrNotReady
	case <-ctx.Done():
		err = ctx.Err()
	}
	g.leave()
	return near, err
}

func (s *session) expect(far wire.Peer) (*guest, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.talk == nil || s.over != nil || s.facts.Restore || s.guests[far.Number] != nil:
		return nil, ErrNotReady
	case len(s.guests) >= mostGuests:
		return nil, ErrFull
	}
	g := &guest{session: s, number: far.Number, answer: make(chan wire.Peer, 1), until: s.node.Clock.Now().Add(comeWithin)}
	s.guests[far.Number] = g
	s.talk.send(wire.FrameJoin, far.Encode())
	return g, nil
}

// answered takes the key that the client's end made for a guest; false if nobody asked it.
func (s *session) answered(near wire.Peer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.guests[near.Number]
	if g == nil {
		return true // it left while the answer was under way
	}
	if g.near != nil || near.Pin == (wire.Digest{}) {
		return false
	}
	g.near = &near
	g.answer <- near
	return true
}

// leave ends the guest: its number is good no more, and the client's end forgets the key.
func (g *guest) leave() {
	s := g.session
	s.mu.Lock()
	if s.guests[g.number] != g {
		s.mu.Unlock()
		return
	}
	delete(s.guests, g.number)
	if len(s.guests) == 0 {
		s.alone = s.node.Clock.Now()
	}
	if s.talk != nil {
		s.talk.send(wire.FrameGone, wire.EncodeStream(g.number))
	} else if len(s.left) < mostTold {
		s.left = append(s.left, g.number)
	}
	lanes, empty := g.lanes, len(s.guests) == 0
	s.mu.Unlock()
	closeAll(lanes[:])
	if empty && s.current() {
		s.here(wire.Specialist, false, time.Time{})
	}
}

// unexpect ends a guest that has not come.
func (s *session) unexpect(number uint32) {
	s.mu.Lock()
	g := s.guests[number]
	come := g != nil && g.lanes[channel.Interactive] != nil
	s.mu.Unlock()
	if g != nil && !come {
		g.leave()
	}
}

// serve serves one lane of the guest until it is lost.
func (g *guest) serve(l channel.Lane, conn net.Conn) {
	m, err := channel.Server(conn, l, mostStreams)
	if err != nil {
		conn.Close()
		return
	}
	defer m.Close()
	if !g.put(l, m) {
		return
	}
	h := &channel.Handlers{}
	h.Put(wire.ForRelay, func(ctx context.Context, a *channel.Asked) { g.relay(ctx, a, l) })
	if l == channel.Interactive {
		g.session.here(wire.Specialist, true, time.Time{})
		h.Put(wire.ForControl, func(ctx context.Context, a *channel.Asked) { g.control(ctx, a, m) })
	}
	_ = m.Serve(g.session.ctx, paced(m, h.Serve)) // always an error
	if g.drop(l, m) && l == channel.Interactive {
		g.leave()
	}
}

func (g *guest) put(l channel.Lane, m *channel.Mux) bool {
	s := g.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.guests[g.number] != g || s.over != nil {
		return false
	}
	before := g.lanes[l]
	g.lanes[l] = m
	closeAll([]*channel.Mux{before})
	return true
}

func (g *guest) drop(l channel.Lane, m *channel.Mux) bool {
	g.session.mu.Lock()
	defer g.session.mu.Unlock()
	if g.lanes[l] != m {
		return false
	}
	g.lanes[l] = nil
	return true
}

// tell needs the session's lock.
func (g *guest) tell(t wire.Turn) {
	if g.talk != nil {
		g.talk.send(wire.FrameTurn, t.Encode())
	}
}

// control lets the guest hear the session's turns. It has nothing to say.
func (g *guest) control(_ context.Context, a *channel.Asked, m *channel.Mux) {
	t := newTalk(func() { m.Close() })
	g.session.mu.Lock()
	taken := g.talk != nil && g.talk.of == m
	if !taken {
		t.of, g.talk = m, t
	}
	g.session.mu.Unlock()
	if taken {
		a.Refuse(wire.TooMany)
		return
	}
	defer t.close()
	line, err := a.Take()
	if err != nil {
		return
	}
	t.begin(line)
	if n, _ := line.Read(make([]byte, 1)); n > 0 {
		m.Close()
	}
}

// relay copies between the guest and the client's end on the same lane.
func (g *guest) relay(ctx context.Context, a *channel.Asked, l channel.Lane) {
	s := g.session
	if string(a.Open.Argument) != l.String() {
		a.Refuse(wire.NotFound)
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()
	mine := &copying{cancel, make(chan struct{})}
	if !g.begin(ctx, l, mine) {
		a.Refuse(wire.NotReady)
		return
	}
	defer g.finish(l, mine)
	near, why := s.reach(ctx, l, g.number)
	if near == nil {
		a.Refuse(why)
		return
	}
	far, err := a.Take()
	if err != nil {
		near.Close()
		return
	}
	s.copy(ctx, far, near)
}

// reach opens a stream to the client's end, which knows the guest by its number.
func (s *session) reach(ctx context.Context, l channel.Lane, number uint32) (*channel.Stream, wire.Refusal) {
	m := s.await(ctx, l)
	if m == nil {
		return nil, wire.NotReady
	}
	near, err := m.Open(ctx, wire.Open{Purpose: wire.ForRelay, Argument: wire.EncodeStream(number)})
	var why wire.Refusal
	if err != nil && !errors.As(err, &why) {
		why = wire.NotReady
	}
	return near, why
}

func (s *session) copy(ctx context.Context, far, near *channel.Stream) {
	n := s.node
	limits := channel.Limits{Idle: relayIdle, Total: n.longest(s.facts.Until)}
	r := channel.NewRelay(n.Clock, limits)
	n.relays.Store(r, nil)
	_ = r.Run(ctx, far, near) // why it ended both ends see for themselves
	n.relayed.Add(sum(r))
	n.relays.Delete(r)
}

// longest is how long something may run that ends at until.
func (n *Node) longest(until time.Time) time.Duration {
	if until.IsZero() {
		return 24 * time.Hour
	}
	return max(0, until.Sub(n.Clock.Now()))
}

// copying is a relay of a guest's, from being asked for to its end.
type copying struct {
	stop func()
	done chan struct{}
}

// begin makes this the guest's one relay on the lane. One before it is ended first: who asks anew has lost it, perhaps before it was seen here.
func (g *guest) begin(ctx context.Context, l channel.Lane, mine *copying) bool {
	for {
		before, ok := g.enter(l, mine)
		if before == nil {
			return ok
		}
		before.stop()
		select {
		case <-before.done:
		case <-ctx.Done():
			return false
		}
	}
}

// enter takes the lane's place, or tells who has it; false when the session is over.
func (g *guest) enter(l channel.Lane, mine *copying) (before *copying, ok bool) {
	s := g.session
	s.mu.Lock()
	defer s.mu.Unlock()
	if before = g.copies[l]; before != nil || s.over != nil {
		return before, false
	}
	g.copies[l] = mine
	if s.copying++; s.takes == nil && s.blind.IsZero() {
		s.blind = s.node.Clock.Now()
	}
	return nil, true
}

func (g *guest) finish(l channel.Lane, mine *copying) {
	s := g.session
	s.mu.Lock()
	g.copies[l] = nil
	if s.copying--; s.copying == 0 {
		s.blind = time.Time{}
	}
	s.mu.Unlock()
	close(mine.done)
}
