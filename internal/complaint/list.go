package complaint

import (
	"context"
	"fmt"

	"surety/internal/access"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/fault"
)

// Page is one page of a list; Next is empty on the last.
type Page struct {
	Items []Summary
	Next  string
}

const (
	pageUsual = 50
	pageLimit = 100
)

// List shows the complaints that the actor filed, that speak of them, or that they look into; latest change first.
func (c *Complaints) List(ctx context.Context, who access.Actor, at string, limit int) (Page, error) {
	return c.page(ctx, who, "own", `(filer = $1 OR accused = $1 AND state <> 'triage' OR investigator = $1)`, string(who.Account), at, limit, access.ComplaintRead)
}

// OfTicket shows those of one case that the actor may read.
func (c *Complaints) OfTicket(ctx context.Context, who access.Actor, t access.TicketID) (Page, error) {
	return c.page(ctx, who, "ticket", `ticket = $1`, string(t), "", pageLimit, access.ComplaintRead)
}

// Waiting shows open complaints that nobody looks into, and that the actor may take: no words, and nobody accused. What the actor has an
// interest in is not there. Right: complaint.seek.
func (c *Complaints) Waiting(ctx context.Context, who access.Actor, at string, limit int) (Page, error) {
	if !who.Has(access.Security) {
		return Page{}, fault.ErrDenied
	}
	return c.page(ctx, who, "waiting", `closed IS NULL AND investigator = $1`, "", at, limit, access.ComplaintSeek)
}

// page reads rows until the page is full, so that what the actor may not see takes no room and leaves no gap.
func (c *Complaints) page(ctx context.Context, who access.Actor, list, where, key, at string, limit int, act access.Action) (p Page, err error) {
	from, err := cursor.Read(c.Vault, "complaint "+list, who.Account, at)
	if err != nil {
		return p, err
	}
	if limit <= 0 {
		limit = pageUsual
	}
	limit = min(limit, pageLimit)
	p.Items = []Summary{}
	query := fmt.Sprintf(`SELECT `+columns+` FROM complaint WHERE `+where+` AND (changed, id) < ($2, $3) ORDER BY changed DESC, id DESC LIMIT %d`, limit+1)
	err = c.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		for {
			rows, err := db.All(ctx, tx, scan, query, key, from.At, from.ID)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if len(p.Items) == limit {
					p.Next = cursor.Write(c.Vault, "complaint "+list, who.Account, from)
					return nil
				}
				from = cursor.Mark{At: r.changed, ID: string(r.id)}
				if err := c.show(ctx, tx, who, r, act, &p); err != nil {
					return err
				}
			}
			if len(rows) <= limit {
				return nil
			}
		}
	})
	return p, err
}

// show adds the row to the page if the actor may see it.
func (c *Complaints) show(ctx context.Context, tx *db.Tx, who access.Actor, r row, act access.Action, p *Page) error {
	_, t, barred, err := c.load(ctx, tx, r.id, false)
	if err != nil {
		return err
	}
	thing := r.thing(t, barred)
	if access.Ask(&who, act, &thing) != nil {
		return nil
	}
	if act == access.ComplaintSeek {
		if why, err := c.interest(ctx, tx, r, who.Account); err != nil || why != "" {
			return err
		}
	}
	clocks, err := c.Clocks.List(ctx, tx, string(r.id))
	if err != nil {
		return err
	}
	s, err := c.summary(ctx, tx, r, clocks)
	if act == access.ComplaintSeek {
		s.Accused = Person{}
	}
	p.Items = append(p.Items, s)
	return err
}
