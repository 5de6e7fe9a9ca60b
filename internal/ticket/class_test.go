package ticket_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// classedCase is a case with one file, and people around it.
type classedCase struct {
	client, other, lead, agent, idle, specialist access.Actor
	id                                           access.TicketID
	file                                         string
	message                                      int64
}

func newClassed(t *testing.T, w *suretytest.World) (c classedCase) {
	t.Helper()
	d := w.Department("Support")
	o := w.Organisation("Alder")
	c.client, c.other, c.lead, c.agent, c.idle, c.specialist = w.ClientOf(o), w.ClientOf(o), w.Lead(d), w.Agent(d), w.Agent(d), w.Specialist()
	c.id = w.Ticket(c.client, d).ID
	must(t, w.Desk.AddMember(ctx, c.lead, c.id, c.specialist.Account, "specialist"))
	to := c.agent.Account
	_, err := w.Desk.Change(ctx, c.lead, c.id, ticket.AnyVersion, ticket.Patch{Assignee: &to})
	must(t, err)
	m, err := w.Desk.Reply(ctx, c.client, c.id, ticket.Reply{Text: "The plan, as a file.", Files: 1, Anyway: true})
	must(t, err)
	c.message = m.Seq
	f, err := w.Desk.AddFile(ctx, c.client, c.id, ticket.Upload{Message: m.Seq, Name: "plan.txt", Size: 4, Body: bytes.NewReader([]byte("plan"))})
	must(t, err)
	c.file = f.ID
	for _, who := range []*access.Actor{&c.client, &c.other, &c.lead, &c.agent, &c.idle, &c.specialist} {
		who.SteppedUp = true
	}
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// said is the message with the file, as somebody is shown it.
func (c classedCase) said(t *testing.T, w *suretytest.World, who access.Actor, id access.TicketID) ticket.Message {
	t.Helper()
	all, err := w.Desk.Messages(ctx, who, id, ticket.Slice{})
	must(t, err)
	i := slices.IndexFunc(all.Items, func(m ticket.Message) bool { return m.FilesExpected > 0 })
	if i < 0 {
		t.Fatal("the message is gone")
	}
	return all.Items[i]
}

func (c classedCase) fetch(w *suretytest.World, who access.Actor, reason string) (string, error) {
	d, err := w.Desk.Fetch(ctx, who, c.id, c.file, reason)
	if err != nil {
		return "", err
	}
	defer d.Close()
	b, err := io.ReadAll(d)
	return string(b), err
}

func wants(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestAClassIsRaisedByAnybodyOfTheCaseAndLoweredByTwo(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		c := newClassed(t, w)
		file := ticket.Part{File: c.file}
		stranger := w.Specialist()
		wants(t, "a stranger raises", w.Desk.Raise(ctx, stranger, c.id, file, ticket.Restricted), fault.ErrAbsent)
		must(t, w.Desk.Raise(ctx, c.specialist, c.id, file, ticket.Confidential))
		wants(t, "raising down", w.Desk.Raise(ctx, c.client, c.id, file, ticket.Internal), ticket.ErrNotHigher)
		low := ticket.Internal
		_, err := w.Desk.Change(ctx, c.lead, c.id, ticket.AnyVersion, ticket.Patch{Class: ptr(ticket.Public)})
		wants(t, "lowering the ticket by an edit", err, ticket.ErrNotHigher)

		wish, err := w.Desk.AskLower(ctx, c.specialist, c.id, file, low, "mistake")
		must(t, err)
		_, err = w.Desk.AskLower(ctx, c.client, c.id, file, low, "mistake")
		wants(t, "a second wish", err, ticket.ErrSettled)
		_, err = w.Desk.AskLower(ctx, c.client, c.id, file, ticket.Public, "mistake")
		wants(t, "below the ticket", err, ticket.ErrNotLower)
		wants(t, "the same person", w.Desk.Lower(ctx, c.specialist, c.id, wish, true), ticket.ErrSamePerson)
		wants(t, "two of the desk", w.Desk.Lower(ctx, c.lead, c.id, wish, true), ticket.ErrFourEyes)
		fresh := c.client
		fresh.SteppedUp = false
		wants(t, "without a step-up", w.Desk.Lower(ctx, fresh, c.id, wish, true), fault.ErrStepUp)
		if got := c.said(t, w, c.agent, c.id).Files[0].Class; got != ticket.Confidential {
			t.Errorf("before it is agreed: %s", got)
		}
		must(t, w.Desk.Lower(ctx, c.client, c.id, wish, true))
		if got := c.said(t, w, c.agent, c.id).Files[0].Class; got != low {
			t.Errorf("after it was agreed: %s", got)
		}
		wants(t, "twice", w.Desk.Lower(ctx, c.client, c.id, wish, true), ticket.ErrSettled)

		must(t, w.Desk.Raise(ctx, c.agent, c.id, ticket.Part{}, ticket.Confidential))
		wish, err = w.Desk.AskLower(ctx, c.agent, c.id, ticket.Part{}, ticket.Internal, "known")
		must(t, err)
		must(t, w.Desk.Raise(ctx, c.client, c.id, ticket.Part{}, ticket.Restricted))
		wants(t, "what was raised since", w.Desk.Lower(ctx, c.client, c.id, wish, true), ticket.ErrSettled)
		if all, err := w.Desk.Lowerings(ctx, c.client, c.id); err != nil || len(all) != 0 {
			t.Errorf("overtaken wishes wait: %v, %v", all, err)
		}
	})
}

// TestAMessageRaisesItsFilesAndLoweringLeavesThem: those that it has, and those that come; each file comes down by two of its own.
func TestAMessageRaisesItsFilesAndLoweringLeavesThem(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		c := newClassed(t, w)
		m, err := w.Desk.Reply(ctx, c.client, c.id, ticket.Reply{Text: "Two plans.", Files: 3, Anyway: true})
		must(t, err)
		add := func() string {
			f, err := w.Desk.AddFile(ctx, c.client, c.id, ticket.Upload{Message: m.Seq, Name: "plan.txt", Size: 4, Body: bytes.NewReader([]byte("plan"))})
			must(t, err)
			return f.ID
		}
		plain, higher := add(), add()
		classes := func() map[string]ticket.Class {
			all, err := w.Desk.Messages(ctx, c.client, c.id, ticket.Slice{})
			must(t, err)
			found := map[string]ticket.Class{}
			for _, m := range all.Items {
				for _, f := range m.Files {
					found[f.ID] = f.Class
				}
			}
			return found
		}
		must(t, w.Desk.Raise(ctx, c.client, c.id, ticket.Part{File: higher}, ticket.Restricted))
		wish, err := w.Desk.AskLower(ctx, c.client, c.id, ticket.Part{File: higher}, ticket.Internal, "mistake")
		must(t, err)
		must(t, w.Desk.Raise(ctx, c.agent, c.id, ticket.Part{Message: m.Seq}, ticket.Confidential))
		late := add()
		if got := classes(); got[plain] != ticket.Confidential || got[higher] != ticket.Restricted || got[late] != ticket.Confidential || got[c.file] != ticket.Internal {
			t.Errorf("raised: %v", got)
		}
		must(t, w.Desk.Lower(ctx, c.lead, c.id, wish, true)) // the message's raising did not bear on the higher one

		wish, err = w.Desk.AskLower(ctx, c.client, c.id, ticket.Part{Message: m.Seq}, ticket.Internal, "mistake")
		must(t, err)
		must(t, w.Desk.Lower(ctx, c.lead, c.id, wish, true))
		if got := classes(); got[plain] != ticket.Confidential || got[late] != ticket.Confidential || got[higher] != ticket.Internal {
			t.Errorf("lowered: %v", got)
		}

		wish, err = w.Desk.AskLower(ctx, c.client, c.id, ticket.Part{File: plain}, ticket.Internal, "mistake")
		must(t, err)
		must(t, w.Desk.Raise(ctx, c.agent, c.id, ticket.Part{Message: m.Seq}, ticket.Restricted))
		wants(t, "a wish about a file that its message overtook", w.Desk.Lower(ctx, c.lead, c.id, wish, true), ticket.ErrSettled)
	})
}

func ptr[T any](v T) *T { return &v }

func TestAWishAboutANoteIsTheDesksAlone(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		c := newClassed(t, w)
		n, err := w.Desk.Reply(ctx, c.agent, c.id, ticket.Reply{Kind: ticket.KindNote, Text: "A note.", Anyway: true})
		must(t, err)
		note := ticket.Part{Message: n.Seq}
		must(t, w.Desk.Raise(ctx, c.agent, c.id, note, ticket.Restricted))
		wish, err := w.Desk.AskLower(ctx, c.agent, c.id, note, ticket.Internal, "mistake")
		must(t, err)
		if all, err := w.Desk.Lowerings(ctx, c.client, c.id); err != nil || len(all) != 0 {
			t.Errorf("the client learns of a note: %v, %v", all, err)
		}
		wants(t, "the client on a note's wish", w.Desk.Lower(ctx, c.client, c.id, wish, true), fault.ErrAbsent)
		wants(t, "two agents", w.Desk.Lower(ctx, c.idle, c.id, wish, true), ticket.ErrFourEyes)
		must(t, w.Desk.Lower(ctx, c.lead, c.id, wish, true))
	})
}

func TestA2RestrictedIsWithheldFromStaffWhoseTicketItIsNot(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		c := newClassed(t, w)
		must(t, w.Desk.Raise(ctx, c.client, c.id, ticket.Part{Message: c.message}, ticket.Restricted)) // and its file
		for _, r := range []struct {
			name  string
			who   access.Actor
			reads bool
			takes error
		}{
			{"the client", c.client, true, nil}, {"a colleague", c.other, true, nil}, {"the assignee", c.agent, true, access.ErrClass},
			{"the lead", c.lead, true, access.ErrClass}, {"the specialist", c.specialist, true, access.ErrClass}, {"another agent", c.idle, false, access.ErrClass},
		} {
			m := c.said(t, w, r.who, c.id)
			if reads := m.Withheld == nil && m.Text != "" && len(m.Files) == 1 && m.Files[0].Name != ""; reads != r.reads || !reads && (m.Text != "" || len(m.Files) > 0) {
				t.Errorf("%s is shown %+v", r.name, m)
			}
			_, err := c.fetch(w, r.who, "help")
			wants(t, r.name+" takes the file", err, r.takes)
			_, err = w.Desk.Preview(ctx, r.who, c.id, c.file, 1)
			if r.reads == errors.Is(err, access.ErrClass) {
				t.Errorf("%s sees it drawn: %v", r.name, err)
			}
		}
		robot := c.client
		robot.Token, robot.Scopes = true, access.Scopes
		if m := c.said(t, w, robot, c.id); m.Withheld == nil {
			t.Error("an API token reads what is restricted")
		}
		_, err := c.fetch(w, robot, "")
		wants(t, "an API token takes it", err, access.ErrClass)
		_, err = w.Desk.Uncover(ctx, c.idle, c.id, ticket.Spot{Message: c.message, Kind: "card"}, "help")
		wants(t, "another agent uncovers", err, access.ErrClass)
	})
}

func TestAFilesListOpensItToThoseOnItAndItsOwn(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		c := newClassed(t, w)
		wants(t, "an agent names", w.Desk.SetReaders(ctx, c.idle, c.id, c.file, []access.AccountID{c.idle.Account}), fault.ErrDenied)
		if err := w.Desk.SetReaders(ctx, c.client, c.id, c.file, []access.AccountID{w.Specialist().Account}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a stranger is named: %v", err)
		}
		must(t, w.Desk.SetReaders(ctx, c.client, c.id, c.file, []access.AccountID{c.specialist.Account}))
		if f := c.said(t, w, c.agent, c.id).Files[0]; f.Withheld == nil || f.Name != "" || f.Size != 0 {
			t.Errorf("who is not on the list is told %+v", f)
		}
		_, err := c.fetch(w, c.agent, "help")
		wants(t, "who is not on the list", err, access.ErrClass)
		must(t, w.Desk.Raise(ctx, c.client, c.id, ticket.Part{File: c.file}, ticket.Restricted))
		_, err = c.fetch(w, c.specialist, "")
		wants(t, "a named one without a reason", err, ticket.ErrReason)
		for name, who := range map[string]access.Actor{"the named": c.specialist, "the client": c.client, "a colleague": c.other} {
			if got, err := c.fetch(w, who, "help"); got != "plan" || err != nil {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
		must(t, w.Desk.RemoveMember(ctx, c.lead, c.id, c.specialist.Account))
		_, err = c.fetch(w, c.specialist, "help")
		wants(t, "a named one who left the case", err, fault.ErrAbsent)
		must(t, w.Desk.SetReaders(ctx, c.client, c.id, c.file, nil))
		if f := c.said(t, w, c.agent, c.id).Files[0]; f.Withheld != nil || f.Leaves != "none" {
			t.Errorf("without a list: %+v", f)
		}
	})
}

func TestClassAndListGoWithWhatIsMergedAndSplit(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		c := newClassed(t, w)
		must(t, w.Desk.Raise(ctx, c.client, c.id, ticket.Part{Message: c.message}, ticket.Confidential))
		must(t, w.Desk.Raise(ctx, c.client, c.id, ticket.Part{File: c.file}, ticket.Restricted))
		must(t, w.Desk.SetReaders(ctx, c.client, c.id, c.file, []access.AccountID{c.agent.Account}))
		held := func(where string, id access.TicketID) {
			m := c.said(t, w, c.client, id)
			if m.Class != ticket.Confidential || m.Files[0].Class != ticket.Restricted || !m.Files[0].Listed {
				t.Errorf("%s: %+v", where, m)
			}
			if f := c.said(t, w, c.lead, id).Files[0]; f.Withheld == nil {
				t.Errorf("%s: the list is gone: %+v", where, f)
			}
		}
		part, err := w.Desk.Split(ctx, c.agent, c.id, ticket.SplitOff{Messages: []int64{c.said(t, w, c.agent, c.id).Seq}, Subject: "Apart"})
		must(t, err)
		held("split", part.ID)
		into := w.Ticket(c.client, part.Department.ID).ID
		_, err = w.Desk.Merge(ctx, c.agent, c.id, into)
		must(t, err)
		held("merged", into)
	})
}

func TestAMessageIsProposedTheClassOfWhatIsFoundInIt(t *testing.T) {
	w := suretytest.New(t, "sqlite")
	c := newClassed(t, w)
	for text, want := range map[string]ticket.Class{
		"My card is 4111 1111 1111 1111": ticket.Confidential, "password: Tr0ub4dor&3xyz": ticket.Restricted, "Call +31 20 624 1111": "", "Nothing": "",
	} {
		m, err := w.Desk.Reply(ctx, c.client, c.id, ticket.Reply{Text: text, Anyway: true})
		must(t, err)
		all, err := w.Desk.Messages(ctx, c.agent, c.id, ticket.Slice{Before: 1 << 30, Limit: 1})
		must(t, err)
		if got := all.Items[0].Proposed; got != want {
			t.Errorf("%q (%d): proposed %q, want %q", text, m.Seq, got, want)
		}
	}
}

func TestADoubtfulSessionProvesItselfBeforeWhatIsConfidential(t *testing.T) {
	w := suretytest.New(t, "sqlite")
	c := newClassed(t, w)
	must(t, w.Desk.Raise(ctx, c.client, c.id, ticket.Part{Message: c.message}, ticket.Confidential))
	c.agent.Doubts, c.agent.SteppedUp = []string{"new_network"}, false
	m := c.said(t, w, c.agent, c.id)
	if m.Withheld == nil || m.Withheld.Code != "step_up_needed" || !slices.Equal(m.Withheld.Doubts, c.agent.Doubts) || m.Text != "" {
		t.Errorf("in doubt: %+v", m)
	}
	c.agent.SteppedUp = true
	if m := c.said(t, w, c.agent, c.id); m.Withheld != nil || m.Text == "" {
		t.Errorf("proved: %+v", m)
	}
}
