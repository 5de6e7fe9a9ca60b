package servertest

import (
	"context"
	"errors"
	"io"

	"surety/internal/channel"
	"surety/internal/recording"
	"surety/internal/wire"
)

// Claim is what the recording is held to.
func (s *Server) Claim() recording.Claim {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := recording.Key(s.RecordingKey)
	return recording.Claim{Session: s.Facts.Session, Public: s.public, Key: &key}
}

var errHeld = errors.New("not stored")

func (s *Server) record(_ context.Context, a *channel.Asked) {
	stream, err := a.Take()
	if err != nil {
		return
	}
	s.mu.Lock()
	tail := s.tail
	s.mu.Unlock()
	_ = s.Claim().Receive(stream, tail, func(c recording.Sealed) error {
		s.whileHung()
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.held {
			return errHeld
		}
		c.Record, c.Signature = append([]byte(nil), c.Record...), append([]byte(nil), c.Signature...)
		s.chunks, s.tail = append(s.chunks, c), c.Tail()
		s.wake()
		return nil
	})
	_ = stream.CloseWrite()
	_, _ = io.Copy(io.Discard, stream)
}

// Hang makes the server take connections and answer nothing more on those it has, as one that hangs does, until it is told otherwise.
func (s *Server) Hang(hung bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hung = hung
	s.wake()
}

// whileHung waits until the server answers again.
func (s *Server) whileHung() { s.Wait("end of hanging", func() bool { return !s.hung }) }

// Hold makes the server take chunks and acknowledge none.
func (s *Server) Hold(held bool) { s.mu.Lock(); s.held = held; s.mu.Unlock() }

// Ended tells whether the recording has come with its end.
func (s *Server) Ended() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.tail.Ended }

// Chunks is how many came.
func (s *Server) Chunks() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.chunks) }

// EndedLocked is Ended for a condition of Wait.
func (s *Server) EndedLocked() bool { return s.tail.Ended }

// ChunksLocked is Chunks for a condition of Wait.
func (s *Server) ChunksLocked() int { return len(s.chunks) }

// Verify fails the test unless the recording is whole.
func (s *Server) Verify() {
	s.t.Helper()
	if _, err := recording.Verify(s.Recording(), s.Claim()); err != nil {
		s.t.Errorf("the recording: %v", err)
	}
}

type source []recording.Sealed

func (c *source) Next() (recording.Sealed, error) {
	if len(*c) == 0 {
		return recording.Sealed{}, io.EOF
	}
	next := (*c)[0]
	*c = (*c)[1:]
	return next, nil
}

// Recording is the recording so far, from its first chunk.
func (s *Server) Recording() recording.Source {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := source(append([]recording.Sealed(nil), s.chunks...))
	return &all
}

// Events opens the recording as far as it has come.
func (s *Server) Events() (all []wire.Event) {
	s.t.Helper()
	claim := s.Claim()
	claim.Abandoned = true
	r := claim.Open(s.Recording())
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			s.t.Fatalf("the recording: %v", err)
		}
		e.Payload = append([]byte(nil), e.Payload...)
		all = append(all, e)
	}
}

// Recorded tells whether such an event has come.
func (s *Server) Recorded(kind wire.Kind, payload string) bool {
	for _, e := range s.Events() {
		if e.Kind == kind && string(e.Payload) == payload {
			return true
		}
	}
	return false
}

// Text is all payloads of a kind.
func (s *Server) Text(kind wire.Kind) (text string) {
	for _, e := range s.Events() {
		if e.Kind == kind {
			text += string(e.Payload)
		}
	}
	return text
}
