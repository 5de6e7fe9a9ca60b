package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall/js"

	"surety/internal/channel"
	"surety/internal/far"
	"surety/internal/fault"
	"surety/internal/wire"
)

func hexadecimal(b []byte) string { return hex.EncodeToString(b) }

// post sends the page a message. transfer are buffers that move instead of being copied.
func post(message map[string]any, transfer ...any) {
	js.Global().Call("postMessage", js.ValueOf(message), js.ValueOf(transfer))
}

// array makes a Uint8Array of bytes.
func array(b []byte) js.Value {
	a := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(a, b)
	return a
}

// contents are the bytes of a Uint8Array or an ArrayBuffer.
func contents(v js.Value) []byte {
	if v.InstanceOf(js.Global().Get("ArrayBuffer")) {
		v = js.Global().Get("Uint8Array").New(v)
	}
	b := make([]byte, v.Length())
	js.CopyBytesToGo(b, v)
	return b
}

var errPromise = errors.New("browser: a promise was not kept")

// await waits for a promise.
func await(promise js.Value) (js.Value, error) {
	kept, broken := make(chan js.Value, 1), make(chan struct{}, 1)
	yes := js.FuncOf(func(_ js.Value, args []js.Value) any { kept <- args[0]; return nil })
	no := js.FuncOf(func(js.Value, []js.Value) any { broken <- struct{}{}; return nil })
	defer yes.Release()
	defer no.Release()
	promise.Call("then", yes, no)
	select {
	case v := <-kept:
		return v, nil
	case <-broken:
		return js.Value{}, errPromise
	}
}

// readJoined reads what the server answered the page, or why it refused.
func readJoined(in js.Value) (far.Joined, error) {
	if why := in.Get("fault"); why.Type() == js.TypeString {
		return far.Joined{}, fault.New(fault.Denied, why.String(), "the server refused")
	}
	j := far.Joined{Number: uint32(in.Get("number").Int())}
	pin, err := hex.DecodeString(in.Get("pin").String())
	if err != nil || len(pin) != len(j.Pin) {
		return far.Joined{}, fault.ErrInvalid
	}
	copy(j.Pin[:], pin)
	return j, nil
}

// Dial connects a lane.
func (d desk) Dial(ctx context.Context, lane channel.Lane, number uint32) (net.Conn, error) {
	return channel.Dialer{}.Dial(ctx, fmt.Sprintf("%s?lane=%s&number=%d", d.address, lane, number))
}

func (c call) power() wire.Purpose { return wire.Purpose(c.in.Get("power").String()) }

// ahead is how much may be on its way to the page.
const ahead = 1 << 20

// credit counts what the page has not taken yet.
type credit struct {
	mu      sync.Mutex
	pending int
	more    chan struct{}
}

func newCredit() *credit { return &credit{more: make(chan struct{}, 1)} }

// give waits until there is room, and counts.
func (c *credit) give(ctx context.Context, n int) error {
	for {
		c.mu.Lock()
		if c.pending < ahead {
			c.pending += n
			c.mu.Unlock()
			return nil
		}
		c.mu.Unlock()
		select {
		case <-c.more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (c *credit) took(n int) {
	c.mu.Lock()
	c.pending -= n
	c.mu.Unlock()
	select {
	case c.more <- struct{}{}:
	default:
	}
}

// credit makes one for a call.
func (p *page) credit(n int) *credit {
	c := newCredit()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken[n] = c
	return c
}

func (p *page) took(in js.Value) {
	p.mu.Lock()
	of := in.Get("of").Int()
	c := p.taken[of]
	if t := p.terminals[of]; t != nil {
		c = t.room
	}
	p.mu.Unlock()
	if c != nil {
		c.took(in.Get("bytes").Int())
	}
}
