package channel

import (
	"context"
	"net"

	"github.com/coder/websocket"
)

// Dialer reaches a server from a browser, which brings the cookie, the proxy and the trust by itself.
type Dialer struct{}

// Dial connects to an address of the form wss://host/path. A browser does not say why it failed.
func (Dialer) Dial(ctx context.Context, address string) (net.Conn, error) {
	ws, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{Subprotocols: []string{protocol}})
	if err != nil {
		return nil, ErrLaneLost.Because(err)
	}
	if ws.Subprotocol() != protocol {
		_ = ws.CloseNow()
		return nil, ErrProtocol
	}
	return newSocket(ws, nil), nil
}
