package retention

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// The hourly turn, and the longest step of the clock that counts as time that passed.
const (
	sweepJob   = "retention.sweep"
	sweepEvery = time.Hour
	witness    = 2 * sweepEvery
	planEvery  = 24 * time.Hour
)

// pulse is how long the installation was there. Only steps that it witnessed count, each from one hourly turn to the next: neither a clock
// that jumps nor a server that was off brings a destruction nearer.
type pulse struct {
	at      time.Time
	lived   time.Duration
	planned time.Time
}

func pulseOf(ctx context.Context, tx *db.Tx) (p pulse, err error) {
	var at, lived, planned int64
	err = tx.Get(ctx, `SELECT at, lived, planned FROM retention_pulse WHERE id = 1`, nil, &at, &lived, &planned)
	if errors.Is(err, fault.ErrAbsent) {
		return pulse{}, nil
	}
	return pulse{db.Time(at), time.Duration(lived) * time.Microsecond, db.Time(planned)}, err
}

// beat counts the step since the last turn.
func (p pulse) beat(now time.Time) pulse {
	if step := now.Sub(p.at); step > 0 && step <= witness {
		p.lived += step
	}
	p.at = now
	return p
}

// stale says that all cases must be gone through: rules changed, or a day passed, or the clock went back.
func (p pulse) stale() bool { return p.at.Sub(p.planned) >= planEvery || p.planned.After(p.at) }

func (p pulse) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO retention_pulse (id, at, lived, planned) VALUES (1, $1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET at = excluded.at, lived = excluded.lived, planned = excluded.planned`, db.Micros(p.at), p.lived.Microseconds(), db.Micros(p.planned))
	return err
}

// row is a closed case that a rule says is to go.
type row struct {
	ticket     access.TicketID
	number     int64
	department access.DepartmentID
	class      string
	kind       Kind
	rule       string
	due        time.Time
	noticed    time.Time // zero: not yet
	lived      time.Duration
}

const rowColumns = `ticket, number, department, class, kind, rule, due, noticed, lived`

func scanRow(s db.Scanner) (r row, err error) {
	var due, lived int64
	var noticed sql.NullInt64
	err = s.Scan(&r.ticket, &r.number, &r.department, &r.class, &r.kind, &r.rule, &due, &noticed, &lived)
	r.due, r.noticed, r.lived = db.Time(due), db.TimeOrZero(noticed), time.Duration(lived)*time.Microsecond
	return r, err
}

func rowOf(ctx context.Context, tx *db.Tx, t access.TicketID) (row, error) {
	return db.One(ctx, tx, scanRow, `SELECT `+rowColumns+` FROM retention_case WHERE ticket = $1`, string(t))
}

func (r row) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO retention_case (`+rowColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (ticket) DO UPDATE SET department = excluded.department, class = excluded.class, kind = excluded.kind, rule = excluded.rule,
		due = excluded.due, noticed = excluded.noticed, lived = excluded.lived`,
		string(r.ticket), r.number, string(r.department), r.class, string(r.kind), r.rule, db.Micros(r.due), db.MicrosOrNull(r.noticed), r.lived.Microseconds())
	return err
}

// ripe says that nothing is left to wait for: the day came, the notice ran by the clock, and the installation was there meanwhile.
func (r row) ripe(p pulse) bool {
	return !r.noticed.IsZero() && !r.due.After(p.at) && !r.noticed.Add(NoticeDays*day).After(p.at) && p.lived-r.lived >= NoticeDays*day
}
