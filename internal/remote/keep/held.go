package keep

import (
	"context"
	"fmt"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
)

// Held is how many snapshots there are of a case, and their bytes.
type Held struct{ Snapshots, Bytes int64 }

// Held counts the snapshots of the tickets, by one query. Right: the caller's.
func (k *Keeper) Held(ctx context.Context, tx *db.Tx, ids ...access.TicketID) (map[access.TicketID]Held, error) {
	found, marks, args := map[access.TicketID]Held{}, []string{}, []any{}
	for i, id := range ids {
		marks, args = append(marks, fmt.Sprintf("$%d", i+1)), append(args, string(id))
	}
	type line struct {
		ticket access.TicketID
		Held
	}
	all, err := db.All(ctx, tx, func(s db.Scanner) (l line, err error) { return l, s.Scan(&l.ticket, &l.Snapshots, &l.Bytes) },
		`SELECT ticket, count(*), sum(bytes) FROM snapshot WHERE ticket IN (`+strings.Join(marks, ", ")+`) GROUP BY ticket`, args...)
	for _, l := range all {
		found[l.ticket] = l.Held
	}
	return found, err
}
