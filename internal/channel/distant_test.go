package channel

import (
	"io"
	"net"
	"sync"
	"time"
)

// distant makes a connection whose bytes take the delay from end to end, and whose line holds what is under way.
func distant(delay time.Duration) (a, b net.Conn) {
	ab, ba := newWay(delay), newWay(delay)
	return &distantEnd{in: ba, out: ab}, &distantEnd{in: ab, out: ba}
}

type flight struct {
	due time.Time
	b   []byte
}

type way struct {
	delay  time.Duration
	queue  chan flight
	closed chan struct{}
	once   sync.Once
	rest   []byte
}

func newWay(delay time.Duration) *way {
	return &way{delay: delay, queue: make(chan flight, 1<<14), closed: make(chan struct{})}
}

func (w *way) close() { w.once.Do(func() { close(w.closed) }) }

type distantEnd struct{ in, out *way }

// Read gives what was under way before the line was closed, and then its end.
func (e *distantEnd) Read(p []byte) (int, error) {
	if len(e.in.rest) == 0 {
		select {
		case f := <-e.in.queue:
			e.in.take(f)
		default:
			select {
			case f := <-e.in.queue:
				e.in.take(f)
			case <-e.in.closed:
				return 0, io.EOF
			}
		}
	}
	n := copy(p, e.in.rest)
	e.in.rest = e.in.rest[n:]
	return n, nil
}

func (w *way) take(f flight) {
	<-time.After(time.Until(f.due))
	w.rest = f.b
}

func (e *distantEnd) Write(p []byte) (int, error) {
	select {
	case e.out.queue <- flight{time.Now().Add(e.out.delay), append([]byte(nil), p...)}:
		return len(p), nil
	case <-e.out.closed:
		return 0, io.ErrClosedPipe
	}
}

func (e *distantEnd) Close() error {
	e.in.close()
	e.out.close()
	return nil
}

func (e *distantEnd) LocalAddr() net.Addr              { return address{} }
func (e *distantEnd) RemoteAddr() net.Addr             { return address{} }
func (e *distantEnd) SetDeadline(time.Time) error      { return nil }
func (e *distantEnd) SetReadDeadline(time.Time) error  { return nil }
func (e *distantEnd) SetWriteDeadline(time.Time) error { return nil }
