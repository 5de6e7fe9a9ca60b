package web

import (
	"context"
	"net/http"

	"surety/internal/access"
	"surety/internal/complaint"
	"surety/internal/evidence"
)

// exportEvidence streams the pack of a case. What fails before its first byte is a problem; what fails later breaks the line,
// so that half a pack is never taken for a whole one.
func (s *Server) exportEvidence(w http.ResponseWriter, r *http.Request) error {
	id := access.TicketID(r.PathValue("id"))
	m := s.evidenceMaker()
	out := newDownload(w, "evidence-"+string(id)+".zip", "application/zip")
	return s.streamed(r.Context(), out, m.Export(r.Context(), actorOf(r.Context()), id, out))
}

// exportComplaint streams the pack of a decided complaint, in the same way.
func (s *Server) exportComplaint(w http.ResponseWriter, r *http.Request) error {
	id := complaint.ID(r.PathValue("id"))
	m := s.evidenceMaker()
	out := newDownload(w, "complaint-"+string(id)+".zip", "application/zip")
	return s.streamed(r.Context(), out, m.ExportComplaint(r.Context(), actorOf(r.Context()), id, out))
}

func (s *Server) evidenceMaker() evidence.Maker {
	return evidence.Maker{Settings: evidence.Settings{DB: s.DB, Clock: s.Clock, Vault: s.Vault, Log: s.Log, Accounts: s.Accounts, Desk: s.Desk, Deals: s.Deals, Disputes: s.Disputes,
		Complaints: s.Complaints, Key: s.RecordKey}}
}

// download sets its headers with the first byte.
type download struct {
	patient
	name, kind string
	bytes      string // how many there will be, where that is known
	begun      bool
}

func newDownload(w http.ResponseWriter, name, kind string) *download {
	return &download{patient: patient{w: w, rc: http.NewResponseController(w)}, name: name, kind: kind}
}

// streamed ends a download: what failed before its first byte is a problem, later it breaks the line.
func (s *Server) streamed(ctx context.Context, out *download, err error) error {
	if err != nil && out.begun {
		_ = s.failed(ctx, err) // logged; the reader sees a broken line
		panic(http.ErrAbortHandler)
	}
	if err == nil && !out.begun {
		_, err = out.Write(nil) // an empty file is a file
	}
	return err
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		h := d.Header()
		h.Set("Content-Type", d.kind)
		if d.bytes != "" {
			h.Set("Content-Length", d.bytes)
		}
		h.Set("Content-Disposition", attachment(d.name))
		h.Set("Cache-Control", "private, no-store")
	}
	return d.patient.Write(b)
}
