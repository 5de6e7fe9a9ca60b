package retention

import (
	"context"
	"fmt"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/fault"
)

// Item is a case in a list: numbers and dates, no subject, nobody's name.
type Item struct {
	Ticket     access.TicketID
	Number     int64
	Department access.DepartmentID
	Class      string
	Kind       Kind
	Rule       string
	Due        time.Time
	Noticed    time.Time // zero: no notice runs
	Reasons    []Reason  // why it stays all the same
}

// Page is one page of them.
type Page struct {
	Items []Item
	Next  string
}

const (
	pageUsual = 50
	pageLimit = 100
)

// reach is where the actor sees what is due: the rule of retention.list turned round. Leads see their departments, the others all.
func reach(who access.Actor) (where string, args []any, err error) {
	if access.Ask(&who, access.RetentionList, &access.Thing{Kind: "retention"}) == nil {
		return `1 = 1`, nil, nil
	}
	var marks []string
	for _, d := range who.Departments(access.Lead) {
		if access.Ask(&who, access.RetentionList, &access.Thing{Kind: "retention", Department: d}) == nil {
			args = append(args, string(d))
			marks = append(marks, fmt.Sprintf("$%d", len(args)))
		}
	}
	if len(marks) == 0 {
		return "", nil, fault.ErrDenied
	}
	return `department IN (` + strings.Join(marks, ", ") + `)`, args, nil
}

// Due lists what would go until then, first what goes first, each with what obliges to keep it as things are now. It is the preview of what the
// rules do. Right: retention.list, for each. Faults: denied, invalid (cursor).
func (k *Keeper) Due(ctx context.Context, who access.Actor, until time.Time, at string, limit int) (p Page, err error) {
	where, args, err := reach(who)
	if err != nil {
		return p, err
	}
	from, err := cursor.Read(k.Vault, "retention", who.Account, at)
	if err != nil {
		return p, err
	}
	if at == "" {
		from = cursor.Mark{}
	}
	if limit <= 0 || limit > pageLimit {
		limit = pageUsual
	}
	n := len(args)
	query := fmt.Sprintf(`SELECT `+rowColumns+` FROM retention_case WHERE `+where+` AND due <= $%d AND (due, ticket) > ($%d, $%d) ORDER BY due, ticket LIMIT $%d`, n+1, n+2, n+3, n+4)
	p.Items = []Item{}
	return p, k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		rows, err := db.All(ctx, tx, scanRow, query, append(args, db.Micros(until), from.At, from.ID, limit+1)...)
		if err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			last := rows[limit-1]
			p.Next = cursor.Write(k.Vault, "retention", who.Account, cursor.Mark{At: db.Micros(last.due), ID: string(last.ticket)})
		}
		for _, r := range rows {
			f, err := factsOf(ctx, tx, r.ticket)
			if err != nil {
				return err
			}
			why, err := k.obliged(ctx, tx, f)
			if err != nil {
				return err
			}
			p.Items = append(p.Items, Item{r.ticket, r.number, r.department, r.class, r.kind, r.rule, r.due, r.noticed, append([]Reason{}, why...)})
		}
		return nil
	})
}

// Count is how many cases of a class and department are due until then.
type Count struct {
	Class      string
	Department access.DepartmentID
	Cases      int64
}

// Counts add up what [Keeper.Due] lists. Right: as there.
func (k *Keeper) Counts(ctx context.Context, who access.Actor, until time.Time) (all []Count, err error) {
	where, args, err := reach(who)
	if err != nil {
		return nil, err
	}
	query := fmt.Sprintf(`SELECT class, department, count(*) FROM retention_case WHERE `+where+` AND due <= $%d GROUP BY class, department ORDER BY department, class`, len(args)+1)
	err = k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, func(s db.Scanner) (c Count, err error) { return c, s.Scan(&c.Class, &c.Department, &c.Cases) }, query, append(args, db.Micros(until))...)
		return err
	})
	return all, err
}

// listLimit bounds holds and wishes, which are few.
const listLimit = 200

// Wished is a wish in a list.
type Wished struct {
	Ticket access.TicketID
	Number int64
	Wish
}

// Open lists the holds that lie, and the wishes that wait for a second person, newest first, at most 200 of each. Right: as [Keeper.Due].
func (k *Keeper) Open(ctx context.Context, who access.Actor) (holds []Hold, wishes []Wished, err error) {
	where, args, err := reach(who)
	if err != nil {
		return nil, nil, err
	}
	limit := fmt.Sprintf(` LIMIT %d`, listLimit)
	err = k.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		if holds, err = db.All(ctx, tx, scanHold, holdSQL+`AND `+where+` ORDER BY h.at DESC, h.id`+limit, args...); err != nil {
			return err
		}
		wishes, err = db.All(ctx, tx, func(s db.Scanner) (w Wished, err error) {
			var at int64
			err = s.Scan(&w.Ticket, &w.Number, &w.By, &at)
			w.At = db.Time(at)
			return w, err
		}, `SELECT w.ticket, t.number, w.actor, w.at FROM retention_wish w JOIN ticket t ON t.id = w.ticket WHERE `+where+` ORDER BY w.at DESC, w.ticket`+limit, args...)
		return err
	})
	return holds, wishes, err
}
