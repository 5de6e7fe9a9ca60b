package channel

import (
	"io"
	"net"
	"sync"
	"time"
)

// Parting is a stream whose Close lets the other end read what is under way: a stream that is simply closed is cut, and its last words
// are lost. For those who serve on any connection, and end by closing it.
type Parting struct {
	*Stream
	reading sync.Mutex
	once    sync.Once
	over    chan struct{}
}

// NewParting makes one of a stream. Nobody else may read the stream.
func NewParting(s *Stream) *Parting { return &Parting{Stream: s, over: make(chan struct{})} }

// Read reads until Close; then, at once, nothing any more.
func (p *Parting) Read(b []byte) (int, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	select {
	case <-p.over:
		return 0, net.ErrClosed
	default:
	}
	n, err := p.Stream.Read(b)
	select {
	case <-p.over:
		return 0, net.ErrClosed
	default:
		return n, err
	}
}

// Close ends reading at once and returns; the stream is closed when the other end has ended it too, or after ten seconds.
func (p *Parting) Close() error {
	p.once.Do(func() {
		close(p.over)
		_ = p.Stream.SetReadDeadline(time.Unix(1, 0))
		go p.part()
	})
	return nil
}

func (p *Parting) part() {
	defer p.Stream.Close()
	p.reading.Lock()
	defer p.reading.Unlock()
	_ = p.SetReadDeadline(time.Time{})
	late := time.AfterFunc(openWithin, p.cut)
	defer late.Stop()
	if p.CloseWrite() == nil {
		_, _ = io.Copy(io.Discard, struct{ io.Reader }{p.Stream})
	}
}
