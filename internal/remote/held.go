package remote

import (
	"context"
	"fmt"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
)

// Held is what there is of a case's remote sessions, in numbers.
type Held struct{ Recordings, Bytes, Open int64 }

// Held counts sessions of the tickets that were recorded, and those that are asked for or run, by one query. Right: the caller's.
func (d *Desk) Held(ctx context.Context, tx *db.Tx, ids ...access.TicketID) (map[access.TicketID]Held, error) {
	found, marks, args := map[access.TicketID]Held{}, []string{}, []any{}
	for i, id := range ids {
		marks, args = append(marks, fmt.Sprintf("$%d", i+1)), append(args, string(id))
	}
	type line struct {
		ticket access.TicketID
		Held
	}
	all, err := db.All(ctx, tx, func(s db.Scanner) (l line, err error) { return l, s.Scan(&l.ticket, &l.Recordings, &l.Bytes, &l.Open) },
		`SELECT ticket, sum(CASE WHEN chunks > 0 THEN 1 ELSE 0 END), sum(bytes), sum(CASE WHEN state IN (`+openStates+`) THEN 1 ELSE 0 END)
		FROM remote_session WHERE ticket IN (`+strings.Join(marks, ", ")+`) GROUP BY ticket`, args...)
	for _, l := range all {
		found[l.ticket] = l.Held
	}
	return found, err
}
