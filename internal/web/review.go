package web

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/review"
)

func (s *Server) shownPair(ctx context.Context, m deal.MilestoneID) (*reply[ReviewPair], error) {
	p, err := s.Reviews.Pair(ctx, actorOf(ctx), m)
	if err != nil {
		return nil, err
	}
	out := ReviewPair{Milestone: string(p.Milestone), Until: p.Until, PublishedAt: timeOrNil(p.PublishedAt), Mine: p.Mine, Other: p.Other, May: p.May}
	for i, x := range p.Axes {
		out.Axes[i] = ReviewAxis(x)
	}
	return &reply[ReviewPair]{out}, nil
}

func (s *Server) readPair(ctx context.Context, in *byMilestone) (*reply[ReviewPair], error) {
	if err := s.Deals.Has(ctx, deal.ID(in.ID), "milestone", in.Milestone); err != nil {
		return nil, err
	}
	return s.shownPair(ctx, deal.MilestoneID(in.Milestone))
}

func (s *Server) writeReview(ctx context.Context, in *milestoneBody[NewReview]) (*reply[ReviewPair], error) {
	m := deal.MilestoneID(in.Milestone)
	if err := s.Deals.Has(ctx, deal.ID(in.ID), "milestone", in.Milestone); err != nil {
		return nil, err
	}
	if _, err := s.Reviews.Write(ctx, actorOf(ctx), m, review.Points(in.Body.Points), in.Body.Text); err != nil {
		return nil, err
	}
	return s.shownPair(ctx, m)
}

func (s *Server) writtenReview(ctx context.Context, in *milestoneBody[NewReview], _ string) (*reply[ReviewPair], error) {
	return s.shownPair(ctx, deal.MilestoneID(in.Milestone))
}

func (s *Server) readReview(ctx context.Context, in *byID) (*reply[Review], error) {
	v, err := s.Reviews.Read(ctx, actorOf(ctx), review.ID(in.ID))
	return &reply[Review]{v}, err
}

func (s *Server) replyReview(ctx context.Context, in *idBody[ReviewReply]) (*reply[Review], error) {
	if err := s.Reviews.Reply(ctx, actorOf(ctx), review.ID(in.ID), in.Body.Text); err != nil {
		return nil, err
	}
	return s.readReview(ctx, &byID{in.ID})
}

func (s *Server) repliedReview(ctx context.Context, in *idBody[ReviewReply], _ string) (*reply[Review], error) {
	return s.readReview(ctx, &byID{in.ID})
}

func (s *Server) waitingReviews(ctx context.Context, in *paged) (*reply[Page[OpenReview]], error) {
	p, err := s.Reviews.Waiting(ctx, actorOf(ctx), in.Cursor, in.Limit)
	return &reply[Page[OpenReview]]{Page[OpenReview]{Items: p.Items, Next: p.Next}}, err
}

func (s *Server) reviewsOf(ctx context.Context, in *reviewQuery) (*reply[Page[Review]], error) {
	p, err := s.Reviews.Of(ctx, actorOf(ctx), access.AccountID(in.ID), deal.Side(in.Side), in.Cursor, in.Limit)
	return &reply[Page[Review]]{Page[Review]{Items: p.Items, Next: p.Next}}, err
}

func (s *Server) readStanding(ctx context.Context, in *standingQuery) (*reply[Standing], error) {
	v, err := s.Reviews.StandingOf(ctx, actorOf(ctx), access.AccountID(in.ID), deal.Side(in.Side))
	return &reply[Standing]{v}, err
}

func removalOf(m review.Removal, names map[access.AccountID]string, me access.AccountID) Removal {
	return Removal{ID: m.ID, Review: string(m.Review), Reason: RemovalReason(m.Reason), Proposer: Ref{ID: string(m.Proposer), Name: names[m.Proposer]}, Mine: m.Proposer == me,
		State: m.State, At: m.At}
}

func (s *Server) proposeRemoval(ctx context.Context, in *idBody[NewRemoval]) (*reply[Removal], error) {
	who := actorOf(ctx)
	m, err := s.Reviews.ProposeRemoval(ctx, who, review.ID(in.ID), review.Reason(in.Body.Reason))
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, []access.AccountID{m.Proposer})
	return &reply[Removal]{removalOf(m, names, who.Account)}, err
}

// proposedRemoval shows it again while it is open; what was decided since is no longer there to propose.
func (s *Server) proposedRemoval(ctx context.Context, _ *idBody[NewRemoval], made string) (*reply[Removal], error) {
	all, err := s.listRemovals(ctx, nil)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all.Body, func(m Removal) bool { return m.ID == made })
	if i < 0 {
		return nil, fault.ErrAbsent
	}
	return &reply[Removal]{all.Body[i]}, nil
}

func (s *Server) listRemovals(ctx context.Context, _ *none) (*reply[[]Removal], error) {
	who := actorOf(ctx)
	all, err := s.Reviews.Removals(ctx, who)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx, each(all, func(m review.Removal) access.AccountID { return m.Proposer }))
	return &reply[[]Removal]{each(all, func(m review.Removal) Removal { return removalOf(m, names, who.Account) })}, err
}

func (s *Server) approveRemoval(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Reviews.ApproveRemoval(ctx, actorOf(ctx), in.ID)
}

func (s *Server) refuseRemoval(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Reviews.RefuseRemoval(ctx, actorOf(ctx), in.ID)
}

func (s *Server) shownProfile(ctx context.Context, id access.AccountID) (*versioned[SpecialistProfile], error) {
	p, err := s.Reviews.Profile(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return tagged(p.Version, p), nil
}

func (s *Server) readProfile(ctx context.Context, in *byID) (*versioned[SpecialistProfile], error) {
	return s.shownProfile(ctx, access.AccountID(in.ID))
}

func (s *Server) myProfile(ctx context.Context, _ *none) (*versioned[SpecialistProfile], error) {
	return s.shownProfile(ctx, actorOf(ctx).Account)
}

func (s *Server) describeMe(ctx context.Context, in *patch[AboutMe]) (*versioned[SpecialistProfile], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if _, err := s.Reviews.Describe(ctx, actorOf(ctx), version, in.Body); err != nil {
		return nil, err
	}
	return s.shownProfile(ctx, actorOf(ctx).Account)
}

func (s *Server) findSpecialists(ctx context.Context, in *wishQuery) (*reply[Page[SpecialistProfile]], error) {
	p, err := s.Reviews.Find(ctx, actorOf(ctx), review.Wish{Skill: in.Skill, Language: in.Language}, in.Cursor, in.Limit)
	return &reply[Page[SpecialistProfile]]{Page[SpecialistProfile]{Items: p.Items, Next: p.Next}}, err
}
