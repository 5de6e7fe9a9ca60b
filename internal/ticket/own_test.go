package ticket_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/fault"
	"surety/internal/live"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

func TestDraftsAreTheirAuthorsAlone(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep, org := w.Department("Support"), w.Organisation("Alder")
		client, colleague, agent := w.ClientOf(org), w.ClientOf(org), w.Agent(dep)
		id := w.Ticket(client, dep).ID
		expect(t, "save", w.Desk.SaveDraft(ctx, client, id, ticket.Draft{Text: "half a thou", Kind: ticket.KindMessage}), nil)
		expect(t, "save again", w.Desk.SaveDraft(ctx, client, id, ticket.Draft{Text: "half a thought", Kind: ticket.KindMessage}), nil)
		if d := read(t, w, client, id).Draft; d == nil || d.Text != "half a thought" {
			t.Errorf("draft: %+v", d)
		}
		for _, who := range []access.Actor{colleague, agent} {
			if d := read(t, w, who, id).Draft; d != nil {
				t.Errorf("another's draft: %+v", d)
			}
		}
		say(t, w, client, id, ticket.KindMessage, "a whole thought")
		if d := read(t, w, client, id).Draft; d != nil {
			t.Errorf("sent, and still there: %+v", d)
		}
		want := ticket.RequestDraft{Subject: "Pri", Text: "It", Department: string(dep), Fields: map[string]string{"a": "b"}}
		expect(t, "request draft", w.Desk.SaveRequestDraft(ctx, client, want), nil)
		if got, err := w.Desk.RequestDraft(ctx, client); err != nil || got == nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("request draft: %+v %v", got, err)
		}
		if got, err := w.Desk.RequestDraft(ctx, colleague); err != nil || got != nil {
			t.Errorf("another's request draft: %+v %v", got, err)
		}
		w.Ticket(client, dep)
		if got, err := w.Desk.RequestDraft(ctx, client); err != nil || got != nil {
			t.Errorf("after the request was sent: %+v %v", got, err)
		}
	})
}

func TestA3RightsEndAtOnce(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent, helper := w.Client(), w.Agent(dep), w.Specialist()
		id := w.Ticket(client, dep).ID
		_, err := w.Desk.Read(ctx, helper, id)
		expect(t, "not called yet", err, fault.ErrAbsent)
		expect(t, "call", w.Desk.AddMember(ctx, agent, id, helper.Account, "specialist"), nil)
		say(t, w, helper, id, ticket.KindMessage, "I am here")
		_, err = w.Desk.Reply(ctx, helper, id, ticket.Reply{Kind: ticket.KindNote, Text: "x", Anyway: true})
		expect(t, "a specialist's note", err, fault.ErrDenied)
		expect(t, "let go", w.Desk.RemoveMember(ctx, agent, id, helper.Account), nil)
		_, err = w.Desk.Read(ctx, helper, id)
		expect(t, "after that", err, fault.ErrAbsent)
		page, err := w.Desk.List(ctx, helper, ticket.Query{})
		if err != nil || len(page.Items) != 0 {
			t.Errorf("still listed: %v %v", page.Items, err)
		}
		posts, roles, p := map[access.DepartmentID]access.Post{}, []access.Role{access.Auditor}, agent
		if _, err := w.Accounts.ChangeRights(ctx, w.Admin, agent.Account, 1, account.RightsChange{Posts: &posts, Roles: &roles}); err != nil {
			t.Fatal(err)
		}
		p.Posts = posts
		_, err = w.Desk.Read(ctx, p, id)
		expect(t, "without the post", err, fault.ErrAbsent)
		_, err = w.Desk.Change(ctx, w.Agent(dep), id, ticket.AnyVersion, ticket.Patch{Assignee: &agent.Account})
		expect(t, "assign to who has no post any more", err, fault.ErrInvalid)
	})
}

func letters(w *suretytest.World) (out []string) {
	for _, m := range w.Mail.Sent() {
		out = append(out, m.To)
	}
	return out
}

func TestOneLetterUntilTheyHaveRead(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent, lead := w.Client(), w.Agent(dep), w.Agent(dep)
		id := w.Ticket(client, dep).ID
		drain := func(want int) {
			t.Helper()
			if err := w.Jobs.Drain(ctx); err != nil {
				t.Fatal(err)
			}
			if got := letters(w); len(got) != want {
				t.Errorf("%d letters, want %d: %v", len(got), want, got)
			}
		}
		drain(1) // the confirmation
		say(t, w, agent, id, ticket.KindMessage, "first answer")
		say(t, w, agent, id, ticket.KindMessage, "second answer")
		drain(2)
		say(t, w, agent, id, ticket.KindMessage, "third answer")
		say(t, w, agent, id, ticket.KindNote, "a note is no answer")
		drain(2)
		expect(t, "read", w.Desk.MarkRead(ctx, client, id, 9), nil)
		if read(t, w, client, id).Unread {
			t.Error("read, and still unread")
		}
		say(t, w, agent, id, ticket.KindMessage, "fourth answer")
		expect(t, "read before the letter is written", w.Desk.MarkRead(ctx, client, id, 9), nil)
		drain(2)
		if _, err := w.Desk.Change(ctx, lead, id, ticket.AnyVersion, ticket.Patch{Assignee: &agent.Account}); err != nil {
			t.Fatal(err)
		}
		drain(3)
		for _, m := range w.Mail.Sent() {
			if strings.Contains(m.Text+m.Subject+m.HTML, "Subject ") || strings.Contains(m.Text, "answer,") || !strings.Contains(m.Text, "/tickets/"+string(id)) {
				t.Errorf("letter: %s", m.Text)
			}
		}
	})
}

func TestWatchingGivesNoRight(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		from, to := w.Department("Support"), w.Department("Finance")
		client, agent, both := w.Client(), w.Agent(from), w.Agent(from, to)
		id := w.Ticket(client, from).ID
		for range 2 {
			expect(t, "watch", w.Desk.Watch(ctx, agent, id, true), nil)
		}
		if got := read(t, w, agent, id); !got.Watching || len(got.Members) != 1 {
			t.Errorf("watching: %+v", got)
		}
		if got := read(t, w, client, id); len(got.Members) != 0 {
			t.Errorf("the client sees who watches: %+v", got.Members)
		}
		if _, _, err := w.Desk.HandOver(ctx, both, id, to, ""); err != nil {
			t.Fatal(err)
		}
		page, err := w.Desk.List(ctx, agent, ticket.Query{Watching: true})
		counts, err2 := w.Desk.Counts(ctx, agent)
		if err != nil || err2 != nil || len(page.Items) != 0 || counts.Watching != 0 {
			t.Errorf("a watcher still sees %v, counts %+v, %v %v", page.Items, counts, err, err2)
		}
		expect(t, "unwatch what is gone", w.Desk.Watch(ctx, agent, id, false), fault.ErrAbsent)
	})
}

func TestPresence(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent, other := w.Client(), w.Agent(dep), w.Agent(dep)
		id := w.Ticket(client, dep).ID
		seen := func(who access.Actor) (out []string) {
			t.Helper()
			marks, err := w.Desk.Present(ctx, who, id)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range marks {
				out = append(out, m.Doing)
			}
			return out
		}
		show := func(who access.Actor, doing string, note bool, forClient, forStaff []string) {
			t.Helper()
			expect(t, doing, w.Desk.Show(ctx, who, id, doing, note), nil)
			if c, s := seen(client), seen(other); !slices.Equal(c, forClient) || !slices.Equal(s, forStaff) {
				t.Errorf("%s: client sees %v, staff %v; want %v, %v", doing, c, s, forClient, forStaff)
			}
		}
		show(agent, live.Viewing, false, nil, []string{live.Viewing})
		show(agent, live.Writing, false, []string{live.Writing}, []string{live.Writing})
		show(agent, live.Writing, true, nil, []string{live.Writing})
		show(agent, live.Gone, false, nil, nil)
		show(client, live.Viewing, false, nil, []string{live.Viewing})
		w.Clock.Advance(live.PresenceLasts)
		if s := seen(other); len(s) != 0 {
			t.Errorf("after a while: %v", s)
		}
		expect(t, "nonsense", w.Desk.Show(ctx, agent, id, "dancing", false), fault.ErrInvalid)
		expect(t, "a stranger", w.Desk.Show(ctx, w.Client(), id, live.Viewing, false), fault.ErrAbsent)
	})
}
