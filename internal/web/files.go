package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/ticket"
)

// idle is how long a transfer may stand still.
const idle = 60 * time.Second

// addFile streams a file into a message. The size is announced, so that a body that ends early is not taken for whole.
func (s *Server) addFile(w http.ResponseWriter, r *http.Request) error {
	u, err := readUpload(w, r)
	if err != nil {
		return err
	}
	f, err := s.takeFile(r.Context(), access.TicketID(r.PathValue("id")), u)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(f)
}

// takeFile takes the body in, unless this request did so before.
func (s *Server) takeFile(ctx context.Context, id access.TicketID, u ticket.Upload) (ticket.File, error) {
	if made := visitOf(ctx).made; made != "" {
		return s.Desk.Added(ctx, actorOf(ctx), id, made)
	}
	return s.Desk.AddFile(ctx, actorOf(ctx), id, u)
}

func readUpload(w http.ResponseWriter, r *http.Request) (ticket.Upload, error) {
	seq, err := strconv.ParseInt(r.URL.Query().Get("message"), 10, 64)
	if err != nil || seq < 1 {
		return ticket.Upload{}, fault.ErrInvalid.At("message")
	}
	size, err := strconv.ParseInt(r.URL.Query().Get("size"), 10, 64)
	if err != nil || size < 0 || r.ContentLength >= 0 && r.ContentLength != size {
		return ticket.Upload{}, fault.ErrInvalid.At("size")
	}
	name, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(r.Header.Get("Upload-Name"), "="))
	if err != nil {
		return ticket.Upload{}, fault.ErrInvalid.At("Upload-Name")
	}
	body := &patient{r: io.LimitReader(r.Body, size+1), rc: http.NewResponseController(w)}
	return ticket.Upload{Message: seq, Name: string(name), Size: size, Body: body}, nil
}

// patient gives each read, or write, its own deadline: a long transfer may take hours, a dead one a minute.
type patient struct {
	r  io.Reader
	w  http.ResponseWriter
	rc *http.ResponseController
}

func (p *patient) Read(b []byte) (int, error) {
	_ = p.rc.SetReadDeadline(time.Now().Add(idle)) // not every connection can
	return p.r.Read(b)
}

func (p *patient) Header() http.Header    { return p.w.Header() }
func (p *patient) WriteHeader(status int) { p.w.WriteHeader(status) }
func (p *patient) Write(b []byte) (int, error) {
	_ = p.rc.SetWriteDeadline(time.Now().Add(idle)) // not every connection can
	return p.w.Write(b)
}

// fetchFile sends the bytes, always as an attachment and never as a page, in ranges if asked.
func (s *Server) fetchFile(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Desk.Fetch(r.Context(), actorOf(r.Context()), access.TicketID(r.PathValue("id")), r.PathValue("file"), r.URL.Query().Get("reason"))
	if err != nil {
		return err
	}
	defer d.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", attachment(d.Name))
	h.Set("Cache-Control", "private, no-store")
	if !d.Copied {
		h.Set("ETag", `"`+d.ID+`"`) // a file never changes
	}
	http.ServeContent(&patient{w: w, rc: http.NewResponseController(w)}, r, "", time.Time{}, d)
	return nil
}

// previewFile sends what the server drew, never a byte of what somebody brought.
func (s *Server) previewFile(w http.ResponseWriter, r *http.Request) error {
	page, err := pageOf(r)
	if err != nil {
		return err
	}
	b, err := s.Desk.Preview(r.Context(), actorOf(r.Context()), access.TicketID(r.PathValue("id")), r.PathValue("file"), page)
	if err != nil {
		return err
	}
	return drawn(w, b)
}

// pageOf is the page of a document that is asked for, from 1.
func pageOf(r *http.Request) (page int, err error) {
	p := r.URL.Query().Get("page")
	if p == "" {
		return 1, nil
	}
	if page, err = strconv.Atoi(p); err != nil || page < 1 {
		err = fault.ErrInvalid.At("page")
	}
	return page, err
}

func drawn(w http.ResponseWriter, b []byte) error {
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "private, no-store")
	_, _ = w.Write(b) // the reader is gone: nothing left to tell
	return nil
}

// attachment names a download after RFC 6266 and RFC 8187, without what turns text around or ends a line.
func attachment(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r == '"' || r == '\\' || r == '%' || r > '~' {
			return '_'
		}
		return r
	}, name)
	coded := strings.ReplaceAll(url.QueryEscape(visible(name)), "+", "%20")
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + coded
}

// visible drops control characters and those that change the direction of text: exe.txt must not read txt.exe.
func visible(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f || r == 0x200e || r == 0x200f || r == 0x061c:
			return -1
		case r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, name)
}
