package live

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
)

// patience is how long a test waits for what must happen; it is never waited out when all is well.
const patience = 30 * time.Second

func hub(t *testing.T, d *db.DB) *Hub {
	t.Helper()
	h, err := Open(t.Context(), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// run starts the hub and returns when it hears the other servers.
func run(t *testing.T, h *Hub) {
	t.Helper()
	hears := make(chan struct{}, 8)
	h.ready = func() { hears <- struct{}{} }
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- h.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	select {
	case <-hears:
	case <-time.After(patience):
		t.Fatal("the hub never listens")
	}
}

func next(t *testing.T, ch <-chan Event) Event {
	t.Helper()
	select {
	case e := <-ch:
		return e
	case <-time.After(patience):
		t.Fatal("no event")
		return Event{}
	}
}

func event(n int) Event {
	return Event{Name: Ticket, Ticket: access.Thing{Kind: "ticket", Ticket: access.TicketID(fmt.Sprintf("t%d", n)), Members: []access.AccountID{"m1"}},
		Data: json.RawMessage(fmt.Sprintf(`{"version":%d}`, n)), Account: "a1", Note: true}
}

func TestEverySubscriberHearsUntilItsContextEnds(t *testing.T) {
	h := hub(t, dbtest.Open(t, db.SQLite, db.Data))
	ctx, leave := context.WithCancel(t.Context())
	a, b := h.Subscribe(ctx), h.Subscribe(t.Context())
	h.Publish(event(1))
	for _, ch := range []<-chan Event{a, b} {
		if e := next(t, ch); e.Ticket.Ticket != "t1" || !e.Note || e.Account != "a1" {
			t.Errorf("heard %+v", e)
		}
	}
	leave()
	if _, open := <-a; open {
		t.Error("an ended subscription still hears")
	}
	h.Publish(event(2))
	if e := next(t, b); e.Ticket.Ticket != "t2" || h.Subscribers() != 1 {
		t.Errorf("heard %+v among %d", e, h.Subscribers())
	}
}

func TestASlowSubscriberIsToldToReadAgain(t *testing.T) {
	h := hub(t, dbtest.Open(t, db.SQLite, db.Data))
	slow, quick := h.Subscribe(t.Context()), h.Subscribe(t.Context())
	for i := range Buffer + 3 { // never blocks although nobody reads slow
		h.Publish(event(i))
		if e := next(t, quick); e.Ticket.Ticket != event(i).Ticket.Ticket {
			t.Fatalf("the quick one heard %+v as event %d", e, i)
		}
	}
	if e := next(t, slow); e.Name != Resync {
		t.Errorf("first %+v, want resync", e)
	}
	for _, want := range []int{Buffer + 1, Buffer + 2} {
		if e := next(t, slow); e.Ticket.Ticket != event(want).Ticket.Ticket {
			t.Errorf("after the resync %+v, want event %d", e, want)
		}
	}
}

func TestTwoServersHearEachOtherOnceWithinASecond(t *testing.T) {
	d := dbtest.Open(t, db.Postgres, db.Data)
	one, two := hub(t, d), hub(t, d)
	run(t, one)
	run(t, two)
	here, there := one.Subscribe(t.Context()), two.Subscribe(t.Context())
	begin := time.Now()
	for i := range 50 {
		one.Publish(event(i))
	}
	for i := range 50 {
		if e := next(t, there); fmt.Sprint(e) != fmt.Sprint(event(i)) {
			t.Fatalf("the other server heard %v, want %v", e, event(i))
		}
	}
	if d := time.Since(begin); d > time.Second {
		t.Errorf("it took %v", d)
	}
	two.Publish(event(99)) // when its echo is here, an echo of ours would be too
	for i := range 50 {
		if e := next(t, here); e.Ticket.Ticket != event(i).Ticket.Ticket {
			t.Fatalf("own event %d: %+v", i, e)
		}
	}
	if e := next(t, here); e.Ticket.Ticket != "t99" {
		t.Errorf("own events came back: %+v", e)
	}
}

func TestSchemasDoNotHearEachOther(t *testing.T) {
	url := dbtest.URL(t, db.Postgres)
	var hubs [2]*Hub
	for i, schema := range []string{"one", "two"} {
		d, err := db.Open(t.Context(), db.Settings{URL: url, Schema: schema, Migrations: db.Data})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		hubs[i] = hub(t, d)
		run(t, hubs[i])
	}
	stranger := hub(t, hubs[1].db)
	run(t, stranger)
	ch := hubs[1].Subscribe(t.Context())
	hubs[0].Publish(event(1))
	barrier := hubs[0].db.Notify(t.Context(), channel, "{}")
	stranger.Publish(event(2))
	if e := next(t, ch); barrier != nil || e.Ticket.Ticket != "t2" {
		t.Errorf("heard %+v (%v), want only its own installation", e, barrier)
	}
}

// When the listening connection breaks, what was missed is unknown: listeners read again, and later events arrive.
func TestABrokenConnectionIsMadeAgain(t *testing.T) {
	d := dbtest.Open(t, db.Postgres, db.Data)
	one, two := hub(t, d), hub(t, d)
	run(t, one)
	run(t, two)
	ch := two.Subscribe(t.Context())
	if _, err := d.Pool().Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()`); err != nil {
		t.Fatal(err)
	}
	if e := next(t, ch); e.Name != Resync {
		t.Fatalf("after the break %+v, want resync", e)
	}
	one.Publish(event(7))
	if e := next(t, ch); e.Ticket.Ticket != "t7" {
		t.Errorf("after the reconnection %+v", e)
	}
}

func TestPayloadsStayBelowTheLimit(t *testing.T) {
	h := hub(t, dbtest.Open(t, db.SQLite, db.Data))
	events := make([]Event, 500)
	for i := range events {
		events[i] = event(i)
	}
	huge, broken := event(500), event(501)
	huge.Data = json.RawMessage(`"` + strings.Repeat("x", db.NotifyLimit) + `"`)
	broken.Data = json.RawMessage(`{`)
	payloads := h.payloads(append(events, huge, broken))
	other := hub(t, h.db)
	var got []Event
	other.observers = append(other.observers, func(e Event) { got = append(got, e) })
	for _, p := range payloads {
		if len(p) > db.NotifyLimit {
			t.Errorf("a payload of %d bytes", len(p))
		}
		other.heard(p)
	}
	if len(got) != 502 || got[500].Name != Resync || got[501].Name != Resync || got[499].Ticket.Ticket != "t499" {
		t.Errorf("%d events in %d payloads, ending with %+v", len(got), len(payloads), got[max(0, len(got)-3):])
	}
	if least := 500 * len(mustJSON(event(100))) / db.NotifyLimit; len(payloads) > least+2 {
		t.Errorf("%d payloads where %d would do", len(payloads), least+1)
	}
}

func TestTooMuchToSendBecomesAResync(t *testing.T) {
	h := hub(t, dbtest.Open(t, db.Postgres, db.Data)) // not running: nothing is taken away
	for i := range outgoingMost + 1 {
		h.Publish(event(i))
	}
	if len(h.outgoing) != 2 || h.outgoing[0].Name != Resync {
		t.Errorf("%d wait, first %+v", len(h.outgoing), h.outgoing[0])
	}
}

func TestPresenceExpiresByTheClock(t *testing.T) {
	h := hub(t, dbtest.Open(t, db.SQLite, db.Data))
	c := clock.NewFake(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC))
	p := OpenPeople(h, c)
	ch := h.Subscribe(t.Context())
	ticket := access.Thing{Kind: "ticket", Ticket: "t1", Department: "d1"}
	p.Show(ticket, "b", Viewing, true)
	c.Advance(10 * time.Second)
	p.Show(ticket, "a", Writing, false)
	at := p.At("t1")
	if len(at) != 2 || at[0].Account != "a" || at[0].Doing != Writing || at[0].Note || at[1].Account != "b" || !at[1].Note {
		t.Errorf("at the ticket: %+v", at)
	}
	e := next(t, ch)
	if string(e.Data) != `{"account":"b","doing":"viewing","until":"2026-11-22T08:00:15Z"}` || !e.Note || e.Ticket.Department != "d1" {
		t.Errorf("event %s %+v", e.Data, e)
	}
	c.Advance(5 * time.Second)
	if at := p.At("t1"); len(at) != 1 || at[0].Account != "a" {
		t.Errorf("15 s later: %+v, want only a", at)
	}
	p.Show(ticket, "a", Gone, false)
	if at := p.At("t1"); len(at) != 0 {
		t.Errorf("after leaving: %+v", at)
	}
	c.Advance(time.Hour)
	p.Show(access.Thing{Ticket: "t2"}, "a", Viewing, false)
	if len(p.at) != 1 {
		t.Errorf("%d tickets remembered, want only the one in use", len(p.at))
	}
}

func TestPresenceIsKnownOnEveryServer(t *testing.T) {
	d := dbtest.Open(t, db.Postgres, db.Data)
	c := clock.NewFake(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC))
	one, two := hub(t, d), hub(t, d)
	p, q := OpenPeople(one, c), OpenPeople(two, c)
	run(t, one)
	run(t, two)
	ch := two.Subscribe(t.Context())
	p.Show(access.Thing{Ticket: "t1"}, "a", Writing, false)
	if e := next(t, ch); e.Name != Presence {
		t.Fatalf("heard %+v", e)
	}
	if at := q.At("t1"); len(at) != 1 || at[0].Account != "a" {
		t.Errorf("the other server knows %+v", at)
	}
}
