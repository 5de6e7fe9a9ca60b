//go:build !js

package channel

import (
	"net"
	"sync"
)

// gather sends a long message in one piece. The library writes it in pieces of its buffer, each a call to the system, and at the end that
// dialled, which masks what it sends, each of 4 KiB.
type gather struct {
	net.Conn
	mu  sync.Mutex
	buf *[]byte // while a message is gathered
}

// gathered is room for a message, its frame's head, and TLS around its pieces.
const gathered = maxMessage + 4<<10

var gathers = sync.Pool{New: func() any { b := make([]byte, 0, gathered); return &b }}

func (g *gather) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.buf == nil || len(*g.buf)+len(p) > gathered {
		if err := g.flush(); err != nil {
			return 0, err
		}
	}
	if g.buf == nil || len(p) > gathered {
		return g.Conn.Write(p)
	}
	*g.buf = append(*g.buf, p...)
	return len(p), nil
}

// begin gathers what is written from here to end.
func (g *gather) begin() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.buf = gathers.Get().(*[]byte)
}

func (g *gather) end() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	err := g.flush()
	gathers.Put(g.buf)
	g.buf = nil
	return err
}

func (g *gather) flush() error {
	if g.buf == nil || len(*g.buf) == 0 {
		return nil
	}
	_, err := g.Conn.Write(*g.buf)
	*g.buf = (*g.buf)[:0]
	return err
}
