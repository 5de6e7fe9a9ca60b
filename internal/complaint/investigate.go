package complaint

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deadline"
)

// Take gives the complaint to the actor, to look into it. Right: complaint.take. Faults: absent, denied (declared an interest),
// conflict_of_interest with the reason, complaint_state (somebody has it, or it is over).
func (c *Complaints) Take(ctx context.Context, who access.Actor, id ID) error {
	return c.change(ctx, who, id, access.ComplaintTake, func(ctx context.Context, w *work) error {
		if w.row.investigator != "" || !w.row.state.Open() {
			return ErrState
		}
		if why, err := w.interest(ctx, w.tx, w.row, who.Account); err != nil || why != "" {
			return first(err, ErrInterest.With("reason", why))
		}
		w.row.investigator = who.Account
		return nil
	})
}

// interest is what stands in somebody's way to look into it.
func (c *Complaints) interest(ctx context.Context, tx *db.Tx, r row, who access.AccountID) (string, error) {
	p, err := c.Accounts.Person(ctx, tx, who)
	if err != nil {
		return "", err
	}
	if p.State != account.Active || !slices.Contains(p.Roles, access.Security) {
		return "no_officer", nil
	}
	sides := []access.AccountID{r.filer}
	if r.accused != "" {
		sides = append(sides, r.accused)
	}
	return c.Desk.Interest(ctx, tx, r.ticket, p, sides...)
}

// Recuse declares an interest: the actor gives it back, and does not get it again. Right: complaint.recuse. Faults: absent,
// complaint_state.
func (c *Complaints) Recuse(ctx context.Context, who access.Actor, id ID) error {
	return c.change(ctx, who, id, access.ComplaintRecuse, func(ctx context.Context, w *work) error {
		if !w.row.state.Open() {
			return ErrState
		}
		w.row.investigator = ""
		if _, err := w.tx.Exec(ctx, `INSERT INTO complaint_barred (complaint, account, at) VALUES ($1, $2, $3)`, string(id), string(who.Account), db.Micros(w.now)); err != nil {
			return err
		}
		return w.officers(ctx, letterWaiting)
	})
}

// Sifting is what triage finds. It can be found anew while the complaint is looked into.
type Sifting struct {
	Accused  access.AccountID // empty while nobody is known
	Personal bool             // personal data is concerned
	Laws     []string         // codes of [Laws] that bear on it
}

// Sift says whom it speaks of (who had a hand in the case, or opened anything of it), and which laws bear on it: their clocks run from the filing. The accused is told, and has [Hearing] to
// answer. Right: complaint.sift. Faults: absent, complaint_state, complaint_accused, complaint_law, conflict_of_interest (with whom it
// speaks of).
func (c *Complaints) Sift(ctx context.Context, who access.Actor, id ID, s Sifting) error {
	traced, err := c.traced(ctx, who, id, s.Accused)
	if err != nil {
		return err
	}
	return c.change(ctx, who, id, access.ComplaintSift, func(ctx context.Context, w *work) error {
		if s.Accused != w.row.accused && (!traced || s.Accused == w.row.filer) { // who was named by an alert never had a hand in the case
			if err := w.nameable(ctx, s.Accused); err != nil {
				return err
			}
		}
		laws, err := lawsOf(s)
		if err != nil {
			return err
		}
		from, before := w.row.state, w.row.accused
		w.row.accused, w.row.personal, w.row.laws = s.Accused, s.Personal, strings.Join(s.Laws, " ")
		if why, err := w.interest(ctx, w.tx, w.row, who.Account); err != nil || why != "" {
			return first(err, ErrInterest.With("reason", why))
		}
		w.entry["accused"], w.entry["laws"] = string(s.Accused), w.row.laws
		if err := w.happen(ctx, Sift); err != nil {
			return err
		}
		if err := w.owe(ctx, laws); err != nil {
			return err
		}
		if from == Triage {
			if err := w.startClock(ctx); err != nil {
				return err
			}
		}
		if s.Accused == "" || from == Investigating && before == s.Accused {
			return nil
		}
		return w.hear(ctx)
	})
}

func lawsOf(s Sifting) (laws []Law, err error) {
	for i, code := range s.Laws {
		l, ok := lawOf(code)
		if !ok || !s.Personal || slices.Contains(s.Laws[:i], code) {
			return nil, ErrLaw
		}
		laws = append(laws, l)
	}
	return laws, nil
}

// owe sets the clocks of what laws ask for; what they no longer ask for, and is not done, goes.
func (w *work) owe(ctx context.Context, laws []Law) error {
	had, err := dutiesOf(ctx, w.tx, w.row.id)
	if err != nil {
		return err
	}
	for _, d := range had {
		if !d.Done.IsZero() || slices.ContainsFunc(laws, func(l Law) bool { return l.Code == d.Code }) {
			continue
		}
		if _, err := w.tx.Exec(ctx, `DELETE FROM complaint_duty WHERE complaint = $1 AND code = $2`, string(w.row.id), d.Code); err != nil {
			return err
		}
		if err := w.Clocks.Cancel(ctx, w.tx, dutyClock, dutySubject(w.row.id, d.Code)); err != nil {
			return err
		}
	}
	for _, l := range laws {
		if slices.ContainsFunc(had, func(d Duty) bool { return d.Code == l.Code }) {
			continue
		}
		if err := w.duty(ctx, l.Code, db.Time(w.row.filed).Add(l.Within)); err != nil {
			return err
		}
	}
	return nil
}

// duty is owed from now on, with the clock that calls when it is late.
func (w *work) duty(ctx context.Context, code string, due time.Time) error {
	if _, err := w.tx.Exec(ctx, `INSERT INTO complaint_duty (complaint, code, due, done_by) VALUES ($1, $2, $3, '')`, string(w.row.id), code, db.Micros(due)); err != nil {
		return err
	}
	return w.Clocks.Set(ctx, w.tx, deadline.Deadline{Kind: dutyClock, Subject: dutySubject(w.row.id, code), Group: string(w.row.id), Turn: "investigator", Due: due})
}

// hear has the accused told, and their time run.
func (w *work) hear(ctx context.Context) error {
	due := w.now.Add(Hearing)
	w.sent = append(w.sent, notice{Complaint: w.row.id, Account: w.row.accused, Code: letterAccused, Until: db.Micros(due)})
	return w.Clocks.Set(ctx, w.tx, deadline.Deadline{Kind: hearingClock, Subject: string(w.row.id), Turn: "accused", Due: due})
}

// Decision is how a complaint ends.
type Decision struct {
	Outcome  State // Confirmed, Unfounded or Inconclusive
	Report   string
	Remedies []string // of a confirmed one: what remains to be done
}

// Decide ends it with a report to both sides. The case goes on: clocks run with what was left of them, and what was closed opens to those
// who may still have it. Right: complaint.decide, with step-up. Faults: absent, complaint_state, complaint_unheard, conflict_of_interest,
// invalid (outcome, remedies), invalid and too_large (text).
func (c *Complaints) Decide(ctx context.Context, who access.Actor, id ID, d Decision) error {
	event, ok := events[d.Outcome]
	if !ok || d.Outcome != Confirmed && len(d.Remedies) > 0 || slices.ContainsFunc(d.Remedies, func(r string) bool { return !slices.Contains(Remedies, r) }) {
		return ErrOutcome
	}
	report, err := clean(d.Report)
	if err != nil {
		return err
	}
	return c.change(ctx, who, id, access.ComplaintDecide, func(ctx context.Context, w *work) error {
		if why, err := w.interest(ctx, w.tx, w.row, who.Account); err != nil || why != "" {
			return first(err, ErrInterest.With("reason", why))
		}
		if w.row.state != Investigating {
			return ErrState
		}
		if heard, err := w.heard(ctx); err != nil || d.Outcome == Confirmed && !heard {
			return first(err, ErrUnheard)
		}
		if err := w.happen(ctx, event); err != nil {
			return err
		}
		if err := w.say(ctx, Report, report); err != nil {
			return err
		}
		if d.Outcome == Confirmed {
			if err := w.remedy(ctx, d.Remedies, report); err != nil { // deals before their ticket
				return err
			}
		}
		return w.close(ctx)
	})
}

// heard: the accused is named, and has answered or had the time to.
func (w *work) heard(ctx context.Context) (bool, error) {
	if w.row.accused == "" {
		return false, nil
	}
	n, err := db.One(ctx, w.tx, db.Value[int64], `SELECT count(*) FROM complaint_word WHERE complaint = $1 AND kind = $2 AND author = $3`,
		string(w.row.id), string(Answer), string(w.row.accused))
	if err != nil || n > 0 {
		return n > 0, err
	}
	waits, err := w.Clocks.List(ctx, w.tx, string(w.row.id))
	return err == nil && !slices.ContainsFunc(waits, func(d deadline.State) bool { return d.Kind == hearingClock }), err
}

// close lets the case go on.
func (w *work) close(ctx context.Context) error {
	w.row.closed = sql.NullInt64{Int64: db.Micros(w.now), Valid: true}
	for _, k := range []deadline.Kind{clockKind(Triage), clockKind(Investigating), hearingClock} {
		if err := w.Clocks.Cancel(ctx, w.tx, k, string(w.row.id)); err != nil {
			return err
		}
	}
	deals, err := w.Deals.Under(ctx, w.tx, string(w.row.id))
	if err != nil {
		return err
	}
	for _, d := range deals {
		if err := w.Deals.Lift(ctx, w.tx, w.grant, d, string(w.row.id)); err != nil {
			return err
		}
	}
	for i, told := 0, []access.AccountID{w.row.filer, w.row.accused, w.thing.Requester}; i < len(told); i++ {
		if told[i] != "" && !slices.Contains(told[:i], told[i]) {
			w.sent = append(w.sent, notice{Complaint: w.row.id, Account: told[i], Code: letterDecided})
		}
	}
	return w.Desk.Lift(ctx, w.tx, w.grant, string(w.row.id))
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
