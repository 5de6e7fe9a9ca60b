// Package live tells open screens that something changed.
//
// An event names a thing and carries ids and codes, never content: whoever may know of it fetches it through the usual
// road. The hub gives every event to every subscriber; who may see it is decided by the one who writes it to a screen,
// from the facts in [Event.Ticket].
//
// Events are hints, not a log: they are lost when a server stops. A subscriber that may have missed some is told so by
// a [Resync] event and must read again what it shows. Publishing never waits for a subscriber or for the database.
package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"

	"surety/internal/access"
	"surety/internal/db"
)

// Names of events.
const (
	Ticket    = "ticket"
	Deal      = "deal"
	Dispute   = "dispute"
	Complaint = "complaint"
	Review    = "review"
	Remote    = "remote" // a remote session
	Secret    = "secret" // for its owner and its reader, each by name
	Presence  = "presence"
	Session   = "session"
	Account   = "account"
	Resync    = "resync" // events were missed: read again
)

// Buffer is how many events may wait for a subscriber before they are replaced by one Resync.
const Buffer = 64

// Event is one change.
type Event struct {
	Name    string           `json:"n"`
	Ticket  access.Thing     `json:"t,omitzero"` // with the facts that decide who may know
	Data    json.RawMessage  `json:"d,omitempty"`
	Account access.AccountID `json:"a,omitempty"` // only for this one, when set
	Note    bool             `json:"o,omitempty"` // only for those who may read notes
}

// Hub passes events between this server's subscribers and, on PostgreSQL, those of other servers.
type Hub struct {
	db     *db.DB
	log    *slog.Logger
	server string
	ready  func() // called each time the other servers are heard (again)

	mu        sync.Mutex
	subs      map[chan Event]struct{}
	observers []func(Event)
	outgoing  []Event // waiting for the other servers
	due       chan struct{}
}

// Open returns a hub; events reach other servers once Run runs. The logger may be nil.
func Open(_ context.Context, d *db.DB, log *slog.Logger) (*Hub, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Hub{db: d, log: log, server: access.NewID[string](), subs: map[chan Event]struct{}{}, due: make(chan struct{}, 1), ready: func() {}}, nil
}

// Publish gives the event to all subscribers, here at once and elsewhere within about 20 ms. Call it in
// [db.Tx.AfterCommit], so that nobody hears of what did not happen.
func (h *Hub) Publish(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.deliver(e)
	if h.db.Engine() == db.Postgres {
		h.enqueue(e)
	}
}

// Subscribe returns a channel of events that is closed when the context ends.
func (h *Hub) Subscribe(ctx context.Context) <-chan Event {
	ch := make(chan Event, Buffer)
	h.mu.Lock()
	h.subs[ch] = struct{}{}
	h.mu.Unlock()
	context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, ch)
		close(ch)
	})
	return ch
}

// Subscribers is how many listen at this server.
func (h *Hub) Subscribers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subs)
}

// deliver needs the lock.
func (h *Hub) deliver(e Event) {
	for _, o := range h.observers {
		o(e)
	}
	for ch := range h.subs {
		offer(ch, e)
	}
}

// offer never blocks: a full buffer is emptied and holds one Resync instead. Only the lock's holder sends, so there
// is room afterwards.
func offer(ch chan Event, e Event) {
	select {
	case ch <- e:
		return
	default:
	}
	for len(ch) > 0 {
		select {
		case <-ch:
		default:
		}
	}
	ch <- Event{Name: Resync}
}
