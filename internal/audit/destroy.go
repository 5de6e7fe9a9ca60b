package audit

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Destruction is the action of an entry that tells which others lost their content.
const Destruction access.Action = "record.destroy"

// destroyedAtOnce bounds how many numbers one entry names.
const destroyedAtOnce = 1000

// Destroy removes the content of entries for good and leaves their leaves, writing an entry that says so in the same
// transaction; Verify accepts a missing content only with it. It asks for no right: the caller's law decides. Faults:
// too_large (more than 1,000 entries), absent (an entry that is not there, or has been destroyed, or tells of a
// destruction itself).
func (l *Log) Destroy(ctx context.Context, tx *db.Tx, a access.Actor, ns []int64) error {
	if len(ns) == 0 || len(ns) > destroyedAtOnce {
		return fault.ErrTooLarge
	}
	e := l.entry(a, Destruction, access.Thing{Kind: "record"}, Params{"entries": numbers(ns)})
	by, err := l.write(ctx, tx, e)
	if err != nil {
		return err
	}
	for _, n := range ns {
		if err := destroy(ctx, tx, n, by); err != nil {
			return err
		}
	}
	return nil
}

func destroy(ctx context.Context, tx *db.Tx, n, by int64) error {
	r, err := db.One(ctx, tx, scanRow, selectEntry+`WHERE e.n = $1`, n)
	if err != nil {
		return err
	}
	e, err := r.entry()
	if err != nil || e.Destroyed || e.Action == Destruction {
		return errors.Join(err, fault.ErrAbsent)
	}
	for _, t := range e.about() {
		if _, err := tx.Exec(ctx, `DELETE FROM audit_of WHERE ticket = $1 AND n = $2`, string(t), n); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `DELETE FROM audit_unlisted WHERE n = $1`, n); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE audit_entry SET body = NULL, origin = NULL, salt = NULL, destroyed_by = $1 WHERE n = $2`, by, n)
	return err
}

func numbers(ns []int64) string {
	var b []byte
	for i, n := range slices.Sorted(slices.Values(ns)) {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(b)
}

// witness remembers the entry that tells of destructions, as one tells of many.
type witness struct {
	n    int64
	told []string
}

// tells reports whether the entry that r names tells of r's destruction. That entry is itself checked in its turn.
func (w *witness) tells(ctx context.Context, tx *db.Tx, r row) (bool, error) {
	if !r.destroyedBy.Valid || r.destroyedBy.Int64 <= r.n {
		return false, nil
	}
	if w.n != r.destroyedBy.Int64 {
		told, err := db.One(ctx, tx, scanEntry, selectEntry+`WHERE e.n = $1`, r.destroyedBy.Int64)
		if errors.Is(err, fault.ErrAbsent) || err == nil && told.Action != Destruction {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		w.n, w.told = told.N, strings.Fields(told.Params["entries"])
	}
	return slices.Contains(w.told, strconv.FormatInt(r.n, 10)), nil
}
