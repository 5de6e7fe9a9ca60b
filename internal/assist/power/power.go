// Package power is what all powers of a remote session have in common: the stream on which one is opened, and the set of
// those that the client granted.
//
// W1: a power that was not granted has no handler. The set is built from the grant, so that there is nothing to be asked and
// nothing to be forgotten; an Open that finds no handler is refused and stands on the recording. Opening waits for the
// recording too: while it is not acknowledged, nothing is opened (W2).
package power

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"surety/internal/wire"
)

// Recorder is what a power tells of itself; *recording.Recorder is one. What Append and Typed have returned for lies on the
// client's disk. Ready tells whether anything may be typed, sent or opened now.
type Recorder interface {
	Append(kind wire.Kind, stream uint32, payload []byte) error
	Note(kind wire.Kind, stream uint32, payload []byte) error
	Typed(stream uint32, typed []byte, echo bool) error
	Ready() error
	// Room waits until the server is not far behind with the recording: who records much asks before each piece.
	Room(ctx context.Context) error
}

// Handler serves one stream until it ends. It says FrameOpened itself; a wire.Refusal that it returns is sent. When ctx ends the
// stream is closed under it.
type Handler func(ctx context.Context, s *Stream, argument []byte) error

// MaxStreams is how many streams of one session may be open at once.
const MaxStreams = 64

// Set holds the powers of one session.
type Set struct {
	record Recorder

	mu       sync.Mutex
	handlers map[wire.Purpose]Handler
	running  map[*Stream]wire.Purpose
	next     uint32
	left     chan struct{} // holds one once a stream has ended
}

// New is a set of these handlers and no other. Each is put on the recording as given.
func New(record Recorder, granted map[wire.Purpose]Handler) (*Set, error) {
	s := &Set{record: record, handlers: map[wire.Purpose]Handler{}, running: map[*Stream]wire.Purpose{}, left: make(chan struct{}, 1)}
	for _, code := range wire.Powers {
		h := granted[code]
		if h == nil {
			continue
		}
		if err := record.Append(wire.Power, 0, []byte("+"+code)); err != nil {
			return nil, err
		}
		s.handlers[code] = h
	}
	return s, nil
}

// Serve serves a stream that the specialist opened, until it ends, and closes it.
func (s *Set) Serve(ctx context.Context, line io.ReadWriteCloser) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	stream := NewStream(line)
	stream.stop = stop
	defer context.AfterFunc(ctx, func() { line.Close() })()
	defer line.Close()
	open, err := readOpen(stream)
	if err != nil {
		return err
	}
	handler, err := s.admit(stream, open.Purpose)
	if err == nil {
		err = handler(ctx, stream, open.Argument)
		s.leave(stream)
	}
	var refusal wire.Refusal
	if errors.As(err, &refusal) {
		err = errors.Join(err, stream.Send(wire.FrameRefused, refusal.Encode()))
	}
	if ctx.Err() == nil {
		part(line)
	}
	return err
}

// partWithin is how long the other end has to read what was sent last.
const partWithin = 2 * time.Second

// part says that nothing follows and waits until the other end has read it: a stream that is simply closed loses what is under way.
func part(line io.ReadWriteCloser) {
	half, can := line.(interface{ CloseWrite() error })
	if !can || half.CloseWrite() != nil {
		return
	}
	late := time.AfterFunc(partWithin, func() { line.Close() })
	defer late.Stop()
	_, _ = io.Copy(io.Discard, line)
}

func readOpen(s *Stream) (wire.Open, error) {
	kind, payload, err := s.Next(wire.MaxArgument + 64)
	if err != nil {
		return wire.Open{}, err
	}
	if kind != wire.FrameOpen {
		return wire.Open{}, ErrProtocol
	}
	open, err := wire.DecodeOpen(payload)
	open.Argument = append([]byte(nil), open.Argument...) // the payload is good until the next frame only
	return open, err
}

// admit finds the handler. A refusal is recorded before it is told.
func (s *Set) admit(stream *Stream, code wire.Purpose) (Handler, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	handler, refusal := s.handlers[code], wire.Refusal(0)
	switch {
	case handler == nil:
		refusal = wire.NotGranted
	case len(s.running) >= MaxStreams || s.next == wire.MaxStreams:
		refusal = wire.TooMany
	case s.record.Ready() != nil:
		refusal = wire.NotReady
	default:
		stream.Number = s.number()
		s.running[stream] = code
		return handler, nil
	}
	return nil, errors.Join(refusal, Refused(s.record, 0, string(code), refusal))
}

// Number is a number for a stream of the recording that nobody has yet: for what the client opens.
func (s *Set) Number() uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.number()
}

func (s *Set) number() uint32 {
	s.next = min(s.next+1, wire.MaxStreams)
	return s.next
}

func (s *Set) leave(stream *Stream) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, stream)
	select {
	case s.left <- struct{}{}:
	default:
	}
}

// endWithin is how long End waits: less than a client's stop leaves to the whole recording.
const endWithin = 150 * time.Millisecond

// End takes all powers away and ends their streams, and waits a moment until each has had its last word on the recording, such as what went through a tunnel.
func (s *Set) End() {
	late := time.After(endWithin)
	for s.stopAll() > 0 {
		select {
		case <-s.left:
		case <-late:
			return
		}
	}
}

// stopAll tells how many streams have not ended yet.
func (s *Set) stopAll() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.handlers)
	for stream := range s.running {
		stream.stop()
	}
	return len(s.running)
}

// Take takes a power back: its handler is gone, its streams end.
func (s *Set) Take(code wire.Purpose) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.handlers[code] == nil {
		return nil
	}
	delete(s.handlers, code)
	for stream, of := range s.running {
		if of == code {
			stream.stop()
		}
	}
	return s.record.Append(wire.Power, 0, []byte("-"+code))
}

// Powers are those that are there, in their order.
func (s *Set) Powers() (all []wire.Purpose) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, code := range wire.Powers {
		if s.handlers[code] != nil {
			all = append(all, code)
		}
	}
	return all
}

// Refused puts on the recording that something was asked for and refused. What is named after what was asked is cut to what a
// mark holds.
func Refused(record Recorder, stream uint32, asked string, why wire.Refusal) error {
	words := "refused: " + asked
	if reason := " (" + why.Error() + ")"; len(words)+len(reason) <= wire.MaxWord {
		words += reason
	}
	return Note(record, stream, words)
}

// Note leaves a word on the recording, cut to what it holds.
func Note(record Recorder, stream uint32, words string) error {
	return record.Append(wire.Mark, stream, cut(words, wire.MaxWord))
}

// cut shortens text to n bytes without parting a letter.
func cut(text string, n int) []byte {
	if len(text) <= n {
		return []byte(text)
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return []byte(text[:n])
}
