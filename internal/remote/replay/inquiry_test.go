package replay_test

import (
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/remote"
	"surety/internal/remote/replay"
	"surety/internal/ticket"
	"surety/internal/wire"
)

// inquest is a recorded session and a complaint about its case, which an officer looks into.
type inquest struct {
	*session
	officer access.Actor
	id      complaint.ID
}

func (w *world) inquest() *inquest {
	w.t.Helper()
	s := w.begin()
	s.small()
	s.end()
	q := &inquest{session: s, officer: w.Person(account.NewPerson{Roles: []access.Role{access.Security}})}
	q.officer.SteppedUp = true
	_, err := w.Recording(w.t.Context(), w.agent, s.id) // so that the trace knows them
	must(w.t, err)
	q.id, err = w.complaints.File(w.t.Context(), w.client, complaint.Filing{Ticket: s.ticket, Kind: complaint.Looked, Text: "Somebody looked around."})
	must(w.t, err)
	must(w.t, w.complaints.Take(w.t.Context(), q.officer, q.id))
	return q
}

// through is the player for who comes by the complaint.
func (q *inquest) through(reason string) *replay.Player {
	return q.Through(remote.Inquiry{Sessions: q.desk, Complaints: q.complaints, ID: q.id, Reason: reason}, string(q.id)+" "+reason)
}

func (q *inquest) course(who access.Actor, session, reason string) error {
	_, err := q.through(reason).Recording(q.t.Context(), who, session)
	return err
}

func (q *inquest) opened() int { return len(q.entries(q.ticket, access.ComplaintMaterial)) }

// TestWhoLooksIntoAComplaintSeesItsRecordingsOnTheRecord: each way once for as long as it lasts, with its reason; those of the case see who
// looked, and the client's own review is not theirs.
func TestWhoLooksIntoAComplaintSeesItsRecordingsOnTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		q, ctx := w.inquest(), t.Context()
		expect(t, "by the session's own rights", func() error { _, err := w.Recording(ctx, q.officer, q.session.id); return err }(), fault.ErrAbsent)
		m, err := w.complaints.Material(ctx, q.officer, q.id, "extent", ticket.Slice{})
		must(t, err)
		held, err := w.desk.OfInquiry(ctx, m.Grant)
		must(t, err)
		if len(held) != 1 || held[0].ID != q.session.id || held[0].Specialist.ID != w.agent.Account || held[0].Specialist.Name == "" || held[0].Recording != "complete" || held[0].Ended.IsZero() {
			t.Fatalf("what is held: %+v", held)
		}
		p, before := q.through("extent"), q.opened()
		v, err := p.Recording(ctx, q.officer, q.session.id)
		must(t, err)
		for range 3 {
			page, err := p.Play(ctx, q.officer, q.session.id, replay.Ask{Stream: 1, Limit: 1000})
			if must(t, err); !strings.Contains(output(page.Events), "up 3 days") {
				t.Errorf("%v", page.Events)
			}
		}
		finds, err := p.Search(ctx, q.officer, q.session.id, "сбой", "")
		must(t, err)
		_, err = p.Commands(ctx, q.officer, q.session.id, "")
		must(t, err)
		good, err := p.Verify(ctx, q.officer, q.session.id)
		if must(t, err); !good.OK || len(finds.Items) != 1 || !v.Complete {
			t.Errorf("%+v %+v", good, finds)
		}
		if n := q.opened() - before; n != 5 {
			t.Errorf("%d entries of course, play, search, commands, verify", n)
		}
		e := q.entries(q.ticket, access.ComplaintMaterial)[0]
		if e.Params["what"] != "recording" || e.Params["session"] != q.session.id || e.Params["how"] != "verify" || e.Params["reason"] != "extent" || e.Params["complaint"] != string(q.id) {
			t.Errorf("%+v", e.Params)
		}
		must(t, q.course(q.officer, q.session.id, "answer"))
		if n := q.opened() - before; n != 6 {
			t.Errorf("another reason is another opening: %d", n)
		}
		v, err = w.Recording(ctx, w.client, q.session.id)
		if must(t, err); v.Watchers[len(v.Watchers)-1].ID != q.officer.Account && v.Watchers[0].ID != q.officer.Account {
			t.Errorf("the client does not see who looked: %+v", v.Watchers)
		}
	})
}

// TestTheLookAtARecordingEndsWithTheRight: amid an opening that stands, when the complaint is decided, an interest arises or they step
// back, and without a fresh proof.
func TestTheLookAtARecordingEndsWithTheRight(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		q, ctx := w.inquest(), t.Context()
		must(t, q.course(q.officer, q.session.id, "allegation"))
		weak := q.officer
		weak.SteppedUp = false
		expect(t, "without a fresh proof", q.course(weak, q.session.id, "allegation"), fault.ErrStepUp)
		must(t, w.complaints.Sift(ctx, q.officer, q.id, complaint.Sifting{Accused: w.agent.Account}))
		must(t, w.complaints.Decide(ctx, q.officer, q.id, complaint.Decision{Outcome: complaint.Unfounded, Report: "Nothing."}))
		expect(t, "decided", q.course(q.officer, q.session.id, "allegation"), complaint.ErrState)
	})
	w := newWorld(t, db.SQLite)
	q, ctx := w.inquest(), t.Context()
	must(t, q.course(q.officer, q.session.id, "allegation"))
	p, err := w.Accounts.Read(ctx, w.Admin, q.officer.Account)
	must(t, err)
	_, err = w.Accounts.ChangeRights(ctx, w.Admin, q.officer.Account, p.Version, account.RightsChange{Posts: &map[access.DepartmentID]access.Post{w.dep: access.Agent}})
	must(t, err)
	expect(t, "an interest", q.course(q.officer, q.session.id, "allegation"), complaint.ErrInterest)
	must(t, w.complaints.Recuse(ctx, q.officer, q.id))
	expect(t, "stepped back", q.course(q.officer, q.session.id, "allegation"), fault.ErrAbsent)
}

// TestNobodyElseLooksAtARecordingByAComplaint: no other officer, no side, for no other reason; no session of another case, or that has no
// recording; and nothing is given out or watched. What is refused leaves no entry.
func TestNobodyElseLooksAtARecordingByAComplaint(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		q, ctx := w.inquest(), t.Context()
		other := w.begin()
		other.show("$ ")
		other.end()
		unrecorded, err := w.desk.Ask(ctx, w.agent, other.ticket, remote.Request{Powers: []wire.Purpose{wire.TerminalView}, Reason: "again", Minutes: 60})
		must(t, err)
		second := w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
		second.SteppedUp = true
		expect(t, "an officer who is not named", q.course(second, q.session.id, "extent"), fault.ErrDenied)
		for _, who := range []access.Actor{w.client, w.agent, w.lead} {
			if k := fault.KindOf(q.course(who, q.session.id, "extent")); k != fault.Denied && k != fault.Absent {
				t.Errorf("%s: %v", who.Account, k)
			}
		}
		for _, id := range []string{other.id, unrecorded, "none", ""} {
			expect(t, "a session of another case: "+id, q.course(q.officer, id, "extent"), fault.ErrAbsent)
		}
		if err := q.course(q.officer, q.session.id, "curiosity"); fault.As(err).Code != fault.ErrInvalid.Code {
			t.Errorf("another reason: %v", err)
		}
		p := q.through("extent")
		_, err = p.Cast(ctx, q.officer, q.session.id, 1, false)
		expect(t, "a cast", err, fault.ErrDenied)
		_, err = p.Cast(ctx, q.officer, q.session.id, 1, true)
		expect(t, "a raw cast", err, fault.ErrDenied)
		_, err = p.Copy(ctx, q.officer, q.session.id, wire.Digest{})
		expect(t, "a copy", err, fault.ErrDenied)
		_, err = w.desk.Open(ctx, q.officer, q.session.id, access.RemoteReplay, nil)
		expect(t, "the session's own door", err, fault.ErrAbsent)
		if q.opened() != 0 {
			t.Errorf("%+v", q.entries(q.ticket, access.ComplaintMaterial))
		}
		reading, err := access.Check(w.client, access.TicketRead, access.Thing{Kind: "ticket", Ticket: q.ticket, Requester: w.client.Account})
		must(t, err)
		_, err = w.desk.OfInquiry(ctx, reading)
		expect(t, "the list by another grant", err, fault.ErrDenied)
	})
}

// TestAnOpeningByAComplaintLastsAsAnyOther: it is on the record once for fifteen minutes.
func TestAnOpeningByAComplaintLastsAsAnyOther(t *testing.T) {
	w := newWorld(t, db.SQLite)
	q := w.inquest()
	must(t, q.course(q.officer, q.session.id, "extent"))
	before := q.opened()
	w.World.Clock.Advance(14 * time.Minute)
	must(t, q.course(q.officer, q.session.id, "extent"))
	if q.opened() != before {
		t.Error("an opening that stands is on the record twice")
	}
	w.World.Clock.Advance(2 * time.Minute)
	must(t, q.course(q.officer, q.session.id, "extent"))
	if q.opened() != before+1 {
		t.Error("an opening that is over went on")
	}
}
