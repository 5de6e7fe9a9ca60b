package web

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/access"
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
