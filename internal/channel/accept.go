//go:build !js

package channel

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"

	"github.com/coder/websocket"
)

// Accept makes a connection of a request that dialled. A browser's Origin must be the request's own host or one of origins (host
// patterns); programs send none. The caller has decided whether this caller may; on a fault the answer has been given. The handler should return and leave the connection to
// another goroutine: while it does not, net/http keeps what it needs for a request.
func Accept(w http.ResponseWriter, r *http.Request, origins ...string) (net.Conn, error) {
	slim := &slim{ResponseWriter: w}
	ws, err := websocket.Accept(slim, r, &websocket.AcceptOptions{Subprotocols: []string{protocol}, OriginPatterns: origins})
	if err != nil {
		return nil, ErrTurnedAway.Because(err)
	}
	if ws.Subprotocol() != protocol {
		_ = ws.CloseNow()
		return nil, ErrProtocol
	}
	return newSocket(ws, slim.below), nil
}

// slim hands over a connection with small buffers.
type slim struct {
	http.ResponseWriter
	below *gather
}

// Hijack takes along what net/http has read already.
func (s *slim) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	c, rw, err := http.NewResponseController(s.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	early, err := rw.Reader.Peek(rw.Reader.Buffered())
	if err != nil {
		c.Close()
		return nil, nil, err
	}
	r := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(bytes.Clone(early)), c), max(socketBuffer, len(early)))
	_, err = r.Peek(len(early)) // what is buffered is what the library looks at
	s.below = &gather{Conn: c}
	return s.below, bufio.NewReadWriter(r, bufio.NewWriterSize(s.below, socketBuffer)), err
}
