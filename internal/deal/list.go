package deal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/cursor"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/escrow"
)

// List shows a page of the deals that the actor may watch: their own, as client or specialist, and, by states and dates,
// those of the departments they lead. Newest change first. Right: deal.watch, for each. Faults: not_signed_in, invalid.
func (d *Deals) List(ctx context.Context, who access.Actor, at string, limit int) (Page, error) {
	return d.list(ctx, who, "", at, limit)
}

// OfTicket lists the deals of one ticket. Right and faults: as List.
func (d *Deals) OfTicket(ctx context.Context, who access.Actor, t access.TicketID, at string, limit int) (Page, error) {
	return d.list(ctx, who, t, at, limit)
}

func (d *Deals) list(ctx context.Context, who access.Actor, t access.TicketID, at string, limit int) (p Page, err error) {
	if who.Account == "" {
		_, err := access.Check(who, access.DealWatch, access.Thing{Kind: "deal"})
		return p, err
	}
	name := "deals/" + string(t)
	from, err := cursor.Read(d.Vault, "deal "+name, who.Account, at)
	if err != nil {
		return p, err
	}
	p.Items = []Summary{}
	var grants []access.Grant
	if err := d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		var more bool
		found, gs, more, err := d.page(ctx, tx, who, t, from, size(limit))
		if err != nil {
			return err
		}
		for _, s := range found {
			one, err := d.summary(ctx, tx, who, s)
			if err != nil {
				return err
			}
			p.Items = append(p.Items, one)
		}
		if more {
			last := found[len(found)-1]
			p.Next = cursor.Write(d.Vault, "deal "+name, who.Account, cursor.Mark{At: last.updated, ID: string(last.id)})
		}
		grants = gs
		return nil
	}); err != nil || len(grants) == 0 {
		return p, err
	}
	return p, d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return d.Log.AppendList(ctx, tx, grants, audit.Params{"what": "deals"})
	})
}

// page reads until it is full or nothing is left; rows that the rules refuse take no room on it.
func (d *Deals) page(ctx context.Context, tx *db.Tx, who access.Actor, t access.TicketID, from cursor.Mark, limit int) (found []stored, grants []access.Grant, more bool, err error) {
	query, args := reach(who, t)
	for {
		batch, err := db.All(ctx, tx, scanDeal, query, append(args, from.At, from.ID, limit+1)...)
		if err != nil {
			return nil, nil, false, err
		}
		for _, s := range batch {
			from = cursor.Mark{At: s.updated, ID: string(s.id)}
			if err := d.place(ctx, tx, &s); err != nil {
				return nil, nil, false, err
			}
			g, err := access.Check(who, access.DealWatch, s.thing)
			if err != nil {
				continue
			}
			if len(found) == limit {
				return found, grants, true, nil
			}
			found, grants = append(found, s), append(grants, g)
		}
		if len(batch) <= limit {
			return found, grants, false, nil
		}
	}
}

// reach is the query of the deals that an actor can meet: the rule of deal.watch turned round. What it gives is checked
// again. The department is the ticket's, which may have been handed over.
func reach(who access.Actor, t access.TicketID) (string, []any) {
	args := []any{string(who.Account)}
	place := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	places := []string{`SELECT id FROM deal WHERE client = $1`, `SELECT id FROM deal WHERE specialist = $1`}
	if leads := who.Departments(access.Lead); len(leads) > 0 {
		var marks []string
		for _, l := range leads {
			marks = append(marks, place(string(l)))
		}
		places = append(places, `SELECT x.id FROM deal x JOIN ticket t ON t.id = x.ticket WHERE t.department IN (`+strings.Join(marks, ", ")+`)`)
	}
	query := `SELECT ` + dealColumns + ` FROM deal d WHERE d.id IN (` + strings.Join(places, " UNION ALL ") + `)`
	if t != "" {
		query += ` AND d.ticket = ` + place(string(t))
	}
	n := len(args)
	return query + fmt.Sprintf(` AND (d.updated < $%d OR d.updated = $%d AND d.id < $%d) ORDER BY d.updated DESC, d.id DESC LIMIT $%d`, n+1, n+1, n+2, n+3), args
}

// Watch shows how far a deal has come: states and dates, no terms. Right: deal.watch. Faults: absent.
func (d *Deals) Watch(ctx context.Context, who access.Actor, id ID) (s Summary, err error) {
	_, err = d.look(ctx, who, id, access.DealWatch, "stages", func(ctx context.Context, tx *db.Tx, x stored) error {
		s, err = d.summary(ctx, tx, who, x)
		return err
	})
	return s, err
}

// summary is a deal without anything that is sealed.
func (d *Deals) summary(ctx context.Context, tx *db.Tx, who access.Actor, x stored) (s Summary, err error) {
	s = Summary{ID: x.id, Ticket: x.ticket, State: x.state, Offer: Draft, Turn: Specialist, Side: x.side(who.Account), Milestones: []Stage{},
		CreatedAt: db.Time(x.created), UpdatedAt: db.Time(x.updated), Version: x.version}
	names, err := d.Accounts.Names(ctx, tx, []access.AccountID{x.client, x.specialist})
	if err != nil {
		return s, err
	}
	s.Client, s.Specialist = Person{x.client, names[x.client]}, Person{x.specialist, names[x.specialist]}
	why, err := suspensions(ctx, tx, x.id)
	if err != nil {
		return s, err
	}
	s.Suspended = len(why) > 0
	if x.offer > 0 {
		o, err := offerOf(ctx, tx, x.id, x.offer)
		if err != nil {
			return s, err
		}
		s.Offer, s.Turn = o.State, turnOf(o)
	}
	return s, d.stages(ctx, tx, x, &s)
}

// turnOf is whose turn it is in a negotiation.
func turnOf(o offered) Side {
	switch o.State {
	case Offered:
		return o.By.Other()
	case Accepted:
		return Both
	}
	return Nobody
}

func (d *Deals) stages(ctx context.Context, tx *db.Tx, x stored, s *Summary) error {
	all, err := milestonesOf(ctx, tx, x.id)
	if err != nil {
		return err
	}
	for _, m := range all {
		stage := Stage{ID: m.id, State: m.state, Turn: Turn(m.state, m.canceller)}
		clocks, err := d.Clocks.List(ctx, tx, string(m.id), cancelGroup(m.id))
		if err != nil {
			return err
		}
		stage.Due, stage.Then = next(m.state, clocks)
		s.Milestones = append(s.Milestones, stage)
		if stage.Turn != Nobody && s.Turn == Nobody {
			s.Turn = stage.Turn
		}
	}
	return nil
}

// next is what happens in a state if nobody moves, and when; no time while it is suspended.
func next(s MilestoneState, clocks []deadline.State) (time.Time, Event) {
	rule, ok := clockOf[s]
	for _, c := range clocks {
		if ok && string(c.Kind) == rule.kind || !ok && string(c.Kind) == deliveryClock {
			return c.Due, rule.then
		}
	}
	return time.Time{}, rule.then
}

func (d *Deals) money(ctx context.Context, tx *db.Tx, id MilestoneID) (*escrow.Position, error) {
	p, err := d.Ledger.Position(ctx, tx, id)
	if isAbsent(err) {
		return nil, nil // never opened for funding
	}
	return &p, err
}

func size(limit int) int {
	if limit <= 0 {
		return pageUsual
	}
	return min(limit, pageLimit)
}
