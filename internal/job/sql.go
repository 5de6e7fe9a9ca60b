package job

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"surety/internal/db"
)

// never is when a dead job is due. A claim must walk the index of due and take the first, but a planner whose statistics
// are old takes any other condition for so rare that it sorts every due job instead. So the dead are told apart by due
// itself, and ours hides the kinds in a comparison that planners take for common.
const never = math.MaxInt64

func (q *Queue) ours(first int) string {
	return `CASE WHEN kind IN (` + q.marks(first) + `) THEN 1 ELSE 0 END > 0`
}

// claimText moves the longest due job of our kinds to the end of a lease. A job that was begun gives up its unique key.
func (q *Queue) claimText(e db.Engine) string {
	skip := ""
	if e == db.Postgres {
		skip = "FOR UPDATE SKIP LOCKED"
	}
	return `WITH picked AS MATERIALIZED (SELECT id FROM job WHERE due <= $1 AND ` + q.ours(4) + `
		ORDER BY due LIMIT 1 ` + skip + `)
		UPDATE job SET due = $2, holder = $3, attempts = attempts + 1, unique_key = NULL
		WHERE id IN (SELECT id FROM picked) RETURNING id, kind, payload, attempts`
}

// marks are the parameters, from $first on, that withKinds fills.
func (q *Queue) marks(first int) string {
	var all []string
	for i := range len(q.kinds) {
		all = append(all, fmt.Sprintf("$%d", first+i))
	}
	return strings.Join(all, ", ")
}

func (q *Queue) withKinds(args []any) []any {
	for _, k := range slices.Sorted(maps.Keys(q.kinds)) {
		args = append(args, k)
	}
	return args
}

// next is when the earliest job of our kinds is due; zero when there is none.
func (q *Queue) next(ctx context.Context) (time.Time, error) {
	var due sql.NullInt64
	err := q.db.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT min(due) FROM job WHERE due < $1 AND `+q.ours(2), q.withKinds([]any{never}), &due)
	})
	return db.TimeOrZero(due), err
}

// held runs a statement on the job as long as the holder has it.
func held(ctx context.Context, tx *db.Tx, query string, args ...any) error {
	n, err := tx.Exec(ctx, query+` AND dead IS NULL`, args...)
	if err == nil && n == 0 {
		return errLost
	}
	return err
}

func remove(ctx context.Context, tx *db.Tx, id, holder string) error {
	return held(ctx, tx, `DELETE FROM job WHERE id = $1 AND holder = $2`, id, holder)
}

func extend(ctx context.Context, tx *db.Tx, id, holder string, until time.Time) error {
	return held(ctx, tx, `UPDATE job SET due = $3 WHERE id = $1 AND holder = $2`, id, holder, db.Micros(until))
}

// release gives back a job that was not done because the server stops; the try does not count.
func release(ctx context.Context, tx *db.Tx, id, holder string, now time.Time) error {
	return held(ctx, tx, `UPDATE job SET due = $3, holder = '', attempts = attempts - 1 WHERE id = $1 AND holder = $2`, id, holder, db.Micros(now))
}

func postpone(ctx context.Context, tx *db.Tx, id, holder, code string, due time.Time) error {
	return held(ctx, tx, `UPDATE job SET due = $3, fault = $4, holder = '' WHERE id = $1 AND holder = $2`, id, holder, db.Micros(due), code)
}

func bury(ctx context.Context, tx *db.Tx, id, holder, code string, now time.Time) error {
	return held(ctx, tx, `UPDATE job SET due = $5, dead = $3, fault = $4, holder = '' WHERE id = $1 AND holder = $2`, id, holder, db.Micros(now), code, never)
}

// Count is how many jobs of a kind there are, by state.
type Count struct {
	Kind    string
	Waiting int64     // due or due later
	Held    int64     // in a worker's hands
	Failing int64     // of those, how many have failed at least once
	Dead    int64     // given up
	Oldest  time.Time // since when the oldest living one has been there; zero when none lives
}

// Stats counts the jobs by kind, sorted.
func (q *Queue) Stats(ctx context.Context) (counts []Count, err error) {
	err = q.db.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		counts, err = db.All(ctx, tx, scanCount, `SELECT kind, sum(CASE WHEN dead IS NULL AND holder = '' THEN 1 ELSE 0 END),
			sum(CASE WHEN dead IS NULL AND holder <> '' THEN 1 ELSE 0 END), sum(CASE WHEN dead IS NULL AND fault <> '' THEN 1 ELSE 0 END),
			sum(CASE WHEN dead IS NULL THEN 0 ELSE 1 END), min(CASE WHEN dead IS NULL THEN added END) FROM job GROUP BY kind ORDER BY kind`)
		return err
	})
	return counts, err
}

func scanCount(s db.Scanner) (Count, error) {
	var c Count
	var oldest sql.NullInt64
	err := s.Scan(&c.Kind, &c.Waiting, &c.Held, &c.Failing, &c.Dead, &oldest)
	c.Oldest = db.TimeOrZero(oldest)
	return c, err
}

// Filter says which jobs List shows. Empty fields do not restrict.
type Filter struct {
	Kind  string
	Dead  bool   // only those given up
	After string // the id the last page ended with
	Limit int    // 0 means 50
}

// Row is a job as an administrator may see it: without its payload.
type Row struct {
	ID       string
	Kind     string
	Added    time.Time
	Due      time.Time // when it is tried next, or when the lease of the one who has it ends; zero for the dead
	Held     bool
	Attempts int
	Fault    string    // the code of the last failure
	Dead     time.Time // zero while it lives
}

// List shows jobs ordered by id.
func (q *Queue) List(ctx context.Context, f Filter) (rows []Row, err error) {
	if f.Limit == 0 {
		f.Limit = 50
	}
	err = q.db.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err = db.All(ctx, tx, scanRow, `SELECT id, kind, added, due, holder <> '', attempts, fault, dead FROM job
			WHERE ($1 = '' OR kind = $1) AND (NOT $2 OR dead IS NOT NULL) AND id > $3 ORDER BY id LIMIT $4`, f.Kind, f.Dead, f.After, f.Limit)
		return err
	})
	return rows, err
}

func scanRow(s db.Scanner) (Row, error) {
	var r Row
	var added, due int64
	var dead sql.NullInt64
	err := s.Scan(&r.ID, &r.Kind, &added, &due, &r.Held, &r.Attempts, &r.Fault, &dead)
	r.Added, r.Dead = db.Time(added), db.TimeOrZero(dead)
	if !dead.Valid {
		r.Due = db.Time(due)
	}
	return r, err
}
