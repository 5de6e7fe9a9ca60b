package web

import (
	"net/http"

	"surety/internal/access"
	"surety/internal/evidence"
)

// exportEvidence streams the pack of a case. What fails before its first byte is a problem; what fails later breaks the line,
// so that half a pack is never taken for a whole one.
func (s *Server) exportEvidence(w http.ResponseWriter, r *http.Request) error {
	id := access.TicketID(r.PathValue("id"))
	m := evidence.Maker{Settings: evidence.Settings{DB: s.DB, Clock: s.Clock, Vault: s.Vault, Log: s.Log, Accounts: s.Accounts, Desk: s.Desk, Deals: s.Deals, Disputes: s.Disputes, Key: s.RecordKey}}
	out := &download{patient: patient{w: w, rc: http.NewResponseController(w)}, name: "evidence-" + string(id) + ".zip"}
	err := m.Export(r.Context(), actorOf(r.Context()), id, out)
	if err != nil && out.begun {
		_ = s.failed(r.Context(), err) // logged; the reader sees a broken line
		panic(http.ErrAbortHandler)
	}
	return err
}

// download sets its headers with the first byte.
type download struct {
	patient
	name  string
	begun bool
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		h := d.Header()
		h.Set("Content-Type", "application/zip")
		h.Set("Content-Disposition", attachment(d.name))
		h.Set("Cache-Control", "private, no-store")
	}
	return d.patient.Write(b)
}
