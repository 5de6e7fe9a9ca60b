package web

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"

	"surety/internal/vault"
)

// answer is a response as it is kept.
type answer struct {
	Status int         `json:"s"`
	Header http.Header `json:"h"`
	Body   []byte      `json:"b"`
}

// keptHeaders are those that belong to the answer and not to the request it was given to. Cookies never come back.
var keptHeaders = []string{"Content-Type", "ETag", "Retry-After"}

func (a *answer) replay(w http.ResponseWriter) error {
	maps.Copy(w.Header(), a.Header)
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // the reader is gone: nothing left to tell
	return nil
}

func (s *Server) sealAnswer(c *claim, held *heldAnswer) ([]byte, error) {
	a := answer{Status: held.status, Header: http.Header{}, Body: held.body.Bytes()}
	for _, name := range keptHeaders {
		if v := held.header.Values(name); len(v) > 0 {
			a.Header[name] = v
		}
	}
	plain, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return s.Vault.SealOwn(vault.Place{Kind: "idempotency", Row: c.row(), Field: "answer"}, plain), nil
}

func (s *Server) openAnswer(c *claim, sealed []byte) (*answer, error) {
	plain, err := s.Vault.OpenOwn(vault.Place{Kind: "idempotency", Row: c.row(), Field: "answer"}, sealed)
	if err != nil {
		return nil, err
	}
	var a answer
	return &a, json.Unmarshal(plain, &a)
}

// heldAnswer holds a response back until it is kept. Routes that create answer with little.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *heldAnswer) Header() http.Header { return h.header }

func (h *heldAnswer) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

func (h *heldAnswer) Write(b []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	return h.body.Write(b)
}

func (h *heldAnswer) send(w http.ResponseWriter) {
	w.WriteHeader(max(h.status, http.StatusOK))
	_, _ = w.Write(h.body.Bytes()) // the reader is gone: nothing left to tell
}
