// Package screen lets the specialist see the client's screen, or use it, through a VNC server on the client's own machine (RFB,
// RFC 6143). The client starts such a server, or has one, and names it; this program brings none.
//
// W1: looking on and using are two handlers. Of what the viewer sends, every message is read and known, or the stream ends: a
// server's own additions (the transfer of files, above all) do not pass. Who looks on sends no key and no pointer; those are taken out. How
// pictures are coded is chosen here and not by the viewer, of whom the server hears nothing else than that a picture is wanted. The clipboard of
// neither machine reaches the other, whoever may use the screen: it would carry what nobody sees. The choice of security is made here, of None
// and of VNC's password; what would seal the stream against the recording is never chosen.
//
// W2: what the server shows is recorded before it is handed on, in the form that a server without a password would have sent (package rfb), so
// that a replay needs none and can begin at any whole picture: one is asked for from time to time, by how much has come since the
// last. Of what is typed the recording has how many keys, not which: a screen does not say when it hides what is typed. What it led to is in the
// picture, as the pointer is.
//
// What was pressed is let go when typing is no longer allowed: no key stays down on the client's machine.
package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	"surety/internal/assist/power"
	"surety/internal/rfb"
	"surety/internal/wire"
)

const (
	dialTimeout = 5 * time.Second
	askTimeout  = 500 * time.Millisecond // for a greeting, when servers are looked for
	bufferBytes = 32 << 10
	wholeLeast  = 1 << 20 // bytes after which a whole picture is asked for, at the least
	wholeTimes  = 4       // or so many times the last one's, so that they are a fifth of all
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
	turn   *rfb.Filter // of shows alone
	held   held        // of asks alone

	mu            sync.Mutex
	width, height int
	asked         bool // a whole picture is under way
	since, whole  int  // bytes since the last whole picture began, and of that picture
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

// shows reads the server's messages. Each begins an event of the recording, so that a player can begin there.
func (v *viewing) shows() error {
	buf, out := make([]byte, bufferBytes), []byte(nil)
	for begun := false; ; {
		n, err := v.server.Read(buf)
		for rest := buf[:n]; len(rest) > 0; begun = !v.turn.Between() {
			var passed []byte
			passed, rest, err = v.turn.Take(out[:0], rest)
			out = passed
			if err != nil {
				return err
			}
			if err := v.piece(passed, !begun); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// piece hands on a part of a message, and tells the recording where a whole picture may begin and that it was one.
func (v *viewing) piece(b []byte, first bool) error {
	if first && len(b) > 0 && v.begins() {
		if err := v.pictured(false); err != nil {
			return err
		}
	}
	if len(b) > 0 {
		if err := v.show(b); err != nil {
			return err
		}
	}
	if v.came(len(b)) {
		return v.pictured(true)
	}
	return nil
}

func (v *viewing) pictured(whole bool) error {
	w, h := v.turn.Size()
	return v.record.Note(wire.Pictured, v.number, wire.Picture{Width: uint16(w), Height: uint16(h), Whole: whole}.Encode())
}

// begins tells whether the message that begins may be the whole picture that was asked for.
func (v *viewing) begins() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.asked {
		v.since = 0
	}
	return v.asked
}

// came counts, and tells whether a whole picture that was asked for is complete.
func (v *viewing) came(n int) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.since += n
	if w, h := v.turn.Size(); w != v.width || h != v.height {
		v.width, v.height, v.whole = w, h, 0 // what came before is of no use to who begins later
		v.since += wholeLeast
	}
	if !v.asked || !v.turn.Whole() {
		return false
	}
	v.asked, v.whole = false, v.since
	return true
}
