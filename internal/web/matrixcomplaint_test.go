package web

import (
	"context"

	"surety/internal/complaint"
)

// newComplaint is one on a ticket of its own, filed by its requester, of the case's specialist; the security officer looks into it.
func (s *scene) newComplaint() string {
	s.T.Helper()
	ctx := context.Background()
	t, _ := s.fresh()
	id, err := s.server.Complaints.File(ctx, s.requester, complaint.Filing{Ticket: t.ID, Kind: complaint.Looked, Accused: s.specialist.Account, Text: "They looked."})
	s.must(err)
	s.must(s.server.Complaints.Take(ctx, s.people["security"], id))
	s.must(s.server.Complaints.Sift(ctx, s.people["security"], id, complaint.Sifting{Accused: s.specialist.Account}))
	return string(id)
}
