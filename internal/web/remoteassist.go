package web

import (
	"context"
	"encoding/hex"
	"net/http"
	"strings"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/remote"
)

// assisting finds out which client's program is asking. A browser never is one: what comes with an origin that is not our own is refused, and no cookie is read.
func (s *Server) assisting(route Route, v *visit, r *http.Request) (err error) {
	if origin := r.Header.Get("Origin"); origin != "" && !s.ownOrigin(origin) {
		return fault.New(fault.Denied, "csrf", "a browser's page is no program")
	}
	if route.Kind == Guesses {
		return nil
	}
	token := bearer(r)
	if token == "" {
		return fault.ErrAnonymous
	}
	if v.assist, err = s.Remote.Assist(r.Context(), token, v.from.Address); err != nil {
		return err
	}
	return take(s.limits, s.limits.accounts, accountKind{access.AccountID("assist/" + v.assist.ID), route.Kind}, perAccount[route.Kind])
}

// bearer is the token in the request's header; one in an address would be written into logs and is not looked for.
func bearer(r *http.Request) string {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return token
	}
	return ""
}

func assistOf(ctx context.Context) remote.Session { return visitOf(ctx).assist }

// assistJoin counts what does not work by address and over all; a code that works costs nothing.
func (s *Server) assistJoin(ctx context.Context, in *body[AssistJoin]) (out *reply[AssistJoined], err error) {
	key, err := hex.DecodeString(in.Body.Key)
	if err != nil {
		return nil, fault.ErrInvalid.At("key")
	}
	from := visitOf(ctx).from.Address
	refused := s.limits.try(network(from), func() bool {
		var a remote.Arrived
		a, err = s.Remote.Arrive(ctx, remote.Arrival{Code: in.Body.Code, Key: key, Program: in.Body.Program, System: in.Body.System, From: from})
		out = &reply[AssistJoined]{AssistJoined{Session: a.Session, Token: a.Token, Facts: a.Facts, RecordingKey: a.RecordingKey, SnapshotKey: a.SnapshotKey, Snapshot: a.Snapshot,
			Kind: RemoteKind(a.Kind), Client: a.Client, Languages: a.Languages, Doubt: RemoteDoubt(a.Doubt)}}
		return err == nil
	})
	if refused != nil {
		return nil, refused
	}
	return out, err
}

func factsReply(facts []byte, err error) (*reply[AssistFacts], error) {
	return &reply[AssistFacts]{AssistFacts{facts}}, err
}

func (s *Server) assistPrepared(ctx context.Context, in *body[AssistPrepared]) (*reply[AssistFacts], error) {
	return factsReply(s.Remote.Prepared(ctx, assistOf(ctx), in.Body.Snapshot))
}

func (s *Server) assistWaiver(ctx context.Context, in *body[AssistWaiver]) (*reply[AssistFacts], error) {
	return factsReply(s.Remote.Waive(ctx, assistOf(ctx), in.Body.Words))
}

func (s *Server) assistConsent(ctx context.Context, in *body[AssistConsent]) (*reply[AssistConsented], error) {
	e, err := s.Remote.Consent(ctx, assistOf(ctx), in.Body.Agreed, in.Body.Signature)
	return &reply[AssistConsented]{AssistConsented{e.N, string(e.Receipt)}}, err
}

func (s *Server) assistRefuse(ctx context.Context, _ *body[Empty]) (*done, error) {
	return &done{}, s.Remote.RefuseBy(ctx, assistOf(ctx))
}

func (s *Server) assistReport(ctx context.Context, in *body[RemoteReport]) (*done, error) {
	return &done{}, s.Remote.ReportBy(ctx, assistOf(ctx), string(in.Body.Reason))
}
