package web

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"surety/internal/fault"
)

// Server answers HTTP.
type Server struct{}

const secureCookie = "__Host-surety"

func (s *Server) describe(mux *http.ServeMux) huma.API {
	api := humago.New(mux, humaConfig())
	for _, r := range routes {
		r.serve(s, api, r.operation())
	}
	return api
}
func (s *Server) failed(ctx context.Context, err error) error            { return problemOf(err) }
func (s *Server) addFile(w http.ResponseWriter, r *http.Request) error   { return fault.ErrAbsent }
func (s *Server) fetchFile(w http.ResponseWriter, r *http.Request) error { return fault.ErrAbsent }
func (s *Server) live(w http.ResponseWriter, r *http.Request) error      { return fault.ErrAbsent }
