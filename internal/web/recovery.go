package web

import (
	"context"
	"strings"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/recovery"
)

func (s *Server) askAccess(ctx context.Context, in *body[AccessAsked]) (*reply[AccessToken], error) {
	token, err := s.Recoveries.Ask(ctx, in.Body.Email, in.Body.Language, in.Body.Proof, visitOf(ctx).from)
	return &reply[AccessToken]{AccessToken{token}}, err
}

func (s *Server) lookAtAccess(ctx context.Context, in *byToken) (*reply[AccessWaiting], error) {
	w, err := s.Recoveries.Look(ctx, in.Token)
	return &reply[AccessWaiting]{AccessWaiting{State: w.State, EmailMasked: w.EmailMasked, Words: append([]string{}, w.Words...), WordsUntil: timeOrNil(w.WordsUntil), ExpiresAt: w.Expires}}, err
}

func (s *Server) withdrawAccess(ctx context.Context, in *tokenBody[Empty]) (*done, error) {
	return &done{}, s.Recoveries.Withdraw(ctx, in.Token, visitOf(ctx).from)
}

func (s *Server) readEnter(ctx context.Context, in *byToken) (*reply[EmailMasked], error) {
	masked, err := s.Accounts.RecoveryLink(ctx, in.Token)
	return &reply[EmailMasked]{EmailMasked{masked}}, err
}

func (s *Server) enter(ctx context.Context, in *tokenBody[Empty]) (*signedReply[Session], error) {
	v := visitOf(ctx)
	now, err := s.Recoveries.Enter(ctx, in.Token, v.token, v.from)
	return s.signed(ctx, now, err)
}

func (s *Server) readStop(ctx context.Context, in *byToken) (*done, error) {
	return &done{}, s.Accounts.StopLink(ctx, in.Token)
}

func (s *Server) stopByLink(ctx context.Context, in *tokenBody[Empty]) (*done, error) {
	return &done{}, s.Recoveries.StopByLink(ctx, in.Token, visitOf(ctx).from)
}

func (s *Server) listRecoveries(ctx context.Context, _ *none) (*reply[[]Recovery], error) {
	all, err := s.Recoveries.List(ctx, actorOf(ctx))
	return &reply[[]Recovery]{each(all, recoveryOf)}, err
}

func (s *Server) readRecovery(ctx context.Context, in *byID) (*reply[Recovery], error) {
	return s.shownRecovery(ctx, in.ID, nil)
}

// shownRecovery shows it as it is after a change, to who made it.
func (s *Server) shownRecovery(ctx context.Context, id string, err error) (*reply[Recovery], error) {
	if err != nil {
		return nil, err
	}
	v, err := s.Recoveries.Read(ctx, actorOf(ctx), recovery.ID(id))
	return &reply[Recovery]{recoveryOf(v)}, err
}

func (s *Server) callBack(ctx context.Context, in *idBody[RecoveryWhy]) (*reply[RecoveryNumber], error) {
	number, err := s.Recoveries.Call(ctx, actorOf(ctx), recovery.ID(in.ID), string(in.Body.Reason))
	return &reply[RecoveryNumber]{RecoveryNumber{number}}, err
}

func (s *Server) approveRecovery(ctx context.Context, in *idBody[RecoveryHeard]) (*reply[Recovery], error) {
	err := s.Recoveries.Approve(ctx, actorOf(ctx), recovery.ID(in.ID), recovery.Hearing{Words: in.Body.Words, Uninvited: in.Body.Uninvited})
	return s.shownRecovery(ctx, in.ID, err)
}

func (s *Server) refuseRecovery(ctx context.Context, in *idBody[RecoveryRefused]) (*reply[Recovery], error) {
	return s.shownRecovery(ctx, in.ID, s.Recoveries.Refuse(ctx, actorOf(ctx), recovery.ID(in.ID), string(in.Body.Reason)))
}

func (s *Server) myCallBacks(ctx context.Context, _ *none) (*reply[[]CallBack], error) {
	all, err := s.Accounts.CallBacks(ctx, actorOf(ctx))
	return &reply[[]CallBack]{each(all, func(c account.CallBack) CallBack { return CallBack{c.ID, c.Number, c.Counts, timeOrNil(c.Ends)} })}, err
}

func (s *Server) setCallBack(ctx context.Context, in *body[NewCallBack]) (*done, error) {
	return &done{}, s.Accounts.SetCallBack(ctx, actorOf(ctx), in.Body.Number, visitOf(ctx).from)
}

func (s *Server) dropCallBack(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Accounts.DropCallBack(ctx, actorOf(ctx), in.ID, visitOf(ctx).from)
}

func (s *Server) myRecoveries(ctx context.Context, _ *none) (*reply[[]OwnRecovery], error) {
	all, err := s.Recoveries.Mine(ctx, actorOf(ctx))
	return &reply[[]OwnRecovery]{each(all, func(v recovery.View) OwnRecovery {
		return OwnRecovery{RecoveryState(v.State), v.Asked, v.Place.Device, v.Place.Browser, v.Place.OS, v.Place.Address, v.Place.Country}
	})}, err
}

func (s *Server) stopMine(ctx context.Context, _ *body[Empty]) (*done, error) {
	return &done{}, s.Recoveries.Stop(ctx, actorOf(ctx))
}

func recoveryOf(v recovery.View) Recovery {
	return Recovery{ID: string(v.ID), State: RecoveryState(v.State), Owner: Ref{ID: string(v.Owner), Name: v.Name}, EmailMasked: v.Email, Staff: v.Staff, Operator: v.Operator, Number: v.Number,
		Device: v.Place.Device, Browser: v.Place.Browser, OS: v.Place.OS, Address: v.Place.Address, Country: v.Place.Country,
		AskedAt: v.Asked, ExpiresAt: v.Expires, WrongWords: v.Wrong, Others: v.Others,
		Calls: each(v.Calls, func(c recovery.Call) RecoveryCall {
			return RecoveryCall{Ref{ID: string(c.Caller), Name: c.Name}, RecoveryReason(c.Reason), c.Shown, timeOrNil(c.Approved)}
		}),
		Can: each(v.Can, func(a access.Action) RecoveryDo { return RecoveryDo(strings.TrimPrefix(string(a), "recovery.")) })}
}
