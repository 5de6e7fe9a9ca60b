package dispute

import (
	"context"
	"encoding/json"
	"slices"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/job"
)

func clockKind(s State) deadline.Kind { return deadline.Kind("dispute." + string(s)) }

func (d *Disputes) handleClocks() {
	for s := range clocks {
		d.Clocks.Handle(clockKind(s), deadline.Handler{Hold: d.holdSubject, Due: d.timeIsUp, Remind: d.remind})
	}
}

func (d *Disputes) holdSubject(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	_, _, _, err := d.load(ctx, tx, ID(x.Subject), true)
	return err
}

// server is a change that the installation makes itself. It cannot open content.
func (d *Disputes) server(ctx context.Context, tx *db.Tx, id ID) (*work, error) {
	return d.begin(ctx, tx, access.Server("dispute"), id, access.DisputeClock)
}

// timeIsUp does what silence does. Under a complaint, which should have stopped the clock, it waits another day.
func (d *Disputes) timeIsUp(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	w, err := d.server(ctx, tx, ID(x.Subject))
	if err != nil {
		return err
	}
	if clockKind(w.row.state) != x.Kind {
		return nil
	}
	if why, err := w.suspended(ctx); err != nil {
		return err
	} else if why {
		x.Due = w.now.AddDate(0, 0, 1)
		return d.Clocks.Set(ctx, tx, x)
	}
	if err := w.free(ctx, TooLate); err != nil {
		return err
	}
	if err := w.happen(ctx, Silence); err != nil {
		return err
	}
	if w.row.state == Closed {
		if err := w.settle(ctx, w.row.awardMinor); err != nil {
			return err
		}
	}
	return w.finish(ctx)
}

// free takes the dispute from the arbiter whose turn it is; they do not get it again.
func (w *work) free(ctx context.Context, why Conflict) error {
	judge := w.row.judge()
	if judge == "" {
		return nil
	}
	w.entry["arbiter"], w.entry["why"] = string(judge), string(why)
	switch w.row.state {
	case Proposing, Proposed:
		w.row.arbiter, w.row.accepted, w.row.proposalMinor = "", deal.Nobody, 0
	case Confirming:
		w.row.confirmer = ""
	case Deciding:
		w.row.reviewer = ""
	}
	return bar(ctx, w.tx, w.row.id, judge, why, db.Micros(w.now))
}

// fellInto begins the dispute into which a milestone fell because nobody answered a request to cancel. What stands already,
// or is over, is left alone, so that the job may come twice.
func (d *Disputes) fellInto(ctx context.Context, tx *db.Tx, j job.Job) error {
	var news deal.DisputedJob
	if err := json.Unmarshal(j.Payload, &news); err != nil {
		return job.Hopeless(err)
	}
	c, err := d.Deals.CaseOf(ctx, tx, news.Milestone)
	if err != nil {
		return err
	}
	if _, err := rowOf(ctx, tx, ID(news.Matter), false); err == nil || fault.KindOf(err) != fault.Absent {
		return err
	}
	if c.State != deal.Disputed {
		return nil
	}
	r, err := d.fresh(c, ID(news.Matter), news.By, "silence")
	if err != nil {
		return err
	}
	g, err := access.Check(access.Server("dispute"), access.DisputeClock, r.thing(c, nil))
	if err != nil {
		return err
	}
	w := &work{Disputes: d, tx: tx, row: r, deal: c, grant: g, now: d.Clock.Now(),
		entry: audit.Params{"dispute": string(r.id), "milestone": string(r.milestone), "way": r.way}}
	if err := w.startClock(ctx, ""); err != nil {
		return err
	}
	return w.finish(ctx)
}

// remind writes to whose turn it is.
func (d *Disputes) remind(ctx context.Context, tx *db.Tx, x deadline.Deadline, _ int) error {
	r, err := rowOf(ctx, tx, ID(x.Subject), false)
	if err != nil || clockKind(r.state) != x.Kind {
		return err
	}
	to := []access.AccountID{r.judge()}
	switch turn := r.turn(); turn {
	case deal.Both:
		to = []access.AccountID{r.client, r.specialist}
	case deal.Client, deal.Specialist:
		to = []access.AccountID{r.account(turn)}
	}
	for _, a := range slices.DeleteFunc(to, func(a access.AccountID) bool { return a == "" }) {
		if err := d.post(ctx, tx, notice{Dispute: r.id, Account: a, Code: letterReminder, Until: db.Micros(x.Due)}); err != nil {
			return err
		}
	}
	return nil
}
