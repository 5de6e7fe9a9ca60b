package web

import (
	"context"

	"surety/internal/fault"
)

func (s *Server) readSession(ctx context.Context, in *none) (*signedReply[Session], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) signInPassword(ctx context.Context, in *body[PasswordSignIn]) (*signedReply[Session], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) signInFactor(ctx context.Context, in *body[FactorAnswer]) (*signedReply[Session], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) signInPasskeyOptions(ctx context.Context, in *none) (*reply[PasskeyOptions], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) signInPasskey(ctx context.Context, in *body[PasskeyAnswer]) (*signedReply[Session], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) signOut(ctx context.Context, in *none) (*signedDone, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) signUp(ctx context.Context, in *body[SignUp]) (*reply[Empty], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) signUpChallenge(ctx context.Context, in *none) (*reply[Challenge], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) askReset(ctx context.Context, in *body[Email]) (*reply[Empty], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) readReset(ctx context.Context, in *byToken) (*reply[EmailMasked], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) resetPassword(ctx context.Context, in *tokenBody[NewPassword]) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) readInvitation(ctx context.Context, in *byToken) (*reply[Invitation], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) invitationPasskeyOptions(ctx context.Context, in *tokenBody[Name]) (*reply[PasskeyOptions], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) acceptInvitation(ctx context.Context, in *tokenBody[AcceptInvitation]) (*signedReply[Session], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) stepUpPassword(ctx context.Context, in *body[StepUpPassword]) (*signedReply[SteppedUp], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) stepUpPasskeyOptions(ctx context.Context, in *none) (*reply[PasskeyOptions], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) stepUpPasskey(ctx context.Context, in *body[PasskeyAnswer]) (*signedReply[SteppedUp], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) readSetup(ctx context.Context, in *byToken) (*reply[SetupState], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) setupPasskeyOptions(ctx context.Context, in *tokenBody[NameEmail]) (*reply[PasskeyOptions], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) setUp(ctx context.Context, in *tokenBody[Setup]) (*signedReply[Session], error) {
	return nil, fault.ErrAbsent
}
