package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/deal"
)

func (s *Server) openCall(ctx context.Context, in *idBody[Brief]) (*reply[Call], error) {
	who, t := actorOf(ctx), access.TicketID(in.ID)
	if _, err := s.Deals.OpenCall(ctx, who, t, in.Body.Brief); err != nil {
		return nil, err
	}
	c, _, err := s.Deals.Applications(ctx, who, t)
	if err != nil {
		return nil, err
	}
	return &reply[Call]{*c}, nil
}

func (s *Server) closeCall(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Deals.CloseCall(ctx, actorOf(ctx), access.TicketID(in.ID))
}

func (s *Server) readCall(ctx context.Context, in *byID) (*reply[Applications], error) {
	c, all, err := s.Deals.Applications(ctx, actorOf(ctx), access.TicketID(in.ID))
	return &reply[Applications]{Applications{c, append([]Application{}, all...)}}, err
}

func (s *Server) listCalls(ctx context.Context, in *paged) (*reply[Page[Call]], error) {
	all, next, err := s.Deals.Calls(ctx, actorOf(ctx), in.Cursor, in.Limit)
	return &reply[Page[Call]]{Page[Call]{Items: all, Next: next}}, err
}

func (s *Server) apply(ctx context.Context, in *idBody[Words]) (*done, error) {
	return &done{}, s.Deals.Apply(ctx, actorOf(ctx), deal.CallID(in.ID), in.Body.Text)
}

func (s *Server) unapply(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Deals.Unapply(ctx, actorOf(ctx), deal.CallID(in.ID))
}

func (s *Server) inviteSpecialist(ctx context.Context, in *idBody[ChosenSpecialist]) (*done, error) {
	return &done{}, s.Deals.Invite(ctx, actorOf(ctx), access.TicketID(in.ID), access.AccountID(in.Body.Specialist))
}
