package remote

import (
	"context"
	"slices"
	"testing"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/ticket"
)

func TestAProgramOlderThanTheServerIsDoubted(t *testing.T) {
	for _, c := range []struct{ program, server, want string }{
		{"v1.2.3", "v1.2.3", ""}, {"1.2.3", "v1.2.3", ""}, {"v1.2.3", "v1.2.3-dirty", ""},
		{"v1.2.2", "v1.2.3", Outdated}, {"v1.1.9", "v1.2.0", Outdated}, {"v0.9.9", "v1.0.0", Outdated}, {"v1.9.0", "v1.10.0", Outdated},
		{"v1.2.3", "v1.2.3-14-gabcdef0", Outdated}, {"v1.2.3-3-gabcdef0", "v1.2.3-14-gabcdef0", Outdated}, {"v1.2.3-15-gabcdef0", "v1.2.3-14-gabcdef0", ""},
		{"v1.2.4", "v1.2.3-14-gabcdef0", ""}, {"v2.0.0", "v1.2.3", ""},
		{"", "v1.2.3", Outdated}, {"unreleased", "v1.2.3", Outdated}, {"v1.2", "v1.2.3", Outdated}, {"v99999999999999999999.0.0", "v1.2.3", Outdated},
		{"v0.0.1", "dev", ""}, {"", "", ""}, {"v0.0.1", "abcdef0-dirty", ""},
	} {
		if got := doubtOf(c.program, c.server); got != c.want {
			t.Errorf("%q at %q: %q", c.program, c.server, got)
		}
	}
}

// TestAnOutdatedProgramIsToldOnConfidentialCases: to the client at their machine, and to both on the website; the record has it on every case.
func TestAnOutdatedProgramIsToldOnConfidentialCases(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.Desk.Version = "v2.0.0"
		told := func(id string) (at, client, specialist string) {
			p := w.program(id)
			return p.in.Doubt, w.view(w.client, id).Doubt, w.view(w.specialist, id).Doubt
		}
		id := w.ask()
		if a, b, c := told(id); a+b+c != "" {
			t.Errorf("an ordinary case warns: %q %q %q", a, b, c)
		}
		w.must(w.World.Desk.Raise(ctx, w.client, w.ticket, ticket.Part{}, ticket.Confidential))
		if got := w.view(w.specialist, id).Doubt; got != Outdated {
			t.Errorf("a case that was raised since: %q", got)
		}
		if a, b, c := told(id); a != Outdated || b != Outdated || c != Outdated {
			t.Errorf("a confidential case: %q %q %q", a, b, c)
		}
		if n := len(slices.DeleteFunc(w.recordOf(access.RemoteArrive), func(e audit.Entry) bool { return e.Params["doubt"] != Outdated })); n != 2 {
			t.Errorf("%d arrivals of it on the record", n)
		}
		w.Desk.Version = "v1.0.0"
		if a, b, c := told(id); a+b+c != Outdated+Outdated+Outdated { // what has no release's name is doubted by one
			t.Errorf("a program without a version: %q %q %q", a, b, c)
		}
		w.Desk.Version = "unreleased"
		if a, b, c := told(id); a+b+c != "" {
			t.Errorf("a server that is no release: %q %q %q", a, b, c)
		}
	})
}

// recordOf are the entries of an action on the session's case, as its client reads them.
func (w *world) recordOf(act access.Action) (all []audit.Entry) {
	w.t.Helper()
	var facts access.Thing
	w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		facts, err = w.World.Desk.Facts(ctx, tx, w.ticket)
		return err
	}))
	g, err := access.Check(w.client, access.TicketRecord, facts)
	w.must(err)
	all, err = w.World.Log.OfTicket(ctx, g, 0, 500)
	w.must(err)
	return slices.DeleteFunc(all, func(e audit.Entry) bool { return e.Action != act })
}
