package web

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// letterPolicy lets a letter look as it does in a mail program, whose styles stand inside it, and do nothing: no script,
// nothing fetched. Only our own pages may frame it, and a press on its link leads the whole window on.
const letterPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " +
	"sandbox allow-top-navigation-by-user-activation"

// writeLetter answers with the letter as a document of its own.
func writeLetter(w http.ResponseWriter, html string) error {
	h := w.Header()
	h.Set("Content-Security-Policy", letterPolicy)
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(strings.Replace(html, "<head>", `<head><base target="_top">`, 1))) // the reader is gone: nothing left to tell
	return nil
}

// mailTemplatePage shows a sample of a letter as its reader sees it. Right: mail.preview.
func (s *Server) mailTemplatePage(w http.ResponseWriter, r *http.Request) error {
	language := cmp.Or(r.URL.Query().Get("language"), "en")
	m, err := s.sampleLetter(r.Context(), r.PathValue("code"), language)
	if err != nil {
		return err
	}
	return writeLetter(w, m.HTML)
}

// demoMailPage shows a letter that the demo world kept as its reader sees it.
func (s *Server) demoMailPage(w http.ResponseWriter, r *http.Request) error {
	if err := s.demoOnly(); err != nil {
		return err
	}
	m, err := s.Demo.Read(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return writeLetter(w, m.HTML)
}

func describeTemplatePage(op *huma.Operation) {
	describeLetterPage(op, stringParam("path", "code", "the kind of letter", true), stringParam("query", "language", "en, ru, fa or zh; en when left out", false))
}

func describeDemoMailPage(op *huma.Operation) {
	describeLetterPage(op, stringParam("path", "id", "the letter", true))
}

func describeLetterPage(op *huma.Operation, params ...*huma.Param) {
	op.Description = "The letter as a document that does nothing: its styles act, scripts and requests are refused."
	op.Parameters = params
	op.Responses = map[string]*huma.Response{"200": {Description: http.StatusText(200), Content: map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
}
