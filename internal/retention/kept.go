package retention

import (
	"context"
	"fmt"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/db"
)

// Kept is the earliest day on which a case goes, and the rule that sets it, as [Rule.String] writes it. What obliges keeps it longer.
type Kept struct {
	Until time.Time
	Rule  string
}

// Until says of closed cases until when they are kept at least, as they were last planned, by one query; without those that are kept for good.
// Right: the caller's.
func (k *Keeper) Until(ctx context.Context, tx *db.Tx, ids ...access.TicketID) (map[access.TicketID]Kept, error) {
	found, marks, args := map[access.TicketID]Kept{}, []string{}, []any{}
	for i, id := range ids {
		marks, args = append(marks, fmt.Sprintf("$%d", i+1)), append(args, string(id))
	}
	if len(ids) == 0 {
		return found, nil
	}
	type line struct {
		ticket access.TicketID
		Kept
	}
	all, err := db.All(ctx, tx, func(s db.Scanner) (l line, err error) {
		var due int64
		err = s.Scan(&l.ticket, &l.Rule, &due)
		l.Until = db.Time(due)
		return l, err
	}, `SELECT c.ticket, c.rule, c.due FROM retention_case c JOIN ticket t ON t.id = c.ticket
		WHERE t.closed > 0 AND t.destroyed = 0 AND c.ticket IN (`+strings.Join(marks, ", ")+`)`, args...)
	for _, l := range all {
		found[l.ticket] = l.Kept
	}
	return found, err
}
