package channel

import (
	"context"
	"sync"
	"time"

	"surety/internal/wire"
)

// Handler serves streams of one purpose: it takes or refuses what was asked. When it returns the stream is closed. ctx
// ends with the mux and when the handler is removed; the stream is cut then.
type Handler func(ctx context.Context, a *Asked)

// Handlers are what a mux serves. What has no handler does not exist on it: a power that was not granted is not in here,
// and nothing asks whether it was. One set may serve several muxes.
type Handlers struct {
	mu sync.Mutex
	by map[wire.Purpose]*handling
}

type handling struct {
	handle  Handler
	removed context.Context
	remove  context.CancelFunc
}

// Put registers a handler in the place of any before, which is removed.
func (h *Handlers) Put(p wire.Purpose, handle Handler) {
	h.Remove(p)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by == nil {
		h.by = map[wire.Purpose]*handling{}
	}
	e := &handling{handle: handle}
	e.removed, e.remove = context.WithCancel(context.Background())
	h.by[p] = e
}

// Remove takes the purpose away and cuts at once the streams that have it.
func (h *Handlers) Remove(p wire.Purpose) {
	h.mu.Lock()
	e := h.by[p]
	delete(h.by, p)
	h.mu.Unlock()
	if e != nil {
		e.remove()
	}
}

func (h *Handlers) of(p wire.Purpose) *handling {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.by[p]
}

// Serve reads a new stream's Open and hands it to whom it concerns: what a mux is given to serve with.
func (h *Handlers) Serve(ctx context.Context, s *Stream) {
	defer s.Close()
	late := time.AfterFunc(openWithin, s.cut)
	kind, payload, err := wire.NewFrameReader(s).Next(wire.MaxOpen)
	if !late.Stop() || err != nil || kind != wire.FrameOpen {
		return
	}
	a := &Asked{stream: s}
	if a.Open, err = wire.DecodeOpen(payload); err != nil {
		a.Refuse(wire.NotGranted)
		return
	}
	e := h.of(a.Open.Purpose)
	if e == nil {
		a.Refuse(wire.NotGranted)
		return
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	stop := context.AfterFunc(e.removed, func() { s.cut(); end() })
	defer stop()
	e.handle(ctx, a)
	a.Refuse(wire.Failed)
}

// Asked is a stream that the other end wants. The first of Take and Refuse counts.
type Asked struct {
	Open     wire.Open
	stream   *Stream
	answered bool
}

// Take answers yes, and returns the stream.
func (a *Asked) Take() (*Stream, error) {
	a.answered = true
	_, err := a.stream.Write(wire.AppendFrame(nil, wire.FrameOpened, wire.EncodeStream(0)))
	return a.stream, err
}

// Refuse answers no. It waits a little for the other end to read it.
func (a *Asked) Refuse(why wire.Refusal) {
	if a.answered {
		return
	}
	a.answered = true
	s := a.stream
	late := time.AfterFunc(openWithin, s.cut)
	defer late.Stop()
	if _, err := s.Write(wire.AppendFrame(nil, wire.FrameRefused, why.Encode())); err != nil || s.CloseWrite() != nil {
		return
	}
	_, _ = s.Read(make([]byte, 1)) // the other end cuts the stream when it has read
}
