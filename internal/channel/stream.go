package channel

import (
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/libp2p/go-yamux/v5"
)

// Stream is one of the streams of a mux: a net.Conn whose directions end one by one. One goroutine may read while another writes.
type Stream struct {
	Number uint32 // under which the recording knows a stream that was opened here; 0 where it has none

	raw   *yamux.Stream
	mux   *Mux
	ended atomic.Bool // the other end has said that nothing follows
}

var _ net.Conn = (*Stream)(nil)

// Read reads what came. io.EOF is the other end's CloseWrite and nothing else.
func (s *Stream) Read(p []byte) (int, error) {
	n, err := s.raw.Read(p)
	switch {
	case err == nil || n > 0: // with bytes the library may return the connection's end, also as io.EOF; the next call tells
		return n, nil
	case err == io.EOF:
		s.ended.Store(true)
		return 0, err
	}
	return 0, s.mux.why(err)
}

// Write waits while the other end's window is full.
func (s *Stream) Write(p []byte) (int, error) {
	n, err := s.raw.Write(p)
	return n, s.mux.why(err)
}

// CloseWrite says that nothing follows; reading goes on.
func (s *Stream) CloseWrite() error { return s.mux.why(s.raw.CloseWrite()) }

// Close ends the stream in both directions. Unless the other end has ended its own, the stream is cut, and what is under way may
// be lost: to end without loss, CloseWrite and read to the end. It may wait as long as a write on the connection may.
func (s *Stream) Close() error {
	if s.ended.Load() {
		return s.CloseWrite()
	}
	return s.raw.Reset() // the library's own Close tells the other end nothing, which then waits for a window for ever
}

// cut stops reading and writing at once, without waiting for the connection. Close follows.
func (s *Stream) cut() { _ = s.raw.SetDeadline(time.Unix(1, 0)) }

// LocalAddr and RemoteAddr tell nothing of use.
func (s *Stream) LocalAddr() net.Addr  { return s.raw.LocalAddr() }
func (s *Stream) RemoteAddr() net.Addr { return s.raw.RemoteAddr() }

// SetDeadline and its halves are those of net.Conn; a reading or writing that is late fails with os.ErrDeadlineExceeded.
func (s *Stream) SetDeadline(t time.Time) error      { return s.raw.SetDeadline(t) }
func (s *Stream) SetReadDeadline(t time.Time) error  { return s.raw.SetReadDeadline(t) }
func (s *Stream) SetWriteDeadline(t time.Time) error { return s.raw.SetWriteDeadline(t) }
