package live

import (
	"cmp"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"surety/internal/access"
	"surety/internal/clock"
)

// PresenceLasts is how long a sign of presence counts unless repeated.
const PresenceLasts = 15 * time.Second

// What someone does at a ticket.
const (
	Viewing = "viewing"
	Writing = "writing"
	Gone    = "gone"
)

// Mark is one person at a ticket. It is also the Data of a Presence event.
type Mark struct {
	Account access.AccountID `json:"account"`
	Doing   string           `json:"doing"`
	Until   time.Time        `json:"until"`
	Note    bool             `json:"-"` // only those who may read notes may know
}

// People knows who is viewing or writing which ticket, on all servers. Nothing is stored.
type People struct {
	hub   *Hub
	clock clock.Clock

	mu    sync.Mutex
	at    map[access.TicketID]map[access.AccountID]Mark
	swept time.Time
}

// OpenPeople returns the people of a hub. Call it once per hub, before Run.
func OpenPeople(h *Hub, c clock.Clock) *People {
	p := &People{hub: h, clock: c, at: map[access.TicketID]map[access.AccountID]Mark{}}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.observers = append(h.observers, p.observe)
	return p
}

// Show tells that the account does something (Viewing, Writing, Gone) at the ticket, for the next 15 s. With note set
// only those who may read notes learn of it. The caller has checked that the account may see the ticket.
func (p *People) Show(ticket access.Thing, account access.AccountID, doing string, note bool) {
	m := Mark{Account: account, Doing: doing, Until: p.clock.Now().Add(PresenceLasts)}
	p.hub.Publish(Event{Name: Presence, Ticket: ticket, Data: mustJSON(m), Note: note})
}

// At lists who is at the ticket now, ordered by account.
func (p *People) At(ticket access.TicketID) []Mark {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	var all []Mark
	for _, m := range p.at[ticket] {
		if m.Until.After(now) {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b Mark) int { return cmp.Compare(a.Account, b.Account) })
	return all
}

func (p *People) observe(e Event) {
	var m Mark
	if e.Name != Presence || json.Unmarshal(e.Data, &m) != nil {
		return
	}
	m.Note = e.Note
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sweep()
	at := p.at[e.Ticket.Ticket]
	if m.Doing == Gone {
		delete(at, m.Account)
		return
	}
	if at == nil {
		at = map[access.AccountID]Mark{}
		p.at[e.Ticket.Ticket] = at
	}
	at[m.Account] = m
}

// sweep forgets what has expired, at most once per PresenceLasts; it needs the lock.
func (p *People) sweep() {
	now := p.clock.Now()
	if now.Sub(p.swept) < PresenceLasts {
		return
	}
	p.swept = now
	for t, at := range p.at {
		for a, m := range at {
			if !m.Until.After(now) {
				delete(at, a)
			}
		}
		if len(at) == 0 {
			delete(p.at, t)
		}
	}
}
