package web

import (
	"context"

	"surety/internal/fault"
)

func (s *Server) demoPersonas(ctx context.Context, in *none) (*reply[[]Persona], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) demoSignIn(ctx context.Context, in *body[Chosen]) (*signedReply[Session], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) demoMails(ctx context.Context, in *paged) (*reply[Page[MailRow]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) demoMail(ctx context.Context, in *byID) (*reply[Mail], error) {
	return nil, fault.ErrAbsent
}
