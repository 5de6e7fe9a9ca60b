package handover

import (
	"context"
	"fmt"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
)

// Outstanding counts the secrets of the tickets that somebody opened and nobody said to have changed, by one query. Right: the caller's.
func (d *Desk) Outstanding(ctx context.Context, tx *db.Tx, ids ...access.TicketID) (map[access.TicketID]int64, error) {
	found, marks, args := map[access.TicketID]int64{}, []string{}, []any{}
	for i, id := range ids {
		marks, args = append(marks, fmt.Sprintf("$%d", i+1)), append(args, string(id))
	}
	type line struct {
		ticket access.TicketID
		count  int64
	}
	all, err := db.All(ctx, tx, func(s db.Scanner) (l line, err error) { return l, s.Scan(&l.ticket, &l.count) },
		`SELECT ticket, count(*) FROM handover_secret WHERE ticket IN (`+strings.Join(marks, ", ")+`) AND openings > 0 AND changed IS NULL GROUP BY ticket`, args...)
	for _, l := range all {
		found[l.ticket] = l.count
	}
	return found, err
}
