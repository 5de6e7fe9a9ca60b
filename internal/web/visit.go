package web

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/fault"
	"surety/internal/remote"
)

// visit is what the layers learn about a request; they share one.
type visit struct {
	id      string
	route   string // the template; empty until a route was found
	from    account.Client
	actor   access.Actor
	session account.Session
	token   string         // of the browser's cookie, or the API token
	bearer  bool           // signed in by an API token
	made    string         // by this request when it came first: it asks again
	assist  remote.Session // of the client's program

	language string // of what the server puts into words: department names
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, ok := ctx.Value(visitKey{}).(*visit)
	if !ok {
		return &visit{}
	}
	return v
}

func actorOf(ctx context.Context) access.Actor { return visitOf(ctx).actor }

func language(ctx context.Context) string { return visitOf(ctx).language }

// languageOf is the language that the app asks for, or English.
func languageOf(header string) string {
	for part := range strings.SplitSeq(header, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		for _, l := range account.Languages {
			if l == base {
				return l
			}
		}
	}
	return "en"
}

// addressed finds the client's address. A forwarding header counts only when the peer is a trusted proxy, and then the
// last address that is not one itself: what stands before it anybody may have written.
func (s *Server) addressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitOf(r.Context())
		v.language = languageOf(r.Header.Get("Accept-Language"))
		v.from = account.Client{Address: clientAddress(r, s.Proxies), UserAgent: cut(r.UserAgent(), 400)}
		next.ServeHTTP(w, r)
	})
}

func clientAddress(r *http.Request, proxies []netip.Prefix) netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	address := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(address, proxies); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = hop.Unmap()
	}
	return address
}

func trusted(a netip.Addr, proxies []netip.Prefix) bool {
	for _, p := range proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}

// authenticate finds out who is asking, by bearer token or cookie. A cookie that is good no more makes a stranger.
func (s *Server) authenticate(r *http.Request, v *visit) error {
	if h := r.Header.Get("Authorization"); h != "" {
		token, ok := strings.CutPrefix(h, "Bearer ")
		if !ok {
			return fault.ErrAnonymous
		}
		actor, err := s.Accounts.AuthenticateToken(r.Context(), token, v.from)
		v.actor, v.bearer, v.token = actor, err == nil, token
		return err
	}
	c, err := r.Cookie(s.cookie)
	if err != nil {
		return nil
	}
	v.token = c.Value
	actor, session, err := s.Accounts.Authenticate(r.Context(), c.Value, v.from)
	if err != nil && fault.KindOf(err) == fault.Anonymous {
		return nil
	}
	v.actor, v.session = actor, session
	return err
}

// admit asks who may come in. What they may do is asked by the slice, with the facts of the thing.
func (r Route) admit(v *visit) error {
	signedIn := v.bearer || v.actor.Account != "" && v.session.Progress != account.FactorPending
	switch {
	case r.Who == Public:
		return nil
	case v.session.Progress == account.FactorPending && !v.bearer && v.token != "" && v.session.ID != "":
		return fault.New(fault.Anonymous, "factor_needed", "hand in the second factor first")
	case !signedIn:
		return fault.ErrAnonymous
	case r.Who == SignedIn && v.actor.Enrolling:
		return fault.New(fault.Denied, "enrol_needed", "add a second factor first")
	}
	return r.scoped(v)
}

// scoped refuses what no scope of the token covers, before any slice is asked.
func (r Route) scoped(v *visit) error {
	rule, ok := access.Lookup(r.Action)
	if !v.bearer || !ok {
		return nil
	}
	for _, s := range v.actor.Scopes {
		if s == rule.Scope {
			return nil
		}
	}
	return fault.ErrDenied.With("scope", rule.Scope)
}

// cookies gives the browser the session's new token, if it has one.
func (s *Server) cookies(session account.Session) []http.Cookie {
	if session.Token == "" {
		return nil
	}
	return []http.Cookie{s.sessionCookie(session.Token, session.Ends)}
}

func (s *Server) sessionCookie(token string, ends time.Time) http.Cookie {
	return http.Cookie{Name: s.cookie, Value: token, Path: "/", HttpOnly: true, Secure: s.cookie == secureCookie, SameSite: http.SameSiteLaxMode, Expires: ends}
}

// forget takes the cookie away.
func (s *Server) forget() []http.Cookie {
	c := s.sessionCookie("", time.Unix(1, 0))
	c.MaxAge = -1
	return []http.Cookie{c}
}
