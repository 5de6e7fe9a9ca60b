package web

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/card"
	"surety/internal/escrow"
	"surety/internal/fault"
)

// cardPaymentOf shows a try to pay. Its link is the client's alone, who is the only one that reads it.
func (s *Server) cardPaymentOf(p card.Payment) (CardPayment, error) {
	link, err := s.Cards.Link(p)
	return CardPayment{ID: p.ID, State: p.State, Currency: string(p.Currency), AmountMinor: p.AmountMinor, Reason: p.Reason, URL: link, MadeAt: p.Made, Until: p.Until}, err
}

func (s *Server) cardReply(p card.Payment, err error) (*reply[CardPayment], error) {
	if err != nil {
		return nil, err
	}
	out, err := s.cardPaymentOf(p)
	return &reply[CardPayment]{out}, err
}

func (s *Server) payByCard(ctx context.Context, in *milestoneBody[Empty]) (*reply[CardPayment], error) {
	return s.cardReply(s.Deals.PayByCard(ctx, actorOf(ctx), escrow.DealID(in.ID), escrow.MilestoneID(in.Milestone)))
}

// payingByCard answers who repeats the request: with the payment as it stands now.
func (s *Server) payingByCard(ctx context.Context, in *milestoneBody[Empty], _ string) (*reply[CardPayment], error) {
	return s.cardReply(s.Deals.CardPayment(ctx, actorOf(ctx), escrow.DealID(in.ID), escrow.MilestoneID(in.Milestone), false))
}

func (s *Server) cardPayment(ctx context.Context, in *byMilestone) (*reply[CardPayment], error) {
	return s.cardReply(s.Deals.CardPayment(ctx, actorOf(ctx), escrow.DealID(in.ID), escrow.MilestoneID(in.Milestone), false))
}

// returnedFromCard is told by a client who comes back from the provider's page; nothing but a question to it follows.
func (s *Server) returnedFromCard(ctx context.Context, in *milestoneBody[Empty]) (*reply[CardPayment], error) {
	return s.cardReply(s.Deals.CardPayment(ctx, actorOf(ctx), escrow.DealID(in.ID), escrow.MilestoneID(in.Milestone), true))
}

func (s *Server) listCards(ctx context.Context, in *paged) (*reply[Page[CardRow]], error) {
	before, err := number(in.Cursor)
	if err != nil {
		return nil, err
	}
	all, next, err := s.Cards.Payments(ctx, actorOf(ctx), before, in.Limit)
	items := each(all, func(r card.Row) CardRow {
		return CardRow{ID: r.ID, Milestone: string(r.Milestone), Currency: string(r.Currency), AmountMinor: r.AmountMinor, State: r.State, Reason: r.Reason, MadeAt: r.Made,
			Moves: each(r.Moves, func(m card.Move) CardMove {
				return CardMove{ID: m.ID, Kind: m.Kind, AmountMinor: m.AmountMinor, State: m.State, Reason: m.Reason, MadeAt: m.Made}
			}),
			Chargebacks: each(r.Chargebacks, func(c card.Chargeback) CardChargeback { return CardChargeback{c.ID, c.AmountMinor, c.State} })}
	})
	return &reply[Page[CardRow]]{Page[CardRow]{Items: items, Next: cursorOf(next)}}, err
}

func cardAccountOf(a card.Account) CardAccount {
	return CardAccount{State: a.State, Country: a.Country, URL: a.Link, ChangedAt: a.Changed, UsableFrom: a.Usable}
}

// readCardAccount says none where there is none, so that the form can offer one; absent means that cards are off.
func (s *Server) readCardAccount(ctx context.Context, _ *none) (*reply[CardAccount], error) {
	a, err := s.Cards.Account(ctx, actorOf(ctx))
	if err != nil && s.Cards != nil && fault.KindOf(err) == fault.Absent {
		return &reply[CardAccount]{CardAccount{State: "none"}}, nil
	}
	return &reply[CardAccount]{cardAccountOf(a)}, err
}

func (s *Server) enrolCard(ctx context.Context, in *body[NewCardAccount]) (*reply[CardAccount], error) {
	a, err := s.Cards.Enrol(ctx, actorOf(ctx), in.Body.Country)
	return &reply[CardAccount]{cardAccountOf(a)}, err
}

// hearCard takes the provider's event as it came: its signature covers every byte.
func (s *Server) hearCard(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, card.BodyLimit))
	if err != nil {
		return bodyFault(err)
	}
	if err := s.Cards.Hear(r.Context(), body, r.Header.Get("Stripe-Signature")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func describeCardEvent(op *huma.Operation) {
	op.Description = "The card provider's events, known by their signature. Each counts once; unknown kinds are acknowledged and forgotten."
	op.Parameters = []*huma.Param{stringParam("header", "Stripe-Signature", "time and signature", true)}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}}}
	op.Responses = map[string]*huma.Response{"204": {Description: "heard"}}
}
