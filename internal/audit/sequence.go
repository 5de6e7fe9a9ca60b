package audit

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"surety/internal/db"
)

// batch is how many entries one transaction of the sequencer places.
const batch = 1000

// lockClass keeps the record's advisory locks apart from any others; the second number is the schema's.
const lockClass = 0x5375_7265

type waiting struct {
	n          int64
	commitment [sha256.Size]byte
}

func scanWaiting(s db.Scanner) (w waiting, err error) {
	var c []byte
	if err := s.Scan(&w.n, &c); err != nil {
		return w, err
	}
	if copy(w.commitment[:], c) != sha256.Size {
		return w, fmt.Errorf("audit: entry %d waits with a commitment of %d bytes", w.n, len(c))
	}
	return w, nil
}

// place gives leaves to the entries that wait, in order of number as far as they are committed. One server at a time
// does it: the lock is taken anew for each batch and ends with its transaction, so whoever dies holds up nobody.
// With wait it stands in line for the lock; without, it leaves the work to who has it.
func (l *Log) place(ctx context.Context, wait bool) error {
	if l.DB.Engine() != db.Postgres {
		return nil
	}
	for {
		placed := 0
		err := l.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			mine, err := lock(ctx, tx, wait)
			if err != nil || !mine {
				return err
			}
			placed, err = l.placeBatch(ctx, tx)
			return err
		})
		if err != nil || placed < batch {
			return err
		}
	}
}

func lock(ctx context.Context, tx *db.Tx, wait bool) (mine bool, err error) {
	if tx.Engine() != db.Postgres {
		return true, nil
	}
	if wait {
		_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, hashtext(current_schema()))`, lockClass)
		return err == nil, err
	}
	err = tx.Get(ctx, `SELECT pg_try_advisory_xact_lock($1, hashtext(current_schema()))`, []any{lockClass}, &mine)
	return mine, err
}

func (l *Log) placeBatch(ctx context.Context, tx *db.Tx) (int, error) {
	ws, err := db.All(ctx, tx, scanWaiting,
		`DELETE FROM audit_pending WHERE n IN (SELECT n FROM audit_pending ORDER BY n LIMIT $1) RETURNING n, commitment`, batch)
	if err != nil || len(ws) == 0 {
		return 0, err
	}
	slices.SortFunc(ws, func(a, b waiting) int { return cmp.Compare(a.n, b.n) })
	f, err := l.frontier(ctx, tx)
	if err != nil {
		return 0, err
	}
	first := f.size
	ns, hashes := make([]int64, len(ws)), make([][]byte, len(ws))
	for i, w := range ws {
		ns[i] = w.n
		f, hashes[i] = f.add(leafHash(w.n, w.commitment))
	}
	_, err = tx.Exec(ctx, `INSERT INTO audit_leaf (leaf, n, hashes)
		SELECT $1 + i - 1, n, h FROM unnest($2::bigint[], $3::bytea[]) WITH ORDINALITY AS w (n, h, i)`, first, ns, hashes)
	l.edge.Store(f)
	return len(ws), err
}
