package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"surety/internal/fault"
)

// csrfHeader must stand on unsafe requests of browsers: another site cannot set it without being asked first, and is
// never answered.
const csrfHeader = "X-Surety-Csrf"

// bodyTimeout bounds how long a small body may take to arrive.
const bodyTimeout = 30 * time.Second

// guarded puts what a route asks for before its handler.
func (s *Server) guarded(route Route, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitOf(r.Context())
		v.route = route.Pattern()
		if err := s.admit(route, v, r); err != nil {
			refuse(w, s.failed(r.Context(), err))
			return
		}
		if route.Kind != Uploads && route.Kind != Streams {
			r.Body = http.MaxBytesReader(w, r.Body, route.maxBody())
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout)) // not every writer can
		}
		s.once(route, v, next).ServeHTTP(w, r)
	})
}

func (s *Server) admit(route Route, v *visit, r *http.Request) error {
	if err := s.offered(route); err != nil {
		return err
	}
	if err := s.guess(route, v); err != nil {
		return err
	}
	if route.Kind == Signed {
		return nil // no cookie or token counts, so nobody can be made to send it
	}
	if route.Who == Program {
		return s.assisting(route, v, r)
	}
	if err := s.authenticate(r, v); err != nil {
		return err
	}
	if err := s.spend(route, v); err != nil {
		return err
	}
	if err := s.sameSite(r, v); err != nil {
		return err
	}
	return route.admit(v)
}

// sameSite refuses a request that another site made the browser send. An API token is never sent by a browser on its
// own, so it needs no such proof.
func (s *Server) sameSite(r *http.Request, v *visit) error {
	if v.bearer || r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	forged := fault.New(fault.Denied, "csrf", "the request did not come from this site's own pages")
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	switch {
	case r.Header.Get(csrfHeader) != "1":
		return forged
	case site != "" && site != "same-origin":
		return forged
	case origin != "" && !s.ownOrigin(origin):
		return forged
	case site == "" && origin == "" && v.token != "":
		return forged
	}
	return nil
}

func (s *Server) ownOrigin(origin string) bool {
	host, ok := strings.CutPrefix(origin, s.URL.Scheme+"://")
	return ok && slices.Contains(s.Hosts, strings.ToLower(host))
}
