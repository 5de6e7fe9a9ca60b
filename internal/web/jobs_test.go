package web

import (
	"context"
	"testing"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/suretytest"
)

func TestGivenUpWorkIsShownAndTriedAgain(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		p, ctx, mended := newPlace(t, w, nil), context.Background(), false
		w.Jobs.Handle("test.letter", func(context.Context, job.Job) error {
			if mended {
				return nil
			}
			return job.Hopeless(fault.ErrDiskFull)
		})
		if err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return w.Jobs.Add(ctx, tx, "test.letter", map[string]string{"id": "CANARY-4712"})
		}); err != nil {
			t.Fatal(err)
		}
		_ = w.Jobs.Drain(ctx) // it fails
		admin := p.as(p.Admin)
		dead := func() (all []DeadJobs) {
			g := admin.ask("GET", "/api/v1/admin/jobs/dead", nil)
			if g.json(t, &all); g.StatusCode != 200 || contains(g.body, "CANARY-4712") {
				t.Errorf("%d %s", g.StatusCode, g.body)
			}
			return all
		}
		if all := dead(); len(all) != 1 || all[0].Kind != "test.letter" || all[0].Fault != "disk_full" || all[0].Count != 1 {
			t.Errorf("given up are %+v", all)
		}
		mended = true
		if g := admin.ask("POST", "/api/v1/admin/jobs/retry", Retry{"test.letter"}); g.StatusCode != 200 || !contains(g.body, `"count":1`) {
			t.Errorf("retry: %d %s", g.StatusCode, g.body)
		}
		if err := w.Jobs.Drain(ctx); err != nil || len(dead()) != 0 {
			t.Errorf("after the retry: %v, %+v", err, dead())
		}
		if g := admin.ask("POST", "/api/v1/admin/jobs/retry", Retry{"test.letter"}); g.StatusCode != 404 {
			t.Errorf("where nothing is given up: %d %s", g.StatusCode, g.body)
		}
		retriedOnRecord(t, w)
	})
}

func retriedOnRecord(t *testing.T, w *suretytest.World) {
	t.Helper()
	g, err := access.Check(access.Server("test"), access.RecordRead, recordThing())
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := w.Log.Search(context.Background(), g, audit.Filter{Action: access.JobsRetry, Limit: 10})
	if err != nil || len(all) != 1 || all[0].Actor != w.Admin.Account || all[0].Params["kind"] != "test.letter" || all[0].Params["count"] != "1" {
		t.Errorf("the record says %+v, %v", all, err)
	}
}
