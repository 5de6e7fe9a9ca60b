package recovery

import (
	"context"
	"errors"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
)

// listed is how many a list shows, newest first: there are few.
const listed = 100

// List shows the requests that the actor may decide, newest first, also those that are over. Right: recovery.see on each.
func (r *Recoveries) List(ctx context.Context, who access.Actor) (all []View, err error) {
	if _, err := access.Check(who, access.RecoverySee, access.Thing{Kind: "recovery"}); err != nil {
		if _, staff := access.Check(who, access.RecoverySee, access.Thing{Kind: "recovery", Staff: true}); staff != nil {
			return nil, err
		}
	}
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := db.All(ctx, tx, scanRow, `SELECT `+columns+` FROM recovery WHERE account <> '' AND asked > $1 ORDER BY asked DESC, id LIMIT $2`,
			db.Micros(r.Clock.Now().Add(-keptFor)), listed)
		if err != nil {
			return err
		}
		for _, x := range rows {
			v, err := r.view(ctx, tx, who, x)
			if errors.Is(err, fault.ErrAbsent) || errors.Is(err, fault.ErrDenied) {
				continue
			}
			if err != nil {
				return err
			}
			all = append(all, v)
		}
		return nil
	})
	return all, err
}

// Read shows one. Right: recovery.see. Fault: absent.
func (r *Recoveries) Read(ctx context.Context, who access.Actor, id ID) (v View, err error) {
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		x, err := rowOf(ctx, tx, id, false)
		if err == nil {
			v, err = r.view(ctx, tx, who, x)
		}
		return err
	})
	return v, err
}

func (r *Recoveries) view(ctx context.Context, tx *db.Tx, who access.Actor, x row) (v View, err error) {
	t, p, err := r.facts(ctx, tx, x)
	if err != nil {
		return v, err
	}
	if err := access.Ask(&who, access.RecoverySee, &t); err != nil {
		return v, err
	}
	now := r.Clock.Now()
	v = View{ID: x.id, State: x.state, Owner: x.account, Name: p.Name, Email: masked(p.Email), Operator: x.operator, Staff: t.Staff, Asked: x.asked, Changed: x.changed, Expires: x.expires, Wrong: int(x.wrong)}
	if x.past(now) {
		v.State = Expired
	}
	if v.Place, err = r.place(x); err != nil {
		return v, err
	}
	if x.callBack != "" {
		c, err := r.Accounts.CallBackOf(ctx, tx, x.callBack)
		if err != nil {
			return v, err
		}
		v.Number = c.Masked()
	}
	if err := tx.Get(ctx, `SELECT count(*) FROM recovery WHERE account = $1 AND id <> $2 AND state IN ('asked', 'approved', 'granted') AND expires > $3`,
		[]any{string(x.account), string(x.id), db.Micros(now)}, &v.Others); err != nil {
		return v, err
	}
	if v.Calls, err = callsOf(ctx, tx, x.id); err != nil {
		return v, err
	}
	v.Can = can(who, t, v)
	return v, r.named(ctx, tx, v.Calls)
}

// can is what the actor may do now; a step-up is asked for when it is done.
func can(who access.Actor, t access.Thing, v View) (all []access.Action) {
	if v.State != Asked && v.State != Approved {
		return nil
	}
	who.SteppedUp = true
	called, approved := false, false
	for _, c := range v.Calls {
		if c.Caller == who.Account {
			called, approved = true, !c.Approved.IsZero()
		}
	}
	for act, now := range map[access.Action]bool{access.RecoveryCall: v.Number != "" && !approved, access.RecoveryApprove: called && !approved, access.RecoveryRefuse: true} {
		if now && access.Ask(&who, act, &t) == nil {
			all = append(all, act)
		}
	}
	return all
}

func (r *Recoveries) named(ctx context.Context, tx *db.Tx, calls []Call) error {
	for i, c := range calls {
		p, err := account.Given(r.Accounts.Person(ctx, tx, c.Caller))
		if err != nil {
			return err
		}
		calls[i].Name = p.Name
	}
	return nil
}

// Mine are the requests for the actor's own account that can still be stopped. Right: own.read.
func (r *Recoveries) Mine(ctx context.Context, who access.Actor) (all []View, err error) {
	if _, err := access.Check(who, access.OwnRead, access.Thing{Kind: "account", ID: string(who.Account), Owner: who.Account}); err != nil {
		return nil, err
	}
	now := r.Clock.Now()
	err = r.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := db.All(ctx, tx, scanRow, `SELECT `+columns+` FROM recovery WHERE account = $1 AND (state IN ('asked', 'approved', 'granted') AND expires > $2 OR state = 'used' AND used > $3) ORDER BY asked, id`,
			string(who.Account), db.Micros(now), db.Micros(now.Add(-account.RecoveredFor)))
		for _, x := range rows {
			v := View{ID: x.id, State: x.state, Asked: x.asked, Expires: x.expires}
			if v.Place, err = r.place(x); err != nil {
				return err
			}
			all = append(all, v)
		}
		return err
	})
	return all, err
}
