// Package web is Surety's HTTP: the API of routes.go, the live stream, the web app, and what stands before them.
//
// A request passes, in this order: request id and log, recovery, the host check, security headers, the client's address,
// limits; then its route: limit of the account, sign-in, the check against forged requests, the idempotency key, and
// one method that calls one slice. Only this package knows HTTP; it decides nothing about tickets or people: the slices
// ask package access with the facts before them.
//
// It refuses hosts it was not told of, bodies above the limit, unknown fields, requests another site made in a
// visitor's name, and repeats no refused value. Logs and metrics carry route templates and codes, never paths, queries,
// content or addresses.
package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"surety/internal/account"
	"surety/internal/assurance"
	"surety/internal/audit"
	"surety/internal/backup"
	"surety/internal/card"
	"surety/internal/clock"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/handover"
	"surety/internal/honey"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/mail"
	"surety/internal/payment"
	"surety/internal/person"
	"surety/internal/recovery"
	"surety/internal/remote"
	"surety/internal/remote/keep"
	remotelive "surety/internal/remote/live"
	"surety/internal/remote/replay"
	"surety/internal/remote/work"
	"surety/internal/retention"
	"surety/internal/review"
	"surety/internal/room"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Settings are what a server works with.
type Settings struct {
	DB         *db.DB
	Clock      clock.Clock
	Vault      *vault.Vault
	Log        *audit.Log
	Jobs       *job.Queue
	Live       *live.Hub
	Accounts   *account.Accounts
	Desk       *ticket.Desk
	Deals      *deal.Deals       // in a firm and a market
	Bank       *payment.Desk     // there too
	Cards      *card.Desk        // there, where cards are taken
	Disputes   *dispute.Disputes // and there
	Complaints *complaint.Complaints
	Honey      *honey.Keeper
	Recoveries *recovery.Recoveries
	Retention  *retention.Keeper
	People     *person.Registrar
	Assurance  *assurance.Desk
	Reviews    *review.Reviews // and there
	Remote     *remote.Desk
	Secrets    *handover.Desk
	Rooms      *room.Desk
	Player     *replay.Player // of its recordings
	Keeper     *keep.Keeper   // of snapshots
	Work       *work.Book
	Ends       *remotelive.Node // of remote sessions, at this server
	Backups    *backup.Keeper   // nil: none are told of
	Logger     *slog.Logger

	AssistDir string // where the client's programs lie; empty: none are served

	Mode      Mode           // what is not of it is absent; empty means a help desk alone
	UI        fs.FS          // the built app
	URL       *url.URL       // the public address
	Hosts     []string       // values of Host that are served
	Proxies   []netip.Prefix // whose forwarding headers count
	RateScale float64        // multiplies every limit; 0 means 1
	RecordKey string         // the record's public key, as a line
	Version   string
	DataDir   string     // where free space is measured
	Demo      *mail.Kept // the demo world's mails; nil in a normal installation
	Personas  []Persona  // of the demo world

	// RotateRoot puts a new root key in place of the old; nil where the server cannot.
	RotateRoot func(context.Context) error
}

// Server answers HTTP.
type Server struct {
	Settings
	api      *http.ServeMux
	spec     []byte
	app      *app
	limits   *limits
	meters   *meters
	streams  *streams
	programs programs
	started  time.Time
	cookie   string

	verifying sync.Mutex // the record is read as a whole by one at a time
}

const (
	secureCookie = "__Host-surety"
	plainCookie  = "surety" // on plain HTTP of this machine, where browsers refuse the other
)

// Open prepares a server and registers its job; call it before the queue runs.
func Open(s Settings) (*Server, error) {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	spec, err := OpenAPI()
	if err != nil {
		return nil, err
	}
	srv := &Server{Settings: s, spec: spec, started: s.Clock.Now(), cookie: plainCookie}
	if s.URL.Scheme == "https" {
		srv.cookie = secureCookie
	}
	if srv.app, err = openApp(s.UI); err != nil {
		return nil, err
	}
	srv.limits = newLimits(s.Clock, s.RateScale)
	srv.streams = newStreams()
	srv.meters = newMeters(srv)
	srv.api = http.NewServeMux()
	srv.describe(srv.api)
	s.Jobs.HandleTx(tidyJob, srv.tidy)
	return srv, nil
}

// describe registers every route at the mux and returns what huma knows of them.
func (s *Server) describe(mux *http.ServeMux) huma.API {
	api := huma.NewAPI(humaConfig(), &adapter{mux: mux, server: s})
	for _, r := range routes {
		r.serve(s, api, r.operation())
	}
	for _, t := range []reflect.Type{typeOf[ticket.File](), typeOf[StatementPreviews](), typeOf[StatementResults](), typeOf[CSVMapping](), typeOf[Deal](), typeOf[Work](), typeOf[RecordingEvent]()} {
		api.OpenAPI().Components.Schemas.Schema(t, true, "") // of routes that are described by hand
	}
	mux.HandleFunc("GET /api/openapi.json", s.serveSpec)
	return api
}

func (s *Server) serveSpec(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(s.spec) // the reader is gone: nothing left to tell
}

// Handler is the whole server as one handler.
func (s *Server) Handler() http.Handler {
	h := http.Handler(http.HandlerFunc(s.dispatch))
	for _, layer := range []func(http.Handler) http.Handler{s.limited, s.addressed, s.protected, s.hostChecked, s.recovered, s.observed} {
		h = layer(h)
	}
	return h
}

// dispatch tells the API from the app, and turns the mux's own refusals into problems.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	if !isAPI(r.URL.Path) {
		s.app.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	h, pattern := s.api.Handler(r)
	if pattern != "" {
		s.api.ServeHTTP(w, r) // not h: the mux sets the path's values
		return
	}
	probe := &probe{header: http.Header{}}
	h.ServeHTTP(probe, r)
	refuse(w, probe.problem(w.Header()))
}
