package web

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/access"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/sensitive"
	"surety/internal/ticket"
)

// Found is what kind of thing was found in a text.
type Found string

func (Found) Schema(r huma.Registry) *huma.Schema {
	var kinds []any
	for _, k := range sensitive.Kinds {
		kinds = append(kinds, string(k))
	}
	return enum(r, "Found", kinds...)
}

// UncoverReason says why somebody wants to see what is covered.
type UncoverReason string

func (UncoverReason) Schema(r huma.Registry) *huma.Schema {
	var reasons []any
	for _, word := range ticket.Reasons {
		reasons = append(reasons, word)
	}
	return enum(r, "UncoverReason", reasons...)
}

// Uncover names a mark, and why one wants to see what is under it.
type Uncover struct {
	N      int           `json:"n" minimum:"0"`
	Kind   Found         `json:"kind"`
	Reason UncoverReason `json:"reason"`
}

// UncoverField is Uncover for a ticket's subject or field.
type UncoverField struct {
	Uncover
	Field string `json:"field,omitempty" maxLength:"64" doc:"the field's key; left out, the subject"`
}

// Unmark names a mark that is false.
type Unmark struct {
	N    int   `json:"n" minimum:"0"`
	Kind Found `json:"kind"`
}

// Uncovered is what was under a cover.
type Uncovered struct {
	Kind Found  `json:"kind"`
	Text string `json:"text"`
}

// DraftFound is which kinds of things a kept draft holds, each once: all but a card's number stay as they are, covered.
type DraftFound struct {
	Found []Found `json:"found"`
}

type messageBody[T any] struct {
	ID      string `path:"id" maxLength:"64"`
	Message int64  `path:"message" minimum:"1" doc:"the message's seq"`
	Body    T
}

func (s *Server) uncover(ctx context.Context, in *messageBody[Uncover]) (*reply[Uncovered], error) {
	b := in.Body
	return s.uncoverAt(ctx, in.ID, ticket.Spot{Message: in.Message, N: b.N, Kind: sensitive.Kind(b.Kind)}, b.Reason)
}

func (s *Server) uncoverField(ctx context.Context, in *idBody[UncoverField]) (*reply[Uncovered], error) {
	b := in.Body
	return s.uncoverAt(ctx, in.ID, ticket.Spot{Field: b.Field, N: b.N, Kind: sensitive.Kind(b.Kind)}, b.Reason)
}

// DealSpot names a mark in what the two of a deal say to each other.
type DealSpot struct {
	In    DealSaid `json:"in"`
	Of    string   `json:"of" maxLength:"64" doc:"the question, the milestone or the work"`
	Round int      `json:"round,omitempty" minimum:"0" doc:"of a milestone: which handing in"`
}

// UncoverSaid is Uncover in a deal.
type UncoverSaid struct {
	DealSpot
	Uncover
}

// UnmarkSaid is Unmark in a deal.
type UnmarkSaid struct {
	DealSpot
	Unmark
}

// DealSaid says what of a deal is meant.
type DealSaid string

func (DealSaid) Schema(r huma.Registry) *huma.Schema {
	var all []any
	for _, s := range deal.AllSaid {
		all = append(all, string(s))
	}
	return enum(r, "DealSaid", all...)
}

func (b DealSpot) at(n int, k Found) deal.Spot {
	return deal.Spot{In: deal.Said(b.In), ID: b.Of, Round: b.Round, N: n, Kind: sensitive.Kind(k)}
}

func marksOf(shown []sensitive.Shown) []ticket.Mark {
	return each(shown, func(m sensitive.Shown) ticket.Mark { return ticket.Mark(m) })
}

func (s *Server) uncoverSaid(ctx context.Context, in *idBody[UncoverSaid]) (*reply[Uncovered], error) {
	b := in.Body
	text, err := s.Deals.Uncover(ctx, actorOf(ctx), deal.ID(in.ID), b.at(b.N, b.Kind), string(b.Reason))
	return &reply[Uncovered]{Uncovered{b.Kind, text}}, err
}

func (s *Server) unmarkSaid(ctx context.Context, in *idBody[UnmarkSaid]) (*versioned[Deal], error) {
	b := in.Body
	return s.changedDeal(ctx, deal.ID(in.ID), s.Deals.Unmark(ctx, actorOf(ctx), deal.ID(in.ID), b.at(b.N, b.Kind)))
}

type disputeText[T any] struct {
	ID   string `path:"id" maxLength:"64"`
	N    int64  `path:"n" minimum:"1" doc:"the place of the word, or in the file"`
	Body T
}

// inWord and inExhibit say where in a dispute a mark is.
func inWord(at int64, n int, k Found) dispute.Spot {
	return dispute.Spot{Word: at, N: n, Kind: sensitive.Kind(k)}
}

func inExhibit(at int64, n int, k Found) dispute.Spot {
	return dispute.Spot{Exhibit: at, N: n, Kind: sensitive.Kind(k)}
}

func uncoverIn(spot func(int64, int, Found) dispute.Spot) func(*Server, context.Context, *disputeText[Uncover]) (*reply[Uncovered], error) {
	return func(s *Server, ctx context.Context, in *disputeText[Uncover]) (*reply[Uncovered], error) {
		b := in.Body
		text, err := s.Disputes.Uncover(ctx, actorOf(ctx), dispute.ID(in.ID), spot(in.N, b.N, b.Kind), string(b.Reason))
		return &reply[Uncovered]{Uncovered{b.Kind, text}}, err
	}
}

func unmarkIn(spot func(int64, int, Found) dispute.Spot) func(*Server, context.Context, *disputeText[Unmark]) (*versioned[Dispute], error) {
	return func(s *Server, ctx context.Context, in *disputeText[Unmark]) (*versioned[Dispute], error) {
		id := dispute.ID(in.ID)
		return s.shownDispute(ctx, id, s.Disputes.Unmark(ctx, actorOf(ctx), id, spot(in.N, in.Body.N, in.Body.Kind)))
	}
}

func (s *Server) uncoverAt(ctx context.Context, id string, at ticket.Spot, why UncoverReason) (*reply[Uncovered], error) {
	u, err := s.Desk.Uncover(ctx, actorOf(ctx), access.TicketID(id), at, string(why))
	return &reply[Uncovered]{Uncovered{Found(u.Kind), u.Text}}, err
}

func (s *Server) unmark(ctx context.Context, in *messageBody[Unmark]) (*reply[Message], error) {
	m, err := s.Desk.Unmark(ctx, actorOf(ctx), access.TicketID(in.ID), ticket.Spot{Message: in.Message, N: in.Body.N, Kind: sensitive.Kind(in.Body.Kind)})
	return &reply[Message]{messageOf(language(ctx))(m)}, err
}

// foundIn are the kinds in the texts of a draft, so that its writer can be told before it is sent.
func foundIn(texts ...string) *reply[DraftFound] {
	out := &reply[DraftFound]{DraftFound{Found: []Found{}}}
	seen := map[sensitive.Kind]bool{}
	for _, text := range texts {
		for _, m := range sensitive.Find(text) {
			if !seen[m.Kind] {
				seen[m.Kind] = true
				out.Body.Found = append(out.Body.Found, Found(m.Kind))
			}
		}
	}
	return out
}
