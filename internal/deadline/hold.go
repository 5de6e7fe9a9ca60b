package deadline

import (
	"context"
	"database/sql"
	"time"

	"surety/internal/db"
	"surety/internal/fault"
)

// Suspend stops all clocks of the group, those set later too, until [Clocks.Resume] with the same reason, which is a
// code or an id. Twice does nothing. Right: the caller's.
func (c *Clocks) Suspend(ctx context.Context, tx *db.Tx, group, reason string) (err error) {
	defer fault.Wrap(&err, "deadline: suspend")
	now := c.Clock.Now()
	if _, err := tx.Exec(ctx, `INSERT INTO deadline_hold (grp, reason, since) VALUES ($1, $2, $3) ON CONFLICT (grp, reason) DO NOTHING`,
		group, reason, db.Micros(now)); err != nil {
		return err
	}
	return c.each(ctx, tx, group, func(d *stored) {
		d.ran, d.since = d.hasRun(now), sql.NullInt64{}
	})
}

// Resume lifts one reason. When it was the last, each clock of the group runs on with exactly what was left of it. Right:
// the caller's.
func (c *Clocks) Resume(ctx context.Context, tx *db.Tx, group, reason string) (err error) {
	defer fault.Wrap(&err, "deadline: resume")
	if _, err := tx.Exec(ctx, `DELETE FROM deadline_hold WHERE grp = $1 AND reason = $2`, group, reason); err != nil {
		return err
	}
	left, err := reasons(ctx, tx, group)
	if err != nil || len(left) > 0 {
		return err
	}
	now := sql.NullInt64{Int64: db.Micros(c.Clock.Now()), Valid: true}
	return c.each(ctx, tx, group, func(d *stored) {
		if !d.since.Valid {
			d.since = now
		}
	})
}

func (c *Clocks) each(ctx context.Context, tx *db.Tx, group string, change func(*stored)) error {
	all, err := ofGroup(ctx, tx, group)
	if err != nil {
		return err
	}
	for _, d := range all {
		was := d.since
		if change(&d); d.since == was {
			continue
		}
		if err := c.write(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

func ofGroup(ctx context.Context, tx *db.Tx, group string) ([]stored, error) {
	return db.All(ctx, tx, scan, `SELECT `+columns+` FROM deadline WHERE grp = $1 ORDER BY kind, subject`, group)
}

func reasons(ctx context.Context, tx *db.Tx, group string) ([]string, error) {
	return db.All(ctx, tx, db.Value[string], `SELECT reason FROM deadline_hold WHERE grp = $1 ORDER BY reason`, group)
}

// List shows the clocks of the groups, in the order of the groups, for screens. Right: the caller's.
func (c *Clocks) List(ctx context.Context, tx *db.Tx, groups ...string) ([]State, error) {
	now, list := c.Clock.Now(), []State{}
	for _, group := range groups {
		all, err := ofGroup(ctx, tx, group)
		if err != nil {
			return nil, err
		}
		why, err := reasons(ctx, tx, group)
		if err != nil {
			return nil, err
		}
		for _, d := range all {
			list = append(list, d.state(now, why))
		}
	}
	return list, nil
}

func (d stored) state(now time.Time, why []string) State {
	ran := d.hasRun(now)
	s := State{Deadline: d.Deadline, Remaining: micros(d.length - ran), Length: micros(d.length), Percent: 100, Reasons: why}
	if d.length > 0 {
		s.Percent = int(ran / max(d.length/100, 1))
	}
	s.Percent = min(s.Percent, 100)
	return s
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
