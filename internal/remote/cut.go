package remote

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/wire"
)

// Cut is a session whose ends must be parted now, and why, as a code.
type Cut struct {
	Session string
	Why     string
}

// whyGone is why a session is cut that is not there; what else cuts it is [wire.Whys].
const whyGone = "absent"

// watched is what decides whether a session may go on.
type watched struct {
	row                row
	thing              access.Thing
	specialist, client sql.NullString // states of the accounts
	roles, post        sql.NullString
	frozen, closed     bool
}

// Live asks of these sessions which must be cut now (A3): by the same rule as joining them, with the rights as they are by now, in one query. It is meant to be called every
// two seconds by who holds their ends. Those that are over, however that came about, are among them.
func (d *Desk) Live(ctx context.Context, ids []string) (cuts []Cut, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	now, seen := db.Micros(d.Clock.Now()), map[string]bool{}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		marks, args := among(ids)
		all, err := db.All(ctx, tx, scanWatched, fmt.Sprintf(liveSQL, marks), args...)
		for _, s := range all {
			seen[s.row.id] = true
			if why := s.why(now); why != "" {
				cuts = append(cuts, Cut{s.row.id, why})
			}
		}
		return err
	})
	for _, id := range ids {
		if err == nil && !seen[id] {
			cuts = append(cuts, Cut{id, whyGone})
		}
	}
	return cuts, err
}

const liveSQL = `SELECT s.id, s.state, s.ended_why, s.until, s.specialist, s.client, t.id, t.department, t.organisation, t.specialists, t.complaints > 0, t.status = 'closed' OR t.merged_into <> '',
	a.state, a.roles, p.post, c.state, EXISTS (SELECT 1 FROM deal d WHERE d.id = s.deal AND s.deal <> '' AND ` + deal.FrozenSQL + `)
	FROM remote_session s JOIN ticket t ON t.id = s.ticket LEFT JOIN account a ON a.id = s.specialist LEFT JOIN account c ON c.id = s.client
	LEFT JOIN post p ON p.account = s.specialist AND p.department = t.department WHERE s.id IN (%s)`

// among lists places for the ids, filled up to a power of two by repeating the last, so that there are few texts to prepare.
func among(ids []string) (marks string, args []any) {
	n := 1
	for n < len(ids) {
		n *= 2
	}
	list := make([]string, n)
	for i := range n {
		list[i] = fmt.Sprintf("$%d", i+1)
		args = append(args, ids[min(i, len(ids)-1)])
	}
	return strings.Join(list, ", "), args
}

func scanWatched(s db.Scanner) (w watched, err error) {
	var members string
	err = s.Scan(&w.row.id, &w.row.state, &w.row.endedWhy, &w.row.until, &w.row.specialist, &w.row.client, &w.thing.Ticket, &w.thing.Department, &w.thing.Organisation,
		&members, &w.thing.Suspended, &w.closed, &w.specialist, &w.roles, &w.post, &w.client, &w.frozen)
	for _, m := range strings.Fields(members) {
		w.thing.Members = append(w.thing.Members, access.AccountID(m))
	}
	w.thing = w.row.thing(w.thing, nil)
	return w, err
}

// why is empty while the session may go on.
func (w watched) why(now int64) string {
	switch {
	case !w.row.state.Open():
		if w.row.endedWhy != "" {
			return w.row.endedWhy
		}
		return string(w.row.state)
	case w.specialist.String != string(account.Active) || w.client.String != string(account.Active):
		return wire.WhyDisabled
	case w.row.until.Valid && w.row.until.Int64 <= now:
		return wire.WhyLimit
	case w.frozen || w.thing.Suspended:
		return wire.WhyFrozen
	case w.closed:
		return wire.WhyClosed
	}
	who := w.helper()
	if access.Ask(&who, access.RemoteJoin, &w.thing) != nil {
		return wire.WhyRight
	}
	return ""
}

// helper is the specialist with the rights that bear on this session.
func (w watched) helper() access.Actor {
	a := access.Actor{Account: w.row.specialist, SteppedUp: true}
	for _, r := range strings.Split(w.roles.String, ",") {
		a.Roles = append(a.Roles, access.Role(r))
	}
	if w.post.Valid {
		a.Posts = map[access.DepartmentID]access.Post{w.thing.Department: access.Post(w.post.String)}
	}
	return a
}
