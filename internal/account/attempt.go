package account

import (
	"bytes"
	"context"
	"net/netip"
	"slices"
	"time"

	"surety/internal/db"
)

// subject is somebody or something that tries.
type subject struct {
	key  []byte
	free int // attempts before the waiting begins
}

const (
	// longestWait bounds how long a stranger's guessing can keep the owner from using a password. A passkey never waits.
	longestWait = 15 * time.Minute
	// forgotten is after how long without an attempt the count begins anew.
	forgotten   = 24 * time.Hour
	freeAccount = 5
	freeAddress = 50
)

// delay is how long to wait after so many attempts: nothing for the free ones, then 1 s, 2 s, 4 s … to longestWait.
func delay(count, free int) time.Duration {
	if count <= free {
		return 0
	}
	return min(time.Second<<min(count-free-1, 20), longestWait)
}

// byAccount counts tries of one kind against an account, known or not: key is the address's index or the account's id.
func (a *Accounts) byAccount(kind string, key []byte) subject {
	return subject{a.Vault.Index("attempts "+kind, key), freeAccount}
}

// byAddress counts tries from a network address; of IPv6 from a /64, since one customer has all of it.
func (a *Accounts) byAddress(kind string, from netip.Addr) subject {
	from = from.Unmap()
	if from.Is6() {
		if p, err := from.Prefix(64); err == nil {
			from = p.Addr()
		}
	}
	return subject{a.Vault.Index("attempts from "+kind, from.AsSlice()), freeAddress}
}

// attempt counts a try before it is made, so that tries at the same time count too. Fault: too_many.
func (a *Accounts) attempt(ctx context.Context, subjects ...subject) error {
	slices.SortFunc(subjects, func(x, y subject) int { return bytes.Compare(x.key, y.key) }) // one order: no deadlock
	now := a.now()
	return a.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, s := range subjects {
			if err := attemptOne(ctx, tx, s, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func attemptOne(ctx context.Context, tx *db.Tx, s subject, now time.Time) error {
	var count int
	var last, until int64
	// The write takes the row's lock before it is read.
	err := tx.Get(ctx, `INSERT INTO attempt (subject, count, last, until) VALUES ($1, 0, $2, 0)
		ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject RETURNING count, last, until`, []any{s.key, db.Micros(now)}, &count, &last, &until)
	if err != nil {
		return err
	}
	if wait := db.Time(until).Sub(now); wait > 0 {
		return ErrTooMany.After(wait)
	}
	if now.Sub(db.Time(last)) >= forgotten {
		count = 0
	}
	count++
	_, err = tx.Exec(ctx, `UPDATE attempt SET count = $1, last = $2, until = $3 WHERE subject = $4`,
		count, db.Micros(now), db.Micros(now.Add(delay(count, s.free))), s.key)
	return err
}

// forgive forgets the tries against an account once its owner has succeeded.
func forgive(ctx context.Context, tx *db.Tx, s subject) error {
	_, err := tx.Exec(ctx, `DELETE FROM attempt WHERE subject = $1`, s.key)
	return err
}

// uncount takes back one try of an address, since it was none: somebody signed in from there.
func uncount(ctx context.Context, tx *db.Tx, s subject) error {
	_, err := tx.Exec(ctx, `UPDATE attempt SET count = count - 1 WHERE subject = $1 AND count > 0`, s.key)
	return err
}
