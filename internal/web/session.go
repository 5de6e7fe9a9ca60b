package web

import (
	"cmp"
	"context"

	"surety/internal/account"
	"surety/internal/db"
)

// session says who the visitor is after what was just done with their session.
func (s *Server) session(ctx context.Context, now account.Session) (*signedReply[Session], error) {
	out := &signedReply[Session]{Cookies: s.cookies(now), Body: Session{State: "anonymous"}}
	var err error
	if out.Body.Installation, err = s.installation(ctx); err != nil || now.ID == "" {
		return out, err
	}
	out.Body.State, out.Body.Strength = string(now.Progress), string(now.Strength)
	if now.Progress == account.FactorPending {
		return out, nil
	}
	p, err := s.Accounts.Profile(ctx, now.Account)
	if err != nil {
		return nil, err
	}
	a := accountOf(p, language(ctx))
	out.Body.Account, out.Body.Factors, out.Body.FactorRequired = &a, factorsOf(p.Factors), p.NeedsFactor
	out.Body.RecoveredUntil = timeOrNil(p.Recovered)
	out.Body.SteppedUpUntil, out.Body.Areas = timeOrNil(now.SteppedUpUntil), s.areasOf(p)
	return out, nil
}

func (s *Server) installation(ctx context.Context) (Installation, error) {
	needed, err := s.Accounts.SetupNeeded(ctx)
	if err != nil {
		return Installation{}, err
	}
	var i account.Installation
	err = s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		i, err = s.Accounts.Installation(ctx, tx)
		return err
	})
	if len(i.Languages) == 0 {
		i.Languages = account.Languages
	}
	return Installation{Name: i.Name, Languages: i.Languages, SignUp: i.SignUp, Demo: s.Demo != nil, SetupNeeded: needed, Mode: string(cmp.Or(s.Mode, HelpDesk))}, err
}

// signed answers a step of signing in.
func (s *Server) signed(ctx context.Context, now account.Session, err error) (*signedReply[Session], error) {
	if err != nil {
		return nil, err
	}
	return s.session(ctx, now)
}

func (s *Server) readSession(ctx context.Context, _ *none) (*signedReply[Session], error) {
	v := visitOf(ctx)
	out, err := s.session(ctx, v.session)
	if err == nil && v.token != "" && v.session.ID == "" && !v.bearer {
		out.Cookies = s.forget()
	}
	return out, err
}

func (s *Server) signInPassword(ctx context.Context, in *body[PasswordSignIn]) (*signedReply[Session], error) {
	v := visitOf(ctx)
	now, err := s.Accounts.SignInPassword(ctx, in.Body.Email, in.Body.Password, v.token, v.from)
	return s.signed(ctx, now, err)
}

func (s *Server) signInFactor(ctx context.Context, in *body[FactorAnswer]) (*signedReply[Session], error) {
	v := visitOf(ctx)
	now, err := s.Accounts.SignInFactor(ctx, v.token, account.Proof{Code: in.Body.Code, RecoveryCode: in.Body.RecoveryCode}, v.from)
	return s.signed(ctx, now, err)
}

func (s *Server) signInPasskeyOptions(ctx context.Context, _ *none) (*reply[PasskeyOptions], error) {
	f, err := s.Accounts.PasskeyOptions(ctx)
	if err != nil {
		return nil, err
	}
	return optionsOf(f)
}

func (s *Server) signInPasskey(ctx context.Context, in *body[PasskeyAnswer]) (*signedReply[Session], error) {
	v := visitOf(ctx)
	now, err := s.Accounts.SignInPasskey(ctx, in.Body.Flow, raw(in.Body.Credential), v.token, v.from)
	return s.signed(ctx, now, err)
}

func (s *Server) signOut(ctx context.Context, _ *none) (*signedDone, error) {
	v := visitOf(ctx)
	if v.token == "" || v.bearer {
		return &signedDone{}, nil
	}
	return &signedDone{Cookies: s.forget()}, s.Accounts.SignOut(ctx, v.token, v.from)
}

func (s *Server) signUpChallenge(ctx context.Context, _ *none) (*reply[Challenge], error) {
	c, err := s.Accounts.Challenge(ctx)
	if err != nil {
		return nil, err
	}
	return &reply[Challenge]{Challenge{Algorithm: c.Algorithm, Challenge: c.Challenge, Maxnumber: c.MaxNumber, Salt: c.Salt, Signature: c.Signature}}, nil
}

func (s *Server) signUp(ctx context.Context, in *body[SignUp]) (*accepted, error) {
	return &accepted{Status: 202}, s.Accounts.SignUp(ctx, in.Body.Email, in.Body.Language, in.Body.Proof, visitOf(ctx).from)
}

func (s *Server) askReset(ctx context.Context, in *body[ResetAsked]) (*accepted, error) {
	return &accepted{Status: 202}, s.Accounts.AskReset(ctx, in.Body.Email, in.Body.Proof, visitOf(ctx).from)
}

func (s *Server) readReset(ctx context.Context, in *byToken) (*reply[EmailMasked], error) {
	masked, err := s.Accounts.ResetLink(ctx, in.Token)
	return &reply[EmailMasked]{EmailMasked{masked}}, err
}

func (s *Server) resetPassword(ctx context.Context, in *tokenBody[NewPassword]) (*done, error) {
	return &done{}, s.Accounts.Reset(ctx, in.Token, in.Body.Password, visitOf(ctx).from)
}

func (s *Server) stepUpPassword(ctx context.Context, in *body[StepUpPassword]) (*signedReply[SteppedUp], error) {
	now, err := s.Accounts.StepUpPassword(ctx, actorOf(ctx), in.Body.Password, in.Body.Code, visitOf(ctx).from)
	return s.steppedUp(now, err)
}

func (s *Server) steppedUp(now account.Session, err error) (*signedReply[SteppedUp], error) {
	return &signedReply[SteppedUp]{s.cookies(now), SteppedUp{now.SteppedUpUntil}}, err
}

func (s *Server) stepUpPasskeyOptions(ctx context.Context, _ *none) (*reply[PasskeyOptions], error) {
	f, err := s.Accounts.StepUpPasskeyOptions(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return optionsOf(f)
}

func (s *Server) stepUpPasskey(ctx context.Context, in *body[PasskeyAnswer]) (*signedReply[SteppedUp], error) {
	now, err := s.Accounts.StepUpPasskey(ctx, actorOf(ctx), in.Body.Flow, raw(in.Body.Credential), visitOf(ctx).from)
	return s.steppedUp(now, err)
}
