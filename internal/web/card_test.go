package web

import (
	"strings"
	"testing"
	"time"

	"surety/internal/card"
	"surety/internal/card/stripetest"
	"surety/internal/deal"
)

const cardEvents = "/api/v1/card/events"

// hear has the provider deliver what it wrote of the kind, as its own servers would: without cookie or proof.
func (s *story) hear(kind string) {
	s.T.Helper()
	for _, e := range s.stripe.Events(kind) {
		s.fine(s.anonymous().ask("POST", cardEvents, string(e.Body), "Stripe-Signature", stripetest.Sign(e.Body, stripetest.Secret, s.Clock.Now()), "Content-Type", "application/json"), 204)
	}
	s.drain()
}

func (s *story) progress(id string) Progress { return s.deal(s.client, id).Progress[0] }

// pageOf pays the milestone by card and returns the page's name at the provider.
func (s *story) pageOf(id string) (m, session string) {
	s.T.Helper()
	p := s.progress(id)
	if !p.ByCard || p.Card != nil {
		s.T.Fatalf("not offered: %+v", p)
	}
	path := at(id, "/milestones/"+string(p.ID)+"/card")
	var got CardPayment
	s.ask2(s.client, path, Empty{}).json(s.T, &got)
	if got.State != card.Wanted || got.URL != "" {
		s.T.Fatalf("%+v", got)
	}
	s.drain()
	s.fine(s.client.ask("GET", path, nil), 200).json(s.T, &got)
	if got.State != card.Opened || !strings.HasPrefix(got.URL, s.stripe.Address) {
		s.T.Fatalf("%+v", got)
	}
	s.fine(s.specialist.ask("GET", path, nil), 403)
	session = got.URL[strings.LastIndexByte(got.URL, '/')+1:]
	if name := s.stripe.Of(session, "name"); name != p.Reference { // Stripe learns a reference, and nothing of the work
		s.T.Fatalf("the page is named %q", name)
	}
	return string(p.ID), session
}

// byCard is a signed deal whose milestone was paid by card, and whose work is handed in.
func (s *story) byCard() (id, m, session string) {
	s.T.Helper()
	id = s.signed(1)
	m, session = s.pageOf(id)
	s.stripe.Pay(session)
	s.hear("checkout.session.completed")
	if p := s.progress(id); p.State != deal.Funded || p.Card == nil || p.Card.State != card.Paid || p.Card.URL != "" {
		s.T.Fatalf("not funded: %+v", p)
	}
	s.do(s.specialist, id, "/milestones/"+m+"/start", Empty{})
	s.do(s.specialist, id, "/milestones/"+m+"/submit", HandIn{"Done.", []string{}})
	return id, m, session
}

func TestADealPaidByCard(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		var acct CardAccount
		s.fine(s.specialist.ask("PUT", "/api/v1/me/destination/card", NewCardAccount{"DE"}), 200)
		s.drain()
		s.fine(s.specialist.ask("GET", "/api/v1/me/destination/card", nil), 200).json(t, &acct)
		s.stripe.Enrol(acct.URL[strings.LastIndexByte(acct.URL, '/')+1:])
		s.hear("account.updated")
		s.Clock.Advance(25 * time.Hour)
		s.client, s.specialist, s.banker, s.second = s.steppedUp("client"), s.steppedUp("specialist"), s.steppedUp("banker"), s.steppedUp("second")
		id, m, _ := s.byCard()
		s.do(s.client, id, "/milestones/"+m+"/approve", Empty{})
		s.drain()
		if p := s.progress(id); len(p.Payouts) != 1 || p.Payouts[0].State != "sent" {
			t.Fatalf("%+v", p.Payouts)
		}
		s.hear("transfer.created")
		if p := s.progress(id); p.Payouts[0].State != "paid" {
			t.Errorf("%+v", p.Payouts)
		}
		s.balanced(id)
		var page Page[CardRow]
		s.fine(s.banker.ask("GET", "/api/v1/bank/cards", nil), 200).json(t, &page)
		if len(page.Items) != 1 || page.Items[0].State != card.Paid || len(page.Items[0].Moves) != 1 || page.Items[0].Moves[0].State != "paid" {
			t.Errorf("%+v", page.Items)
		}
	})
}

// While the banks argue, the deal stands still; when the money is lost, somebody neutral decides, and the client, who has it
// back already, is paid nothing by us.
func TestAChargebackStopsADealAndIsJudged(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id, m, session := s.byCard()
		dispute := s.stripe.Dispute(session)
		s.hear("charge.dispute.created")
		d := s.deal(s.client, id)
		if !d.Suspended || d.Progress[0].Money.OwedMinor != d.Progress[0].Charge.PriceMinor {
			t.Fatalf("it goes on: %+v", d.Progress[0].Money)
		}
		s.refused(s.client.ask("POST", at(id, "/milestones/"+m+"/approve"), Empty{}, "If-Match", etag(d.Version)), 409, "deal_suspended")
		s.stripe.Decide(dispute, "lost")
		s.hear("charge.dispute.closed")
		d = s.deal(s.client, id)
		if d.Suspended || d.Progress[0].State != deal.Disputed || d.Progress[0].Dispute == "" {
			t.Fatalf("nobody judges: %+v", d.Progress[0])
		}
		s.fine(s.client.ask("GET", "/api/v1/disputes/"+d.Progress[0].Dispute, nil), 200)
	})
}

func TestAChargebackThatIsWonLetsTheDealGoOn(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story) {
		id, m, session := s.byCard()
		dispute := s.stripe.Dispute(session)
		s.stripe.Decide(dispute, "won")
		s.hear("charge.dispute.closed") // the end is told first
		s.hear("charge.dispute.created")
		if d := s.deal(s.client, id); d.Suspended || d.Progress[0].Money.OwedMinor != 0 {
			t.Fatalf("it stands still: %+v", d.Progress[0].Money)
		}
		s.do(s.client, id, "/milestones/"+m+"/approve", Empty{})
		s.balanced(id)
	})
}

func TestOnlyTheProviderIsHeard(t *testing.T) {
	p := onSQLite(t)
	for name, sign := range map[string]string{"unsigned": "", "forged": "t=1,v1=00"} {
		if r := p.anonymous().ask("POST", cardEvents, `{"object":"event"}`, "Stripe-Signature", sign, "Content-Type", "application/json"); r.StatusCode != 403 {
			t.Errorf("%s: %d", name, r.StatusCode)
		}
	}
	big := strings.Repeat(" ", card.BodyLimit+1)
	if r := p.anonymous().ask("POST", cardEvents, big, "Stripe-Signature", "t=1,v1=00", "Content-Type", "application/json"); r.StatusCode != 413 {
		t.Errorf("a large body: %d", r.StatusCode)
	}
}
