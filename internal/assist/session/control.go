package session

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/fault"
	"surety/internal/wire"
)

// pace is the least time between two messages of the server's: who sends more waits, and costs nothing.
const pace = 20 * time.Millisecond

// waiting is how many messages wait for a server that does not read; what is more is not told.
const waiting = 64

// errClosed says that the server closed the control stream while the session runs.
var errClosed = errors.New("session: the server closed the control stream")

var errControl = fault.New(fault.Invalid, "control_protocol", "the server does not keep to the protocol")

// server is the control stream of the lane that stands, if one does.
type server struct {
	session *Session

	mu  sync.Mutex
	out chan []byte // of the newest connection; nil before the first
}

// control listens to the server on one connection. What the client did while there was none is told first.
func (s *Session) control(ctx context.Context, m *channel.Mux) error {
	stream, err := m.Open(ctx, wire.Open{Purpose: wire.ForControl})
	if err != nil {
		return err
	}
	defer stream.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(ctx, func() { stream.Close() })()
	s.server.on(ctx, stream)
	s.server.retell()
	frames := wire.NewFrameReader(stream)
	for {
		kind, payload, err := frames.Next(wire.MaxControl)
		switch {
		case errors.Is(err, io.EOF):
			return s.quiet(ctx)
		case errors.Is(err, wire.ErrLong):
			return errControl.Because(err)
		case err != nil:
			return err
		}
		if err := s.heard(kind, payload); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.plan.Clock.After(pace):
		}
	}
}

// quiet is after the server has closed the stream: at the end that is its way to say so, and the rest of the recording still goes up.
func (s *Session) quiet(ctx context.Context) error {
	select {
	case <-s.over:
		<-ctx.Done()
		return ctx.Err()
	case <-s.plan.Clock.After(time.Second):
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

// heard does what a message of the server's says. An error ends the session: the server is not one.
func (s *Session) heard(kind uint8, payload []byte) error {
	switch kind {
	case wire.FrameJoin:
		asked, err := wire.DecodePeer(payload)
		if err != nil {
			return errControl.Because(err)
		}
		answer, err := s.peers.join(asked)
		if err != nil {
			return err
		}
		s.server.tell(wire.FrameJoined, answer.Encode())
	case wire.FrameGone:
		number, err := wire.DecodeStream(payload)
		if err != nil {
			return errControl.Because(err)
		}
		s.peers.left(number)
	case wire.FrameTurn:
		turn, err := wire.DecodeTurn(payload)
		if err != nil {
			return errControl.Because(err)
		}
		return s.told(turn)
	default:
		return errControl
	}
	s.plan.Changed()
	return nil
}

// told is a turn that somebody took at the server. It can only make less possible, but for lifting a pause of the same party's; and
// what the client holds on this machine it does not lift.
func (s *Session) told(t wire.Turn) (err error) {
	switch t.Step {
	case wire.Pause:
		err = s.gate.pause(holders[t.By])
	case wire.Resume:
		err = s.gate.resume(holders[t.By])
	case wire.Take:
		err = s.take(t.Power)
	case wire.Finish:
		s.Finish(End{t.By, t.Why})
		return nil
	}
	s.plan.Changed()
	s.server.turned(t) // as it came: this end speaks for nobody else
	if t.Step == wire.Resume {
		s.server.holds()
	}
	if errors.Is(err, ErrHeld) {
		return nil
	}
	return err
}

// on makes a connection the one that is told, and writes to it until ctx ends.
func (v *server) on(ctx context.Context, stream *channel.Stream) {
	out := make(chan []byte, waiting)
	v.mu.Lock()
	v.out = out
	v.mu.Unlock()
	go func() {
		for {
			select {
			case frame := <-out:
				if _, err := stream.Write(frame); err != nil {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
}

// retell tells what the client did on this machine, after a lane was lost or for the first time. What others did the server knows.
func (v *server) retell() {
	v.holds()
	for _, code := range v.session.takenHere() {
		v.turned(wire.Turn{Step: wire.Take, By: wire.Client, Power: code})
	}
}

// holds tells of the client's own pause, if it stands.
func (v *server) holds() {
	if v.session.gate.holds(here) {
		v.turned(wire.Turn{Step: wire.Pause, By: wire.Client})
	}
}

// turned tells the server what is so now. It may be lost with the lane: retell follows.
func (v *server) turned(t wire.Turn) { v.tell(wire.FrameTurn, t.Encode()) }

// tell never waits: a server that does not read must not hold up what the client does.
func (v *server) tell(kind uint8, payload []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	select {
	case v.out <- wire.AppendFrame(nil, kind, payload):
	default:
	}
}
