package web

import (
	"context"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/assurance"
	"surety/internal/ticket"
)

// newReport is one of the requester's, made on their rhythm and answered low, so that who leads the department is called.
func (s *scene) newReport() {
	s.T.Helper()
	ctx := context.Background()
	s.must(s.server.Assurance.SetRhythm(ctx, s.requester, assurance.EachOpening))
	_, err := s.Desk.Messages(ctx, s.people["agent"], s.calm.ID, ticket.Slice{Limit: 1})
	s.must(err)
	s.Clock.Advance(61 * time.Minute)
	s.must(s.Jobs.Drain(ctx))
	p, err := s.server.Assurance.OfTicket(ctx, s.requester, s.calm.ID, "", 1)
	s.must(err)
	s.report = p.Items[0].ID
	s.must(s.server.Assurance.Answer(ctx, s.requester, s.report, assurance.Answer{Score: 1, Text: "T"}))
	f, err := s.server.Assurance.FollowUps(ctx, s.people["lead"], "", 1)
	s.must(err)
	s.followUp = f.Items[0].ID
}

// told is the report, or what came of it, with the facts that decide.
func (s *scene) told(r Route) access.Thing {
	t := access.Thing{Kind: "assurance", ID: s.report, Ticket: s.calm.ID, Department: s.department, Organisation: s.organisation, Requester: s.requester.Account,
		Members: []access.AccountID{s.specialist.Account}}
	if strings.HasPrefix(r.Path, "/follow-ups") {
		t.Kind, t.ID = "follow_up", s.followUp
	}
	return t
}
