package complaint

import (
	"context"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deadline"
)

// Kinds of clocks besides those of states.
const (
	hearingClock deadline.Kind = "complaint.hearing" // the accused's time to answer
	dutyClock    deadline.Kind = "complaint.duty"    // what a law asks for
)

func clockKind(s State) deadline.Kind { return deadline.Kind("complaint." + string(s)) }

func dutySubject(id ID, code string) string { return string(id) + "/" + code }

func (c *Complaints) handleClocks() {
	h := deadline.Handler{Hold: c.holdSubject, Due: c.timeIsUp, Remind: c.remind}
	for s := range limits {
		c.Clocks.Handle(clockKind(s), h)
	}
	c.Clocks.Handle(dutyClock, h)
	c.Clocks.Handle(hearingClock, deadline.Handler{Hold: c.holdSubject, Remind: c.remind,
		Due: func(context.Context, *db.Tx, deadline.Deadline) error { return nil }}) // what it did was to run
}

func idOf(x deadline.Deadline) ID {
	id, _, _ := strings.Cut(x.Subject, "/")
	return ID(id)
}

func (c *Complaints) holdSubject(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	_, err := rowOf(ctx, tx, idOf(x), true)
	return err
}

// startClock sets the clock of the state, and ends that of the one before.
func (w *work) startClock(ctx context.Context) error {
	if w.row.state == Investigating {
		if err := w.Clocks.Cancel(ctx, w.tx, clockKind(Triage), string(w.row.id)); err != nil {
			return err
		}
	}
	return w.Clocks.Set(ctx, w.tx, deadline.Deadline{Kind: clockKind(w.row.state), Subject: string(w.row.id), Turn: "investigator", Due: w.now.Add(limits[w.row.state])})
}

// timeIsUp decides nothing: officers are called, and again a day later.
func (c *Complaints) timeIsUp(ctx context.Context, tx *db.Tx, x deadline.Deadline) error {
	w, err := c.begin(ctx, tx, access.Server("complaint"), idOf(x), access.ComplaintClock)
	if err != nil {
		return err
	}
	if x.Kind != dutyClock && clockKind(w.row.state) != x.Kind {
		return nil
	}
	w.entry["overdue"] = string(x.Kind)
	if err := w.officers(ctx, letterOverdue); err != nil {
		return err
	}
	x.Started, x.Due = w.now, w.now.Add(again)
	if err := c.Clocks.Set(ctx, tx, x); err != nil {
		return err
	}
	return w.finish(ctx)
}

// remind writes to whose turn it is.
func (c *Complaints) remind(ctx context.Context, tx *db.Tx, x deadline.Deadline, _ int) error {
	r, err := rowOf(ctx, tx, idOf(x), false)
	if err != nil {
		return err
	}
	to, code := r.investigator, letterReminder
	switch {
	case x.Kind == hearingClock:
		to, code = r.accused, letterAccused
	case x.Subject == dutySubject(r.id, Attest):
		to, code = r.accused, letterAttest
	}
	if to == "" {
		return nil
	}
	return c.post(ctx, tx, notice{Complaint: r.id, Account: to, Code: code, Until: db.Micros(x.Due)})
}
