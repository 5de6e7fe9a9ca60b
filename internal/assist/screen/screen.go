// Package screen lets the specialist see the client's screen, or use it, through a VNC server on the client's own machine (RFB,
// RFC 6143). The client starts such a server, or has one, and names it; this program brings none.
//
// W1: looking on and using are two handlers. Of what the viewer sends, every message is read and known, or the stream ends: a
// server's own additions (the transfer of files, above all) do not pass. Who looks on sends no key, no pointer, no clipboard; those
// are taken out. The choice of security is made here, of None and of VNC's password; what would seal the stream against the
// recording is never chosen.
//
// W2: what the server shows is recorded before it is handed on, in the form that a server without a password would have sent, so that
// a replay needs none. Of what is typed and pointed the recording has how much, not what: a screen does not say when
// it hides what is typed. What it led to is in the picture.
package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

const (
	dialTimeout = 5 * time.Second
	askTimeout  = 500 * time.Millisecond // for a greeting, when servers are looked for
	bufferBytes = 32 << 10
	firstPort   = 5900
	ports       = 10 // displays that are looked for
)

// ErrAddress says that what the client named is not host:port on this very machine.
var ErrAddress = errors.New("screen: not an address of this machine")

// Screen is the VNC server that the client named.
type Screen struct {
	record  power.Recorder
	address string
}

// New takes the address of a VNC server on this machine. Fault: ErrAddress.
func New(record power.Recorder, address string) (*Screen, error) {
	a, err := netip.ParseAddrPort(address)
	if err != nil || !a.Addr().IsLoopback() || a.Port() == 0 {
		return nil, ErrAddress
	}
	return &Screen{record: record, address: a.String()}, nil
}

// Find asks the usual ports of this machine and returns the addresses where a VNC server greets.
func Find(ctx context.Context) (found []string) {
	dialer := net.Dialer{Timeout: askTimeout}
	for port := firstPort; port < firstPort+ports; port++ {
		address := fmt.Sprintf("127.0.0.1:%d", port)
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err != nil {
			continue
		}
		_ = conn.SetDeadline(time.Now().Add(askTimeout))
		if _, err := readVersion(conn); err == nil {
			found = append(found, address)
		}
		conn.Close()
	}
	return found
}

// View is the handler of screen.view.
func (s *Screen) View(ctx context.Context, stream *power.Stream, _ []byte) error {
	return s.serve(ctx, stream, looking)
}

// Control is the handler of screen.control.
func (s *Screen) Control(ctx context.Context, stream *power.Stream, _ []byte) error {
	return s.serve(ctx, stream, using)
}

// serve is bare bytes after FrameOpened.
func (s *Screen) serve(ctx context.Context, stream *power.Stream, may rights) error {
	dialer := net.Dialer{Timeout: dialTimeout}
	server, err := dialer.DialContext(ctx, "tcp", s.address)
	if err != nil {
		return errors.Join(wire.Unreachable, err)
	}
	defer server.Close()
	defer context.AfterFunc(ctx, func() { server.Close() })()
	if err := stream.Opened(); err != nil {
		return err
	}
	v := &viewing{record: s.record, number: stream.Number, viewer: stream.Line(), server: server, may: may}
	if err := v.greet(); err != nil {
		return err
	}
	return v.carry()
}

// viewing is one viewer of the screen.
type viewing struct {
	record power.Recorder
	number uint32
	viewer io.ReadWriteCloser
	server net.Conn
	may    rights
}

// show records what the server sent, and then hands it on.
func (v *viewing) show(b []byte) error {
	if err := v.record.Append(wire.Screen, v.number, b); err != nil {
		return err
	}
	_, err := v.viewer.Write(b)
	return err
}

// carry copies both ways until one ends.
func (v *viewing) carry() error {
	over := make(chan error, 2)
	go func() { over <- v.shows() }()
	go func() { over <- v.asks() }()
	err := <-over
	v.server.Close()
	v.viewer.Close()
	<-over
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

func (v *viewing) shows() error {
	for buf := make([]byte, bufferBytes); ; {
		n, err := v.server.Read(buf)
		if n > 0 {
			if err := v.show(buf[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// note leaves on the recording what a replay must know and the server's bytes do not tell.
func (v *viewing) note(words ...string) error {
	return power.Note(v.record, v.number, strings.Join(words, " "))
}
