package system_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
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
	refused        // a failure of the test: not to be asked again
)

// deed is one thing that was asked for: a ticket, a message or a file.
type deed struct {
	key, text string
	ticket    string // it is written to; empty: it is a ticket itself
	message   int    // it is a file of this message
	state     int
}

// writer does one deed after the other. What it got no answer to it asks for again, with the same key.
type writer struct {
	name    string
	w       *world
	agent   bool
	tickets []string
	deeds   []*deed
	said    *deed // the last message, and its place
	place   int
}

// load is writers at work.
type load struct {
	t       testing.TB
	w       *world
	writers []*writer
	taken   atomic.Int64
	again   atomic.Int64 // of these, the answers that had been lost at first
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
	defer all.Wait()
	defer stop()
	fn()
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

// next is a ticket or a file now and then, else a message to one of the writer's own tickets.
func (w *writer) next() *deed {
	n := int64(len(w.deeds))
	d := &deed{key: fmt.Sprintf("%s deed %d", w.name, n), text: unique(w.name, n)}
	switch {
	case n%10 == 5 && w.said != nil:
		d.ticket, d.message = w.said.ticket, w.place
	case n%10 != 0 && len(w.tickets) > 0:
		d.ticket = w.tickets[n%int64(len(w.tickets))]
	}
	return d
}

// try asks once; false means that nothing can be said of the outcome.
func (l *load) try(ctx context.Context, w *writer, d *deed) bool {
	a, err := w.ask(ctx, d)
	switch {
	case err != nil, a.status >= 500, a.status == 404 && a.body == nil, a.status == 409 && a.code == "in_progress":
		return false
	case a.status >= 300:
		l.t.Errorf("%q of ticket %q: %d %s", d.text, d.ticket, a.status, a.body)
		d.state = refused
	default:
		d.state = taken
		l.taken.Add(1)
		if a.header.Get("Idempotent-Replayed") != "" {
			l.again.Add(1)
		}
		w.learn(l.t, d, a.body)
	}
	return true
}

// learn keeps of an answer what later deeds build on.
func (w *writer) learn(t testing.TB, d *deed, body []byte) {
	if d.ticket == "" {
		w.tickets = append(w.tickets, idOf(body))
		return
	}
	if d.message == 0 {
		var m struct{ Seq int }
		if err := json.Unmarshal(body, &m); err != nil || m.Seq == 0 {
			t.Errorf("a message without a place: %s", body)
		}
		w.said, w.place = d, m.Seq
	}
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
	if d.message > 0 {
		body := d.bytes()
		return c.send(ctx, "POST", fmt.Sprintf("/tickets/%s/files?message=%d&size=%d", d.ticket, d.message, len(body)), bytes.NewReader(body),
			"Upload-Name", base64.RawURLEncoding.EncodeToString([]byte(d.key)), "Content-Type", "application/octet-stream", "Idempotency-Key", d.key)
	}
	return c.call(ctx, "POST", "/tickets/"+d.ticket+"/messages", map[string]any{"text": d.text, "kind": "message", "seen": 0, "anyway": true}, "Idempotency-Key", d.key)
}

// bytes of a file.
func (d *deed) bytes() []byte { return bytes.Repeat([]byte(d.text), 300) }

// count is how often each text is there, as a message and as the subject of a ticket, and each file, whole.
func (l *load) count() (messages, subjects map[string]int) {
	l.t.Helper()
	messages, subjects = map[string]int{}, map[string]int{}
	files := map[string]*deed{}
	for _, w := range l.writers {
		for _, d := range w.deeds {
			files[d.key] = d
		}
	}
	type row struct{ ID, Subject string }
	for _, r := range all[row](l.t, l.w.agent.program, "/tickets") {
		subjects[r.Subject]++
		type message struct {
			Text  string
			Files []file
		}
		for _, m := range all[message](l.t, l.w.agent.program, "/tickets/"+r.ID+"/messages") {
			messages[m.Text]++
			for _, f := range m.Files {
				d := files[f.Name]
				if d == nil {
					continue // not of this load
				}
				a, err := l.w.agent.program.send(l.t.Context(), "GET", "/tickets/"+r.ID+"/files/"+f.ID, nil)
				if messages[d.text]++; err != nil || !bytes.Equal(a.body, d.bytes()) {
					l.t.Errorf("the file %q cannot be read: %d %v", f.Name, a.status, err)
				}
			}
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
