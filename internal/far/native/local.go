package native

import (
	"context"
	"fmt"
	"net"
)

// Local carries what connects to a listener on this machine to a port that the client named, for viewers (RDP, VNC) that know no SSH.
// Such a listener has no key. Where the system tells whose connection it is, everybody else's is refused; Guarded tells whether it does.
// It returns when the listener is closed or ctx ends. said hears why a connection was refused.
func (n *Server) Local(ctx context.Context, l net.Listener, address string, said func(string)) error {
	if !loopback(l.Addr()) {
		return fmt.Errorf("native: %s is not this machine alone", l.Addr())
	}
	return accept(ctx, l, func(ctx context.Context, c net.Conn) {
		here, ok := c.(*net.TCPConn)
		if !ok || !own(here) {
			said("another user of this machine was turned away")
			return
		}
		there, err := n.reach(ctx, address)
		if err != nil {
			said(address + ": " + words(err))
			return
		}
		carry(here, there)
	})
}
