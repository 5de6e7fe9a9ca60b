package ticket

import (
	"context"
	"fmt"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
)

// Held is what is kept of a case, in numbers, as the client's side may know them: without notes and what hangs on them.
type Held struct {
	Facts                  access.Thing
	Number                 int64
	Class                  Class
	Status                 Status
	Active                 bool
	Assignee               access.AccountID
	Merged                 bool
	Messages, Files, Bytes int64
}

// Held says what is kept of each of the tickets, for slices that stand on them, in their transaction: two queries, however many there
// are. Those that are not there are left out. Right: the caller's, who asks the rules with the facts.
func (d *Desk) Held(ctx context.Context, tx *db.Tx, ids ...access.TicketID) (map[access.TicketID]Held, error) {
	all := map[access.TicketID]Held{}
	if len(ids) == 0 {
		return all, nil
	}
	marks, args := listOf(ids)
	rows, err := db.All(ctx, tx, func(s db.Scanner) (t stored, err error) { return t, s.Scan(t.into(len(columns))...) },
		`SELECT `+allColumns+` FROM ticket t WHERE t.id IN (`+marks+`)`, args...)
	if err != nil {
		return nil, err
	}
	for _, t := range rows {
		all[t.id] = Held{Facts: t.thing(), Number: t.number, Class: t.class, Status: t.status, Active: t.active, Assignee: t.assignee, Merged: t.mergedInto != "", Messages: t.faceMessages}
	}
	type sum struct {
		ticket       access.TicketID
		files, bytes int64
	}
	sums, err := db.All(ctx, tx, func(s db.Scanner) (x sum, err error) { return x, s.Scan(&x.ticket, &x.files, &x.bytes) },
		`SELECT f.ticket, count(*), sum(f.size) FROM ticket_file f JOIN message m ON m.ticket = f.ticket AND m.seq = f.seq
		WHERE f.ticket IN (`+marks+`) AND m.face IS NOT NULL GROUP BY f.ticket`, args...)
	for _, x := range sums {
		h := all[x.ticket]
		h.Files, h.Bytes = x.files, x.bytes
		all[x.ticket] = h
	}
	return all, err
}

// Cases are the tickets of a requester, newest first, below the number of one and at most so many: for what is done in the requester's name
// about all of them. Right: the caller's.
func (d *Desk) Cases(ctx context.Context, tx *db.Tx, requester access.AccountID, limit int) ([]access.TicketID, error) {
	return db.All(ctx, tx, db.Value[access.TicketID], `SELECT id FROM ticket WHERE requester = $1 AND merged_into = '' ORDER BY active DESC, face_updated DESC, number DESC LIMIT $2`,
		string(requester), limit)
}

func listOf[T ~string](ids []T) (marks string, args []any) {
	all := make([]string, len(ids))
	for i, id := range ids {
		args, all[i] = append(args, string(id)), fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(all, ", "), args
}
