package complaint

import (
	"crypto/sha256"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/ticket"
)

// material reads it.
func (w *world) material(who access.Actor, id ID) error {
	_, err := w.Material(ctx, who, id, "allegation", ticket.Slice{})
	return err
}

// TestTheInvestigatorReadsWhatTheComplaintIsAboutOnTheRecord: covered, without notes, whatever its class; and both sides see that they did.
func TestTheInvestigatorReadsWhatTheComplaintIsAboutOnTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.Desk.Reply(ctx, w.client, w.ticket, ticket.Reply{Text: "The card is 4111 1111 1111 1111.", Anyway: true})
		w.must(err)
		_, err = w.Desk.Reply(ctx, w.agent, w.ticket, ticket.Reply{Kind: ticket.KindNote, Text: "A word among us.", Anyway: true})
		w.must(err)
		now, err := w.Desk.Read(ctx, w.client, w.ticket)
		w.must(err)
		_, err = w.Desk.Change(ctx, w.agent, w.ticket, now.Version, ticket.Patch{Class: new(access.Restricted)})
		w.must(err)
		id := w.sifted()
		m, err := w.Material(ctx, w.officer, id, "extent", ticket.Slice{})
		w.must(err)
		said := ""
		for _, one := range m.Items {
			if one.Withheld != nil || one.Kind == ticket.KindNote {
				t.Errorf("%+v", one)
			}
			said += one.Text + "\n"
		}
		if !strings.Contains(said, "Here is the list.") || strings.Contains(said, "4111 1111 1111 1111") || strings.Contains(said, "among us") || m.Subject == "" {
			t.Errorf("%q, %q", m.Subject, said)
		}
		trace, _, err := w.Trace(ctx, w.officer, id, 0, 0)
		w.must(err)
		if trace[0].Action != access.ComplaintMaterial || trace[0].Who.ID != w.officer.Account || trace[0].Params["reason"] != "extent" {
			t.Errorf("%+v", trace[0])
		}
		for _, side := range []access.Actor{w.client, w.specialist} {
			es, err := w.Desk.Record(ctx, side, w.ticket, 0, 50)
			w.must(err)
			if !hasEntry(es, access.ComplaintMaterial) {
				t.Errorf("%s does not see that it was opened", side.Account)
			}
		}
	})
}

func hasEntry(es []audit.Entry, act access.Action) bool {
	for _, e := range es {
		if e.Action == act {
			return true
		}
	}
	return false
}

// TestNobodyElseReadsTheMaterialOfAComplaint: not who is not named, has an interest, is a side or only an officer; not without a fresh
// proof or a reason; and not once it is decided.
func TestNobodyElseReadsTheMaterialOfAComplaint(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.filed()
		w.refused(w.material(w.officer, id), fault.ErrDenied) // nobody is named yet
		w.must(w.Take(ctx, w.officer, id))
		w.must(w.material(w.officer, id))
		second := w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
		second.SteppedUp = true
		for _, who := range []access.Actor{second, w.of, w.client} {
			w.refused(w.material(who, id), fault.ErrDenied)
		}
		for _, who := range []access.Actor{w.agent, w.specialist, w.Client(), w.Admin} {
			w.refused(w.material(who, id), fault.ErrAbsent)
		}
		weak := w.officer
		weak.SteppedUp = false
		w.refused(w.material(weak, id), fault.ErrStepUp)
		_, err := w.Material(ctx, w.officer, id, "curiosity", ticket.Slice{})
		w.refused(err, fault.ErrInvalid)
		w.must(w.Sift(ctx, w.officer, id, Sifting{Accused: w.specialist.Account}))
		w.must(w.Decide(ctx, w.officer, id, Decision{Outcome: Unfounded, Report: "Nothing."}))
		w.refused(w.material(w.officer, id), ErrState)
		_, err = w.MaterialFile(ctx, w.officer, id, "extent", w.file, 1)
		w.refused(err, ErrState)
	})
}

// TestAnInterestThatAroseEndsTheReading: who was called to the case's department since reads no more of it.
func TestAnInterestThatAroseEndsTheReading(t *testing.T) {
	w := newWorld(t, db.SQLite)
	id := w.filed()
	w.must(w.Take(ctx, w.officer, id))
	posts := map[access.DepartmentID]access.Post{w.department: access.Agent}
	p, err := w.World.Accounts.Read(ctx, w.Admin, w.officer.Account)
	w.must(err)
	_, err = w.World.Accounts.ChangeRights(ctx, w.Admin, w.officer.Account, p.Version, account.RightsChange{Posts: &posts})
	w.must(err)
	w.refused(w.material(w.officer, id), ErrInterest)
	w.must(w.Recuse(ctx, w.officer, id))
	w.refused(w.material(w.officer, id), fault.ErrAbsent)
}

// TestTheMaterialIsOfOneCaseAlone: a file of another case, of a note, or of nowhere is absent, and leaves no entry; the grant opens no
// part of another case, and no other grant is good for it.
func TestTheMaterialIsOfOneCaseAlone(t *testing.T) {
	w := newWorld(t, db.SQLite)
	id := w.sifted()
	other := w.Ticket(w.client, w.department).ID
	m, err := w.Desk.Reply(ctx, w.client, other, ticket.Reply{Text: "Another.", Files: 1})
	w.must(err)
	f, err := w.Desk.AddFile(ctx, w.client, other, ticket.Upload{Message: m.Seq, Name: "b.txt", Size: 5, Body: strings.NewReader("other")})
	w.must(err)
	note, err := w.Desk.Reply(ctx, w.agent, w.ticket, ticket.Reply{Kind: ticket.KindNote, Text: "Ours.", Files: 1, Anyway: true})
	w.must(err)
	hidden, err := w.Desk.AddFile(ctx, w.agent, w.ticket, ticket.Upload{Message: note.Seq, Name: "c.txt", Size: 4, Body: strings.NewReader("ours")})
	w.must(err)
	for _, file := range []string{f.ID, hidden.ID, "none"} {
		_, err := w.MaterialFile(ctx, w.officer, id, "extent", file, 1)
		w.refused(err, fault.ErrAbsent)
	}
	trace, _, err := w.Trace(ctx, w.officer, id, 0, 0)
	w.must(err)
	for _, o := range trace {
		if o.Action == access.ComplaintMaterial {
			t.Errorf("what was refused stands there as opened: %+v", o)
		}
	}
	_, err = w.MaterialFile(ctx, w.officer, id, "extent", w.file, 1) // a text is not drawn, and given out it is not
	if err == nil || fault.As(err).Code != "no_preview" {
		t.Errorf("%v", err)
	}
	reading, err := access.Check(w.client, access.TicketRead, access.Thing{Kind: "ticket", Ticket: w.ticket, Requester: w.client.Account})
	w.must(err)
	_, err = w.Desk.Inquiry(ctx, reading, ticket.Slice{})
	w.refused(err, fault.ErrDenied)
	unrecorded, err := access.Check(w.officer, access.ComplaintMaterial, access.Thing{Kind: "complaint", Ticket: other, Judges: []access.AccountID{w.officer.Account}})
	w.must(err)
	_, err = w.Desk.Inquiry(ctx, unrecorded, ticket.Slice{})
	w.refused(err, fault.ErrDenied)
}

// TestAFileThatCannotBeDrawnIsToldOf: what it is, its hash, the words of a text, covered; on the record, and nothing of a file of another case or
// a note, nor once it is decided.
func TestAFileThatCannotBeDrawnIsToldOf(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		words := "the card 4111 1111 1111 1111 of theirs"
		m, err := w.Desk.Reply(ctx, w.client, w.ticket, ticket.Reply{Text: "And this.", Files: 1})
		w.must(err)
		f, err := w.Desk.AddFile(ctx, w.client, w.ticket, ticket.Upload{Message: m.Seq, Name: "card.txt", Size: int64(len(words)), Body: strings.NewReader(words)})
		w.must(err)
		note, err := w.Desk.Reply(ctx, w.agent, w.ticket, ticket.Reply{Kind: ticket.KindNote, Text: "Ours.", Files: 1, Anyway: true})
		w.must(err)
		hidden, err := w.Desk.AddFile(ctx, w.agent, w.ticket, ticket.Upload{Message: note.Seq, Name: "c.txt", Size: 4, Body: strings.NewReader("ours")})
		w.must(err)
		id := w.sifted()
		in, err := w.MaterialInside(ctx, w.officer, id, "extent", f.ID)
		w.must(err)
		if in.SHA256 != sha256.Sum256([]byte(words)) || in.Size != int64(len(words)) || !strings.HasPrefix(in.Type, "text/plain") || !strings.HasPrefix(in.Text, "the card ") || strings.Contains(in.Text, "1111 1111 1111") {
			t.Errorf("%+v", in)
		}
		trace, _, err := w.Trace(ctx, w.officer, id, 0, 0)
		w.must(err)
		if trace[0].Action != access.ComplaintMaterial || trace[0].Params["what"] != "inside" || trace[0].Params["file"] != f.ID {
			t.Errorf("%+v", trace[0])
		}
		for _, file := range []string{hidden.ID, "none"} {
			_, err := w.MaterialInside(ctx, w.officer, id, "extent", file)
			w.refused(err, fault.ErrAbsent)
		}
		_, err = w.MaterialInside(ctx, w.client, id, "extent", f.ID)
		w.refused(err, fault.ErrDenied)
		w.must(w.Decide(ctx, w.officer, id, Decision{Outcome: Unfounded, Report: "Nothing."}))
		_, err = w.MaterialInside(ctx, w.officer, id, "extent", f.ID)
		w.refused(err, ErrState)
	})
}
