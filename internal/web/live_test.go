package web

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/suretytest"
)

// listener reads a live stream's lines as they come.
type listener struct {
	*place
	lines chan string
	resp  *http.Response
}

func (v *visitor) listen() *listener {
	v.T.Helper()
	resp, err := v.http.Do(v.request("GET", "/api/v1/live", nil))
	if err != nil || resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		v.T.Fatalf("listen: %v %v", resp, err)
	}
	l := &listener{v.place, make(chan string, 100), resp}
	v.T.Cleanup(func() { resp.Body.Close() })
	go func() {
		defer close(l.lines)
		for s := bufio.NewScanner(resp.Body); s.Scan(); {
			if s.Text() != "" {
				l.lines <- s.Text()
			}
		}
	}()
	if first := l.next(); first != ": welcome" {
		v.T.Fatalf("first line %q", first)
	}
	return l
}

// next is the next line, or "" once the stream has ended.
func (l *listener) next() string {
	l.T.Helper()
	select {
	case s := <-l.lines:
		return s
	case <-time.After(10 * time.Second):
		l.T.Fatal("nothing came")
		return ""
	}
}

// until reads lines up to one that has the text, and returns those before it.
func (l *listener) until(text string) (before []string) {
	l.T.Helper()
	for {
		s := l.next()
		if strings.Contains(s, text) || s == "" {
			if s == "" {
				l.T.Errorf("the stream ended before %q", text)
			}
			return before
		}
		before = append(before, s)
	}
}

func (v *visitor) say(ticketID access.TicketID, kind, text string, seen int64) {
	v.T.Helper()
	g := v.ask("POST", fmt.Sprintf("/api/v1/tickets/%s/messages", ticketID), NewMessage{Text: text, Kind: kind, Seen: seen, Anyway: true})
	if g.StatusCode != 201 {
		v.T.Fatalf("%d %s", g.StatusCode, g.body)
	}
}

func TestLiveTellsEachWhatTheyMayKnow(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		p := newPlace(t, w, nil)
		support, sales := p.Department("Support"), p.Department("Sales")
		client, agent, seller := p.Client(), p.as(p.Agent(support)), p.as(p.Agent(sales))
		theirs := p.Ticket(client, support)
		others := p.Ticket(client, sales)
		hears, ours, foreign := p.as(client).listen(), agent.listen(), seller.listen()
		if hears.resp.ProtoMajor != 2 {
			t.Errorf("HTTP/%d, want 2", hears.resp.ProtoMajor)
		}
		agent.say(theirs.ID, "note", "between us", 1)
		agent.say(theirs.ID, "message", "to you", 1)
		seller.say(others.ID, "message", "from sales", 1)
		for _, line := range hears.until(string(others.ID)) {
			if strings.Contains(line, `"note"`) {
				t.Errorf("the client heard of a note: %s", line)
			}
		}
		if before := strings.Join(ours.until(`"what":"message"`), "\n"); !strings.Contains(before, `"what":"note"`) {
			t.Errorf("the agent did not hear of the note: %s", before)
		}
		if before := strings.Join(foreign.until(string(others.ID)), "\n"); strings.Contains(before, string(theirs.ID)) {
			t.Errorf("sales heard of a ticket of support: %s", before)
		}
	})
}

func TestA3StreamsAreCut(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		p := newPlace(t, w, nil)
		d := p.Department("Support")
		agent, leaver, stays := p.Agent(d), p.Agent(d), p.Agent(d)
		first, second, third := p.as(agent).listen(), p.as(leaver).listen(), p.as(stays).listen()
		if err := p.Accounts.Disable(context.Background(), p.Admin, agent.Account); err != nil {
			t.Fatal(err)
		}
		first.until(`"ended"`)
		if s := first.next(); s != "" {
			t.Errorf("after the farewell: %q", s)
		}
		// Rights that go without a word are noticed within 5 s.
		p.exec(`DELETE FROM session WHERE account = $1`, string(leaver.Account))
		p.Clock.Advance(recheck)
		second.until(`"ended"`)
		made := p.Ticket(p.Client(), d)
		if before := strings.Join(third.until(string(made.ID)), ""); strings.Contains(before, "ended") {
			t.Errorf("who may stay was sent away: %s", before)
		}
	})
}

func TestRightsLostAreFeltInTheStream(t *testing.T) {
	p := onSQLite(t)
	d, other := p.Department("Support"), p.Department("Sales")
	mover := p.Agent(d)
	l := p.as(mover).listen()
	moved := map[access.DepartmentID]access.Post{other: access.Agent}
	if _, err := p.Accounts.ChangeRights(context.Background(), p.Admin, mover.Account, 1, account.RightsChange{Posts: &moved}); err != nil {
		t.Fatal(err)
	}
	p.Clock.Advance(recheck)
	hidden := p.Ticket(p.Client(), d)
	seen := p.Ticket(p.Client(), other)
	for s := l.next(); s != "" && !strings.Contains(s, string(seen.ID)); s = l.next() {
		if strings.Contains(s, string(hidden.ID)) {
			t.Errorf("heard of the department left: %s", s)
		}
	}
}

func TestStreamsAreBoundedAndEndWithTheServer(t *testing.T) {
	p := onSQLite(t)
	v := p.as(p.Client())
	var last *listener
	for range streamsPerAccount {
		last = v.listen()
	}
	if g := v.ask("GET", "/api/v1/live", nil); g.StatusCode != 429 {
		t.Errorf("one more: %d", g.StatusCode)
	}
	p.Clock.Advance(heartbeat)
	last.until(": beat")
	p.server.EndStreams()
	for s := last.next(); s != ""; s = last.next() {
		if !strings.HasPrefix(s, ":") {
			t.Errorf("at the end: %q", s)
		}
	}
}
