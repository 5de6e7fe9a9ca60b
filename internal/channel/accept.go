//go:build !js

package channel

import (
	"net"
	"net/http"

	"github.com/coder/websocket"
)

// Accept makes a connection of a request that dialled. A browser's Origin must be the request's own host or one of origins (host
// patterns); programs send none. The caller has decided whether this caller may; on a fault the answer has been given.
func Accept(w http.ResponseWriter, r *http.Request, origins ...string) (net.Conn, error) {
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{protocol}, OriginPatterns: origins})
	if err != nil {
		return nil, ErrTurnedAway.Because(err)
	}
	if ws.Subprotocol() != protocol {
		_ = ws.CloseNow()
		return nil, ErrProtocol
	}
	return newSocket(ws), nil
}
