package web

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"surety/internal/fault"
)

// adapter puts huma's operations on the mux, each behind the guards that its route asks for.
type adapter struct {
	mux    *http.ServeMux
	server *Server
}

// Handle is called by huma, and by plain, once per route.
func (a *adapter) Handle(op *huma.Operation, h func(huma.Context)) {
	route := op.Metadata["route"].(Route) //nolint:forcetypeassert // operation put it there
	inner := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h(humago.NewContext(op, r, w)) })
	a.mux.Handle(route.Pattern(), a.server.guarded(route, inner))
}

// ServeHTTP completes huma's interface.
func (a *adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }

func typeOf[T any]() reflect.Type { return reflect.TypeFor[T]() }

// probe hears what the mux would answer when no route fits.
type probe struct {
	header http.Header
	status int
}

func (p *probe) Header() http.Header         { return p.header }
func (p *probe) WriteHeader(status int)      { p.status = status }
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }

func (p *probe) problem(h http.Header) error {
	if p.status == http.StatusMethodNotAllowed {
		h.Set("Allow", p.header.Get("Allow"))
		return fault.New(fault.Invalid, "method_unknown", "this address does not know the method")
	}
	return fault.ErrAbsent
}
