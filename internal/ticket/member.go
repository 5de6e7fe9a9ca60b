package ticket

import (
	"context"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/fault"
)

// Roles of members.
const (
	roleSpecialist = "specialist"
	roleWatcher    = "watcher"
)

// Watch lets the actor follow the ticket, or no more. It gives them no right.
// Right: ticket.watch. Faults: absent.
func (d *Desk) Watch(ctx context.Context, who access.Actor, id access.TicketID, on bool) error {
	_, err := d.change(ctx, who, id, access.TicketWatch, "watch", func(ctx context.Context, w *work, _ access.Grant) error {
		w.hidden = true
		if !on {
			return w.dropMember(ctx, roleWatcher, who.Account)
		}
		if w.t.watchers >= WatchersLimit {
			return fault.ErrTooLarge.With("limit", WatchersLimit)
		}
		return w.addMember(ctx, roleWatcher, who.Account)
	})
	return err
}

// AddMember calls a specialist to the case: they may read and answer it from now on, but read no notes.
// Right: ticket.members. Faults: absent, denied, invalid, ticket_merged.
func (d *Desk) AddMember(ctx context.Context, who access.Actor, id access.TicketID, account access.AccountID, role string) error {
	if role != roleSpecialist {
		return invalid("role", "specialist")
	}
	return d.members(ctx, who, id, func(ctx context.Context, w *work) error {
		if slices.Contains(accounts(w.t.specialists), account) {
			return nil
		}
		return w.call(ctx, account)
	})
}

// RemoveMember lets a specialist go; their right to the case ends at once.
// Right: ticket.members. Faults: absent, denied, ticket_merged.
func (d *Desk) RemoveMember(ctx context.Context, who access.Actor, id access.TicketID, account access.AccountID) error {
	return d.members(ctx, who, id, func(ctx context.Context, w *work) error {
		called := accounts(w.t.specialists)
		i := slices.Index(called, account)
		if i < 0 {
			return fault.ErrAbsent
		}
		w.setSpecialists(slices.Delete(called, i, i+1))
		if err := w.event(ctx, eventMemberRemoved, false, map[string]string{"account": string(account)}); err != nil {
			return err
		}
		w.entry["account"] = string(account)
		return w.dropMember(ctx, roleSpecialist, account)
	})
}

func (d *Desk) members(ctx context.Context, who access.Actor, id access.TicketID, fn func(context.Context, *work) error) error {
	_, err := d.change(ctx, who, id, access.TicketMembers, "members", func(ctx context.Context, w *work, _ access.Grant) error {
		if err := notMerged(w.t); err != nil {
			return err
		}
		if err := fn(ctx, w); err != nil {
			return err
		}
		w.counted()
		return nil
	})
	return err
}

func (w *work) setSpecialists(as []access.AccountID) {
	words := make([]string, len(as))
	for i, a := range as {
		words[i] = string(a)
	}
	w.t.specialists = strings.Join(words, " ")
}

func (w *work) addMember(ctx context.Context, role string, a access.AccountID) error {
	n, err := w.tx.Exec(ctx, `INSERT INTO ticket_member (ticket, role, account, updated, face_updated, created, number)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (ticket, role, account) DO NOTHING`,
		string(w.t.id), role, string(a), w.t.updated, w.t.faceUpdated, w.t.created, w.t.number)
	if role == roleWatcher {
		w.t.watchers += n
	}
	return err
}

func (w *work) dropMember(ctx context.Context, role string, a access.AccountID) error {
	n, err := w.tx.Exec(ctx, `DELETE FROM ticket_member WHERE ticket = $1 AND role = $2 AND account = $3`, string(w.t.id), role, string(a))
	if role == roleWatcher {
		w.t.watchers -= n
	}
	return err
}
