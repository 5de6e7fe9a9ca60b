package keep

import (
	"context"
	"errors"

	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/snapshot"
)

// replace puts good bytes in the place of those that a check found damaged, and has the case checked again. It returns the blob before; empty where nothing was damaged.
func (s *Shelf) replace(ctx context.Context, tx *db.Tx, kind snapshot.Kind, name snapshot.Name, t *taken) (before string, err error) {
	key := []any{string(s.ticket), int64(kind), name[:]}
	err = tx.Get(ctx, `SELECT blob FROM snapshot_object WHERE ticket = $1 AND kind = $2 AND name = $3 AND bad = 1`, key, &before)
	if errors.Is(err, fault.ErrAbsent) {
		return "", nil
	}
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE snapshot_object SET bad = 0, blob = $4, size = $5 WHERE ticket = $1 AND kind = $2 AND name = $3`, append(key, t.blob, t.size)...)
	}
	if err != nil {
		return "", err
	}
	return before, s.k.order(ctx, tx, s.ticket)
}
