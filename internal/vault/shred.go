package vault

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// CaseKey tells which key a case has, without telling the key.
type CaseKey struct {
	Versions int    // 0: the case has none (any more)
	Digest   string // SHA-256 of the wrapped versions, oldest first: by it a copy in a backup is known again
}

// CaseKey reads it from the store. It opens nothing.
func (v *Vault) CaseKey(ctx context.Context, t access.TicketID) (k CaseKey, err error) {
	defer fault.Wrap(&err, "look for a case key")
	rows, err := v.caseRows(ctx, []access.TicketID{t})
	if err != nil || len(rows) == 0 {
		return k, err
	}
	h := sha256.New()
	for _, r := range rows {
		h.Write(r.wrapped)
	}
	return CaseKey{len(rows), hex.EncodeToString(h.Sum(nil))}, nil
}

// Shred destroys all versions of a case's key for good: nothing that they sealed opens any more, wherever it lies (S4). It asks for no
// right: the caller's law decides, and its entry must stand on the record before. This server forgets the key at once, others use it for
// ten minutes at most. Twice is once, and it works on a case without a key. Call [Vault.Wipe] afterwards.
func (v *Vault) Shred(ctx context.Context, t access.TicketID) (err error) {
	defer fault.Wrap(&err, "shred a case key")
	if t == "" {
		return fault.ErrInvalid.At("ticket")
	}
	err = v.keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return shred(ctx, tx, t, v.clock.Now()) })
	v.cases.drop(t)
	return err
}

// Wipe takes shredded keys out of the key store's files: one call for many.
func (v *Vault) Wipe(ctx context.Context) error { return v.keys.Wipe(ctx, "case_key") }

// shred leaves a mark, so that the case never gets a key again.
func shred(ctx context.Context, tx *db.Tx, t access.TicketID, now time.Time) error {
	if _, err := tx.Exec(ctx, `INSERT INTO case_shredded (ticket, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, string(t), db.Micros(now)); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM case_key WHERE ticket = $1`, string(t))
	return err
}

// Shredded gives every case whose key was shredded to do, some at a time, until it fails.
func (v *Vault) Shredded(ctx context.Context, do func([]access.TicketID) error) (err error) {
	defer fault.Wrap(&err, "list shredded cases")
	for last, more := "", true; more; {
		var some []access.TicketID
		if err := v.keys.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			some, err = db.All(ctx, tx, db.Value[access.TicketID], `SELECT ticket FROM case_shredded WHERE ticket > $1 ORDER BY ticket LIMIT $2`, last, batch)
			return err
		}); err != nil || len(some) == 0 {
			return err
		}
		if err := do(some); err != nil {
			return err
		}
		last, more = string(some[len(some)-1]), len(some) == batch
	}
	return nil
}

func isShredded(ctx context.Context, tx *db.Tx, t access.TicketID) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM case_shredded WHERE ticket = $1`, string(t))
	return n > 0, err
}
