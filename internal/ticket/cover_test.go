package ticket_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/sensitive"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

const told = "My card is 4111 1111 1111 1111 and the password: hunter2!"

// whole are what must be seen nowhere.
var whole = []string{"4111 1111 1111 1111", "4111111111111111", "hunter2"}

func shows(t *testing.T, where string, v any) {
	t.Helper()
	text := fmt.Sprintf("%+v", v)
	for _, w := range whole {
		if strings.Contains(text, w) {
			t.Errorf("%s shows %q", where, w)
		}
	}
}

func stepped(a access.Actor) access.Actor {
	a.SteppedUp = true
	return a
}

// pasted is a ticket with sensitive things in everything that can hold some.
func pasted(t *testing.T, w *suretytest.World) (id access.TicketID, client, agent access.Actor) {
	t.Helper()
	dep := w.Department("Support", account.Field{Key: "reach", Label: account.Texts{"en": "Reach"}, Kind: account.FieldText, VisibleToClient: true})
	client, agent = w.Client(), w.Agent(dep)
	tk, err := w.Desk.Open(ctx, client, ticket.Request{Subject: told, Text: told, Department: dep, Fields: map[string]string{"reach": told}})
	if err != nil {
		t.Fatal(err)
	}
	shows(t, "the ticket just opened", tk)
	return tk.ID, client, agent
}

func TestEveryViewIsCovered(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		id, client, agent := pasted(t, w)
		shows(t, "an answer just sent", say(t, w, agent, id, ticket.KindMessage, told))
		shows(t, "a note just written", say(t, w, agent, id, ticket.KindNote, told))
		for name, who := range map[string]access.Actor{"client": client, "agent": agent} {
			shows(t, "the ticket to the "+name, read(t, w, who, id))
			shows(t, "the conversation to the "+name, talk(t, w, who, id))
			page, err := w.Desk.List(ctx, who, ticket.Query{})
			expect(t, "a list", err, nil)
			shows(t, "the list to the "+name, page)
		}
		first := talk(t, w, client, id)[0]
		if first.Text != "My card is 411111••••1111 and the password: ••••" || len(first.Marks) != 2 || first.Marks[1].Kind != sensitive.Password {
			t.Errorf("%q %v", first.Text, first.Marks)
		}
		for _, m := range w.Mail.Sent() {
			shows(t, "a letter", m.Subject+m.Text+m.HTML)
		}
	})
}

// TestNoFullCardNumberIsKept: not even for its own author, under a cover, or in a draft.
func TestNoFullCardNumberIsKept(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		id, client, _ := pasted(t, w)
		expect(t, "a draft", w.Desk.SaveDraft(ctx, client, id, ticket.Draft{Text: told, Kind: ticket.KindMessage}), nil)
		expect(t, "a request's draft", w.Desk.SaveRequestDraft(ctx, client, ticket.RequestDraft{Subject: told, Text: told}), nil)
		draft, err := w.Desk.RequestDraft(ctx, client)
		expect(t, "a request's draft again", err, nil)
		kept := fmt.Sprintf("%+v %+v", read(t, w, client, id).Draft, draft)
		for _, spot := range []ticket.Spot{{Message: 1, Kind: sensitive.Card}, {Kind: sensitive.Card}, {Field: "reach", Kind: sensitive.Card}} {
			u, err := w.Desk.Uncover(ctx, stepped(client), id, spot, "own")
			expect(t, "uncovering what is left of a card", err, nil)
			kept += u.Text
		}
		if strings.Contains(kept, whole[0]) || strings.Contains(kept, whole[1]) || strings.Count(kept, "4111 11•• •••• 1111") != 6 {
			t.Error(kept)
		}
	})
}

func TestUncoveringStandsOnTheRecordForTheClient(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		id, client, agent := pasted(t, w)
		spot := ticket.Spot{Message: 1, N: 1, Kind: sensitive.Password}
		_, err := w.Desk.Uncover(ctx, agent, id, spot, "help")
		expect(t, "without a step-up", err, fault.ErrStepUp)
		_, err = w.Desk.Uncover(ctx, stepped(agent), id, spot, "curious")
		expect(t, "for no reason", err, fault.ErrInvalid)
		_, err = w.Desk.Uncover(ctx, stepped(w.Client()), id, spot, "help")
		expect(t, "by a stranger", err, fault.ErrAbsent)
		_, err = w.Desk.Uncover(ctx, stepped(agent), id, ticket.Spot{Message: 1, N: 1, Kind: sensitive.Card}, "help")
		expect(t, "of another kind", err, fault.ErrAbsent)
		if n := uncovered(t, w, client, id); len(n) != 1 { // the wrong guess is told too: it was asked for
			t.Errorf("%v", n)
		}
		u, err := w.Desk.Uncover(ctx, stepped(agent), id, spot, "help")
		if expect(t, "with all", err, nil); u.Text != "hunter2!" {
			t.Errorf("%q", u.Text)
		}
		told := uncovered(t, w, client, id)
		if len(told) != 2 || told[0]["kind"] != "password" || told[0]["reason"] != "help" || told[0]["message"] != "1" {
			t.Errorf("the record says %v", told)
		}
	})
}

// uncovered are the params of the entries that tell the client of uncovering, the newest first.
func uncovered(t *testing.T, w *suretytest.World, client access.Actor, id access.TicketID) (all []map[string]string) {
	t.Helper()
	entries, err := w.Desk.Record(ctx, client, id, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Action == access.SensitiveUncovered {
			all = append(all, e.Params)
		}
	}
	return all
}

func TestANoteIsUncoveredByItsReadersAlone(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		id, client, agent := pasted(t, w)
		note := say(t, w, agent, id, ticket.KindNote, "password: s3cret-note")
		answer := say(t, w, agent, id, ticket.KindMessage, "password: s3cret-answer")
		u, err := w.Desk.Uncover(ctx, stepped(agent), id, ticket.Spot{Message: note.Seq, Kind: sensitive.Password}, "help")
		if expect(t, "by an agent", err, nil); u.Text != "s3cret-note" {
			t.Errorf("%q", u.Text)
		}
		if n := uncovered(t, w, client, id); len(n) != 0 {
			t.Errorf("the client learns of the note: %v", n)
		}
		u, err = w.Desk.Uncover(ctx, stepped(client), id, ticket.Spot{Message: note.Seq, Kind: sensitive.Password}, "own")
		if expect(t, "at the note's place the client has the answer", err, nil); u.Text != "s3cret-answer" {
			t.Errorf("%q", u.Text)
		}
		_, err = w.Desk.Uncover(ctx, stepped(client), id, ticket.Spot{Message: answer.Seq, Kind: sensitive.Password}, "own")
		expect(t, "beyond the client's end", err, fault.ErrAbsent)
		if n := uncovered(t, w, client, id); len(n) != 1 || n[0]["message"] != itoa(note.Seq) {
			t.Errorf("the client's own count is not kept: %v", n)
		}
		_, err = w.Desk.Unmark(ctx, stepped(client), id, ticket.Spot{Message: answer.Seq, Kind: sensitive.Password})
		expect(t, "unmarking beyond it", err, fault.ErrAbsent)
	})
}

// TestAFalseMarkIsUndone: for everybody, and it stays so when the message moves.
func TestAFalseMarkIsUndone(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		id, client, agent := pasted(t, w)
		into, _, _ := pasted(t, w)
		spot := ticket.Spot{Message: 1, N: 1, Kind: sensitive.Password}
		_, err := w.Desk.Unmark(ctx, agent, id, spot)
		expect(t, "without a step-up", err, fault.ErrStepUp)
		_, err = w.Desk.Unmark(ctx, stepped(client), into, spot)
		expect(t, "of another's ticket", err, fault.ErrAbsent)
		m, err := w.Desk.Unmark(ctx, stepped(client), id, spot)
		want := "My card is 411111••••1111 and the password: hunter2!"
		if expect(t, "by the client", err, nil); m.Text != want || len(m.Marks) != 1 {
			t.Errorf("%q", m.Text)
		}
		_, err = w.Desk.Unmark(ctx, stepped(client), id, spot)
		expect(t, "twice", err, fault.ErrAbsent)
		if got := talk(t, w, agent, id)[0].Text; got != want {
			t.Errorf("the agent reads %q", got)
		}
		split, err := w.Desk.Split(ctx, agent, id, ticket.SplitOff{Messages: []int64{1}, Subject: "Split"})
		expect(t, "a split", err, nil)
		for _, m := range talk(t, w, client, split.ID) {
			if m.Kind == ticket.KindMessage && m.Text != want {
				t.Errorf("after a split: %q", m.Text)
			}
		}
	})
}

func TestACoveredValueSentBackChangesNothing(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		id, client, agent := pasted(t, w)
		before := read(t, w, agent, id)
		subject := before.Subject
		_, err := w.Desk.Change(ctx, agent, id, ticket.AnyVersion, ticket.Patch{Subject: &subject, Fields: map[string]string{"reach": before.Fields["reach"]}})
		expect(t, "sent back as it was shown", err, nil)
		for _, spot := range []ticket.Spot{{N: 1, Kind: sensitive.Password}, {Field: "reach", N: 1, Kind: sensitive.Password}} {
			u, err := w.Desk.Uncover(ctx, stepped(client), id, spot, "own")
			if expect(t, "uncovering", err, nil); u.Text != "hunter2!" {
				t.Errorf("%+v holds %q", spot, u.Text)
			}
		}
	})
}

// TestAMessageWithoutMarksIsCovered: one that was written before there were detectors.
func TestAMessageWithoutMarksIsCovered(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		id, client, _ := pasted(t, w)
		err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE message SET marks = NULL WHERE ticket = $1`, string(id))
			return err
		})
		expect(t, "forgetting the marks", err, nil)
		shows(t, "the conversation", talk(t, w, client, id))
		u, err := w.Desk.Uncover(ctx, stepped(client), id, ticket.Spot{Message: 1, N: 1, Kind: sensitive.Password}, "own")
		if expect(t, "uncovering", err, nil); u.Text != "hunter2!" {
			t.Errorf("%q", u.Text)
		}
	})
}

// TestAFileIsMarkedNotCovered: what a text file holds is told beside it; its bytes are those that were sent.
func TestAFileIsMarkedNotCovered(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		id, client, agent := pasted(t, w)
		m := say(t, w, client, id, ticket.KindMessage, "Here.")
		upload(t, w, client, id, m.Seq, "log.txt", strings.Repeat("nothing here\n", 20_000)+told)
		upload(t, w, client, id, m.Seq, "picture.bin", "\x00"+told)
		items := talk(t, w, agent, id)
		found := map[string]string{}
		for _, f := range items[len(items)-1].Files {
			found[f.Name] = fmt.Sprint(f.Found)
		}
		if found["log.txt"] != "[password card]" || found["picture.bin"] != "[]" {
			t.Errorf("%v", found)
		}
	})
}
