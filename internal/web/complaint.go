package web

import (
	"context"
	"strconv"
	"strings"

	"surety/internal/access"
	"surety/internal/complaint"
	"surety/internal/fault"
)

// shownComplaint shows the complaint as it is after a change, to who made it.
func (s *Server) shownComplaint(ctx context.Context, id complaint.ID, err error) (*versioned[Complaint], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Complaints.Read(ctx, actorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return tagged(v.Version, complaintOf(v)), nil
}

func (s *Server) fileComplaint(ctx context.Context, in *idBody[NewComplaint]) (*versioned[Complaint], error) {
	id, err := s.Complaints.File(ctx, actorOf(ctx), complaint.Filing{Ticket: access.TicketID(in.ID), Kind: complaint.Kind(in.Body.Kind),
		Accused: access.AccountID(in.Body.Accused), Text: in.Body.Text})
	return s.shownComplaint(ctx, id, err)
}

func (s *Server) filedComplaint(ctx context.Context, _ *idBody[NewComplaint], made string) (*versioned[Complaint], error) {
	return s.shownComplaint(ctx, complaint.ID(made), nil)
}

func (s *Server) readComplaint(ctx context.Context, in *byID) (*versioned[Complaint], error) {
	return s.shownComplaint(ctx, complaint.ID(in.ID), nil)
}

func complaintPage(p complaint.Page, err error) (*reply[Page[ComplaintRow]], error) {
	return &reply[Page[ComplaintRow]]{Page[ComplaintRow]{Items: each(p.Items, complaintRow), Next: p.Next}}, err
}

func (s *Server) listComplaints(ctx context.Context, in *paged) (*reply[Page[ComplaintRow]], error) {
	return complaintPage(s.Complaints.List(ctx, actorOf(ctx), in.Cursor, in.Limit))
}

func (s *Server) waitingComplaints(ctx context.Context, in *paged) (*reply[Page[ComplaintRow]], error) {
	return complaintPage(s.Complaints.Waiting(ctx, actorOf(ctx), in.Cursor, in.Limit))
}

func (s *Server) ticketComplaints(ctx context.Context, in *byID) (*reply[Page[ComplaintRow]], error) {
	return complaintPage(s.Complaints.OfTicket(ctx, actorOf(ctx), access.TicketID(in.ID)))
}

func (s *Server) complaintLaws(context.Context, *none) (*reply[[]ComplaintLaw], error) {
	return &reply[[]ComplaintLaw]{complaint.Laws}, nil
}

func (s *Server) takeComplaint(ctx context.Context, in *idBody[Empty]) (*versioned[Complaint], error) {
	id := complaint.ID(in.ID)
	return s.shownComplaint(ctx, id, s.Complaints.Take(ctx, actorOf(ctx), id))
}

func (s *Server) recuseComplaint(ctx context.Context, in *idBody[Empty]) (*done, error) {
	return &done{}, s.Complaints.Recuse(ctx, actorOf(ctx), complaint.ID(in.ID))
}

func (s *Server) siftComplaint(ctx context.Context, in *idBody[ComplaintSifting]) (*versioned[Complaint], error) {
	id := complaint.ID(in.ID)
	return s.shownComplaint(ctx, id, s.Complaints.Sift(ctx, actorOf(ctx), id, complaint.Sifting{Accused: access.AccountID(in.Body.Accused), Personal: in.Body.Personal, Laws: in.Body.Laws}))
}

func (s *Server) answerComplaint(ctx context.Context, in *idBody[Words]) (*versioned[Complaint], error) {
	id := complaint.ID(in.ID)
	return s.shownComplaint(ctx, id, s.Complaints.Answer(ctx, actorOf(ctx), id, in.Body.Text))
}

func (s *Server) decideComplaint(ctx context.Context, in *idBody[ComplaintDecision]) (*versioned[Complaint], error) {
	id := complaint.ID(in.ID)
	return s.shownComplaint(ctx, id, s.Complaints.Decide(ctx, actorOf(ctx), id, complaint.Decision{Outcome: complaint.State(in.Body.Outcome), Report: in.Body.Text,
		Remedies: each(in.Body.Remedies, func(r ComplaintRemedy) string { return string(r) })}))
}

func (s *Server) attestComplaint(ctx context.Context, in *idBody[Words]) (*versioned[Complaint], error) {
	id := complaint.ID(in.ID)
	return s.shownComplaint(ctx, id, s.Complaints.Attest(ctx, actorOf(ctx), id, in.Body.Text))
}

type complaintDuty struct {
	ID   string `path:"id" maxLength:"64"`
	Code string `path:"code" maxLength:"64"`
	Body Empty
}

func (s *Server) doneComplaint(ctx context.Context, in *complaintDuty) (*versioned[Complaint], error) {
	id := complaint.ID(in.ID)
	return s.shownComplaint(ctx, id, s.Complaints.Done(ctx, actorOf(ctx), id, in.Code))
}

// traceComplaint goes on where the page before ended: entries have numbers, which say no more than the entries.
func (s *Server) traceComplaint(ctx context.Context, in *idPaged) (*reply[Page[ComplaintOpening]], error) {
	before, err := int64(0), error(nil)
	if in.Cursor != "" {
		if before, err = strconv.ParseInt(in.Cursor, 10, 64); err != nil || before <= 0 {
			return nil, fault.ErrInvalid.At("cursor")
		}
	}
	all, next, err := s.Complaints.Trace(ctx, actorOf(ctx), complaint.ID(in.ID), before, in.Limit)
	p := Page[ComplaintOpening]{Items: each(all, openingOf)}
	if next > 0 {
		p.Next = strconv.FormatInt(next, 10)
	}
	return &reply[Page[ComplaintOpening]]{p}, err
}

// What complaints say, in the shapes of the API.

func complaintRow(x complaint.Summary) ComplaintRow {
	return ComplaintRow{ID: string(x.ID), Ticket: string(x.Ticket), Kind: ComplaintKind(x.Kind), State: ComplaintState(x.State), Filer: personOf(x.Filer),
		Accused: somebody(x.Accused), Officer: somebody(x.Officer), FiledAt: x.FiledAt, ClosedAt: timeOrNil(x.ClosedAt), DueAt: timeOrNil(x.Due)}
}

func complaintOf(v complaint.View) Complaint {
	return Complaint{ComplaintRow: complaintRow(v.Summary), Personal: v.Personal, Laws: append([]string{}, v.Laws...), HearBy: timeOrNil(v.HearBy),
		Words: each(v.Words, func(w complaint.Word) ComplaintWord {
			return ComplaintWord{ComplaintSpeech(w.Kind), personOf(w.Who), w.Text, w.At}
		}),
		Duties: each(v.Duties, func(d complaint.Duty) ComplaintDuty {
			return ComplaintDuty{d.Code, d.Law, timeOrNil(d.Due), timeOrNil(d.Done), d.Code == complaint.Attest && !d.Done.IsZero() && d.DoneBy != v.Accused.ID}
		}),
		Can: each(v.Can, func(a access.Action) ComplaintDo { return ComplaintDo(strings.TrimPrefix(string(a), "complaint.")) })}
}

func openingOf(o complaint.Opening) ComplaintOpening {
	return ComplaintOpening{o.N, o.At, personOf(o.Who), string(o.Action), o.Thing, o.Params, o.Address}
}

func personOf(p complaint.Person) Ref { return Ref{ID: string(p.ID), Name: p.Name} }

func somebody(p complaint.Person) *Ref {
	if p.ID == "" {
		return nil
	}
	r := personOf(p)
	return &r
}
