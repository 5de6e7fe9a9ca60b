package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/assurance"
)

func (s *Server) readRhythm(ctx context.Context, _ *none) (*reply[StatusRhythmNow], error) {
	r, due, err := s.Assurance.Rhythm(ctx, actorOf(ctx))
	return &reply[StatusRhythmNow]{StatusRhythmNow{StatusRhythm{StatusRhythmCode(r)}, timeOrNil(due)}}, err
}

func (s *Server) setRhythm(ctx context.Context, in *body[StatusRhythm]) (*reply[StatusRhythmNow], error) {
	if err := s.Assurance.SetRhythm(ctx, actorOf(ctx), assurance.Rhythm(in.Body.Rhythm)); err != nil {
		return nil, err
	}
	return s.readRhythm(ctx, nil)
}

func reportPage(p assurance.ReportPage, err error) (*reply[Page[StatusReport]], error) {
	return &reply[Page[StatusReport]]{Page[StatusReport]{Items: each(p.Items, reportOf), Next: p.Next}}, err
}

func (s *Server) listReports(ctx context.Context, in *paged) (*reply[Page[StatusReport]], error) {
	return reportPage(s.Assurance.Reports(ctx, actorOf(ctx), in.Cursor, in.Limit))
}

// askReports answers before they are made.
func (s *Server) askReports(ctx context.Context, _ *body[Empty]) (*done, error) {
	return &done{}, s.Assurance.Ask(ctx, actorOf(ctx))
}

func (s *Server) ticketReports(ctx context.Context, in *idPaged) (*reply[Page[StatusReport]], error) {
	return reportPage(s.Assurance.OfTicket(ctx, actorOf(ctx), access.TicketID(in.ID), in.Cursor, in.Limit))
}

func (s *Server) readStatusReport(ctx context.Context, in *byID) (*reply[StatusReport], error) {
	r, err := s.Assurance.Read(ctx, actorOf(ctx), in.ID)
	return &reply[StatusReport]{reportOf(r)}, err
}

func (s *Server) answerReport(ctx context.Context, in *idBody[StatusAnswer]) (*reply[StatusReport], error) {
	if err := s.Assurance.Answer(ctx, actorOf(ctx), in.ID, assurance.Answer(in.Body)); err != nil {
		return nil, err
	}
	return s.readStatusReport(ctx, &byID{in.ID})
}

func (s *Server) reportWords(ctx context.Context, in *byID) (*reply[StatusWords], error) {
	w, err := s.Assurance.Words(ctx, actorOf(ctx), in.ID)
	return &reply[StatusWords]{StatusWords{w.Said, w.Reply, someone(w.AnsweredBy), timeOrNil(w.AnsweredAt)}}, err
}

func (s *Server) fetchReport(w http.ResponseWriter, r *http.Request) error {
	pdf, number, err := s.Assurance.Paper(r.Context(), actorOf(r.Context()), r.PathValue("id"), r.URL.Query().Get("language"))
	if err != nil {
		return err
	}
	sendBytes(w, "application/pdf", fmt.Sprintf("status-%d.pdf", number), pdf)
	return nil
}

// openings go on by the entry's number, which says no more than the entries.
func openings(in *idPaged, read func(before int64) ([]assurance.Opening, int64, error)) (*reply[Page[StatusOpening]], error) {
	before, err := number(in.Cursor)
	if err != nil {
		return nil, err
	}
	all, next, err := read(before)
	p := Page[StatusOpening]{Items: each(all, statusOpening)}
	if next > 0 {
		p.Next = strconv.FormatInt(next, 10)
	}
	return &reply[Page[StatusOpening]]{p}, err
}

func (s *Server) reportOpenings(ctx context.Context, in *idPaged) (*reply[Page[StatusOpening]], error) {
	return openings(in, func(before int64) ([]assurance.Opening, int64, error) {
		return s.Assurance.OpeningsOf(ctx, actorOf(ctx), in.ID, before, in.Limit)
	})
}

func (s *Server) ticketOpenings(ctx context.Context, in *idPaged) (*reply[Page[StatusOpening]], error) {
	return openings(in, func(before int64) ([]assurance.Opening, int64, error) {
		return s.Assurance.Openings(ctx, actorOf(ctx), access.TicketID(in.ID), before, in.Limit)
	})
}

func (s *Server) caseStatus(ctx context.Context, in *byID) (*reply[CaseStatus], error) {
	c, err := s.Assurance.Of(ctx, actorOf(ctx), access.TicketID(in.ID))
	if err != nil {
		return nil, err
	}
	return &reply[CaseStatus]{CaseStatus{CaseHeld: heldOf(&c.Held), Department: namedDepartment(c.Facts.Department, c.Department, language(ctx)),
		People: each(c.People, func(p assurance.Involved) CasePerson { return CasePerson{toldRef(p.Person), p.Role} })}}, nil
}

type ticketsQuery struct {
	Tickets []string `query:"tickets" maxItems:"100" doc:"ids; those that the viewer may not know of are left out"`
}

func (s *Server) caseStatuses(ctx context.Context, in *ticketsQuery) (*reply[[]CaseHeld], error) {
	found, err := s.Assurance.Overview(ctx, actorOf(ctx), each(in.Tickets, func(t string) access.TicketID { return access.TicketID(t) }))
	return &reply[[]CaseHeld]{each(assurance.Tickets(found), func(t access.TicketID) CaseHeld { return heldOf(found[t]) })}, err
}

func (s *Server) listFollowUps(ctx context.Context, in *paged) (*reply[Page[FollowUp]], error) {
	p, err := s.Assurance.FollowUps(ctx, actorOf(ctx), in.Cursor, in.Limit)
	return &reply[Page[FollowUp]]{Page[FollowUp]{Items: each(p.Items, followUpOf), Next: p.Next}}, err
}

func (s *Server) readFollowUp(ctx context.Context, in *byID) (*reply[FollowUp], error) {
	f, err := s.Assurance.ReadFollowUp(ctx, actorOf(ctx), in.ID)
	return &reply[FollowUp]{followUpOf(f)}, err
}

func (s *Server) answerFollowUp(ctx context.Context, in *idBody[Words]) (*reply[FollowUp], error) {
	if err := s.Assurance.AnswerFollowUp(ctx, actorOf(ctx), in.ID, in.Body.Text); err != nil {
		return nil, err
	}
	return s.readFollowUp(ctx, &byID{in.ID})
}

func (s *Server) safetyAverages(ctx context.Context, _ *none) (*reply[[]SafetyAverages], error) {
	all, err := s.Assurance.Averages(ctx, actorOf(ctx))
	l := language(ctx)
	return &reply[[]SafetyAverages]{each(all, func(a assurance.Averages) SafetyAverages {
		return SafetyAverages{namedDepartment(a.Department, a.Name, l), each(a.Months, func(m assurance.Average) SafetyAverage { return SafetyAverage(m) })}
	})}, err
}

// What status reports say, in the shapes of the API.

func reportOf(r assurance.Report) StatusReport {
	follow := FollowState(r.FollowUp)
	if follow == "" {
		follow = "none"
	}
	return StatusReport{ID: r.ID, Ticket: string(r.Ticket), Number: r.Number, Client: toldRef(r.Client), MadeAt: r.Made, Openings: r.Openings, People: r.People,
		Newcomers: r.Newcomers, Uncovered: r.Uncovered, From: r.From, To: r.To, Score: r.Score, Open: r.Open, FollowUp: follow}
}

func heldOf(h *assurance.Held) CaseHeld {
	c := CaseHeld{Ticket: string(h.Facts.Ticket), Number: h.Number, Class: h.Class, Status: h.Status, Messages: h.Messages, Files: h.Files, FileBytes: h.Bytes,
		Recordings: h.Recordings, RecordingBytes: h.RecordingBytes, Snapshots: h.Snapshots, SnapshotBytes: h.SnapshotBytes, Sessions: h.Sessions, Secrets: h.Secrets,
		Suspended: h.Facts.Suspended}
	if h.Kept != nil {
		c.KeptUntil, c.KeptWhy = timeOrNil(h.Kept.Until), h.Kept.Why
	}
	return c
}

func statusOpening(o assurance.Opening) StatusOpening {
	if o.Params == nil {
		o.Params = map[string]string{}
	}
	return StatusOpening{o.N, o.At, toldRef(o.Who), string(o.Action), o.Params, o.Country}
}

func followUpOf(f assurance.FollowUp) FollowUp {
	return FollowUp{ID: f.ID, Ticket: string(f.Ticket), Number: f.Number, Client: toldRef(f.Client), Security: f.Security, MadeAt: f.Made, DueAt: f.Due,
		AnsweredAt: timeOrNil(f.Answered), AnsweredBy: someone(f.By), Score: f.Score, Said: f.Words, Reply: f.Reply}
}

func namedDepartment(id access.DepartmentID, name account.Texts, language string) Ref {
	return Ref{ID: string(id), Name: name.In(language)}
}

func toldRef(p assurance.Person) Ref { return Ref{ID: string(p.ID), Name: p.Name} }

func someone(p assurance.Person) *Ref {
	if p.ID == "" {
		return nil
	}
	r := toldRef(p)
	return &r
}
