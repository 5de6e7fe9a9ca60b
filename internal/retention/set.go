package retention

import (
	"context"
	"errors"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// thing is what rules are asked about.
var thing = access.Thing{Kind: "retention"}

// Rules are all that are set. Right: retention.rules. Faults: denied.
func (k *Keeper) Rules(ctx context.Context, who access.Actor) (all []Rule, err error) {
	if _, err := access.Check(who, access.RetentionRules, thing); err != nil {
		return nil, err
	}
	err = k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = rulesOf(ctx, tx)
		return err
	})
	return all, err
}

func rulesOf(ctx context.Context, tx *db.Tx) ([]Rule, error) {
	return db.All(ctx, tx, func(s db.Scanner) (r Rule, err error) {
		var changed int64
		err = s.Scan(&r.Class, &r.Department, &r.Kind, &r.Days, &changed)
		r.ChangedAt = db.Time(changed)
		return r, err
	}, `SELECT class, department, kind, days, changed FROM retention_rule ORDER BY department, class, kind`)
}

// Set sets a rule, or drops the one for the same cases. It stands on the record. A shorter one destroys nothing at once: whatever it makes
// due gets its notice first. Right: retention.set, with step-up. Faults: retention_rule.
func (k *Keeper) Set(ctx context.Context, who access.Actor, r Rule, drop bool) error {
	g, err := access.Check(who, access.RetentionSet, thing)
	if err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := k.knows(ctx, tx, r.Department); err != nil {
			return err
		}
		if err := k.put(ctx, tx, who, r, drop); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE retention_pulse SET planned = 0`); err != nil {
			return err
		}
		if err := k.Jobs.AddTurn(ctx, tx, sweepJob, k.Clock.Now()); err != nil {
			return err
		}
		p := audit.Params{"rule": r.String(), "what": "set"}
		if drop {
			p["what"] = "dropped"
		}
		return k.Log.Append(ctx, tx, g, p)
	})
}

func (k *Keeper) put(ctx context.Context, tx *db.Tx, who access.Actor, r Rule, drop bool) error {
	key := []any{string(r.Class), string(r.Department), string(r.Kind)}
	if drop {
		_, err := tx.Exec(ctx, `DELETE FROM retention_rule WHERE class = $1 AND department = $2 AND kind = $3`, key...)
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO retention_rule (class, department, kind, days, changed, actor) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (class, department, kind) DO UPDATE SET days = excluded.days, changed = excluded.changed, actor = excluded.actor`,
		append(key, r.Days, db.Micros(k.Clock.Now()), string(who.Account))...)
	return err
}

func (k *Keeper) knows(ctx context.Context, tx *db.Tx, d access.DepartmentID) error {
	if d == "" {
		return nil
	}
	_, err := k.Accounts.Department(ctx, tx, d)
	if errors.Is(err, fault.ErrAbsent) {
		return ErrRule
	}
	return err
}
