package deadline

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
)

// stored is a deadline as it lies in its table, in microseconds.
type stored struct {
	Deadline
	length, ran int64
	since       sql.NullInt64 // invalid while it stands
	reminded    int64
	run         string
}

const columns = `kind, subject, grp, turn, started, length, ran, since, reminded, run`

func scan(s db.Scanner) (d stored, err error) {
	var started int64
	err = s.Scan(&d.Kind, &d.Subject, &d.Group, &d.Turn, &started, &d.length, &d.ran, &d.since, &d.reminded, &d.run)
	d.Started = db.Time(started)
	if d.since.Valid {
		d.Due = db.Time(d.at(100))
	}
	return d, err
}

// at is when so many per cent have run. It is asked only of a deadline that runs.
func (d stored) at(percent int64) int64 {
	return d.since.Int64 + d.length/100*percent + d.length%100*percent/100 - d.ran
}

// next is the next moment at which something happens.
func (d stored) next(reminds bool) int64 {
	for _, p := range Reminders {
		if reminds && int64(p) > d.reminded {
			return d.at(int64(p))
		}
	}
	return d.at(100)
}

// hasRun is how much has run by now. A clock that went back takes nothing away from what had run before.
func (d stored) hasRun(now time.Time) int64 {
	if !d.since.Valid {
		return d.ran
	}
	return min(d.ran+max(db.Micros(now)-d.since.Int64, 0), d.length)
}

// Set starts a deadline, or starts the one of the same kind and subject anew. It stands still at once if its group does.
// Right: the caller's. Faults: deadline_kind.
func (c *Clocks) Set(ctx context.Context, tx *db.Tx, d Deadline) (err error) {
	defer fault.Wrap(&err, "deadline: set")
	if _, ok := c.handlers[d.Kind]; !ok {
		return ErrKind
	}
	now := c.Clock.Now()
	if d.Group == "" {
		d.Group = d.Subject
	}
	s := stored{Deadline: d, length: max(db.Micros(d.Due)-db.Micros(now), 0)}
	s.Started = now
	holds, err := reasons(ctx, tx, d.Group)
	if err != nil {
		return err
	}
	if len(holds) == 0 {
		s.since = sql.NullInt64{Int64: db.Micros(now), Valid: true}
	}
	return c.write(ctx, tx, s)
}

// write stores the deadline with a run of its own and the job that will look after it.
func (c *Clocks) write(ctx context.Context, tx *db.Tx, d stored) error {
	d.run = access.NewID[string]()
	var due sql.NullInt64
	if d.since.Valid {
		due = sql.NullInt64{Int64: d.at(100), Valid: true}
		if err := c.look(ctx, tx, d); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO deadline (`+columns+`, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (kind, subject) DO UPDATE SET grp = excluded.grp, turn = excluded.turn, started = excluded.started, length = excluded.length,
		ran = excluded.ran, since = excluded.since, reminded = excluded.reminded, run = excluded.run, due = excluded.due`,
		string(d.Kind), d.Subject, d.Group, d.Turn, db.Micros(d.Started), d.length, d.ran, d.since, d.reminded, d.run, due)
	return err
}

func (c *Clocks) look(ctx context.Context, tx *db.Tx, d stored) error {
	return c.Jobs.Add(ctx, tx, fireJob, errand{string(d.Kind), d.Subject, d.run}, job.At(db.Time(d.next(c.handlers[d.Kind].Remind != nil))))
}

// Move gives the deadline another end; what has run stays run, and reminders that were given are not given again. While it
// stands, due is what it would be if it ran on now. Right: the caller's. Faults: absent.
func (c *Clocks) Move(ctx context.Context, tx *db.Tx, k Kind, subject string, due time.Time) (err error) {
	defer fault.Wrap(&err, "deadline: move")
	d, err := c.one(ctx, tx, k, subject)
	if err != nil {
		return err
	}
	now := c.Clock.Now()
	d.length = max(d.hasRun(now)+db.Micros(due)-db.Micros(now), 0)
	return c.write(ctx, tx, d)
}

func (c *Clocks) one(ctx context.Context, tx *db.Tx, k Kind, subject string) (stored, error) {
	return db.One(ctx, tx, scan, `SELECT `+columns+` FROM deadline WHERE kind = $1 AND subject = $2`, string(k), subject)
}

// Cancel removes the deadline, if there is one. Right: the caller's.
func (c *Clocks) Cancel(ctx context.Context, tx *db.Tx, k Kind, subject string) error {
	_, err := tx.Exec(ctx, `DELETE FROM deadline WHERE kind = $1 AND subject = $2`, string(k), subject)
	return err
}

// CancelGroup removes all deadlines of a group; what keeps it standing stays. Right: the caller's.
func (c *Clocks) CancelGroup(ctx context.Context, tx *db.Tx, group string) error {
	_, err := tx.Exec(ctx, `DELETE FROM deadline WHERE grp = $1`, group)
	return err
}

// fireJob looks after one run of one deadline.
const fireJob = "deadline.fire"

type errand struct {
	Kind    string `json:"kind"`
	Subject string `json:"subject"`
	Run     string `json:"run"`
}

// fire reminds or fires if it is time. What the deadline is about is locked before the deadline is read for good, in the
// order in which its owner's changes lock, so that a change is either seen here or comes after.
func (c *Clocks) fire(ctx context.Context, tx *db.Tx, j job.Job) error {
	var e errand
	if err := json.Unmarshal(j.Payload, &e); err != nil {
		return job.Hopeless(err)
	}
	h, ok := c.handlers[Kind(e.Kind)]
	if !ok {
		return ErrKind
	}
	d, stands, err := c.stands(ctx, tx, e)
	if err != nil || !stands {
		return err
	}
	if h.Hold != nil {
		if err := h.Hold(ctx, tx, d.Deadline); err != nil {
			return err
		}
		if d, stands, err = c.stands(ctx, tx, e); err != nil || !stands {
			return err
		}
	}
	switch now := db.Micros(c.Clock.Now()); {
	case now >= d.at(100):
		if err := c.Cancel(ctx, tx, d.Kind, d.Subject); err != nil {
			return err
		}
		return h.Due(ctx, tx, d.Deadline)
	case h.Remind != nil && now >= d.next(true):
		return c.remind(ctx, tx, h, d, now)
	}
	return c.look(ctx, tx, d)
}

// stands reads the deadline of an errand; false when it was changed since, or stands still.
func (c *Clocks) stands(ctx context.Context, tx *db.Tx, e errand) (stored, bool, error) {
	d, err := c.one(ctx, tx, Kind(e.Kind), e.Subject)
	if errors.Is(err, fault.ErrAbsent) {
		return d, false, nil
	}
	return d, err == nil && d.run == e.Run && d.since.Valid, err
}

func (c *Clocks) remind(ctx context.Context, tx *db.Tx, h Handler, d stored, now int64) error {
	for _, p := range slices.Backward(Reminders) {
		if now >= d.at(int64(p)) {
			d.reminded = int64(p)
			break
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE deadline SET reminded = $3 WHERE kind = $1 AND subject = $2`, string(d.Kind), d.Subject, d.reminded); err != nil {
		return err
	}
	if err := h.Remind(ctx, tx, d.Deadline, int(d.reminded)); err != nil {
		return err
	}
	return c.look(ctx, tx, d)
}
