package ticket

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Split copies chosen messages and notes, with their files, to a new ticket of the same requester, sealed under its
// own key and marked with where they came from; both tickets point to each other. It returns the new one. It goes to
// the same department, or to another in which the actor holds a post.
// Right: ticket.split here, and ticket.open_for there. Faults: absent, denied, invalid, too_large, ticket_merged.
func (d *Desk) Split(ctx context.Context, who access.Actor, id access.TicketID, s SplitOff) (Ticket, error) {
	subject, err := cleanSubject(s.Subject)
	if err != nil {
		return Ticket{}, err
	}
	slices.Sort(s.Messages)
	s.Messages = slices.Compact(s.Messages)
	if len(s.Messages) == 0 {
		return Ticket{}, invalid("messages", "choose at least one")
	}
	if len(s.Messages) > MoveLimit {
		return Ticket{}, fault.ErrTooLarge.At("messages").With("limit", MoveLimit)
	}
	src, err := d.may(ctx, who, id, access.TicketSplit)
	if err != nil {
		return Ticket{}, err
	}
	part := src.offspring(s.Department)
	if _, err := access.Check(who, access.TicketOpenFor, part.thing()); err != nil {
		return Ticket{}, hideAbsent(err)
	}
	if err := d.Vault.NewCase(ctx, part.organisation, part.id); err != nil {
		return Ticket{}, err
	}
	var g access.Grant
	_, err = d.change(ctx, who, id, access.TicketSplit, "split", func(ctx context.Context, w *work, from access.Grant) error {
		c := carriage{src: w, dst: d.begin(w.tx, who, part), from: from}
		err := c.split(ctx, subject, s.Messages)
		g = c.to
		return err
	})
	if err != nil {
		return Ticket{}, err
	}
	return d.shown(ctx, g)
}

// offspring is a new ticket of the same client side.
func (t stored) offspring(department access.DepartmentID) stored {
	return stored{id: access.NewID[access.TicketID](), department: orElse(department, t.department), organisation: t.organisation,
		requester: t.requester, priority: t.priority, class: t.class, splitFrom: t.id, lastFrom: ClientSide}
}

func (c *carriage) split(ctx context.Context, subject string, seqs []int64) (err error) {
	if err := notMerged(c.src.t); err != nil {
		return err
	}
	if _, err := c.src.department(ctx, c.src.tx, c.dst.t.department, false); err != nil {
		return err
	}
	if c.to, err = access.Check(c.src.who, access.TicketOpenFor, c.dst.t.thing()); err != nil {
		return hideAbsent(err)
	}
	if err := c.src.record(ctx, c.from); err != nil {
		return err
	}
	items, err := c.src.chosen(ctx, seqs)
	if err != nil {
		return err
	}
	if err := c.begin(ctx, subject, items); err != nil {
		return err
	}
	if err := c.carry(ctx, items); err != nil {
		return err
	}
	if err := c.dst.opened(ctx, c.to, nil); err != nil {
		return err
	}
	if err := c.src.event(ctx, eventSplitTo, false, pointTo(c.dst.t)); err != nil {
		return err
	}
	c.src.counted()
	return nil
}

// begin gives the new ticket its facts; who spoke last is who did so in what it takes along.
func (c *carriage) begin(ctx context.Context, subject string, items []said) (err error) {
	w := c.dst
	w.was = stored{}
	if w.t.number, err = freeNumber(ctx, w.tx); err != nil {
		return err
	}
	w.t.created = db.Micros(w.now)
	w.t.setStatus(StatusOpen, w.now)
	w.t.touch(w.now, false)
	for _, m := range items {
		if m.kind == KindMessage {
			w.t.lastFrom = m.side
		}
	}
	if err := w.sealFacts(ctx, c.to, subject, map[string]string{}); err != nil {
		return err
	}
	return w.event(ctx, eventSplitFrom, false, pointTo(c.src.t))
}

// chosen reads the items named by the actor's count; each must be there and be a message or a note.
func (w *work) chosen(ctx context.Context, seqs []int64) ([]said, error) {
	t := text{args: []any{string(w.t.id)}}
	var marks []string
	for _, s := range seqs {
		marks = append(marks, t.arg(s))
	}
	items, err := db.All(ctx, w.tx, scanSaid, fmt.Sprintf(`SELECT %s FROM message WHERE ticket = $1 AND kind <> 'event' AND seq IN (%s) ORDER BY seq`,
		saidColumns, strings.Join(marks, ", ")), t.args...)
	if err == nil && len(items) != len(seqs) {
		return nil, invalid("messages", "messages and notes of this ticket")
	}
	return items, err
}
