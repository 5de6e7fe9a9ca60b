package ticket

import (
	"context"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
)

// Facts are what a model of the rules needs to know of a stored ticket.
type Facts struct {
	Thing                                 access.Thing
	Status                                Status
	Priority                              Priority
	Class                                 Class
	Assignee                              access.AccountID
	Tags                                  []string
	Watchers                              []string
	Number, Updated, FaceUpdated, Created int64
}

// AllFacts reads every ticket, whoever may see it.
func (d *Desk) AllFacts(ctx context.Context) (all []Facts, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := db.All(ctx, tx, func(s db.Scanner) (t stored, err error) { return t, s.Scan(t.into(len(columns))...) }, `SELECT `+allColumns+` FROM ticket t`)
		for _, t := range rows {
			f := Facts{t.thing(), t.status, t.priority, t.class, t.assignee, strings.Fields(t.tags), nil, t.number, t.updated, t.faceUpdated, t.created}
			if f.Watchers, err = db.All(ctx, tx, db.Value[string], `SELECT account FROM ticket_member WHERE ticket = $1 AND role = 'watcher'`, string(t.id)); err != nil {
				return err
			}
			all = append(all, f)
		}
		return err
	})
	return all, err
}

// Explain says how the engine would run a list's query.
func (d *Desk) Explain(ctx context.Context, who access.Actor, q Query) (string, error) {
	c, err := q.criteria(who)
	if err != nil {
		return "", err
	}
	query, args := c.query(d.DB.Engine())
	var lines []string
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if tx.Engine() == db.Postgres {
			lines, err = db.All(ctx, tx, db.Value[string], `EXPLAIN `+query, c.bind(args, mark{})...)
			return err
		}
		lines, err = db.All(ctx, tx, func(s db.Scanner) (l string, err error) {
			var a, b, n int64
			return l, s.Scan(&a, &b, &n, &l)
		}, `EXPLAIN QUERY PLAN `+query, c.bind(args, mark{})...)
		return err
	})
	return strings.Join(lines, "\n"), err
}

// CleanName is cleanName.
var CleanName = cleanName

// Naming are the tables that name blobs.
var Naming = naming
