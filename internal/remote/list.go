package remote

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/fault"
)

// Page is one page of a list; Next is empty on the last.
type Page struct {
	Items []View
	Next  string
}

// OfTicket lists the sessions of a ticket, newest first. Right: remote.read. Faults: absent, invalid (cursor).
func (d *Desk) OfTicket(ctx context.Context, who access.Actor, t access.TicketID, at string, limit int) (p Page, err error) {
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		thing, err := d.Tickets.Facts(ctx, tx, t)
		if err == nil {
			err = access.Ask(&who, access.RemoteRead, &thing)
		}
		return err
	}); err != nil {
		return p, err
	}
	return d.page(ctx, who, "ticket "+string(t), `SELECT `+columns+` FROM remote_session WHERE ticket = $1`, []any{string(t)}, at, limit)
}

// Running lists the sessions that are open in the departments that the actor leads, newest first. Right: remote.read; who leads
// none has none. Faults: invalid (cursor).
func (d *Desk) Running(ctx context.Context, who access.Actor, at string, limit int) (p Page, err error) {
	leads := who.Departments(access.Lead)
	if len(leads) == 0 {
		return Page{Items: []View{}}, nil
	}
	var marks []string
	var args []any
	for _, l := range leads {
		args = append(args, string(l))
		marks = append(marks, fmt.Sprintf("$%d", len(args)))
	}
	return d.page(ctx, who, "running", `SELECT `+columns+` FROM remote_session WHERE state IN (`+openStates+`)
		AND EXISTS (SELECT 1 FROM ticket t WHERE t.id = remote_session.ticket AND t.department IN (`+strings.Join(marks, ", ")+`))`, args, at, limit)
}

// mine are the parts of somebody's own sessions, by the states that are in them.
var mine = map[string]string{
	"asked": `state IN (` + openStates + `) AND state IN ('requested', 'prepared')`, // the first half is what the index holds
	"live":  `state IN (` + openStates + `) AND state IN ('consented', 'active', 'paused')`,
	"ended": `state NOT IN (` + openStates + `)`,
}

// Mine lists the sessions in which the actor is the one who works, newest first: the asked, whose client has not answered; the live,
// whose client agreed; or the ended. Right: remote.read; one of a case that the actor left is not among them. Faults: invalid (part, cursor).
func (d *Desk) Mine(ctx context.Context, who access.Actor, part, at string, limit int) (p Page, err error) {
	states, ok := mine[part]
	if !ok {
		return p, fault.ErrInvalid.At("part")
	}
	return d.page(ctx, who, "mine "+part, `SELECT `+columns+` FROM remote_session WHERE specialist = $1 AND `+states, []any{string(who.Account)}, at, limit)
}

// page reads rows until the page is full, so that what the actor may not see takes no room and leaves no gap.
func (d *Desk) page(ctx context.Context, who access.Actor, list, query string, args []any, at string, limit int) (p Page, err error) {
	from, err := cursor.Read(d.Vault, "remote "+list, who.Account, at)
	if err != nil {
		return p, err
	}
	if limit <= 0 {
		limit = pageUsual
	}
	limit = min(limit, pageLimit)
	n := len(args)
	query += fmt.Sprintf(` AND (asked_at < $%d OR asked_at = $%d AND id < $%d) ORDER BY asked_at DESC, id DESC LIMIT $%d`, n+1, n+1, n+2, n+3)
	var found []sheet
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for {
			rows, err := db.All(ctx, tx, scan, query, append(slices.Clone(args), from.At, from.ID, limit+1)...)
			if err != nil {
				return err
			}
			for _, r := range rows {
				s, err := d.sheet(ctx, tx, who, r)
				if len(found) == limit && err == nil {
					p.Next = cursor.Write(d.Vault, "remote "+list, who.Account, from)
					return nil
				}
				if from = (cursor.Mark{At: r.askedAt, ID: r.id}); err == nil {
					found = append(found, s)
				} else if !isRefusal(err) {
					return err
				}
			}
			if len(rows) <= limit {
				return nil
			}
		}
	}); err != nil {
		return p, err
	}
	p.Items, err = d.opened(ctx, who, found)
	return p, err
}
