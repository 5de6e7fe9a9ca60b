package live

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"surety/internal/db"
)

const (
	channel      = "surety_live"
	pause        = 20 * time.Millisecond // a notice per server and pause, not per commit: commits stay fast
	outgoingMost = 1024
	retryAfter   = 500 * time.Millisecond
)

// notice is what one server tells the others.
type notice struct {
	From   string            `json:"f"`
	Events []json.RawMessage `json:"e"`
}

// Run passes events between servers until the context ends. On SQLite there is one server and nothing to pass.
func (h *Hub) Run(ctx context.Context) error {
	if h.db.Engine() == db.Postgres {
		var listening sync.WaitGroup
		listening.Go(func() { h.listen(ctx) })
		h.send(ctx)
		listening.Wait()
	}
	<-ctx.Done()
	return ctx.Err()
}

// enqueue needs the lock.
func (h *Hub) enqueue(e Event) {
	if len(h.outgoing) >= outgoingMost {
		h.outgoing = []Event{{Name: Resync}}
	}
	h.outgoing = append(h.outgoing, e)
	select {
	case h.due <- struct{}{}:
	default:
	}
}

func (h *Hub) send(ctx context.Context) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-h.due:
		}
		h.rest(ctx, pause)
		h.mu.Lock()
		events := h.outgoing
		h.outgoing = nil
		h.mu.Unlock()
		if err := h.notify(ctx, events); err != nil && ctx.Err() == nil {
			h.log.Warn("other servers cannot be told of changes", "error", err)
			h.rest(ctx, retryAfter)
			h.mu.Lock()
			h.enqueue(Event{Name: Resync}) // in place of what could not be sent
			h.mu.Unlock()
		}
	}
}

func (h *Hub) notify(ctx context.Context, events []Event) error {
	for _, payload := range h.payloads(events) {
		if err := h.db.Notify(ctx, channel, payload); err != nil {
			return err
		}
	}
	return nil
}

// payloads packs events into as few notices as the limit allows. One that fits in none becomes a Resync.
func (h *Hub) payloads(events []Event) []string {
	frame := len(mustJSON(notice{From: h.server, Events: []json.RawMessage{}}))
	var all []string
	batch, size := []json.RawMessage{}, frame
	flush := func() {
		if len(batch) > 0 {
			all = append(all, string(mustJSON(notice{From: h.server, Events: batch})))
		}
		batch, size = nil, frame
	}
	for _, e := range events {
		text := mustJSON(e)
		if frame+len(text) > db.NotifyLimit {
			text = mustJSON(Event{Name: Resync})
		}
		if size+len(text)+1 > db.NotifyLimit {
			flush()
		}
		batch, size = append(batch, text), size+len(text)+1
	}
	flush()
	return all
}

// mustJSON writes what is always writable, except an event whose Data is not JSON: that one says Resync.
func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		return []byte(`{"n":"` + Resync + `"}`)
	}
	return text
}

// listen hears the other servers and reconnects when the connection breaks; whoever listens here then reads again.
func (h *Hub) listen(ctx context.Context) {
	first := true
	for ctx.Err() == nil {
		err := h.db.Listen(ctx, channel, func() {
			if !first {
				h.local(Event{Name: Resync})
			}
			first = false
			h.ready()
		}, h.heard)
		if ctx.Err() == nil {
			h.log.Warn("other servers are not heard for a moment", "error", err)
			h.rest(ctx, retryAfter)
		}
	}
}

func (h *Hub) heard(payload string) {
	var n notice
	if err := json.Unmarshal([]byte(payload), &n); err != nil {
		h.log.Warn("a notice of another server is unreadable", "error", err)
		h.local(Event{Name: Resync})
		return
	}
	if n.From == h.server {
		return
	}
	for _, text := range n.Events {
		e := Event{Name: Resync}
		_ = json.Unmarshal(text, &e) // what a newer server says and we cannot read stays a Resync
		h.local(e)
	}
}

func (h *Hub) local(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.deliver(e)
}

// rest waits by the machine's clock: it paces the network and decides nothing.
func (h *Hub) rest(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
