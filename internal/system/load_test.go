package system_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// What is known of a deed.
const (
	asked   = iota // nothing, or not yet
	taken          // the server said so
	carried        // the server said that it took effect, and that its answer was lost
)

// deed is one thing that was asked for: a ticket or a message.
type deed struct {
	key, text string
	ticket    string // it is written to; empty: it is a ticket itself
	state     int
}

// writer does one deed after the other. What it got no answer to it asks for again, with the same key.
type writer struct {
	name    string
	w       *world
	agent   bool
	tickets []string
	deeds   []*deed
}

// load is writers at work.
type load struct {
	t       testing.TB
	w       *world
	writers []*writer
	taken   atomic.Int64
}

var loads atomic.Int64

func newLoad(t testing.TB, w *world, writers int) *load {
	l := &load{t: t, w: w}
	for i := range writers {
		l.writers = append(l.writers, &writer{name: fmt.Sprintf("load %d writer %d", loads.Add(1), i), w: w, agent: i%2 == 1})
	}
	return l
}

// during works until fn returns.
func (l *load) during(fn func()) {
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	for _, w := range l.writers {
		all.Go(func() { l.work(ctx, w) })
	}
	fn()
	stop()
	all.Wait()
}

func (l *load) work(ctx context.Context, w *writer) {
	for ctx.Err() == nil {
		before := w.last()
		if before == nil || before.state != asked {
			w.deeds = append(w.deeds, w.next())
		}
		if !l.try(ctx, w, w.last()) {
			select { // the server is away for a moment
			case <-ctx.Done():
			case <-time.After(10 * time.Millisecond):
			}
		}
	}
}

func (w *writer) last() *deed {
	if len(w.deeds) == 0 {
		return nil
	}
	return w.deeds[len(w.deeds)-1]
}

// next is a ticket now and then, else a message to one of the writer's own.
func (w *writer) next() *deed {
	n := int64(len(w.deeds))
	d := &deed{key: fmt.Sprintf("%s deed %d", w.name, n), text: unique(w.name, n)}
	if len(w.tickets) > 0 && n%10 != 0 {
		d.ticket = w.tickets[n%int64(len(w.tickets))]
	}
	return d
}

// try asks once; false means that nothing can be said of the outcome.
func (l *load) try(ctx context.Context, w *writer, d *deed) bool {
	a, err := w.ask(ctx, d)
	switch {
	case err != nil, a.status >= 500, a.status == 404 && a.body == nil:
		return false
	case a.status == 409 && (a.code == "in_progress" || a.code == "conflict"):
		d.state = carried
	case a.status >= 300:
		l.t.Errorf("%q of ticket %q: %d %s", d.text, d.ticket, a.status, a.body)
		d.state = carried // not to be asked again
	default:
		d.state = taken
		l.taken.Add(1)
		if d.ticket == "" {
			w.tickets = append(w.tickets, idOf(a.body))
		}
	}
	return true
}

func (w *writer) ask(ctx context.Context, d *deed) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if d.ticket == "" {
		return w.w.client.program.call(ctx, "POST", "/tickets", map[string]string{"subject": d.text, "text": d.text, "department": w.w.department}, "Idempotency-Key", d.key)
	}
	c := w.w.client.program
	if w.agent {
		c = w.w.agent.program
	}
	return c.call(ctx, "POST", "/tickets/"+d.ticket+"/messages", map[string]any{"text": d.text, "kind": "message", "seen": 0, "anyway": true}, "Idempotency-Key", d.key)
}

// count is how often each text is there: as a message, and as the subject of a ticket.
func (l *load) count() (messages, subjects map[string]int) {
	l.t.Helper()
	messages, subjects = map[string]int{}, map[string]int{}
	type row struct{ ID, Subject string }
	for _, r := range all[row](l.t, l.w.agent.program, "/tickets") {
		subjects[r.Subject]++
		type message struct{ Text, Kind string }
		for _, m := range all[message](l.t, l.w.agent.program, "/tickets/"+r.ID+"/messages") {
			messages[m.Text]++
		}
	}
	return messages, subjects
}

// check compares what was promised with what is there.
func (l *load) check() {
	l.t.Helper()
	messages, subjects := l.count()
	for _, w := range l.writers {
		for _, d := range w.deeds {
			least, there := 1, messages[d.text]
			if d.state == asked {
				least = 0
			}
			if there < least || there > 1 {
				l.t.Errorf("%q (state %d) is there %d times", d.text, d.state, there)
			}
			if n := subjects[d.text]; d.ticket == "" && n != there {
				l.t.Errorf("ticket %q is there %d times, its first message %d", d.text, n, there)
			}
		}
	}
}
