package recovery

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/db"
)

// Enter follows the link: a session in which one factor can be added. The request must still stand as granted. Fault: link_used.
func (r *Recoveries) Enter(ctx context.Context, token, previous string, from account.Client) (s account.Session, err error) {
	err = r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if s, err = r.Accounts.EnterRecovered(ctx, tx, token, previous, from); err != nil {
			return err
		}
		now := r.Clock.Now()
		rows, err := rowsOf(ctx, tx, s.Account, now)
		if err != nil {
			return err
		}
		for _, x := range rows {
			if x.state == Granted && !x.past(now) {
				return r.followed(ctx, tx, x, now, from)
			}
		}
		return account.ErrLink
	})
	if err != nil {
		return account.Session{}, err
	}
	return s, nil
}

func (r *Recoveries) followed(ctx context.Context, tx *db.Tx, x row, now time.Time, from account.Client) error {
	x.state, x.changed, x.used = Used, now, now
	if err := store(ctx, tx, Granted, x); err != nil {
		return err
	}
	p, err := r.Accounts.Person(ctx, tx, x.account)
	if err != nil {
		return err
	}
	if err := r.Accounts.TellRecovery(ctx, tx, p, letterUsed); err != nil {
		return err
	}
	who := access.Server("recovery")
	who.Address = from.Address
	return r.Log.AppendAs(ctx, tx, who, access.RecoveryClock, x.bare(), audit.Params{"what": string(Used)})
}

// StopByLink stops everything that is under way for the account of the letter, and undoes what was used in the last day. It needs no
// sign-in and counts once. Faults: link_used, recovery_state (there is nothing to stop).
func (r *Recoveries) StopByLink(ctx context.Context, token string, from account.Client) error {
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		id, err := r.Accounts.UseStop(ctx, tx, token)
		if err != nil {
			return err
		}
		return r.stop(ctx, tx, id, func(x row) error {
			who := access.Server("recovery")
			who.Address = from.Address
			return r.Log.AppendAs(ctx, tx, who, access.RecoveryClock, x.bare(), audit.Params{"what": string(Stopped), "by": "link"})
		})
	})
}

// Stop is [Recoveries.StopByLink] for the owner in an open session. Right: recovery.stop. Fault: recovery_state.
func (r *Recoveries) Stop(ctx context.Context, who access.Actor) error {
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return r.stop(ctx, tx, who.Account, func(x row) error {
			g, err := access.Check(who, access.RecoveryStop, x.bare())
			if err != nil {
				return err
			}
			return r.Log.Append(ctx, tx, g, audit.Params{"by": "owner"})
		})
	})
}

func (r *Recoveries) stop(ctx context.Context, tx *db.Tx, id access.AccountID, record func(row) error) error {
	now := r.Clock.Now()
	rows, err := rowsOf(ctx, tx, id, now.Add(-account.RecoveredFor))
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return ErrState
	}
	if err := r.Accounts.DropRecovery(ctx, tx, id); err != nil {
		return err
	}
	for _, x := range rows {
		was := x.state
		if err := record(x); err != nil {
			return err
		}
		if was == Used {
			if err := r.Accounts.UndoRecovery(ctx, tx, id, x.used); err != nil {
				return err
			}
		}
		x.state, x.changed = Stopped, now
		if err := store(ctx, tx, was, x); err != nil {
			return err
		}
		if err := r.callOfficers(ctx, tx, x); err != nil {
			return err
		}
	}
	return nil
}
