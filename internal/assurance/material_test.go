package assurance

import (
	"context"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/document"
)

// TestALookForAComplaintIsToldByItsOwnWords: the case's page, the report and the report on paper name who looked at what a complaint is
// about, with the reason.
func TestALookForAComplaintIsToldByItsOwnWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.report()
		officer := w.Person(account.NewPerson{Roles: []access.Role{access.Security}})
		officer.SteppedUp = true
		facts := w.facts()
		g, err := access.Check(officer, access.ComplaintMaterial, access.Thing{Kind: "complaint", ID: "1", Ticket: w.ticket, Organisation: facts.Organisation, Judges: []access.AccountID{officer.Account}})
		w.must(err)
		w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return w.World.Log.Append(ctx, tx, g, audit.Params{"what": "recording", "how": "play", "session": "2", "reason": "extent", "complaint": "1"})
		}))
		live, _, err := w.Openings(ctx, w.client, w.ticket, 0, 10)
		w.must(err)
		r := w.report()
		for where, all := range map[string][]Opening{"the case's page": live, "the report": w.openingsOf(r)} {
			if len(all) != 1 || all[0].Action != access.ComplaintMaterial || all[0].Who.ID != officer.Account || all[0].Params["what"] != "recording" || all[0].Params["reason"] != "extent" {
				t.Errorf("%s: %+v", where, all)
			}
		}
		for _, l := range document.Languages() {
			p := paper{language: l, printed: map[string]bool{}, report: r, openings: live, site: account.Installation{Name: "Harbour Help"}}
			p.held.Class = "internal"
			p.now = p.moment(r.Made)
			text, _, err := document.CanonicalText(p.document())
			if err != nil || !strings.Contains(string(text), texts[string(access.ComplaintMaterial)][l]) {
				t.Errorf("on paper in %s: %v\n%s", l, err, text)
			}
		}
	})
}
