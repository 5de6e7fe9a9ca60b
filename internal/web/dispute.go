package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/fault"
)

// shownDispute shows the dispute as it is after a change, to who made it.
func (s *Server) shownDispute(ctx context.Context, id dispute.ID, err error) (*versioned[Dispute], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Disputes.Read(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return tagged(v.Version, disputeOf(v)), nil
}

// onDispute makes a handler of a change whose maker still reads the dispute after it.
func onDispute[T any](change func(*Server, context.Context, dispute.ID, T) error) func(*Server, context.Context, *idBody[T]) (*versioned[Dispute], error) {
	return func(s *Server, ctx context.Context, in *idBody[T]) (*versioned[Dispute], error) {
		id := dispute.ID(in.ID)
		return s.shownDispute(ctx, id, change(s, ctx, id, in.Body))
	}
}

// parting makes a handler of a change after which its maker may read no more: an arbiter's last word.
func parting[T any](change func(*Server, context.Context, dispute.ID, T) error) func(*Server, context.Context, *idBody[T]) (*done, error) {
	return func(s *Server, ctx context.Context, in *idBody[T]) (*done, error) {
		return &done{}, change(s, ctx, dispute.ID(in.ID), in.Body)
	}
}

// wordless makes a change of a method that takes the dispute and nothing else.
func wordless(method func(*dispute.Disputes, context.Context, access.Actor, dispute.ID) error) func(*Server, context.Context, dispute.ID, Empty) error {
	return func(s *Server, ctx context.Context, id dispute.ID, _ Empty) error {
		return method(s.Disputes, ctx, actorOf(ctx), id)
	}
}

// saying makes a change of a method that takes words.
func saying(method func(*dispute.Disputes, context.Context, access.Actor, dispute.ID, string) error) func(*Server, context.Context, dispute.ID, Words) error {
	return func(s *Server, ctx context.Context, id dispute.ID, b Words) error {
		return method(s.Disputes, ctx, actorOf(ctx), id, b.Text)
	}
}

// ruling makes a change of a method that divides the stake, with reasons.
func ruling(method func(*dispute.Disputes, context.Context, access.Actor, dispute.ID, int64, string) error) func(*Server, context.Context, dispute.ID, Ruling) error {
	return func(s *Server, ctx context.Context, id dispute.ID, b Ruling) error {
		return method(s.Disputes, ctx, actorOf(ctx), id, b.ReleaseMinor, b.Text)
	}
}

func (s *Server) disputeLimits(context.Context, *none) (*reply[DisputeLimits], error) {
	return &reply[DisputeLimits]{DisputeLimits(dispute.Published)}, nil
}

func disputePage(p dispute.Page, err error) (*reply[Page[DisputeRow]], error) {
	return &reply[Page[DisputeRow]]{Page[DisputeRow]{Items: each(p.Items, func(x dispute.Summary) DisputeRow { return DisputeRow{x} }), Next: p.Next}}, err
}

func (s *Server) listDisputes(ctx context.Context, in *disputeQuery) (*reply[Page[DisputeRow]], error) {
	return disputePage(s.Disputes.List(ctx, actorOf(ctx), in.Judging, in.Cursor, in.Limit))
}

func (s *Server) waitingDisputes(ctx context.Context, in *paged) (*reply[Page[DisputeRow]], error) {
	return disputePage(s.Disputes.Waiting(ctx, actorOf(ctx), in.Cursor, in.Limit))
}

func (s *Server) readDispute(ctx context.Context, in *byID) (*versioned[Dispute], error) {
	return s.shownDispute(ctx, dispute.ID(in.ID), nil)
}

func (s *Server) beginDispute(ctx context.Context, in *milestoneBody[Words]) (*versioned[Dispute], error) {
	if err := s.Deals.Has(ctx, deal.ID(in.ID), "milestone", in.Milestone); err != nil {
		return nil, err
	}
	id, err := s.Disputes.Begin(ctx, actorOf(ctx), deal.MilestoneID(in.Milestone), in.Body.Text)
	return s.shownDispute(ctx, id, err)
}

func (s *Server) begunDispute(ctx context.Context, _ *milestoneBody[Words], made string) (*versioned[Dispute], error) {
	return s.shownDispute(ctx, dispute.ID(made), nil)
}

func (s *Server) consentDispute(ctx context.Context, in *milestoneBody[ChosenAccount]) (*done, error) {
	if err := s.Deals.Has(ctx, deal.ID(in.ID), "milestone", in.Milestone); err != nil {
		return nil, err
	}
	return &done{}, s.Disputes.Consent(ctx, actorOf(ctx), deal.MilestoneID(in.Milestone), access.AccountID(in.Body.Account))
}

func (s *Server) refuseDispute(ctx context.Context, in *milestoneBody[ChosenAccount]) (*done, error) {
	if err := s.Deals.Has(ctx, deal.ID(in.ID), "milestone", in.Milestone); err != nil {
		return nil, err
	}
	return &done{}, s.Disputes.Refuse(ctx, actorOf(ctx), deal.MilestoneID(in.Milestone), access.AccountID(in.Body.Account))
}

func (s *Server) requestDispute(ctx context.Context, in *byMilestone) (*done, error) {
	if err := s.Deals.Has(ctx, deal.ID(in.ID), "milestone", in.Milestone); err != nil {
		return nil, err
	}
	return &done{}, s.Disputes.Ask(ctx, actorOf(ctx), deal.MilestoneID(in.Milestone))
}

func (s *Server) disputeRequests(ctx context.Context, _ *none) (*reply[[]DisputeRequest], error) {
	all, err := s.Disputes.Requests(ctx, actorOf(ctx))
	return &reply[[]DisputeRequest]{all}, err
}

func (s *Server) unattendedDisputes(ctx context.Context, in *paged) (*reply[Page[DisputeRow]], error) {
	return disputePage(s.Disputes.Unattended(ctx, actorOf(ctx), in.Cursor, in.Limit))
}

// sealOffer says to who makes the offer whether it settled, and to nobody else that there is one.
func (s *Server) sealOffer(ctx context.Context, id dispute.ID, b Release) error {
	_, err := s.Disputes.Offer(ctx, actorOf(ctx), id, b.ReleaseMinor)
	return err
}

func (s *Server) retractOffer(ctx context.Context, in *byID) (*versioned[Dispute], error) {
	id := dispute.ID(in.ID)
	return s.shownDispute(ctx, id, s.Disputes.RetractOffer(ctx, actorOf(ctx), id))
}

func (s *Server) acceptRuling(ctx context.Context, id dispute.ID, b Release) error {
	_, err := s.Disputes.Accept(ctx, actorOf(ctx), id, b.ReleaseMinor)
	return err
}

func (s *Server) confirmAward(ctx context.Context, id dispute.ID, b Release) error {
	return s.Disputes.Confirm(ctx, actorOf(ctx), id, b.ReleaseMinor)
}

func (s *Server) addExhibit(ctx context.Context, in *idBody[NewExhibit]) (*versioned[Dispute], error) {
	id := dispute.ID(in.ID)
	_, err := s.Disputes.Add(ctx, actorOf(ctx), id, dispute.ExhibitKind(in.Body.Kind), in.Body.Ref)
	return s.shownDispute(ctx, id, err)
}

func (s *Server) addedExhibit(ctx context.Context, in *idBody[NewExhibit], _ string) (*versioned[Dispute], error) {
	return s.shownDispute(ctx, dispute.ID(in.ID), nil)
}

// fetchExhibit sends the bytes, always as an attachment and never as a page, in ranges if asked.
func (s *Server) fetchExhibit(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.ParseInt(r.PathValue("n"), 10, 64)
	if err != nil || n < 1 {
		return fault.ErrAbsent
	}
	d, err := s.Disputes.Fetch(r.Context(), actorOf(r.Context()), dispute.ID(r.PathValue("id")), n)
	if err != nil {
		return err
	}
	defer d.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", attachment(d.Name))
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", `"`+r.PathValue("id")+"/"+strconv.FormatInt(n, 10)+`"`) // an exhibit never changes
	http.ServeContent(&patient{w: w, rc: http.NewResponseController(w)}, r, "", time.Time{}, d)
	return nil
}
