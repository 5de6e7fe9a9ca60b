package web

import (
	"context"
	"strings"

	"surety/internal/access"
)

const noDigest = "0000000000000000000000000000000000000000000000000000000000000000"

// dealScene is a deal of which one part is paid out and another is under way, on the calm ticket.
type dealScene struct{ id, over, milestone, payout, work, question, call, dispute, review string }

// newDeal plays it: the requester and the case's specialist agree, and the bank is heard.
func (s *scene) newDeal() (d dealScene) {
	s.T.Helper()
	p := &story{place: s.place, people: map[string]access.Actor{"client": s.requester, "specialist": s.specialist, "banker": s.people["banker"], "second": s.people["banker"]}, ticket: s.calm.ID}
	p.client, p.specialist, p.banker, p.second = s.visitors["requester"], s.visitors["case specialist"], s.visitors["banker"], s.visitors["banker"]
	call, err := s.server.Deals.OpenCall(context.Background(), s.requester, s.calm.ID, "A brief")
	s.must(err)
	d.call = string(call)
	d.id = p.offered(2)
	p.do(p.client, d.id, "/questions", NewQuestion{"contract", "price", "Why?"})
	d.question = p.deal(p.client, d.id).Questions[0].ID
	p.do(p.specialist, d.id, "/questions/"+d.question+"/answer", Words{"Therefore."})
	p.do(p.client, d.id, "/accept", VersionOf{1})
	p.do(p.client, d.id, "/sign", signingOf(p.deal(p.client, d.id)))
	p.do(p.specialist, d.id, "/sign", signingOf(p.deal(p.specialist, d.id)))
	first := p.funded(d.id, 0)
	p.do(p.specialist, d.id, "/milestones/"+first+"/submit", HandIn{"Done.", []string{}})
	p.do(p.client, d.id, "/milestones/"+first+"/approve", Empty{})
	p.drain()
	d.over, d.review = first, p.reviewed(at(d.id, "/milestones/"+first+"/review"))
	d.payout = p.deal(p.client, d.id).Progress[0].Payouts[0].ID
	d.milestone = p.funded(d.id, 1)
	d.work = p.upload(d.id, d.milestone, strings.Repeat("work", 3)).ID
	var open Dispute
	p.fine(p.client.ask("POST", at(d.id, "/milestones/"+d.milestone+"/dispute"), Words{"No."}), 201).json(s.T, &open)
	d.dispute = string(open.ID)
	return d
}

// reviewed publishes what both sides say, and names the review of the specialist.
func (s *story) reviewed(path string) string {
	s.T.Helper()
	var pair ReviewPair
	s.fine(s.client.ask("POST", path, NewReview{[4]int{5, 5, 5, 5}, "Good."}), 201).json(s.T, &pair)
	s.fine(s.specialist.ask("POST", path, NewReview{[4]int{5, 5, 5, 5}, "Good."}), 201)
	return string(pair.Mine.ID)
}
