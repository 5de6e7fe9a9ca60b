package recovery

import (
	"context"
	"slices"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// work is one change of one request by one of staff, under way in its transaction.
type work struct {
	*Recoveries
	tx    *db.Tx
	row   row
	owner account.Person
	grant access.Grant
	now   time.Time
}

// change runs fn on the request, held, with a grant for the action. Faults: absent, denied, step_up_needed, recovery_state.
func (r *Recoveries) change(ctx context.Context, who access.Actor, id ID, act access.Action, fn func(ctx context.Context, w *work) error) error {
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := rowOf(ctx, tx, id, true)
		if err != nil {
			return err
		}
		t, p, err := r.facts(ctx, tx, x)
		if err != nil {
			return err
		}
		g, err := access.Check(who, act, t)
		if err != nil {
			return err
		}
		w := &work{r, tx, x, p, g, r.Clock.Now()}
		if x.past(w.now) || x.state != Asked && x.state != Approved {
			return ErrState
		}
		return fn(ctx, w)
	})
}

// facts are what the rules ask about a request. Who works for the client in a case does not decide, as long as two others can.
func (r *Recoveries) facts(ctx context.Context, tx *db.Tx, x row) (t access.Thing, p account.Person, err error) {
	if x.account == "" {
		return t, p, fault.ErrAbsent
	}
	if p, err = r.Accounts.Person(ctx, tx, x.account); err != nil {
		return t, p, err
	}
	t = x.bare()
	t.Staff = !p.IsClient()
	near, err := r.Desk.HelpersOf(ctx, tx, x.account)
	if err != nil {
		return t, p, err
	}
	all, err := r.approvers(ctx, tx, t)
	free := slices.DeleteFunc(slices.Clone(all), func(a access.AccountID) bool { return slices.Contains(near, a) })
	if len(free) >= Approvals {
		t.Barred = near
	}
	return t, p, err
}

// approvers are those whose roles let them decide it.
func (r *Recoveries) approvers(ctx context.Context, tx *db.Tx, t access.Thing) ([]access.AccountID, error) {
	all, err := r.Accounts.Holders(ctx, tx, access.Security)
	if err != nil {
		return nil, err
	}
	more, err := r.Accounts.Leads(ctx, tx)
	if t.Staff {
		more, err = r.Accounts.Holders(ctx, tx, access.Administrator)
	}
	all = append(all, more...)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(a access.AccountID) bool { return a == t.Owner }), err
}

// Call shows the number to call back, and that it was shown stands on the record with the reason. There is no way to see or give
// another. Right: recovery.call. Faults: recovery_number, recovery_state, invalid at reason.
func (r *Recoveries) Call(ctx context.Context, who access.Actor, id ID, reason string) (number string, err error) {
	if !slices.Contains(Reasons, reason) {
		return "", ErrReason
	}
	err = r.change(ctx, who, id, access.RecoveryCall, func(ctx context.Context, w *work) error {
		if w.row.callBack == "" {
			return ErrNumber
		}
		c, err := r.Accounts.CallBackOf(ctx, w.tx, w.row.callBack)
		if err != nil {
			return err
		}
		number = c.Number
		if _, err := w.tx.Exec(ctx, `INSERT INTO recovery_call (recovery, caller, reason, shown) VALUES ($1, $2, $3, $4)
			ON CONFLICT (recovery, caller) DO UPDATE SET reason = excluded.reason, shown = excluded.shown`, string(id), string(who.Account), reason, db.Micros(w.now)); err != nil {
			return err
		}
		return w.Log.Append(ctx, w.tx, w.grant, audit.Params{"reason": reason, "callBack": c.ID})
	})
	if err != nil {
		return "", err
	}
	return number, nil
}

// Hearing is what one of staff says of their call.
type Hearing struct {
	Words     string // what the person called said
	Uninvited bool   // nobody asked them to be the one who decides
}

// Approve says that the person called said the words of the page. The second approval, by somebody else, grants access.
// Right: recovery.approve. Faults: recovery_words (the fifth time the request is refused), recovery_not_called, recovery_twice,
// recovery_invited, recovery_state.
func (r *Recoveries) Approve(ctx context.Context, who access.Actor, id ID, h Hearing) error {
	wrong := false
	err := r.change(ctx, who, id, access.RecoveryApprove, func(ctx context.Context, w *work) error {
		if err := w.called(ctx, who.Account, h); err != nil {
			return err
		}
		if wrong = !r.heard(w.row, h.Words, w.now); wrong {
			return w.misheard(ctx)
		}
		if _, err := w.tx.Exec(ctx, `UPDATE recovery_call SET approved = $1 WHERE recovery = $2 AND caller = $3`, db.Micros(w.now), string(id), string(who.Account)); err != nil {
			return err
		}
		return w.approved(ctx)
	})
	if err == nil && wrong {
		return ErrWords
	}
	return err
}

// called makes sure that the approver was shown the number, lately, and is not the one who approved before.
func (w *work) called(ctx context.Context, who access.AccountID, h Hearing) error {
	all, err := callsOf(ctx, w.tx, w.row.id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(c Call) bool { return c.Caller == who })
	switch {
	case i >= 0 && !all[i].Approved.IsZero():
		return ErrTwice
	case i < 0 || w.row.callBack == "" || w.now.Sub(all[i].Shown) >= CallLasts || w.now.Before(all[i].Shown):
		return ErrNotCalled
	case !h.Uninvited:
		return ErrInvited
	}
	return nil
}

// misheard counts words that are not those of the page; it is stored although the call is refused.
func (w *work) misheard(ctx context.Context) error {
	was := w.row.state
	w.row.wrong++
	w.row.changed = w.now
	p := audit.Params{"what": "wrong_words", "wrong": strconv.FormatInt(w.row.wrong, 10)}
	if w.row.wrong >= wrongMost {
		w.row.state, p["state"] = Refused, string(Refused)
		if err := w.tell(ctx, w.tx, w.owner.ID, letterRefused); err != nil {
			return err
		}
	}
	if err := store(ctx, w.tx, was, w.row); err != nil {
		return err
	}
	return w.Log.Append(ctx, w.tx, w.grant, p)
}

func (w *work) approved(ctx context.Context) error {
	was := w.row.state
	w.row.state, _ = Next(was, Approve)
	w.row.approvals++
	w.row.changed = w.now
	if w.row.state == Granted {
		w.row.expires = w.now.Add(LinkLasts)
	}
	if err := store(ctx, w.tx, was, w.row); err != nil {
		return err
	}
	if err := w.Log.Append(ctx, w.tx, w.grant, audit.Params{"state": string(w.row.state), "approvals": strconv.FormatInt(w.row.approvals, 10)}); err != nil {
		return err
	}
	if w.row.state == Approved {
		return w.Accounts.TellRecovery(ctx, w.tx, w.owner, letterApproved)
	}
	if err := w.Jobs.Add(ctx, w.tx, expireJob, ref{w.row.id}, job.At(w.row.expires)); err != nil {
		return err
	}
	return w.Accounts.GiveBack(ctx, w.tx, w.owner)
}

// Refuse ends it. Right: recovery.refuse. Faults: recovery_state, invalid at reason.
func (r *Recoveries) Refuse(ctx context.Context, who access.Actor, id ID, reason string) error {
	if !slices.Contains(Refusals, reason) {
		return ErrReason
	}
	return r.change(ctx, who, id, access.RecoveryRefuse, func(ctx context.Context, w *work) error {
		was := w.row.state
		w.row.state, w.row.changed = Refused, w.now
		if err := store(ctx, w.tx, was, w.row); err != nil {
			return err
		}
		if err := r.tell(ctx, w.tx, w.owner.ID, letterRefused); err != nil {
			return err
		}
		return w.Log.Append(ctx, w.tx, w.grant, audit.Params{"state": string(Refused), "reason": reason})
	})
}
