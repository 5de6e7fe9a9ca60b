package ticket

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/fault"
)

// assign gives the ticket to one of its department's staff, who is told by mail, or takes it from whoever has it.
func (w *work) assign(ctx context.Context, to access.AccountID) error {
	if to != "" {
		if err := w.ofDesk(ctx, to); err != nil {
			return err
		}
	}
	params := map[string]string{"from": string(w.t.assignee), "to": string(to)}
	w.t.assignee = to
	if err := w.event(ctx, eventAssigned, false, params); err != nil || to == "" || to == w.who.Account {
		return err
	}
	return w.post(ctx, assignedJob, to)
}

// ofDesk refuses whoever could not work on the ticket; an unknown account and a stranger get one answer.
func (w *work) ofDesk(ctx context.Context, id access.AccountID) error {
	p, err := w.Accounts.Person(ctx, w.tx, id)
	if err != nil && fault.KindOf(err) != fault.Absent {
		return err
	}
	if err == nil && p.State == account.Active {
		if _, err := access.Check(p.Actor(), access.TicketAssign, w.t.thing()); err == nil {
			return nil
		}
	}
	return invalid("assignee", "not of the ticket's department")
}

// setTags makes the rows by which lists find tags equal to the new tags.
func (w *work) setTags(ctx context.Context, was, tags []string) error {
	for _, t := range was {
		if slices.Contains(tags, t) {
			continue
		}
		if _, err := w.tx.Exec(ctx, `DELETE FROM ticket_tag WHERE ticket = $1 AND tag = $2`, string(w.t.id), t); err != nil {
			return err
		}
	}
	for _, t := range tags {
		if slices.Contains(was, t) {
			continue
		}
		if _, err := w.tx.Exec(ctx, `INSERT INTO ticket_tag (ticket, tag, department, active, updated, created, number) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			string(w.t.id), t, string(w.t.department), w.t.active, w.t.updated, w.t.created, w.t.number); err != nil {
			return err
		}
	}
	return nil
}

// anyVisible reports whether clients see one of the fields that were changed.
func anyVisible(defs []account.Field, changed map[string]string) bool {
	return slices.ContainsFunc(defs, func(d account.Field) bool { _, ok := changed[d.Key]; return ok && d.VisibleToClient })
}
