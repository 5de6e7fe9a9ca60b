package ticket_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

func TestHandOver(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		from, to := w.Department("Support"), w.Department("Finance")
		client, agent, other, both := w.Client(), w.Agent(from), w.Agent(to), w.Agent(from, to)
		id := w.Ticket(client, from).ID
		if _, err := w.Desk.Change(ctx, agent, id, ticket.AnyVersion, ticket.Patch{Assignee: &agent.Account, Tags: &[]string{"vpn"}}); err != nil {
			t.Fatal(err)
		}
		_, _, err := w.Desk.HandOver(ctx, client, id, to, "")
		expect(t, "by the client", err, fault.ErrDenied)
		_, _, err = w.Desk.HandOver(ctx, agent, id, from, "")
		expect(t, "to where it is", err, fault.ErrInvalid)
		_, _, err = w.Desk.HandOver(ctx, agent, id, "nowhere", "")
		expect(t, "to nowhere", err, fault.ErrInvalid)
		_, sees, err := w.Desk.HandOver(ctx, agent, id, to, "They ask about an invoice")
		if err != nil || sees {
			t.Fatalf("hand over: %v, still seen: %v", err, sees)
		}
		_, err = w.Desk.Read(ctx, agent, id)
		expect(t, "whoever gave it away", err, fault.ErrAbsent)
		got := read(t, w, other, id)
		if got.Assignee != nil || got.Department.ID != to || !slices.Equal(got.Tags, []string{"vpn"}) {
			t.Errorf("handed over: %+v", got)
		}
		if !slices.Contains(texts(talk(t, w, other, id)), "They ask about an invoice") || slices.Contains(texts(talk(t, w, client, id)), "They ask about an invoice") {
			t.Error("the note is for the staff, and only for them")
		}
		page, err := w.Desk.List(ctx, other, ticket.Query{Tag: "vpn"})
		if err != nil || len(page.Items) != 1 {
			t.Errorf("found by its tag in the new department: %v %v", page.Items, err)
		}
		if _, sees, err = w.Desk.HandOver(ctx, both, id, from, ""); err != nil || !sees {
			t.Errorf("by staff of both: %v %v", sees, err)
		}
	})
}

func upload(t *testing.T, w *suretytest.World, who access.Actor, id access.TicketID, seq int64, name, body string) ticket.File {
	t.Helper()
	f, err := w.Desk.AddFile(ctx, who, id, ticket.Upload{Message: seq, Name: name, Size: int64(len(body)), Body: strings.NewReader(body)})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func fetch(t *testing.T, w *suretytest.World, who access.Actor, id access.TicketID, file string) string {
	t.Helper()
	d, err := w.Desk.Fetch(ctx, who, id, file, "")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	b, err := io.ReadAll(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestMerge(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep, org := w.Department("Support"), w.Organisation("Alder")
		client, colleague, stranger, agent, helper := w.ClientOf(org), w.ClientOf(org), w.Client(), w.Agent(dep), w.Specialist()
		a, b, other := w.Ticket(client, dep).ID, w.Ticket(colleague, dep).ID, w.Ticket(stranger, dep).ID
		far := w.Ticket(client, w.Department("Finance")).ID
		upload(t, w, client, a, 1, "log.txt", "line one")
		note := say(t, w, agent, a, ticket.KindNote, "between us")
		upload(t, w, agent, a, note.Seq, "inner.txt", "inner")
		expect(t, "call", w.Desk.AddMember(ctx, agent, a, helper.Account, "specialist"), nil)
		expect(t, "watch", w.Desk.Watch(ctx, client, a, true), nil)
		restricted := ticket.Restricted
		if _, err := w.Desk.Change(ctx, client, a, ticket.AnyVersion, ticket.Patch{Class: &restricted}); err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			who      access.Actor
			id, into access.TicketID
			want     *fault.Fault
		}{"itself": {agent, a, a, fault.ErrInvalid}, "another client's": {agent, a, other, fault.ErrConflict}, "one not theirs": {agent, a, far, fault.ErrAbsent},
			"by a client": {client, a, b, fault.ErrDenied}, "by a stranger": {stranger, a, other, fault.ErrAbsent}} {
			_, err := w.Desk.Merge(ctx, c.who, c.id, c.into)
			expect(t, name, err, c.want)
		}
		merged, err := w.Desk.Merge(ctx, agent, a, b)
		if err != nil || merged.ID != b || merged.Class != ticket.Restricted || len(merged.Members) != 2 {
			t.Fatalf("merged: %+v %v", merged, err)
		}
		gone := read(t, w, client, a)
		if gone.MergedInto != b || gone.Status != ticket.StatusClosed || gone.Messages != 0 || slices.Contains(gone.Can, "reply") {
			t.Errorf("what remains: %+v", gone)
		}
		for _, who := range []access.Actor{client, colleague, helper} {
			if got := texts(talk(t, w, who, b)); slices.Contains(got, "between us") || len(got) != 3 {
				t.Errorf("one without right to notes sees %q", got)
			}
		}
		ms := talk(t, w, agent, b)
		i := slices.IndexFunc(ms, func(m ticket.Message) bool { return m.Text == "between us" })
		if i < 0 || ms[i].Origin == nil || ms[i].Origin.Ticket != a || len(ms[i].Files) != 1 || ms[i].Files[0].Name != "inner.txt" {
			t.Fatalf("moved: %+v", ms)
		}
		if got := fetch(t, w, agent, b, ms[i].Files[0].ID); got != "inner" {
			t.Errorf("moved file: %q", got)
		}
		_, err = w.Desk.Fetch(ctx, client, b, ms[i].Files[0].ID, "")
		expect(t, "a note's file for the client", err, fault.ErrAbsent)
		_, err = w.Desk.Reply(ctx, client, a, ticket.Reply{Text: "x", Anyway: true})
		expect(t, "answer what remains", err, ticket.ErrMerged)
		_, err = w.Desk.Merge(ctx, agent, b, a)
		expect(t, "merge back", err, ticket.ErrMerged)
	})
}

func TestSplit(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep, other := w.Department("Support"), w.Department("Finance")
		client, agent := w.Client(), w.Agent(dep)
		id := w.Ticket(client, dep).ID
		second := say(t, w, client, id, ticket.KindMessage, "And my invoice is wrong")
		upload(t, w, client, id, second.Seq, "invoice.pdf", "%PDF-1.7 invoice")
		note := say(t, w, agent, id, ticket.KindNote, "He means March")
		for name, s := range map[string]ticket.SplitOff{"nothing": {Subject: "x"}, "no subject": {Messages: []int64{2}}, "not there": {Subject: "x", Messages: []int64{2, 9}}} {
			_, err := w.Desk.Split(ctx, agent, id, s)
			expect(t, name, err, fault.ErrInvalid)
		}
		_, err := w.Desk.Split(ctx, agent, id, ticket.SplitOff{Subject: "x", Messages: []int64{2}, Department: other})
		expect(t, "into another's department", err, fault.ErrDenied)
		_, err = w.Desk.Split(ctx, client, id, ticket.SplitOff{Subject: "x", Messages: []int64{2}})
		expect(t, "by the client", err, fault.ErrDenied)
		part, err := w.Desk.Split(ctx, agent, id, ticket.SplitOff{Subject: "Invoice", Messages: []int64{second.Seq, note.Seq}})
		if err != nil || part.SplitFrom != id || part.Requester.ID != string(client.Account) || part.Subject != "Invoice" {
			t.Fatalf("split: %+v %v", part, err)
		}
		ms := talk(t, w, client, part.ID)
		if got := texts(ms); !slices.Equal(got, []string{"", "And my invoice is wrong"}) {
			t.Fatalf("what the client sees of it: %q", got)
		}
		if f := ms[1].Files; len(f) != 1 || f[0].Type != "application/pdf" || fetch(t, w, client, part.ID, f[0].ID) != "%PDF-1.7 invoice" {
			t.Errorf("its file: %+v", f)
		}
		if got := texts(talk(t, w, agent, part.ID)); !slices.Contains(got, "He means March") {
			t.Errorf("what staff see of it: %q", got)
		}
		if got := texts(talk(t, w, client, id)); len(got) != 3 || got[1] != "And my invoice is wrong" {
			t.Errorf("the first keeps its messages: %q", got)
		}
	})
}
