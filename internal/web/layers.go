package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/fault"
)

// recovered turns a panic into a problem. The panic's own words are logged only when the runtime wrote them: others may
// quote content.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler { //nolint:errorlint // compared as net/http does
				panic(p)
			}
			what := fmt.Sprintf("%T", p)
			if e, ok := p.(runtime.Error); ok {
				what = e.Error()
			}
			s.Logger.Error("panic", "id", visitOf(r.Context()).id, "what", what, "stack", string(debug.Stack()))
			refuse(w, fault.New(fault.Internal, "internal", "unexpected failure"))
		}()
		next.ServeHTTP(w, r)
	})
}

// observed gives the request its id and writes one line and the measures when it is done. Health answers to any host,
// because a balancer asks by address.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{id: access.NewID[string]()}
		if s.health(w, r) {
			return
		}
		w.Header().Set("X-Request-Id", v.id)
		begun := s.Clock.Now()
		sw := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		done := s.meters.begin()
		defer func() {
			took := s.Clock.Now().Sub(begun)
			done(v.route, sw.status, took)
			s.Logger.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("id", v.id), slog.String("route", v.route),
				slog.Int("status", sw.status), slog.Int64("bytes", sw.bytes), slog.Duration("took", took), slog.String("account", string(v.actor.Account)))
		}()
		next.ServeHTTP(sw, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
	})
}

// statusWriter remembers what was answered.
type statusWriter struct {
	http.ResponseWriter
	status int
	bytes  int64
	sent   bool
}

func (w *statusWriter) WriteHeader(status int) {
	if !w.sent {
		w.status, w.sent = status, status >= 200
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	w.sent = true
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// hostChecked serves only the addresses that the installation was told of, so that no link, cookie or cache can be
// made for another name.
func (s *Server) hostChecked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(s.Hosts, strings.ToLower(r.Host)) {
			refuse(w, fault.New(fault.Invalid, "host_unknown", "this server does not answer under that name"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// health answers /healthz and /readyz.
func (s *Server) health(w http.ResponseWriter, r *http.Request) bool {
	switch r.URL.Path {
	case "/healthz":
	case "/readyz":
		if err := s.Ready(r.Context()); err != nil {
			refuse(w, fault.New(fault.Unavailable, "busy", "not ready"))
			return true
		}
	default:
		return false
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n")) // the reader is gone: nothing left to tell
	return true
}

// notOurs are refusals that say "another time" and are no failure here: a full disk has a warning of its own; a lane that comes before its other one comes again.
var notOurs = []string{"disk_full", "end_away"}

// failed logs what is our own failure, with the request's id, and passes the fault on.
func (s *Server) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return problemOf(fault.New(fault.Unavailable, "busy", "the request was given up"))
	}
	p := problemOf(err)
	if p.Status >= 500 && !slices.Contains(notOurs, p.Code) {
		s.Logger.ErrorContext(ctx, "failed", "id", visitOf(ctx).id, "route", visitOf(ctx).route, "code", p.Code, "error", err)
	}
	return p
}
