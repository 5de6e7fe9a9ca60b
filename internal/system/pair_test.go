package system_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/db"
	"surety/internal/db/dbtest"
)

// pair is one installation on PostgreSQL, served by two processes under one name.
type pair struct {
	*world
	t    *testing.T // both servers live as long as it
	a, b *server
	host string
	// where the second server's root key lies
	rootThere string
	there     map[*person]*client // at b, as browsers
}

func newPair(t *testing.T) *pair {
	t.Helper()
	args := []string{"--database", dbtest.URL(t, db.Postgres), "--keys-database", dbtest.URL(t, db.Postgres)}
	p := &pair{t: t, world: newWorld(t, plainCast, filepath.Join(t.TempDir(), "data"), args...)}
	p.a, p.host, p.there = p.server, p.server.address, map[*person]*client{}
	p.rootThere = filepath.Join(t.TempDir(), "root.key")
	p.carryRoot()
	p.b = serve(t, p.data, append(p.args, "--url", "http://"+p.host, "--root-key", "file:"+p.rootThere)...)
	for _, one := range []*person{p.admin, p.agent, p.client} {
		p.there[one] = one.browser.at(p.b.address, p.host)
	}
	return p
}

func (p *pair) reply(t testing.TB, c *client, ticket, text string) {
	t.Helper()
	c.must(t, 201, "POST", "/tickets/"+ticket+"/messages", m{"text": text, "kind": "message", "seen": 0, "anyway": true}, nil)
}

// TestTwoServersOneInstallation lets two servers share one PostgreSQL, one key store and one directory of files.
func TestTwoServersOneInstallation(t *testing.T) {
	p := newPair(t)
	t.Run("what happens on one is heard on the other", p.heard)
	t.Run("a file taken in by one is given out by the other", p.files)
	t.Run("one key is one ticket", p.once)
	t.Run("each answer is one letter", p.letters)
	t.Run("keys are renewed under both", p.rotated)
	t.Run("rights end at once on both", p.disabled)
	p.a.stop()
	p.b.stop()
	t.Log(p.verify(t))
}

func (p *pair) heard(t *testing.T) {
	ticket := p.open(t, "heard")
	events := p.there[p.client].listen(t)
	var slowest time.Duration
	for i := range 20 {
		begun := time.Now()
		p.reply(t, p.agent.browser, ticket, fmt.Sprint("answer ", i))
		e := hear(t, events, 20*time.Second, "a reply of the other server", func(e event) bool {
			return e.name == "ticket" && strings.Contains(e.data, ticket) && strings.Contains(e.data, `"message"`)
		})
		slowest = max(slowest, e.at.Sub(begun))
	}
	p.agent.browser.must(t, 200, "POST", "/tickets/"+ticket+"/presence", m{"doing": "writing"}, nil)
	begun := time.Now()
	e := hear(t, events, 20*time.Second, "who writes at the other server", func(e event) bool { return e.name == "presence" })
	if !strings.Contains(e.data, p.agent.id) || !strings.Contains(e.data, "writing") {
		t.Errorf("presence says %s", e.data)
	}
	t.Logf("20 replies: the slowest was heard on the other server after %s, from before the request; presence %s after its answer", slowest.Round(time.Millisecond), max(0, e.at.Sub(begun)).Round(time.Millisecond))
}

func (p *pair) files(t *testing.T) {
	ticket := p.open(t, "files")
	body := photo("a router")
	attach(t, p.client.browser, ticket, 1, "router.jpg", body)
	var page struct {
		Items []struct{ Files []struct{ ID, Name string } }
	}
	p.there[p.agent].must(t, 200, "GET", "/tickets/"+ticket+"/messages", nil, &page)
	if len(page.Items) == 0 || len(page.Items[0].Files) != 1 || page.Items[0].Files[0].Name != "router.jpg" {
		t.Fatalf("the other server shows %+v", page)
	}
	a, err := p.there[p.agent].send(t.Context(), "GET", "/tickets/"+ticket+"/files/"+page.Items[0].Files[0].ID, nil)
	if err != nil || string(a.body) != string(body) {
		t.Errorf("the file came as %d bytes of %d: %d %v", len(a.body), len(body), a.status, err)
	}
}

func (p *pair) once(t *testing.T) {
	const keys = 30
	ids := make([]map[string]bool, keys)
	for i := range keys {
		ids[i] = map[string]bool{}
		subject := fmt.Sprint("asked twice at once, ", i)
		var mu sync.Mutex
		var both sync.WaitGroup
		for _, c := range []*client{p.client.browser, p.there[p.client], p.client.browser, p.there[p.client]} {
			both.Go(func() {
				id := p.insist(t, c, subject, fmt.Sprint("the same key ", i))
				mu.Lock()
				defer mu.Unlock()
				ids[i][id] = true
			})
		}
		both.Wait()
	}
	subjects := map[string]int{}
	for _, r := range all[struct{ Subject string }](t, p.client.program, "/tickets") {
		subjects[r.Subject]++
	}
	for i := range keys {
		if n := subjects[fmt.Sprint("asked twice at once, ", i)]; n != 1 || len(ids[i]) != 1 {
			t.Errorf("key %d made %d tickets, and was answered with %d", i, n, len(ids[i]))
		}
	}
}

// insist asks until it gets its answer; each client of its own request must wait while another works on it.
func (p *pair) insist(t *testing.T, like *client, subject, key string) (id string) {
	c := like.at(like.address, p.host)
	wait(t, 30*time.Second, "the answer to "+key, func() bool {
		a, err := c.call(t.Context(), "POST", "/tickets", m{"subject": subject, "text": subject, "department": p.department}, "Idempotency-Key", key)
		if err != nil || a.status != 201 && a.code != "in_progress" {
			t.Errorf("%s: %v %d %s", key, err, a.status, a.body)
			return true
		}
		id = idOf(a.body)
		return a.status == 201
	})
	return id
}

// disabled is last: it takes the agent's rights away.
func (p *pair) disabled(t *testing.T) {
	events := p.there[p.agent].listen(t)
	begun := time.Now()
	p.admin.browser.must(t, 204, "POST", "/admin/accounts/"+p.agent.id+"/disable", nil, nil)
	if a, err := p.there[p.agent].call(t.Context(), "GET", "/tickets", nil); err != nil || a.status != 401 {
		t.Errorf("the next request at the other server was answered %d %s %v", a.status, a.body, err)
	}
	if a, err := p.agent.program.at(p.b.address, p.host).call(t.Context(), "GET", "/tickets", nil); err != nil || a.status != 401 {
		t.Errorf("the next request by token was answered %d %s %v", a.status, a.body, err)
	}
	last, deadline := event{}, time.After(30*time.Second)
	for open := true; open; {
		var e event
		select {
		case e, open = <-events:
			if open {
				last = e
			}
		case <-deadline:
			t.Fatal("the stream of a disabled account stays open")
		}
	}
	cut := time.Since(begun)
	if cut > 5*time.Second {
		t.Errorf("the stream was cut after %s; A3 says 5 s", cut)
	}
	if last.name != "session" {
		t.Errorf("its last word was %q %s", last.name, last.data)
	}
	t.Logf("the stream on the other server was cut after %s", cut.Round(time.Millisecond))
}
