package web

import (
	"context"

	"surety/internal/fault"
)

func (s *Server) readMe(ctx context.Context, in *none) (*reply[Account], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) changeMe(ctx context.Context, in *body[AccountPatch]) (*reply[Account], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) mySessions(ctx context.Context, in *none) (*reply[Page[SessionRow]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) endSession(ctx context.Context, in *byID) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) endOtherSessions(ctx context.Context, in *none) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) mySignIns(ctx context.Context, in *paged) (*reply[Page[SignInRow]], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) myPasskeys(ctx context.Context, in *none) (*reply[[]Passkey], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) passkeyOptions(ctx context.Context, in *none) (*reply[PasskeyOptions], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) addPasskey(ctx context.Context, in *body[NewPasskey]) (*signedReply[Passkey], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) renamePasskey(ctx context.Context, in *idBody[Label]) (*reply[Passkey], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) removePasskey(ctx context.Context, in *byID) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) beginTOTP(ctx context.Context, in *none) (*reply[Totp], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) confirmTOTP(ctx context.Context, in *body[Code]) (*signedReply[RecoveryCodes], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) removeTOTP(ctx context.Context, in *none) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) newRecoveryCodes(ctx context.Context, in *none) (*reply[RecoveryCodes], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) changePassword(ctx context.Context, in *body[NewPassword]) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) myTokens(ctx context.Context, in *none) (*reply[[]Token], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) addToken(ctx context.Context, in *body[NewToken]) (*reply[TokenMade], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) removeToken(ctx context.Context, in *byID) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) readRequestDraft(ctx context.Context, in *none) (*reply[RequestDraft], error) {
	return nil, fault.ErrAbsent
}

func (s *Server) saveRequestDraft(ctx context.Context, in *body[RequestDraft]) (*done, error) {
	return nil, fault.ErrAbsent
}

func (s *Server) dropRequestDraft(ctx context.Context, in *none) (*done, error) {
	return nil, fault.ErrAbsent
}
