package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/fault"
)

// The ways in that a link opens: an invitation, the first start, and the demo world's door.

func (s *Server) readInvitation(ctx context.Context, in *byToken) (*reply[Invitation], error) {
	i, err := s.Accounts.Invitation(ctx, in.Token)
	return &reply[Invitation]{Invitation{Email: i.Email, Kind: string(i.Purpose), Organisation: i.OrganisationName, Language: i.Language,
		Installation: i.Installation, PasswordMin: int64(i.PasswordMin), FactorRequired: i.NeedsFactor}}, err
}

func (s *Server) invitationPasskeyOptions(ctx context.Context, in *tokenBody[Name]) (*reply[PasskeyOptions], error) {
	f, err := s.Accounts.AcceptPasskeyOptions(ctx, in.Token, in.Body.Name)
	if err != nil {
		return nil, err
	}
	return optionsOf(f)
}

func (s *Server) acceptInvitation(ctx context.Context, in *tokenBody[AcceptInvitation]) (*signedReply[Session], error) {
	v, b := visitOf(ctx), in.Body
	now, err := s.Accounts.Accept(ctx, in.Token, account.Acceptance{Name: b.Name, Language: b.Language, TimeZone: b.TimeZone,
		Password: b.Password, Flow: b.Flow, Credential: raw(b.Credential)}, v.token, v.from)
	return s.signed(ctx, now, err)
}

func (s *Server) readSetup(ctx context.Context, in *byToken) (*reply[SetupState], error) {
	return &reply[SetupState]{SetupState{Valid: true, Languages: account.Languages}}, s.Accounts.CheckSetup(ctx, in.Token)
}

func (s *Server) setupPasskeyOptions(ctx context.Context, in *tokenBody[NameEmail]) (*reply[PasskeyOptions], error) {
	f, err := s.Accounts.SetupPasskeyOptions(ctx, in.Token, in.Body.Name, in.Body.Email)
	if err != nil {
		return nil, err
	}
	return optionsOf(f)
}

func (s *Server) setUp(ctx context.Context, in *tokenBody[Setup]) (*signedReply[Session], error) {
	v, b := visitOf(ctx), in.Body
	departments := each(b.Departments, func(d Name) account.Texts { return account.Texts{b.Language: d.Name} })
	now, err := s.Accounts.SetUp(ctx, in.Token, account.Setup{OrganisationName: b.OrganisationName, Language: b.Language, Languages: b.Languages,
		Departments: departments, Name: b.Name, Email: b.Email, TimeZone: b.TimeZone, Password: b.Password, Flow: b.Flow, Credential: raw(b.Credential)}, v.token, v.from)
	return s.signed(ctx, now, err)
}

// demoOnly hides the demo world's doors everywhere else.
func (s *Server) demoOnly() error {
	if s.Demo == nil {
		return fault.ErrAbsent
	}
	return nil
}

func (s *Server) demoPersonas(context.Context, *none) (*reply[[]Persona], error) {
	return &reply[[]Persona]{s.Personas}, s.demoOnly()
}

func (s *Server) demoSignIn(ctx context.Context, in *body[Chosen]) (*signedReply[Session], error) {
	if err := s.demoOnly(); err != nil {
		return nil, err
	}
	for _, p := range s.Personas {
		if p.ID == in.Body.ID {
			v := visitOf(ctx)
			now, err := s.Accounts.SignInAs(ctx, access.AccountID(p.ID), v.token, v.from)
			return s.signed(ctx, now, err)
		}
	}
	return nil, fault.ErrAbsent
}
