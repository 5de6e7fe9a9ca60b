package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"surety/internal/access"
)

// Who may come as far as the handler; what they may do there is the action's rule, which the slice asks.
type Who int

const (
	Public    Who = iota // anyone, signed in or not
	Enrolling            // signed in, though a required second factor may still be missing
	SignedIn             // signed in, all factors in place
	Program              // the client's program of a remote session, by a token of its own; no cookie counts
)

// Kind decides limits, the check against forged requests, and what is kept of an answer.
type Kind int

const (
	Reads   Kind = iota // changes nothing
	Changes             // may be repeated: says what should be
	Creates             // takes an Idempotency-Key: its effect happens once
	Reveals             // creates or uncovers a secret: its effect happens once, its answer is never kept
	Guesses             // takes a secret that could be guessed: narrow limits
	Uploads             // streams a file in; takes an Idempotency-Key too
	Takes               // takes a file into memory, up to fileBody; takes an Idempotency-Key
	Streams             // answers for as long as it takes
	Signed              // another server's call, known by its signature, which the slice checks; nobody is signed in
)

// Route is a row of the table in routes.go.
type Route struct {
	Method, Path string // without the prefix
	Action       access.Action
	Who          Who
	Kind         Kind
	serve        binding
}

// Prefix is where the API lives.
const Prefix = "/api/v1"

// Pattern names the route in logs, metrics and tests.
func (r Route) Pattern() string { return r.Method + " " + Prefix + r.Path }

// Routes is a copy of the table, for the generated matrix and references.
func Routes() []Route { return append([]Route(nil), routes...) }

// binding documents a route and returns what serves it.
type binding func(s *Server, api huma.API, op huma.Operation)

// call binds a method with typed input and output.
func call[I, O any](h func(*Server, context.Context, *I) (*O, error)) binding {
	return func(s *Server, api huma.API, op huma.Operation) {
		huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := h(s, ctx, in)
			if err != nil {
				return nil, s.failed(ctx, err)
			}
			return out, nil
		})
	}
}

// create binds a method that makes something, and the one that shows it again to who repeats the request with its key.
func create[I, O any](h func(*Server, context.Context, *I) (*O, error), again func(*Server, context.Context, *I, string) (*O, error)) binding {
	return call(func(s *Server, ctx context.Context, in *I) (*O, error) {
		if made := visitOf(ctx).made; made != "" {
			return again(s, ctx, in, made)
		}
		return h(s, ctx, in)
	})
}

// plain binds a method that reads or writes the bytes itself; doc describes it by hand.
func plain(h func(*Server, http.ResponseWriter, *http.Request) error, doc func(*huma.Operation)) binding {
	return func(s *Server, api huma.API, op huma.Operation) {
		doc(&op)
		op.Responses["default"] = refusedResponse(api)
		api.OpenAPI().AddOperation(&op)
		api.Adapter().Handle(&op, func(c huma.Context) {
			r, w := humago.Unwrap(c)
			if err := h(s, w, r); err != nil {
				refuse(w, s.failed(r.Context(), err))
			}
		})
	}
}

func (r Route) operation() huma.Operation {
	op := huma.Operation{
		OperationID: operationID(r.Method, r.Path), Method: r.Method, Path: Prefix + r.Path,
		Summary: summaries[r.Method+" "+r.Path], Tags: []string{tagOf(r.Path)},
		MaxBodyBytes: maxBody, Metadata: map[string]any{"route": r},
	}
	if r.creates() {
		op.DefaultStatus = http.StatusCreated
		op.Parameters = append(op.Parameters, idempotencyParam)
	}
	if r.Who == Program && r.Kind != Guesses {
		op.Security = []map[string][]string{{"assist": {}}}
	}
	if r.Who == Enrolling || r.Who == SignedIn {
		op.Security = []map[string][]string{{"cookie": {}}, {"token": {}}}
	}
	return op
}

// creates reports whether the route takes an Idempotency-Key.
func (r Route) creates() bool {
	return r.Kind == Creates || r.Kind == Reveals || r.Kind == Uploads || r.Kind == Takes
}

// maxBody bounds what is read into memory.
func (r Route) maxBody() int64 {
	if r.Kind == Takes {
		return fileBody
	}
	return maxBody
}

func operationID(method, path string) string {
	words := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '{' || r == '}' })
	return strings.ToLower(method) + "-" + strings.Join(words, "-")
}

func tagOf(path string) string { return strings.Split(path, "/")[1] }
