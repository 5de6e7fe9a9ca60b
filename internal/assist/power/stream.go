package power

import (
	"context"
	"errors"
	"io"
	"sync"

	"surety/internal/wire"
)

// ErrProtocol says that the other end sent a frame that has no place here.
var ErrProtocol = errors.New("power: a frame out of place")

// Stream is one stream between specialist and assist. Number tells it apart on the recording. Reading belongs to one
// goroutine, Send to any.
type Stream struct {
	Number uint32
	line   io.ReadWriteCloser
	frames *wire.FrameReader
	stop   context.CancelFunc

	mu  sync.Mutex
	out []byte
}

// NewStream speaks frames on line. It reads no further than the frame it returns, so that a port may go on with bare bytes.
func NewStream(line io.ReadWriteCloser) *Stream {
	return &Stream{line: line, frames: wire.NewFrameReader(line), stop: func() {}}
}

// Next reads a frame, which is good until the next call.
func (s *Stream) Next(limit int) (kind uint8, payload []byte, err error) { return s.frames.Next(limit) }

// Send writes one frame and waits until the other end has room for it.
func (s *Stream) Send(kind uint8, payload []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = wire.AppendFrame(s.out[:0], kind, payload)
	_, err := s.line.Write(s.out)
	return err
}

// Opened tells the other end that the power is open, under which number.
func (s *Stream) Opened() error { return s.Send(wire.FrameOpened, wire.EncodeStream(s.Number)) }

// Line is the stream without frames, for who has read and sent all of them.
func (s *Stream) Line() io.ReadWriteCloser { return s.line }
