package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
)

func (s *Server) readGuarantee(ctx context.Context, in *currencyQuery) (*reply[Guarantee], error) {
	f, err := s.Deals.Guarantee(ctx, actorOf(ctx), in.Currency)
	return &reply[Guarantee]{Guarantee{Currency: string(f.Currency), BalanceMinor: f.BalanceMinor, PromisedMinor: f.PromisedMinor, FeesMinor: f.FeesMinor}}, err
}

// motions shows them with the names of who proposed and who decided.
func (s *Server) motions(ctx context.Context, all []deal.Motion) ([]Motion, error) {
	var ids []access.AccountID
	for _, m := range all {
		ids = append(ids, m.Proposer, m.Decider)
	}
	names, err := s.names(ctx, ids)
	me := actorOf(ctx).Account
	return each(all, func(m deal.Motion) Motion {
		out := Motion{ID: m.ID, Kind: MotionKind(m.Kind), Currency: string(m.Currency), AmountMinor: m.AmountMinor, Milestone: string(m.Milestone), Reference: m.Reference,
			Reason: MotionReason(m.Reason), Proposer: Ref{ID: string(m.Proposer), Name: names[m.Proposer]}, Mine: m.Proposer == me, At: m.At, State: m.State}
		if m.Decider != "" {
			out.Decider, out.DecidedAt = &Ref{ID: string(m.Decider), Name: names[m.Decider]}, &m.DecidedAt
		}
		return out
	}), err
}

func (s *Server) listMotions(ctx context.Context, in *motionQuery) (*reply[Page[Motion]], error) {
	all, next, err := s.Deals.Motions(ctx, actorOf(ctx), deal.MotionShow(in.State), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	items, err := s.motions(ctx, all)
	return &reply[Page[Motion]]{Page[Motion]{Items: items, Next: next}}, err
}

// proposeMotion takes the milestone by its id, or by the reference that its payer was given.
func (s *Server) proposeMotion(ctx context.Context, in *body[NewMotion]) (*reply[Motion], error) {
	who, b := actorOf(ctx), in.Body
	milestone := escrow.MilestoneID(b.Milestone)
	if b.Reference != "" {
		e, err := s.Bank.Awaited(ctx, who, b.Reference)
		if err != nil {
			return nil, fault.As(err).At("reference")
		}
		milestone = e.Milestone
	}
	m, err := s.Deals.Propose(ctx, who, deal.NewMotion{Kind: deal.MotionKind(b.Kind), Currency: escrow.Currency(b.Currency), AmountMinor: b.AmountMinor,
		Milestone: milestone, Reason: deal.Reason(b.Reason)})
	if err != nil {
		return nil, err
	}
	return s.proposedMotion(ctx, in, m.ID)
}

func (s *Server) proposedMotion(ctx context.Context, _ *body[NewMotion], made string) (*reply[Motion], error) {
	m, err := s.Deals.Motion(ctx, actorOf(ctx), made)
	if err != nil {
		return nil, err
	}
	all, err := s.motions(ctx, []deal.Motion{m})
	if err != nil {
		return nil, err
	}
	return &reply[Motion]{all[0]}, nil
}

func (s *Server) approveMotion(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Deals.Decide(ctx, actorOf(ctx), in.ID, true)
}

func (s *Server) refuseMotion(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Deals.Decide(ctx, actorOf(ctx), in.ID, false)
}
