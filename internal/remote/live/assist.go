package live

import (
	"context"
	"net"
	"slices"
	"time"

	"golang.org/x/time/rate"

	"surety/internal/channel"
	"surety/internal/wire"
)

// assist serves one lane of the client's end until it is lost.
func (s *session) assist(l channel.Lane, conn net.Conn) {
	m, err := channel.Server(conn, l, mostStreams)
	if err != nil {
		conn.Close()
		return
	}
	defer m.Close()
	s.put(l, m)
	if l == channel.Interactive {
		s.here(wire.Client, true, time.Time{})
		s.deserted()
	}
	_ = m.Serve(s.node.ctx, paced(m, s.handlers(l, m).Serve)) // always an error
	if s.drop(l, m) && l == channel.Interactive && s.current() {
		s.here(wire.Client, false, s.node.Clock.Now())
	}
}

// deserted says that nobody of the specialist's side is here, when it is so: a server that was killed could not.
func (s *session) deserted() {
	s.mu.Lock()
	empty := len(s.guests) == 0
	s.mu.Unlock()
	if empty {
		s.here(wire.Specialist, false, time.Time{})
	}
}

// here tells who shows it that an end came or went. That it is so does not depend on their knowing.
func (s *session) here(end wire.Party, here bool, lost time.Time) {
	if s.restores() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.node.ctx), talkWithin)
	defer cancel()
	var mine bool
	var err error
	if end == wire.Client {
		mine, err = s.node.lost(ctx, s.id, lost)
	} else {
		mine, err = s.node.has(ctx, s.id)
	}
	if err == nil && mine {
		err = s.node.Desk.Here(ctx, s.name, end, here)
	}
	if err != nil {
		s.node.Logger.Warn("nobody was told that an end came or went", "session", s.name, "error", err)
	}
}

// handlers are what the client's end may open. Of a session that is over only its recording's rest is left.
func (s *session) handlers(l channel.Lane, m *channel.Mux) *channel.Handlers {
	h := &channel.Handlers{}
	s.mu.Lock()
	f := s.facts
	s.mu.Unlock()
	switch {
	case l == channel.Interactive:
		h.Put(wire.ForControl, func(ctx context.Context, a *channel.Asked) { s.control(ctx, a, m) })
		if !f.Restore {
			h.Put(wire.ForRecord, func(ctx context.Context, a *channel.Asked) { s.receive(ctx, a, m) })
		}
	case s.node.Snapshot != nil && !f.Over:
		h.Put(wire.ForSnapshot, s.node.shelves(f))
	}
	return h
}

// Streams that an end may open: a burst, and so many a second.
const (
	opensPerSecond = 20
	opensAtOnce    = 200
)

// paced cuts the lane of an end that opens streams without end.
func paced(m *channel.Mux, serve func(context.Context, *channel.Stream)) func(context.Context, *channel.Stream) {
	pace := rate.NewLimiter(opensPerSecond, opensAtOnce)
	return func(ctx context.Context, s *channel.Stream) {
		if !pace.Allow() {
			m.Close()
			return
		}
		serve(ctx, s)
	}
}

// Frames that the client's end may send on its control stream: a burst, and so many a second.
const (
	wordsPerSecond = 5
	wordsAtOnce    = 50
)

// control serves the client's end's control stream. What does not belong there costs it the lane.
func (s *session) control(ctx context.Context, a *channel.Asked, m *channel.Mux) {
	t := newTalk(func() { m.Close() })
	if !s.listen(t, m) {
		a.Refuse(wire.TooMany)
		return
	}
	defer s.unlisten(t)
	line, err := a.Take()
	if err != nil {
		return
	}
	t.begin(line)
	pace := rate.NewLimiter(wordsPerSecond, wordsAtOnce)
	for frames := wire.NewFrameReader(line); ; {
		kind, payload, err := frames.Next(wire.MaxControl)
		if err != nil || !pace.Allow() || !s.said(ctx, kind, payload) {
			m.Close()
			return
		}
	}
}

// listen makes t the talk, if m is the lane in use and has none, and has it say what stands.
func (s *session) listen(t *talk, m *channel.Mux) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lanes[channel.Interactive] != m || s.talk != nil && s.talk.of == m {
		return false
	}
	t.of, s.talk, s.told = m, t, nil
	for _, turn := range s.facts.Turns {
		t.send(wire.FrameTurn, turn.Encode())
		s.told = append(s.told, turn)
	}
	for _, number := range s.left {
		t.send(wire.FrameGone, wire.EncodeStream(number))
	}
	if s.left = nil; s.over != nil {
		t.send(wire.FrameTurn, s.over.Encode())
	}
	return true
}

func (s *session) unlisten(t *talk) {
	t.close()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.talk == t {
		s.talk = nil
	}
}

// said takes one frame of the client's end; false if it has no place here.
func (s *session) said(ctx context.Context, kind uint8, payload []byte) bool {
	switch kind {
	case wire.FrameJoined:
		near, err := wire.DecodePeer(payload)
		return err == nil && s.answered(near)
	case wire.FrameTurn:
		t, err := wire.DecodeTurn(payload)
		return err == nil && s.turned(ctx, t)
	}
	return false
}

// turned takes what is so now at the client's end. It speaks for the client and for itself; what others did it may only repeat.
func (s *session) turned(ctx context.Context, t wire.Turn) bool {
	s.mu.Lock()
	at := slices.Index(s.told, t)
	if at >= 0 {
		s.told = slices.Delete(s.told, at, at+1)
	}
	echo := at >= 0 || s.over != nil && *s.over == t
	for _, g := range s.guests {
		g.tell(t)
	}
	s.mu.Unlock()
	if !echo && t.By != wire.Client && (t.By != wire.Server || t.Step != wire.Finish) {
		return false
	}
	if t.Step == wire.Finish {
		s.finish(t)
	}
	s.keep(ctx, debt{t, false})
	return true
}
