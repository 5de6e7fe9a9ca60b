package main

import (
	"context"
	"net"
	"syscall/js"
)

const screenBytes = 32 << 10

// screen connects a MessagePort of the page to the client's screen. The page posts bytes (ArrayBuffer), and a number for how much of
// what it was posted it has taken; null is the end, either way.
func (p *page) screen(ctx context.Context, c call) (any, error) {
	s, err := p.far()
	if err != nil {
		return nil, err
	}
	conn, err := s.Screen(ctx, c.power())
	if err != nil {
		return nil, err
	}
	port := c.in.Get("port")
	alive, end := context.WithCancel(p.ctx)
	room, input := newCredit(), make(chan []byte, waiting)
	take := js.FuncOf(func(_ js.Value, args []js.Value) any {
		switch data := args[0].Get("data"); data.Type() {
		case js.TypeNumber:
			room.took(data.Int())
		case js.TypeObject:
			select {
			case input <- contents(data):
			default:
				end() // the line does not take what is moved and typed
			}
		default:
			end()
		}
		return nil
	})
	port.Set("onmessage", take)
	context.AfterFunc(alive, func() { conn.Close() })
	go func() { defer end(); writeAll(alive, conn, input) }()
	go func() {
		defer func() { port.Call("postMessage", js.Null()); port.Call("close"); take.Release() }()
		defer end()
		show(alive, conn, port, room)
	}()
	return js.Undefined(), nil
}

func writeAll(ctx context.Context, conn net.Conn, input <-chan []byte) {
	for {
		select {
		case b := <-input:
			if _, err := conn.Write(b); err != nil {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func show(ctx context.Context, conn net.Conn, port js.Value, room *credit) {
	for buf := make([]byte, screenBytes); ; {
		n, err := conn.Read(buf)
		if n > 0 {
			if room.give(ctx, n) != nil {
				return
			}
			buffer := array(buf[:n]).Get("buffer")
			port.Call("postMessage", buffer, []any{buffer})
		}
		if err != nil {
			return
		}
	}
}
