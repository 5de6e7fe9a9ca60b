package channel

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// protocol is the WebSocket's subprotocol: who does not name it is turned away before a byte is read.
const protocol = "surety.channel.2"

// socketBuffer is what a WebSocket at the server reads and writes through: a key and what is around it fit. net/http's own are 4 KiB
// each, which a thousand sessions at rest would hold for nothing: what is longer is gathered in a buffer that is given back.
const (
	socketBuffer = 512
	frameHead    = 14 // of a WebSocket's message, at the most
)

// socket makes a net.Conn of a WebSocket: a write is one binary message of at most maxMessage. It is for a mux, which has one
// reader and one writer. The library's own NetConn would lift the read limit, and say goodbye for up to ten seconds when closed.
type socket struct {
	ws     *websocket.Conn
	below  gatherer  // nil in a browser
	rest   io.Reader // of the message being read
	closed atomic.Bool
}

// gatherer puts together what is written between begin and end.
type gatherer interface {
	begin()
	end() error
}

func newSocket(ws *websocket.Conn, below gatherer) *socket {
	ws.SetReadLimit(maxMessage)
	return &socket{ws: ws, below: below}
}

func (s *socket) Read(p []byte) (int, error) {
	for {
		if s.rest == nil {
			kind, r, err := s.ws.Reader(context.Background())
			if err != nil {
				return 0, s.why(err)
			}
			if kind != websocket.MessageBinary {
				s.Close()
				return 0, ErrProtocol
			}
			s.rest = r
		}
		n, err := s.rest.Read(p)
		if err == io.EOF {
			s.rest, err = nil, nil
		}
		if n > 0 || err != nil {
			return n, s.why(err)
		}
	}
}

// why makes an end of the connection an unexpected one: streams end inside, never by the connection.
func (s *socket) why(err error) error {
	switch {
	case err == nil:
		return nil
	case s.closed.Load():
		return net.ErrClosed
	case websocket.CloseStatus(err) >= 0:
		return io.ErrUnexpectedEOF
	}
	return err
}

// Write sends one message.
func (s *socket) Write(p []byte) (int, error) {
	if err := s.send(p); err != nil {
		return 0, s.why(err)
	}
	return len(p), nil
}

func (s *socket) send(p []byte) error {
	if s.below == nil || len(p) <= socketBuffer-frameHead {
		return s.ws.Write(context.Background(), websocket.MessageBinary, p)
	}
	s.below.begin()
	err := s.ws.Write(context.Background(), websocket.MessageBinary, p)
	return errors.Join(err, s.below.end())
}

// Close ends the connection at once.
func (s *socket) Close() error {
	s.closed.Store(true)
	return s.ws.CloseNow()
}

// A mux looks itself after what takes too long, and closes the connection.
func (s *socket) SetDeadline(time.Time) error      { return os.ErrNoDeadline }
func (s *socket) SetReadDeadline(time.Time) error  { return os.ErrNoDeadline }
func (s *socket) SetWriteDeadline(time.Time) error { return os.ErrNoDeadline }

type address struct{}

func (address) Network() string { return "websocket" }
func (address) String() string  { return "websocket" }

func (s *socket) LocalAddr() net.Addr  { return address{} }
func (s *socket) RemoteAddr() net.Addr { return address{} }
