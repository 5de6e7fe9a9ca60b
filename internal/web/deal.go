package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/deal"
	"surety/internal/escrow"
)

// changedDeal shows the deal as it is after a change, to the party who made it.
func (s *Server) changedDeal(ctx context.Context, id deal.ID, err error) (*versioned[Deal], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Deals.Read(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return tagged(v.Version, s.dealOf(v)), nil
}

// dealAgain answers who repeats a creating request of a deal with the deal as it is now.
func dealAgain[I any](s *Server, ctx context.Context, _ *I, made string) (*versioned[Deal], error) {
	return s.changedDeal(ctx, deal.ID(made), nil)
}

// onDeal makes a handler of a change that needs nothing but the deal's version.
func onDeal[T any](change func(*Server, context.Context, deal.ID, int64, T) error) func(*Server, context.Context, *idPatch[T]) (*versioned[Deal], error) {
	return func(s *Server, ctx context.Context, in *idPatch[T]) (*versioned[Deal], error) {
		version, err := versionFrom(in.IfMatch)
		if err != nil {
			return nil, err
		}
		return s.changedDeal(ctx, deal.ID(in.ID), change(s, ctx, deal.ID(in.ID), version, in.Body))
	}
}

// onMilestone makes a handler of a change of a milestone of the deal.
func onMilestone[T any](change func(*Server, context.Context, deal.MilestoneID, int64, T) error) func(*Server, context.Context, *milestonePatch[T]) (*versioned[Deal], error) {
	return func(s *Server, ctx context.Context, in *milestonePatch[T]) (*versioned[Deal], error) {
		version, err := versionFrom(in.IfMatch)
		if err != nil {
			return nil, err
		}
		if err := s.Deals.Has(ctx, deal.ID(in.ID), "milestone", in.Milestone); err != nil {
			return nil, err
		}
		return s.changedDeal(ctx, deal.ID(in.ID), change(s, ctx, deal.MilestoneID(in.Milestone), version, in.Body))
	}
}

// plainly makes a change of a method that takes the milestone and nothing else.
func plainly(method func(*deal.Deals, context.Context, access.Actor, deal.MilestoneID, int64) (int64, error)) func(*Server, context.Context, deal.MilestoneID, int64, Empty) error {
	return func(s *Server, ctx context.Context, m deal.MilestoneID, version int64, _ Empty) error {
		_, err := method(s.Deals, ctx, actorOf(ctx), m, version)
		return err
	}
}

func (s *Server) listDeals(ctx context.Context, in *paged) (*reply[Page[DealRow]], error) {
	p, err := s.Deals.List(ctx, actorOf(ctx), in.Cursor, in.Limit)
	return &reply[Page[DealRow]]{Page[DealRow]{Items: each(p.Items, func(x deal.Summary) DealRow { return DealRow{x} }), Next: p.Next}}, err
}

func (s *Server) ticketDeals(ctx context.Context, in *idPaged) (*reply[Page[DealRow]], error) {
	p, err := s.Deals.OfTicket(ctx, actorOf(ctx), access.TicketID(in.ID), in.Cursor, in.Limit)
	return &reply[Page[DealRow]]{Page[DealRow]{Items: each(p.Items, func(x deal.Summary) DealRow { return DealRow{x} }), Next: p.Next}}, err
}

func (s *Server) readDeal(ctx context.Context, in *byID) (*versioned[Deal], error) {
	return s.changedDeal(ctx, deal.ID(in.ID), nil)
}

func (s *Server) beginDeal(ctx context.Context, in *idBody[Terms]) (*versioned[Deal], error) {
	id, err := s.Deals.Begin(ctx, actorOf(ctx), access.TicketID(in.ID), in.Body)
	return s.changedDeal(ctx, id, err)
}

func (s *Server) quoteDeal(ctx context.Context, in *body[Terms]) (*reply[Quote], error) {
	if _, err := mine(ctx, access.OwnRead); err != nil {
		return nil, err
	}
	t, c, err := s.Deals.Quote(in.Body)
	return &reply[Quote]{Quote{t, c}}, err
}

func (s *Server) readDealDraft(ctx context.Context, in *byID) (*reply[Terms], error) {
	t, err := s.Deals.ReadDraft(ctx, actorOf(ctx), deal.ID(in.ID))
	return &reply[Terms]{t}, err
}

func (s *Server) saveDealDraft(ctx context.Context, in *idBody[Terms]) (*done, error) {
	return &done{}, s.Deals.Save(ctx, actorOf(ctx), deal.ID(in.ID), in.Body)
}

func (s *Server) offer(ctx context.Context, id deal.ID, version int64, t Terms) error {
	_, err := s.Deals.Offer(ctx, actorOf(ctx), id, version, t)
	return err
}

func (s *Server) readOffer(ctx context.Context, in *byVersion) (*reply[Offer], error) {
	o, err := s.Deals.ReadOffer(ctx, actorOf(ctx), deal.ID(in.ID), in.Version)
	if err != nil {
		return nil, err
	}
	return &reply[Offer]{offerOf(o)}, nil
}

func (s *Server) accept(ctx context.Context, id deal.ID, version int64, b VersionOf) error {
	_, err := s.Deals.Accept(ctx, actorOf(ctx), id, version, b.Version)
	return err
}

func (s *Server) decline(ctx context.Context, id deal.ID, version int64, _ Empty) error {
	_, err := s.Deals.Decline(ctx, actorOf(ctx), id, version)
	return err
}

func (s *Server) askClause(ctx context.Context, id deal.ID, version int64, b NewQuestion) error {
	_, _, err := s.Deals.Ask(ctx, actorOf(ctx), id, version, deal.PaperKind(b.Paper), b.Clause, b.Text)
	return err
}

func (s *Server) answerClause(ctx context.Context, in *questionPatch[Words]) (*versioned[Deal], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	_, err = s.Deals.Answer(ctx, actorOf(ctx), deal.ID(in.ID), version, deal.QuestionID(in.Question), in.Body.Text)
	return s.changedDeal(ctx, deal.ID(in.ID), err)
}

func (s *Server) dropClause(ctx context.Context, in *questionPatch[Empty]) (*versioned[Deal], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	_, err = s.Deals.DropQuestion(ctx, actorOf(ctx), deal.ID(in.ID), version, deal.QuestionID(in.Question))
	return s.changedDeal(ctx, deal.ID(in.ID), err)
}

func (s *Server) sign(ctx context.Context, id deal.ID, version int64, b Signing) error {
	_, err := s.Deals.Sign(ctx, actorOf(ctx), id, version, deal.Signing{Version: b.Version, Contract: b.Contract, NDA: b.NDA})
	return err
}

func (s *Server) submit(ctx context.Context, m deal.MilestoneID, version int64, b HandIn) error {
	_, err := s.Deals.Submit(ctx, actorOf(ctx), m, version, b.Text, each(b.Works, func(w string) deal.WorkID { return deal.WorkID(w) }))
	return err
}

func (s *Server) requestChanges(ctx context.Context, m deal.MilestoneID, version int64, b Words) error {
	_, err := s.Deals.RequestChanges(ctx, actorOf(ctx), m, version, b.Text)
	return err
}

func (s *Server) approveMilestone(ctx context.Context, m deal.MilestoneID, version int64, _ Empty) error {
	_, err := s.Deals.Approve(ctx, actorOf(ctx), m, version, 0)
	return err
}

func (s *Server) releasePart(ctx context.Context, m deal.MilestoneID, version int64, b Part) error {
	_, err := s.Deals.Approve(ctx, actorOf(ctx), m, version, b.AmountMinor)
	return err
}

func (s *Server) repeatPayout(ctx context.Context, in *payoutPatch) (*versioned[Deal], error) {
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	if err := s.Deals.Has(ctx, deal.ID(in.ID), "payout", in.Payout); err != nil {
		return nil, err
	}
	_, err = s.Deals.Repeat(ctx, actorOf(ctx), escrow.PayoutID(in.Payout), version)
	return s.changedDeal(ctx, deal.ID(in.ID), err)
}

func (s *Server) milestoneLedger(ctx context.Context, in *milestonePaged) (*reply[Page[LedgerLine]], error) {
	after, err := number(in.Cursor)
	if err != nil {
		return nil, err
	}
	lines, next, err := s.Deals.Extract(ctx, actorOf(ctx), deal.ID(in.ID), deal.MilestoneID(in.Milestone), escrow.Page{After: after, Limit: in.Limit})
	return &reply[Page[LedgerLine]]{Page[LedgerLine]{Items: each(lines, ledgerLineOf), Next: cursorOf(next)}}, err
}
