package remote

import (
	"slices"
	"strings"
	"testing"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/suretytest"
)

func TestALeadLiftsABan(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.ask()
		w.must(w.Report(ctx, w.client, id, "stranger"))
		for _, who := range []access.Actor{w.client, w.specialist, w.agent, w.another} {
			if err := w.Lift(ctx, who, id, "mistaken"); !isRefusal(err) {
				t.Errorf("somebody who leads nothing: %v", err)
			}
			if all, err := w.Filed(ctx, who); err != nil || len(all) > 0 {
				t.Errorf("somebody who leads nothing sees %v, %v", all, err)
			}
		}
		w.refused(w.Lift(ctx, w.lead, id, "because"), fault.ErrInvalid)
		all, err := w.Filed(ctx, w.lead)
		w.must(err)
		if len(all) != 1 || all[0].Session != id || all[0].Specialist.ID != w.specialist.Account || all[0].Client.Name == "" || all[0].Reason != "stranger" || !all[0].LiftedAt.IsZero() {
			t.Fatalf("the lead sees %+v", all)
		}
		_, err = w.Ask(ctx, w.specialist, w.ticket, usual)
		w.refused(err, ErrBanned)
		w.must(w.Lift(ctx, w.lead, id, "settled"))
		w.refused(w.Lift(ctx, w.lead, id, "settled"), ErrUnbanned)
		if all, err = w.Filed(ctx, w.lead); err != nil || len(all) != 1 || all[0].LiftedAt.IsZero() || all[0].LiftedBy.ID != w.lead.Account || all[0].LiftedWhy != "settled" {
			t.Errorf("the lead sees %+v, %v", all, err)
		}
		w.must(w.Jobs.Drain(ctx))
		if !slices.ContainsFunc(w.Mail.Sent(), func(m suretytest.Sent) bool { return strings.Contains(m.Subject, "looked into your report") }) {
			t.Error("the client was not told")
		}
		again, err := w.Ask(ctx, w.specialist, w.ticket, usual)
		w.must(err)
		w.must(w.Report(ctx, w.client, again, "pressure"))
		w.refused(w.Lift(ctx, w.lead, id, "settled"), ErrUnbanned) // the newer report is another
		_, err = w.Ask(ctx, w.specialist, w.ticket, usual)
		w.refused(err, ErrBanned)
		if all, err = w.Filed(ctx, w.lead); err != nil || len(all) != 1 || all[0].Session != again || !all[0].LiftedAt.IsZero() {
			t.Errorf("after another report the lead sees %+v, %v", all, err)
		}
	})
}

// TestNobodyLiftsABanOfTheirOwn: a lead who was reported, although they lead the department.
func TestNobodyLiftsABanOfTheirOwn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.ask()
		w.must(w.Report(ctx, w.client, id, "stranger"))
		reported := w.specialist
		reported.Posts = w.lead.Posts
		w.refused(w.Lift(ctx, reported, id, "mistaken"), fault.ErrDenied)
		if all, err := w.Filed(ctx, reported); err != nil || len(all) > 0 {
			t.Errorf("they see %v, %v", all, err)
		}
		other := w.lead
		other.Posts = map[access.DepartmentID]access.Post{"elsewhere": access.Lead}
		if all, err := w.Filed(ctx, other); err != nil || len(all) > 0 {
			t.Errorf("a lead of another department sees %v, %v", all, err)
		}
		if err := w.Lift(ctx, other, id, "mistaken"); !isRefusal(err) {
			t.Errorf("a lead of another department: %v", err)
		}
	})
}
