package web

import (
	"context"

	"surety/internal/access"
	"surety/internal/account"
)

// mine asks the rules for what the slice hands out by id alone.
func mine(ctx context.Context, action access.Action) (access.Actor, error) {
	who := actorOf(ctx)
	_, err := access.Check(who, action, access.Thing{Kind: "account", ID: string(who.Account), Owner: who.Account})
	return who, err
}

func (s *Server) readMe(ctx context.Context, _ *none) (*versioned[Account], error) {
	who, err := mine(ctx, access.OwnRead)
	if err != nil {
		return nil, err
	}
	p, err := s.Accounts.Profile(ctx, who.Account)
	return tagged(p.Version, accountOf(p, language(ctx))), err
}

// changeMe needs no If-Match: each field is the person's own, and without one the last word counts.
func (s *Server) changeMe(ctx context.Context, in *patch[AccountPatch]) (*versioned[Account], error) {
	if in.IfMatch == "" {
		me, err := s.readMe(ctx, nil)
		if err != nil {
			return nil, err
		}
		in.IfMatch = me.ETag
	}
	version, err := versionFrom(in.IfMatch)
	if err != nil {
		return nil, err
	}
	b := in.Body
	p, err := s.Accounts.ChangeOwn(ctx, actorOf(ctx), version, account.OwnChange{Name: b.Name, Language: b.Language, Theme: b.Theme, Calendar: b.Calendar, TimeZone: b.TimeZone})
	return tagged(p.Version, accountOf(p, language(ctx))), err
}

func (s *Server) mySessions(ctx context.Context, _ *none) (*reply[Page[SessionRow]], error) {
	all, err := s.Accounts.Sessions(ctx, actorOf(ctx))
	return &reply[Page[SessionRow]]{Page[SessionRow]{Items: each(all, func(o account.OpenSession) SessionRow {
		return SessionRow{ID: o.ID, Current: o.Current, Device: o.Device, Browser: o.Browser, OS: o.OS, Address: o.Address, Country: o.Country,
			CreatedAt: o.Created, SeenAt: o.Seen, Strength: string(o.Strength), PublicNetwork: o.Public}
	})}}, err
}

func (s *Server) setPublicNetwork(ctx context.Context, in *body[PublicNetwork]) (*done, error) {
	return &done{}, s.Accounts.SetPublicNetwork(ctx, actorOf(ctx), in.Body.On)
}

func (s *Server) endSession(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Accounts.EndSession(ctx, actorOf(ctx), in.ID)
}

func (s *Server) endOtherSessions(ctx context.Context, _ *none) (*done, error) {
	return &done{}, s.Accounts.EndOtherSessions(ctx, actorOf(ctx))
}

func (s *Server) mySignIns(ctx context.Context, in *paged) (*reply[Page[SignInRow]], error) {
	all, next, err := s.Accounts.SignIns(ctx, actorOf(ctx), in.Cursor, in.Limit)
	return &reply[Page[SignInRow]]{Page[SignInRow]{Next: next, Items: each(all, func(p account.PastSignIn) SignInRow {
		return SignInRow{At: p.At, Device: p.Device, Browser: p.Browser, OS: p.OS, Address: p.Address, Country: p.Country, How: p.How, Ok: p.OK}
	})}}, err
}

func passkeyOf(p account.Passkey) Passkey {
	return Passkey{ID: p.ID, Label: p.Label, CreatedAt: p.Created, UsedAt: timeOrNil(p.Used), BackedUp: p.BackedUp}
}

func (s *Server) myPasskeys(ctx context.Context, _ *none) (*reply[[]Passkey], error) {
	all, err := s.Accounts.Passkeys(ctx, actorOf(ctx))
	return &reply[[]Passkey]{each(all, passkeyOf)}, err
}

func (s *Server) passkeyOptions(ctx context.Context, _ *none) (*reply[PasskeyOptions], error) {
	f, err := s.Accounts.AddPasskeyOptions(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return optionsOf(f)
}

func (s *Server) addPasskey(ctx context.Context, in *body[NewPasskey]) (*signedReply[Passkey], error) {
	p, now, err := s.Accounts.AddPasskey(ctx, actorOf(ctx), in.Body.Flow, raw(in.Body.Credential), in.Body.Label, visitOf(ctx).from)
	return &signedReply[Passkey]{s.cookies(now), passkeyOf(p)}, err
}

func (s *Server) renamePasskey(ctx context.Context, in *idBody[Label]) (*done, error) {
	return &done{}, s.Accounts.LabelPasskey(ctx, actorOf(ctx), in.ID, in.Body.Label)
}

func (s *Server) removePasskey(ctx context.Context, in *byID) (*signedDone, error) {
	now, err := s.Accounts.RemovePasskey(ctx, actorOf(ctx), in.ID, visitOf(ctx).from)
	return &signedDone{s.cookies(now)}, err
}

func (s *Server) beginTOTP(ctx context.Context, _ *none) (*reply[Totp], error) {
	secret, uri, err := s.Accounts.BeginTOTP(ctx, actorOf(ctx))
	return &reply[Totp]{Totp{Secret: secret, URI: uri}}, err
}

func (s *Server) confirmTOTP(ctx context.Context, in *body[Code]) (*signedReply[RecoveryCodes], error) {
	codes, now, err := s.Accounts.ConfirmTOTP(ctx, actorOf(ctx), in.Body.Code, visitOf(ctx).from)
	return &signedReply[RecoveryCodes]{s.cookies(now), RecoveryCodes{codes}}, err
}

func (s *Server) removeTOTP(ctx context.Context, _ *none) (*signedDone, error) {
	now, err := s.Accounts.RemoveTOTP(ctx, actorOf(ctx), visitOf(ctx).from)
	return &signedDone{s.cookies(now)}, err
}

func (s *Server) newRecoveryCodes(ctx context.Context, _ *none) (*reply[RecoveryCodes], error) {
	codes, err := s.Accounts.NewRecoveryCodes(ctx, actorOf(ctx), visitOf(ctx).from)
	return &reply[RecoveryCodes]{RecoveryCodes{codes}}, err
}

func (s *Server) changePassword(ctx context.Context, in *body[NewPassword]) (*signedDone, error) {
	now, err := s.Accounts.SetPassword(ctx, actorOf(ctx), in.Body.Password, visitOf(ctx).from)
	return &signedDone{s.cookies(now)}, err
}

func tokenOf(t account.Token) Token {
	return Token{ID: t.ID, Label: t.Label, Scopes: t.Scopes, CreatedAt: t.Created, ExpiresAt: t.Expires, UsedAt: timeOrNil(t.Used)}
}

func (s *Server) myTokens(ctx context.Context, _ *none) (*reply[[]Token], error) {
	all, err := s.Accounts.Tokens(ctx, actorOf(ctx))
	return &reply[[]Token]{each(all, tokenOf)}, err
}

func (s *Server) addToken(ctx context.Context, in *body[NewToken]) (*reply[TokenMade], error) {
	t, secret, err := s.Accounts.AddToken(ctx, actorOf(ctx), in.Body.Label, in.Body.Scopes, int(in.Body.ExpiresInDays))
	return &reply[TokenMade]{TokenMade{Token: tokenOf(t), Secret: secret}}, err
}

func (s *Server) removeToken(ctx context.Context, in *byID) (*done, error) {
	return &done{}, s.Accounts.RemoveToken(ctx, actorOf(ctx), in.ID)
}
