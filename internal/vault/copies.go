package vault

import (
	"context"
	"errors"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Destroyed tells that a case's key was shredded, and when. It holds no content.
type Destroyed struct {
	Ticket   access.TicketID `json:"ticket"`
	AtMicros int64           `json:"at"` // since 1970
}

// DestroyedSince lists what was shredded at or after the moment, as the transaction on the key store sees it.
func DestroyedSince(ctx context.Context, tx *db.Tx, since time.Time) ([]Destroyed, error) {
	return db.All(ctx, tx, func(s db.Scanner) (d Destroyed, err error) { return d, s.Scan(&d.Ticket, &d.AtMicros) },
		`SELECT ticket, at FROM case_shredded WHERE at >= $1 ORDER BY ticket`, db.Micros(since))
}

// ShredAgain destroys, in a key store that was restored from an older copy and that nobody serves yet, what was destroyed
// since the copy was made. It returns how many cases lost a key by that.
func ShredAgain(ctx context.Context, keys *db.DB, all []Destroyed) (lost int, err error) {
	defer fault.Wrap(&err, "shred again")
	err = keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		lost = 0
		for _, d := range all {
			n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM case_key WHERE ticket = $1`, string(d.Ticket))
			if err != nil {
				return err
			}
			lost += int(min(n, 1))
			if err := shred(ctx, tx, d.Ticket, db.Time(d.AtMicros)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && lost > 0 {
		err = keys.Wipe(ctx, "case_key")
	}
	return lost, err
}

// CheckKeys unwraps every case key of the store and keeps none. It returns how many there are, and a ticket whose key is
// damaged, if there is one. Fault: root_mismatch when the store is locked with another root key.
func (v *Vault) CheckKeys(ctx context.Context) (count int, damaged access.TicketID, err error) {
	defer fault.Wrap(&err, "check case keys")
	for at, more := (cursor{}), true; more; {
		var rows []caseRow
		err := v.keys.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			rows, err = db.All(ctx, tx, scanCase, selectCase+`WHERE (c.ticket, c.version) > ($1, $2) ORDER BY c.ticket, c.version LIMIT $3`,
				string(at.ticket), at.version, batch)
			return err
		})
		if err != nil {
			return count, damaged, err
		}
		for _, r := range rows {
			at = cursor{r.ticket, r.version}
			k, err := v.unwrapCase(ctx, r)
			clear(k.key[:])
			if errors.Is(err, ErrSealed) {
				damaged = r.ticket
			} else if err != nil {
				return count, damaged, err
			}
		}
		count += len(rows)
		more = len(rows) == batch
	}
	return count, damaged, nil
}
