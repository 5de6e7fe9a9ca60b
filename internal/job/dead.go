package job

import (
	"context"
	"time"

	"surety/internal/db"
)

// Grave is dead jobs of one kind that failed of one thing.
type Grave struct {
	Kind  string
	Fault string // the code of the last failure
	Count int64
	Since time.Time // when the first of them was given up
}

// Graves lists the dead by kind and fault.
func (q *Queue) Graves(ctx context.Context) (all []Grave, err error) {
	err = q.db.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, scanGrave, `SELECT kind, fault, count(*), min(dead) FROM job WHERE dead IS NOT NULL GROUP BY kind, fault ORDER BY kind, fault`)
		return err
	})
	return all, err
}

func scanGrave(s db.Scanner) (g Grave, err error) {
	var since int64
	err = s.Scan(&g.Kind, &g.Fault, &g.Count, &since)
	g.Since = db.Time(since)
	return g, err
}

// Revive gives the dead jobs of a kind all their attempts again, due at once, and returns how many there were. It asks
// no right. Workers of this server wake when the transaction commits, others notice within a second.
func (q *Queue) Revive(ctx context.Context, tx *db.Tx, kind string) (int64, error) {
	n, err := tx.Exec(ctx, `UPDATE job SET dead = NULL, due = $2, attempts = 0, holder = '' WHERE kind = $1 AND dead IS NOT NULL`, kind, db.Micros(q.clock.Now()))
	if n > 0 {
		tx.AfterCommit(q.signal)
	}
	return n, err
}
