package web

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/paper"
)

// readPaper explains a paper clause by clause, before it is accepted too.
func (s *Server) readPaper(ctx context.Context, in *byPaper) (*reply[Paper], error) {
	kind := deal.PaperKind(in.Kind)
	x, err := s.Deals.Explain(ctx, actorOf(ctx), deal.ID(in.ID), in.Version, kind)
	if err != nil {
		return nil, err
	}
	clauses, err := paper.Clauses(kind, x.Parameters)
	p := Paper{Version: in.Version, Kind: PaperKind(kind), Digest: x.Digest, Exact: x.Exact, Languages: []string{string(x.Terms.Language)}, Clauses: each(clauses, clauseOf)}
	if x.Terms.SecondLanguage != "" {
		p.Languages = append(p.Languages, string(x.Terms.SecondLanguage))
	}
	return &reply[Paper]{p}, err
}

// paperPath reads which paper is meant; one that cannot be is absent.
func paperPath(r *http.Request) (id deal.ID, version int64, kind deal.PaperKind, err error) {
	version, err = strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil || version < 1 {
		return "", 0, "", fault.ErrAbsent
	}
	return deal.ID(r.PathValue("id")), version, deal.PaperKind(r.PathValue("kind")), nil
}

func (s *Server) fetchPaper(w http.ResponseWriter, r *http.Request) error {
	id, version, kind, err := paperPath(r)
	if err != nil {
		return err
	}
	pdf, err := s.Deals.FetchPaper(r.Context(), actorOf(r.Context()), id, version, kind)
	if err != nil {
		return err
	}
	sendBytes(w, "application/pdf", paperName(kind, version, "pdf"), pdf)
	return nil
}

func (s *Server) fetchPaperText(w http.ResponseWriter, r *http.Request) error {
	id, version, kind, err := paperPath(r)
	if err != nil {
		return err
	}
	text, err := s.Deals.ReadPaper(r.Context(), actorOf(r.Context()), id, version, kind)
	if err != nil {
		return err
	}
	sendBytes(w, "text/plain; charset=utf-8", paperName(kind, version, "txt"), text)
	return nil
}

func paperName(kind deal.PaperKind, version int64, ending string) string {
	return string(kind) + "-" + strconv.FormatInt(version, 10) + "." + ending
}

// bringPaper takes in a paper that was signed elsewhere.
func (s *Server) bringPaper(w http.ResponseWriter, r *http.Request) error {
	id, offer, kind, err := paperPath(r)
	if err != nil {
		return err
	}
	version, err := versionFrom(r.Header.Get("If-Match"))
	if err != nil {
		return err
	}
	pdf, err := io.ReadAll(r.Body)
	if err != nil {
		return bodyFault(err)
	}
	ctx, who := r.Context(), actorOf(r.Context())
	if _, _, err := s.Deals.Bring(ctx, who, id, version, offer, kind, pdf); err != nil {
		return err
	}
	v, err := s.Deals.Read(ctx, who, id)
	if err != nil {
		return err
	}
	w.Header().Set("ETag", etag(v.Version))
	return answerJSON(w, http.StatusCreated, s.dealOf(v))
}

func (s *Server) fetchBrought(w http.ResponseWriter, r *http.Request) error {
	id, version, kind, err := paperPath(r)
	if err != nil {
		return err
	}
	pdf, err := s.Deals.FetchBrought(r.Context(), actorOf(r.Context()), id, r.PathValue("brought"))
	if err != nil {
		return err
	}
	sendBytes(w, "application/pdf", "signed-"+paperName(kind, version, "pdf"), pdf)
	return nil
}
