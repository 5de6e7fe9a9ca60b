package web

import (
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/deal"
	"surety/internal/dispute"
)

func ofDispute(id, rest string) string { return "/api/v1/disputes/" + id + rest }

// disputed opens a dispute on a milestone under way.
func (s *story) disputed() (id string, d Dispute) {
	s.T.Helper()
	id = s.signed(1)
	m := s.funded(id, 0)
	s.fine(s.client.ask("POST", at(id, "/milestones/"+m+"/dispute"), Words{"Nothing works."}), 201).json(s.T, &d)
	return id, d
}

// move sends a change of a dispute and returns what its maker sees then.
func (s *story) move(v *visitor, method, path string, body any) (d Dispute) {
	s.T.Helper()
	g := v.ask(method, path, body)
	if g.StatusCode != 200 && g.StatusCode != 201 {
		s.T.Fatalf("%s: %d %s", path, g.StatusCode, g.body)
	}
	g.json(s.T, &d)
	return d
}

func (s *story) arbiter() (access.Actor, *visitor) {
	who := s.Person(account.NewPerson{Roles: []access.Role{access.Arbiter}})
	return who, s.as(who)
}

func TestADisputeEndsByOffersThatCross(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id, d := s.disputed()
		me := string(d.ID)
		if d.State != dispute.Answering || d.Turn != deal.Specialist || d.Then != dispute.Seeking || len(d.Clocks) != 1 || d.Words[0].Text != "Nothing works." {
			t.Fatalf("begun: %+v", d)
		}
		s.outsiders(me)
		s.refused(s.client.ask("POST", at(id, "/milestones/"+string(d.Milestone)+"/dispute"), Words{"Again."}), 409, "deal_state")
		s.refused(s.client.ask("POST", ofDispute(me, "/answer"), Words{"No."}), 403, "dispute_other_side")
		s.refused(s.client.ask("PUT", ofDispute(me, "/offer"), Release{1}), 409, "dispute_state")
		if d = s.move(s.specialist, "POST", ofDispute(me, "/answer"), Words{"It does."}); d.State != dispute.Offering {
			t.Fatalf("answered: %+v", d)
		}
		s.exhibits(me)
		s.sealedOffer(me)
		d = s.move(s.specialist, "PUT", ofDispute(me, "/offer"), Release{3_000})
		if d.State != dispute.Closed || d.Outcome != dispute.Crossed || d.ReleaseMinor != 3_500 || d.Offer != nil || len(d.Can) != 0 {
			t.Fatalf("crossed: %+v", d)
		}
		s.drain()
		s.divided(id, d)
	})
}

// outsiders see nothing of a dispute; who might judge it one day, not yet.
func (s *story) outsiders(id string) {
	s.T.Helper()
	_, arbiter := s.arbiter()
	for _, path := range []string{"", "/evidence/1"} {
		s.refused(s.as(s.Client()).ask("GET", ofDispute(id, path), nil), 404, "absent")
		s.refused(s.banker.ask("GET", ofDispute(id, path), nil), 404, "absent")
		s.refused(arbiter.ask("GET", ofDispute(id, path), nil), 403, "denied")
	}
	s.refused(s.as(s.Client()).ask("PUT", ofDispute(id, "/offer"), Release{1}), 404, "absent")
	s.refused(arbiter.ask("POST", ofDispute(id, "/award"), Ruling{1, "So."}), 403, "denied")
	s.refused(arbiter.ask("POST", ofDispute(id, "/take"), Empty{}), 409, "dispute_state")
	s.refused(s.client.ask("GET", ofDispute("waiting", ""), nil), 403, "denied")
}

// exhibits are copies that both sides read.
func (s *story) exhibits(id string) {
	s.T.Helper()
	s.refused(s.client.ask("POST", ofDispute(id, "/evidence"), NewExhibit{Kind: "note", Ref: "1"}), 422, "invalid")
	s.refused(s.client.ask("POST", ofDispute(id, "/evidence"), NewExhibit{Kind: "message", Ref: "99"}), 404, "absent")
	s.move(s.client, "POST", ofDispute(id, "/evidence"), NewExhibit{Kind: "message", Ref: "1"})
	s.move(s.client, "POST", ofDispute(id, "/evidence"), NewExhibit{Kind: "contract"})
	d := s.move(s.specialist, "GET", ofDispute(id, ""), nil)
	if len(d.Exhibits) != 2 || d.Exhibits[0].Text == "" || d.Exhibits[0].By != "client" || d.Exhibits[1].By != "both" {
		s.T.Errorf("exhibits: %+v", d.Exhibits)
	}
	s.refused(s.specialist.ask("GET", ofDispute(id, "/evidence/1"), nil), 404, "absent") // text alone
}

// sealedOffer is attack M6: nothing that the other side can ask for changes with an offer.
func (s *story) sealedOffer(id string) {
	s.T.Helper()
	looks := []string{ofDispute(id, ""), "/api/v1/disputes", "/api/v1/deals"}
	before := make([]got, len(looks))
	for i, path := range looks {
		before[i] = s.fine(s.specialist.ask("GET", path, nil), 200)
	}
	d := s.move(s.client, "PUT", ofDispute(id, "/offer"), Release{4_000})
	if d.Offer == nil || *d.Offer.ReleaseMinor != 4_000 || d.State != dispute.Offering {
		s.T.Fatalf("my own offer: %+v", d.Offer)
	}
	for i, path := range looks {
		if g := s.specialist.ask("GET", path, nil); string(g.body) != string(before[i].body) || g.Header.Get("ETag") != before[i].Header.Get("ETag") {
			s.T.Errorf("%s tells of the offer:\n%s\n%s", path, before[i].body, g.body)
		}
	}
}

// divided looks at the money: nothing came to be, nothing went.
func (s *story) divided(id string, d Dispute) {
	s.T.Helper()
	p := s.deal(s.client, id).Progress[0]
	m := p.Money
	if p.State != deal.Settled || m.HeldMinor != 0 || m.RefundedMinor == 0 || m.ReleasedMinor == 0 ||
		m.FundedMinor != m.ReleasedMinor+m.FeesMinor+m.TaxesMinor+m.RefundedMinor || d.StakeMinor < d.ReleaseMinor {
		s.T.Errorf("M2: %s %+v of %+v", p.State, m, d)
	}
	var sheets []Sheet
	s.fine(s.banker.ask("GET", "/api/v1/bank/sheets", nil), 200).json(s.T, &sheets)
	var r LedgerReport
	s.fine(s.banker.ask("POST", "/api/v1/bank/verify", nil), 200).json(s.T, &r)
	if len(sheets) != 1 || sheets[0].DiffersMinor != 0 || !r.Ok {
		s.T.Errorf("books: %+v %+v", sheets, r)
	}
}

func TestArbitersJudgeOverHTTP(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id, d := s.disputed()
		me := string(d.ID)
		s.move(s.specialist, "POST", ofDispute(me, "/answer"), Words{"It does."})
		s.Clock.Advance(6 * 24 * time.Hour)
		s.drain()
		s.client, s.specialist, s.banker = s.steppedUp("client"), s.steppedUp("specialist"), s.steppedUp("banker")
		_, first := s.arbiter()
		_, second := s.arbiter()
		s.biased(me)
		var waiting Page[DisputeRow]
		s.fine(first.ask("GET", ofDispute("waiting", ""), nil), 200).json(t, &waiting)
		if len(waiting.Items) != 1 || waiting.Items[0].ID != d.ID || waiting.Items[0].Turn != "arbiters" {
			t.Fatalf("waiting: %+v", waiting)
		}
		if v := s.move(first, "POST", ofDispute(me, "/take"), Empty{}); v.Side != "" || v.State != dispute.Proposing || len(v.Words) != 2 {
			t.Errorf("taken: %+v", v)
		}
		s.refused(second.ask("GET", ofDispute(me, ""), nil), 403, "denied")
		s.refused(second.ask("POST", ofDispute(me, "/propose"), Ruling{1, "Mine."}), 403, "denied")
		s.refused(first.ask("POST", ofDispute(me, "/propose"), Ruling{d.StakeMinor + 1, "More."}), 422, "amount_invalid")
		s.move(first, "POST", ofDispute(me, "/propose"), Ruling{5_000, "Half is done."})
		s.refused(s.client.ask("POST", ofDispute(me, "/accept"), Release{5_001}), 409, "dispute_outdated")
		if v := s.move(s.client, "POST", ofDispute(me, "/accept"), Release{5_000}); v.Accepted != "client" || v.Proposal.ReleaseMinor != 5_000 {
			t.Errorf("half agreed: %+v", v)
		}
		s.fine(first.ask("POST", ofDispute(me, "/award"), Ruling{6_000, "Most is done."}), 204)
		s.move(second, "POST", ofDispute(me, "/take"), Empty{})
		s.refused(second.ask("POST", ofDispute(me, "/confirm"), Release{5_000}), 409, "dispute_outdated")
		s.fine(second.ask("POST", ofDispute(me, "/confirm"), Release{6_000}), 204)
		s.appealed(id, me)
	})
}

// biased is an arbiter of the ticket's department: nothing waits for them, and taking is refused with the reason.
func (s *story) biased(id string) {
	s.T.Helper()
	facts := s.Person(account.NewPerson{Roles: []access.Role{access.Arbiter}, Posts: map[access.DepartmentID]access.Post{s.department: access.Agent}})
	v := s.as(facts)
	var waiting Page[DisputeRow]
	s.fine(v.ask("GET", ofDispute("waiting", ""), nil), 200).json(s.T, &waiting)
	if len(waiting.Items) != 0 {
		s.T.Errorf("who has an interest is asked: %+v", waiting)
	}
	g := v.ask("POST", ofDispute(id, "/take"), Empty{})
	s.refused(g, 403, "conflict_of_interest")
	var p struct{ Reason string }
	if g.json(s.T, &p); p.Reason != "of_case" {
		s.T.Errorf("the reason: %s", g.body)
	}
}

// appealed goes on to a third arbiter, whose word ends it.
func (s *story) appealed(id, me string) {
	s.T.Helper()
	d := s.move(s.client, "POST", ofDispute(me, "/appeal"), Words{"The file was not read."})
	if d.Award == nil || d.Award.ReleaseMinor != 6_000 || d.Appellant != "client" {
		s.T.Fatalf("appealed: %+v", d)
	}
	_, third := s.arbiter()
	s.move(third, "POST", ofDispute(me, "/take"), Empty{})
	s.fine(third.ask("POST", ofDispute(me, "/decide"), Ruling{2_000, "It was, and less is done."}), 204)
	s.drain()
	if d = s.move(s.specialist, "GET", ofDispute(me, ""), nil); d.Outcome != dispute.Appealed || d.ReleaseMinor != 2_000 || len(d.Arbiters) != 3 {
		s.T.Errorf("decided: %+v", d)
	}
	s.divided(id, d)
}

func TestPublishedLimitsAreThoseThatHold(t *testing.T) {
	p := onSQLite(t)
	var l DisputeLimits
	p.as(p.Client()).ask("GET", "/api/v1/disputes/limits", nil).json(t, &l)
	if dispute.Limits(l) != dispute.Published {
		t.Errorf("limits: %+v", l)
	}
	if l.FeeMinor != 0 {
		t.Error("a dispute costs a fee")
	}
}
