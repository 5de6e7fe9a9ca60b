package web

import (
	"encoding/base64"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"surety/internal/deal"
	"surety/internal/fault"
)

// addWork streams a work in. The size is announced, so that a body that ends early is not taken for whole.
func (s *Server) addWork(w http.ResponseWriter, r *http.Request) error {
	u, err := readWork(w, r)
	if err != nil {
		return err
	}
	milestone := r.URL.Query().Get("milestone")
	if err := s.Deals.Has(r.Context(), deal.ID(r.PathValue("id")), "milestone", milestone); err != nil {
		return err
	}
	made, err := s.takeWork(r, deal.MilestoneID(milestone), u)
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusCreated, workOf(made))
}

// takeWork takes the body in, unless this request did so before.
func (s *Server) takeWork(r *http.Request, m deal.MilestoneID, u deal.Upload) (deal.Work, error) {
	made := visitOf(r.Context()).made
	if made == "" {
		return s.Deals.RegisterWork(r.Context(), actorOf(r.Context()), m, u)
	}
	v, err := s.Deals.Read(r.Context(), actorOf(r.Context()), deal.ID(r.PathValue("id")))
	if err != nil {
		return deal.Work{}, err
	}
	if i := slices.IndexFunc(v.Works, func(w deal.Work) bool { return string(w.ID) == made }); i >= 0 {
		return v.Works[i], nil
	}
	return deal.Work{}, fault.ErrAbsent
}

func readWork(w http.ResponseWriter, r *http.Request) (u deal.Upload, err error) {
	u.Size, err = strconv.ParseInt(r.URL.Query().Get("size"), 10, 64)
	if err != nil || u.Size < 0 || r.ContentLength >= 0 && r.ContentLength != u.Size {
		return u, fault.ErrInvalid.At("size")
	}
	if u.Name, err = coded(r, "Upload-Name"); err != nil {
		return u, err
	}
	if u.Preview, err = coded(r, "Upload-Preview"); err != nil {
		return u, err
	}
	u.Body = &patient{r: io.LimitReader(r.Body, u.Size+1), rc: http.NewResponseController(w)}
	return u, nil
}

// coded reads a header that carries text.
func coded(r *http.Request, name string) (string, error) {
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(r.Header.Get(name), "="))
	if err != nil {
		return "", fault.ErrInvalid.At(name)
	}
	return string(text), nil
}

// fetchWork sends the bytes, always as an attachment and never as a page, in ranges if asked.
func (s *Server) fetchWork(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("work")
	if err := s.Deals.Has(r.Context(), deal.ID(r.PathValue("id")), "work", id); err != nil {
		return err
	}
	d, err := s.Deals.FetchWork(r.Context(), actorOf(r.Context()), deal.WorkID(id))
	if err != nil {
		return err
	}
	defer d.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", attachment(d.Name))
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", `"`+id+`"`) // a work never changes
	http.ServeContent(&patient{w: w, rc: http.NewResponseController(w)}, r, "", time.Time{}, d)
	return nil
}
