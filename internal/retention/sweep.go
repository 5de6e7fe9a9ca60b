package retention

import (
	"context"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// batch is how many cases one transaction goes through.
const batch = 200

// sweep is the hourly turn: it counts the time, plans what is due, tells whose notice begins, and has destroyed what is ripe.
func (k *Keeper) sweep(ctx context.Context, _ job.Job) error {
	p, err := k.beat(ctx)
	if err != nil {
		return err
	}
	if p.stale() {
		if err := k.plan(ctx); err != nil {
			return err
		}
	}
	for _, turn := range []func(context.Context, pulse) error{k.notify, k.begin, k.resume, k.repeat} {
		if err := turn(ctx, p); err != nil {
			return err
		}
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return k.Jobs.AddTurn(ctx, tx, sweepJob, k.Clock.Now().Add(sweepEvery))
	})
}

func (k *Keeper) beat(ctx context.Context) (p pulse, err error) {
	return p, k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if p, err = pulseOf(ctx, tx); err != nil {
			return err
		}
		p = p.beat(k.Clock.Now())
		return p.put(ctx, tx)
	})
}

// plan goes through all closed cases and says which are due when.
func (k *Keeper) plan(ctx context.Context) error {
	if err := k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE retention_pulse SET planned = at`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM retention_case WHERE ticket IN (SELECT id FROM ticket WHERE closed = 0 OR destroyed <> 0)`)
		return err
	}); err != nil {
		return err
	}
	for after, more := int64(0), true; more; {
		err := k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			after, more, err = k.planBatch(ctx, tx, after)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) planBatch(ctx context.Context, tx *db.Tx, after int64) (int64, bool, error) {
	rules, err := rulesOf(ctx, tx)
	if err != nil {
		return 0, false, err
	}
	all, err := db.All(ctx, tx, scanFacts, factsSQL+`WHERE t.serial > $1 AND t.closed > 0 AND t.destroyed = 0 ORDER BY t.serial LIMIT $2`, after, batch)
	for _, f := range all {
		if err := k.planOne(ctx, tx, rules, f); err != nil {
			return 0, false, err
		}
		after = f.serial
	}
	return after, len(all) == batch, err
}

// planOne never brings nearer what the client was told, and takes a notice back that has become far too early.
func (k *Keeper) planOne(ctx context.Context, tx *db.Tx, rules []Rule, f facts) error {
	r, err := rowOf(ctx, tx, f.ticket)
	if err != nil && !errors.Is(err, fault.ErrAbsent) {
		return err
	}
	rule, due, err := dueOf(ctx, tx, rules, f)
	if err != nil {
		return err
	}
	if rule.Days == 0 {
		_, err := tx.Exec(ctx, `DELETE FROM retention_case WHERE ticket = $1`, string(f.ticket))
		return err
	}
	is := row{f.ticket, f.number, f.department, string(f.class), f.kind(), rule.String(), due, r.noticed, r.lived}
	switch now := k.Clock.Now(); {
	case r.noticed.IsZero():
	case due.After(r.due) && due.After(now.Add(NoticeDays*day)):
		is.noticed, is.lived = time.Time{}, 0
	case r.due.After(due):
		is.due = r.due
	}
	if is == r {
		return nil
	}
	return is.put(ctx, tx)
}

// dueOf is the day by the rules as they are, or as far as the client extended it.
func dueOf(ctx context.Context, tx *db.Tx, rules []Rule, f facts) (Rule, time.Time, error) {
	rule := Choose(rules, f.class, f.department, f.kind())
	due := db.Time(f.closed).Add(time.Duration(rule.Days) * day)
	e, err := extensionOf(ctx, tx, f.ticket)
	if e.until.After(due) {
		due = e.until
	}
	return rule, due, err
}

// cases walks the rows that the condition names, by their day.
func (k *Keeper) cases(ctx context.Context, where string, until time.Time, fn func(context.Context, row) error) error {
	at, id := int64(0), ""
	for {
		var all []row
		if err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			all, err = db.All(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM retention_case WHERE `+where+` AND due <= $1 AND (due, ticket) > ($2, $3) ORDER BY due, ticket LIMIT $4`,
				db.Micros(until), at, id, batch)
			return err
		}); err != nil {
			return err
		}
		for _, r := range all {
			if err := fn(ctx, r); err != nil {
				return err
			}
			at, id = db.Micros(r.due), string(r.ticket)
		}
		if len(all) < batch {
			return nil
		}
	}
}

// notify begins the notice of what will be due when it has run, unless something obliges to keep it.
func (k *Keeper) notify(ctx context.Context, p pulse) error {
	return k.cases(ctx, `noticed IS NULL`, p.at.Add(NoticeDays*day), func(ctx context.Context, r row) error {
		return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return k.notice(ctx, tx, r.ticket, p) })
	})
}

func (k *Keeper) notice(ctx context.Context, tx *db.Tx, t access.TicketID, p pulse) error {
	f, err := hold(ctx, tx, t)
	if err != nil || f.destroyed != 0 {
		return err
	}
	why, err := k.obliged(ctx, tx, f)
	if err != nil || len(why) > 0 {
		return err
	}
	r, err := rowOf(ctx, tx, t)
	if err != nil || !r.noticed.IsZero() {
		return onlyAbsent(err)
	}
	if earliest := p.at.Add(NoticeDays * day); r.due.Before(earliest) {
		r.due = earliest
	}
	r.noticed, r.lived = p.at, p.lived
	if err := r.put(ctx, tx); err != nil {
		return err
	}
	x, err := k.thing(ctx, tx, t)
	if err != nil {
		return err
	}
	g, err := access.Check(access.Server("retention"), access.RetentionClock, x)
	if err != nil {
		return err
	}
	if err := k.Log.Append(ctx, tx, g, audit.Params{"what": "notice", "rule": r.rule, "due": r.due.Format(time.RFC3339)}); err != nil {
		return err
	}
	k.tell(tx, x)
	return k.post(ctx, tx, letter{Ticket: t, Account: f.requester, Code: letterDue, Until: db.Micros(r.due)})
}

// begin has what is ripe destroyed, case by case. The job asks everything again.
func (k *Keeper) begin(ctx context.Context, p pulse) error {
	return k.cases(ctx, `noticed IS NOT NULL`, p.at, func(ctx context.Context, r row) error {
		if !r.ripe(p) {
			return nil
		}
		return k.later(ctx, r.ticket)
	})
}

func (k *Keeper) later(ctx context.Context, t access.TicketID) error {
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return k.Jobs.Add(ctx, tx, destroyJob, errand{t}, job.Unique(string(t)))
	})
}

// resume goes on with destructions that were given up, and shreds keys again that an older backup of the key store brought back.
func (k *Keeper) resume(ctx context.Context, p pulse) error {
	var open, lately []access.TicketID
	if err := k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if open, err = db.All(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM retention_end WHERE done IS NULL ORDER BY began LIMIT $1`, batch); err != nil {
			return err
		}
		since := p.at.AddDate(0, 0, -k.KeyBackupDays-1)
		lately, err = db.All(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM retention_end WHERE began > $1 AND done IS NOT NULL ORDER BY began, ticket`, db.Micros(since))
		return err
	}); err != nil {
		return err
	}
	for _, t := range open {
		if err := k.later(ctx, t); err != nil {
			return err
		}
	}
	for _, t := range lately {
		if err := k.shredAgain(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) shredAgain(ctx context.Context, t access.TicketID) error {
	key, err := k.Vault.CaseKey(ctx, t)
	if err != nil || key.Versions == 0 {
		return err
	}
	if err := k.Vault.Shred(ctx, t); err != nil {
		return err
	}
	return k.DB.InTx(ctx, k.wipeLater)
}

func onlyAbsent(err error) error {
	if errors.Is(err, fault.ErrAbsent) {
		return nil
	}
	return err
}
