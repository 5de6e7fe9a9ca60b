package ticket

import (
	"context"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Counts says how many tickets wait where, each at most [CountCap], of those that List would show. It reads a hundred
// index entries at most for each place and number, and no content.
// Right: ticket.see, for each. Faults: not_signed_in.
func (d *Desk) Counts(ctx context.Context, who access.Actor) (n Counts, err error) {
	if who.Account == "" {
		return n, fault.ErrAnonymous
	}
	mine := Query{View: "mine"}
	if !who.Staff() {
		mine = Query{View: "active", Requester: who.Account}
	}
	t := newText(who)
	var all []string
	for _, q := range []Query{mine, {View: "unassigned"}, {View: "active"}, {View: "waiting"}, {View: "solved"}, {View: "watching"}} {
		c, err := q.criteria(who)
		if err != nil {
			return n, err
		}
		all = append(all, c.count(t))
	}
	args := criteria{}.bind(t.args, mark{})
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		// The casts tell PostgreSQL what the parameters are that no branch of an empty reach uses.
		return tx.Get(ctx, `SELECT `+strings.Join(all, `, `)+` WHERE CAST($1 AS BIGINT) >= 0 AND CAST($2 AS BIGINT) >= 0 AND CAST($3 AS TEXT) <> ''`, args,
			&n.Mine, &n.Unassigned, &n.Active, &n.Waiting, &n.Solved, &n.Watching)
	})
	return n, err
}

// count is an expression that counts what the criteria ask for, and stops at the cap.
func (c criteria) count(t *text) string {
	branches := c.branches(t, func(b branch) string { return `SELECT t.number FROM ` + b.from })
	if len(branches) == 0 {
		return `0`
	}
	for i, b := range branches {
		branches[i] = `SELECT number FROM (` + b + ` LIMIT 100) b`
	}
	return `(SELECT count(*) FROM (` + strings.Join(branches, ` UNION ALL `) + ` LIMIT 100) c)`
}
