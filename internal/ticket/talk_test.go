package ticket_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

var ctx = context.Background()

func say(t *testing.T, w *suretytest.World, who access.Actor, id access.TicketID, kind ticket.Kind, text string) ticket.Message {
	t.Helper()
	m, err := w.Desk.Reply(ctx, who, id, ticket.Reply{Kind: kind, Text: text, Anyway: true})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return m
}

func read(t *testing.T, w *suretytest.World, who access.Actor, id access.TicketID) ticket.Ticket {
	t.Helper()
	got, err := w.Desk.Read(ctx, who, id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func talk(t *testing.T, w *suretytest.World, who access.Actor, id access.TicketID) []ticket.Message {
	t.Helper()
	c, err := w.Desk.Messages(ctx, who, id, ticket.Slice{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return c.Items
}

func texts(ms []ticket.Message) (out []string) {
	for _, m := range ms {
		out = append(out, m.Text)
	}
	return out
}

func expect(t *testing.T, what string, err error, want *fault.Fault) {
	t.Helper()
	if want == nil && err != nil || want != nil && !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func TestAskAndAnswer(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent, stranger := w.Client(), w.Agent(dep), w.Agent(w.Department("Finance"))
		asked, err := w.Desk.Open(ctx, client, ticket.Request{Subject: "پرینتر روشن نمی‌شود", Text: "از دیروز", Department: dep})
		if err != nil {
			t.Fatal(err)
		}
		if asked.Status != ticket.StatusNew || asked.Subject != "پرینتر روشن نمی‌شود" || asked.Messages != 1 || asked.ViewerSide != ticket.ClientSide || asked.Unread {
			t.Errorf("opened: %+v", asked)
		}
		m := say(t, w, agent, asked.ID, ticket.KindMessage, "Is it plugged in?")
		if m.Seq != 2 || m.Author.Side != ticket.StaffSide || !m.Mine || m.Author.Name == "" {
			t.Errorf("answer: %+v", m)
		}
		seen := read(t, w, client, asked.ID)
		if seen.Status != ticket.StatusWaiting || !seen.Unread || seen.LastFrom != ticket.StaffSide || seen.LastSeq != 2 {
			t.Errorf("after the answer: %+v", seen)
		}
		if got := texts(talk(t, w, client, asked.ID)); !slices.Equal(got, []string{"از دیروز", "Is it plugged in?"}) {
			t.Errorf("conversation: %q", got)
		}
		say(t, w, client, asked.ID, ticket.KindMessage, "Yes")
		if got := read(t, w, agent, asked.ID); got.Status != ticket.StatusOpen || got.Messages != 3 {
			t.Errorf("after the client's answer: %+v", got)
		}
		_, err = w.Desk.Read(ctx, stranger, asked.ID)
		expect(t, "stranger", err, fault.ErrAbsent)
		_, err = w.Desk.Read(ctx, w.Admin, asked.ID)
		expect(t, "administrator", err, fault.ErrAbsent)
	})
}

func TestOnesOwnChangesAreRead(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent, other := w.Client(), w.Agent(dep), w.Agent(dep)
		id := w.Ticket(client, dep).ID
		high, low := ticket.High, ticket.Low
		change := func(p *ticket.Priority, unread bool) {
			t.Helper()
			got, err := w.Desk.Change(ctx, agent, id, ticket.AnyVersion, ticket.Patch{Priority: p})
			if err != nil || got.Unread != unread || !read(t, w, other, id).Unread {
				t.Errorf("unread %v, want %v, %v", got.Unread, unread, err)
			}
		}
		change(&high, true) // the request itself is still unread
		expect(t, "read", w.Desk.MarkRead(ctx, agent, id, 2), nil)
		change(&low, false)
		change(&high, false)
		say(t, w, client, id, ticket.KindMessage, "and another thing")
		change(&low, true)
		if got := read(t, w, client, id); !got.Unread || got.ReadSeq != 5 {
			t.Errorf("the client: unread %v, read up to %d", got.Unread, got.ReadSeq)
		}
	})
}

func TestStaleViewIsWarnedOf(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent := w.Client(), w.Agent(dep)
		id := w.Ticket(client, dep).ID
		say(t, w, agent, id, ticket.KindMessage, "one")
		_, err := w.Desk.Reply(ctx, client, id, ticket.Reply{Text: "late", Seen: 1})
		expect(t, "against a stale view", err, ticket.ErrMoved)
		if f := fault.As(err); f.Params["lastSeq"] != int64(2) {
			t.Errorf("params: %v", f.Params)
		}
		_, err = w.Desk.Reply(ctx, client, id, ticket.Reply{Text: "late", Seen: 2})
		expect(t, "against the newest", err, nil)
		_, err = w.Desk.Reply(ctx, client, id, ticket.Reply{Text: "again", Seen: 2})
		expect(t, "after one's own", err, nil)
		_, err = w.Desk.Reply(ctx, agent, id, ticket.Reply{Text: "anyway", Seen: 1, Anyway: true})
		expect(t, "anyway", err, nil)
		say(t, w, agent, id, ticket.KindNote, "hidden")
		_, err = w.Desk.Reply(ctx, client, id, ticket.Reply{Text: "unaware", Seen: 5})
		expect(t, "a note moves nothing for the client", err, nil)
	})
}

func TestClosedAndReopened(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent, helper := w.Client(), w.Agent(dep), w.Specialist()
		id := w.Ticket(client, dep).ID
		expect(t, "call a specialist", w.Desk.AddMember(ctx, agent, id, helper.Account, "specialist"), nil)
		closed, err := w.Desk.Close(ctx, client, id)
		if err != nil || closed.Status != ticket.StatusClosed || closed.ClosedAt == nil {
			t.Fatalf("close: %+v %v", closed, err)
		}
		if slices.Contains(read(t, w, helper, id).Can, "reply") || !slices.Contains(closed.Can, "reopen") {
			t.Errorf("what can be done with a closed ticket: client %v", closed.Can)
		}
		_, err = w.Desk.Reply(ctx, helper, id, ticket.Reply{Text: "x", Anyway: true})
		expect(t, "specialist answers a closed ticket", err, ticket.ErrClosed)
		say(t, w, client, id, ticket.KindMessage, "It is back")
		if got := read(t, w, client, id); got.Status != ticket.StatusOpen || got.ClosedAt != nil {
			t.Errorf("reopened by an answer: %+v", got)
		}
		_, err = w.Desk.Reopen(ctx, client, id)
		expect(t, "reopen an active one", err, fault.ErrConflict)
		if _, err = w.Desk.Close(ctx, agent, id); err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(ticket.ReopenWindow + time.Second)
		_, err = w.Desk.Reopen(ctx, client, id)
		expect(t, "client reopens too late", err, ticket.ErrClosed)
		_, err = w.Desk.Reply(ctx, client, id, ticket.Reply{Text: "x", Anyway: true})
		expect(t, "client answers too late", err, ticket.ErrClosed)
		got, err := w.Desk.Reopen(ctx, agent, id)
		if err != nil || got.Status != ticket.StatusOpen {
			t.Errorf("staff reopen: %+v %v", got, err)
		}
	})
}
