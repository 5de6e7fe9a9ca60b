package backup

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
	"surety/internal/fault"
)

// Run is a backup that was made or tried.
type Run struct {
	Name      string
	At        time.Time // the moment that it equals
	Ended     time.Time
	Fault     string // a code; empty when it was made
	Rows      int64
	Blobs     int64
	Missing   int64
	Bytes     int64
	KeysUntil time.Time
	Verified  time.Time // when a restore of it was tried and held; zero: never
}

// note writes a run's row and entry.
func (k *Keeper) note(ctx context.Context, g access.Grant, m Made, why error) error {
	code, ends := "", db.Micros(m.KeysUntil)
	p := audit.Params{"name": m.Name, "rows": decimal(m.Rows), "blobs": decimal(m.Blobs), "bytes": decimal(m.Bytes)}
	if why != nil {
		code, ends = fault.As(why).Code, 0
		p = audit.Params{"name": m.Name, "fault": code}
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := k.Log.Append(ctx, tx, g, p); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO backup (name, at, ended, fault, rows, blobs, missing, bytes, keys_end) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			m.Name, db.Micros(m.At), db.Micros(k.Clock.Now()), code, m.Rows, m.Blobs, m.Missing, m.Bytes, ends)
		return err
	})
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// NoteVerified says of a backup of this installation that a restore of it was tried and held. Right: backup.verify.
// Fault: backup_absent.
func (k *Keeper) NoteVerified(ctx context.Context, who access.Actor, name string) (err error) {
	defer fault.Wrap(&err, "note a backup verified")
	g, err := access.Check(who, access.BackupVerify, thing())
	if err != nil {
		return err
	}
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE backup SET verified = $2 WHERE name = $1 AND fault = ''`, name, db.Micros(k.Clock.Now()))
		if err == nil && n == 0 {
			err = ErrNone.With("name", name)
		}
		return errors.Join(err, k.Log.Append(ctx, tx, g, audit.Params{"name": name}))
	})
}

const selectRun = `SELECT name, at, ended, fault, rows, blobs, missing, bytes, keys_end, verified FROM backup `

func scanRun(s db.Scanner) (r Run, err error) {
	var at, ended, ends int64
	var verified sql.NullInt64
	err = s.Scan(&r.Name, &at, &ended, &r.Fault, &r.Rows, &r.Blobs, &r.Missing, &r.Bytes, &ends, &verified)
	r.At, r.Ended, r.KeysUntil, r.Verified = db.Time(at), db.Time(ended), db.Time(ends), db.TimeOrZero(verified)
	return r, err
}

// Status is how the backups of an installation stand.
type Status struct {
	Ready        bool          // there is somebody to seal to
	Every        time.Duration // 0: none are scheduled
	KeyDays      int           // how long key backups live
	Keep         Rule          // which data backups are kept
	Last         *Run          // the last that was made
	LastVerified *Run          // the last that was tried and held
	Failures     int64         // since the last that was made
	Fault        string        // the code of the last failure since then
	Late         bool          // scheduled, and none was made for twice the time between two
}

// Read tells how the backups stand. It asks for no right: web does.
func (k *Keeper) Read(ctx context.Context) (s Status, err error) {
	s = Status{Ready: k.Recipient != "", KeyDays: k.KeyDays, Keep: k.Keep}
	if k.To != "" {
		s.Every = k.Every
	}
	err = k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if s.Last, err = one(ctx, tx, `WHERE fault = '' ORDER BY at DESC LIMIT 1`); err != nil {
			return err
		}
		if s.LastVerified, err = one(ctx, tx, `WHERE verified IS NOT NULL ORDER BY verified DESC LIMIT 1`); err != nil {
			return err
		}
		return k.failures(ctx, tx, &s)
	})
	last := time.Time{}
	if s.Last != nil {
		last = s.Last.At
	}
	s.Late = s.Every > 0 && (s.Failures > 0 || s.Last != nil) && k.Clock.Now().Sub(last) > 2*s.Every
	return s, err
}

func (k *Keeper) failures(ctx context.Context, tx *db.Tx, s *Status) error {
	var since int64
	if s.Last != nil {
		since = db.Micros(s.Last.Ended)
	}
	failed, err := one(ctx, tx, `WHERE fault <> '' AND at > $1 ORDER BY at DESC LIMIT 1`, since)
	if err != nil || failed == nil {
		return err
	}
	s.Fault = failed.Fault
	return tx.Get(ctx, `SELECT count(*) FROM backup WHERE fault <> '' AND at > $1`, []any{since}, &s.Failures)
}

// one is a run; nil when there is none.
func one(ctx context.Context, tx *db.Tx, where string, args ...any) (*Run, error) {
	r, err := db.One(ctx, tx, scanRun, selectRun+where, args...)
	if errors.Is(err, fault.ErrAbsent) {
		return nil, nil //nolint:nilnil // none, and no fault
	}
	return &r, err
}
