package servertest

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"surety/internal/assist/power"
	"surety/internal/channel"
	"surety/internal/wire"
)

// listen takes what assist says on the control stream.
func (s *Server) listen(_ context.Context, a *channel.Asked) {
	stream, err := a.Take()
	if err != nil {
		return
	}
	s.mu.Lock()
	s.control = stream
	s.wake()
	s.mu.Unlock()
	frames := wire.NewFrameReader(stream)
	for {
		kind, payload, err := frames.Next(wire.MaxControl)
		if err != nil {
			return
		}
		s.mu.Lock()
		switch kind {
		case wire.FrameJoined:
			if p, err := wire.DecodePeer(payload); err == nil {
				s.joined[p.Number] = p
			}
		case wire.FrameTurn:
			if t, err := wire.DecodeTurn(payload); err == nil {
				s.turns = append(s.turns, t)
			}
		}
		s.wake()
		s.mu.Unlock()
	}
}

// Control waits for the control stream and returns what writes frames to this very one.
func (s *Server) Control() func(kind uint8, payload []byte) error {
	s.t.Helper()
	s.Wait("control stream", func() bool { return s.control != nil })
	s.mu.Lock()
	stream := s.control
	s.mu.Unlock()
	return func(kind uint8, payload []byte) error {
		_, err := stream.Write(wire.AppendFrame(nil, kind, payload))
		return err
	}
}

// Say sends a frame on the control stream.
func (s *Server) Say(kind uint8, payload []byte) error {
	s.t.Helper()
	return s.Control()(kind, payload)
}

// Turn sends a turn.
func (s *Server) Turn(t wire.Turn) {
	s.t.Helper()
	if err := s.Say(wire.FrameTurn, t.Encode()); err != nil {
		s.t.Fatal(err)
	}
}

// WaitTurn waits until assist has told a turn.
func (s *Server) WaitTurn(want wire.Turn) {
	s.t.Helper()
	s.Wait("turn", func() bool {
		for _, t := range s.turns {
			if t == want {
				return true
			}
		}
		return false
	})
}

// Turns are all that assist told.
func (s *Server) Turns() []wire.Turn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]wire.Turn(nil), s.turns...)
}

// RelayOn opens a relay on whatever lane there is, without waiting for the right one.
func (s *Server) RelayOn(number uint32) (*channel.Stream, error) {
	s.mu.Lock()
	var any *channel.Mux
	for _, m := range s.muxes {
		any = m
	}
	s.mu.Unlock()
	if any == nil {
		return nil, channel.ErrLaneLost
	}
	return any.Open(context.Background(), wire.Open{Purpose: wire.ForRelay, Argument: wire.EncodeStream(number)})
}

// End is a specialist's end.
type End struct {
	s      *Server
	Number uint32
	Key    *channel.Key
	pair   channel.Pair
	Words  [4]string
	mux    *channel.Mux
}

// Announce tells assist of a new end, and returns it when assist has made its key.
func (s *Server) Announce() *End {
	s.t.Helper()
	key, err := channel.NewKey()
	if err != nil {
		s.t.Fatal(err)
	}
	s.mu.Lock()
	s.next++
	e := &End{s: s, Number: s.next, Key: key}
	s.mu.Unlock()
	if err := s.Say(wire.FrameJoin, wire.Peer{Number: e.Number, Pin: wire.Digest(key.Pin()), Name: "Mina Example"}.Encode()); err != nil {
		s.t.Fatal(err)
	}
	s.Wait("answer to a join", func() bool { _, ok := s.joined[e.Number]; return ok })
	s.mu.Lock()
	pin := s.joined[e.Number].Pin
	s.mu.Unlock()
	if e.pair, err = key.With(channel.Pin(pin)); err != nil {
		s.t.Fatal(err)
	}
	return e
}

// Repair pairs the end's key, should it be another than was announced, with assist's pin.
func (e *End) Repair(t testing.TB) {
	e.s.mu.Lock()
	pin := e.s.joined[e.Number].Pin
	e.s.mu.Unlock()
	var err error
	if e.pair, err = e.Key.With(channel.Pin(pin)); err != nil {
		t.Fatal(err)
	}
}

// Relay opens a relay for an end's number on assist's lane.
func (s *Server) Relay(number uint32) (*channel.Stream, error) {
	s.t.Helper()
	return s.lane(channel.Interactive).Open(context.Background(), wire.Open{Purpose: wire.ForRelay, Argument: wire.EncodeStream(number)})
}

// Enter seals the relay from end to end. It may be called again after a lane was lost.
func (e *End) Enter() error {
	e.s.t.Helper()
	stream, err := e.s.Relay(e.Number)
	if err != nil {
		return err
	}
	conn, err := e.pair.Dial(context.Background(), stream)
	if err != nil {
		return err
	}
	e.Words = conn.Words
	e.mux, err = channel.Client(conn, channel.Interactive, 1)
	return err
}

// Specialist comes to the session.
func (s *Server) Specialist() *End {
	s.t.Helper()
	e := s.Announce()
	if err := e.Enter(); err != nil {
		s.t.Fatal(err)
	}
	return e
}

// Open opens a power.
func (e *End) Open(code wire.Purpose, argument []byte) (*Opened, error) {
	stream, err := e.mux.Open(context.Background(), wire.Open{Purpose: code, Argument: argument})
	if err != nil {
		return nil, err
	}
	o := &Opened{Stream: power.NewStream(stream), Conn: stream, end: e}
	return o, nil
}

// Opened is a power that is open.
type Opened struct {
	*power.Stream
	Conn  *channel.Stream
	end   *End
	shown strings.Builder
}

// Shell opens a terminal to type into.
func (e *End) Shell() *Opened {
	e.s.t.Helper()
	o, err := e.Open(wire.TerminalType, wire.TerminalOpen{Size: wire.Size{Cols: 80, Rows: 24}}.Encode())
	if err != nil {
		e.s.t.Fatal(err)
	}
	return o
}

// Type types.
func (o *Opened) Type(text string) error { return o.Send(wire.FrameType, []byte(text)) }

// See reads until the terminal has shown the text since the last See, or a refusal comes, which it returns.
func (o *Opened) See(text string) error {
	_ = o.Conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	for !strings.Contains(o.shown.String(), text) {
		kind, payload, err := o.Next(wire.MaxFrame)
		if err != nil {
			return err
		}
		switch kind {
		case wire.FrameShow:
			o.shown.Write(payload)
		case wire.FrameRefused:
			why, _ := wire.DecodeRefusal(payload)
			return why
		case wire.FrameExit:
			return io.EOF
		}
	}
	o.shown.Reset()
	return nil
}
