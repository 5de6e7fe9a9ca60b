package ticket

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
)

// Facts are what the rules ask about the ticket, for slices that stand on it, in their transaction. Right: the caller's,
// who asks the rules with what this returns. Faults: absent.
func (d *Desk) Facts(ctx context.Context, tx *db.Tx, id access.TicketID) (access.Thing, error) {
	t, err := load(ctx, tx, id)
	return t.thing(), err
}

// Head is how a ticket is named.
type Head struct {
	Number int64
	Closed bool
	sealed []byte
}

// Head reads how the ticket is named, for slices that stand on it, in their transaction. Right: the caller's. Faults: absent.
func (d *Desk) Head(ctx context.Context, tx *db.Tx, id access.TicketID) (Head, error) {
	t, err := load(ctx, tx, id)
	return Head{t.number, t.status == StatusClosed || t.mergedInto != "", t.subject}, err
}

// Subject opens the ticket's subject, covered, by the caller's recorded grant for content. Faults: grant_unfit, sealed_damaged.
func (d *Desk) Subject(ctx context.Context, g access.Grant, h Head) (string, error) {
	subject, err := d.openSubject(ctx, g, h.sealed)
	return subject.String(), err
}

// Call is [Desk.AddMember] inside the caller's transaction, under the caller's recorded grant for call.invite.
// Faults: absent, denied, invalid (not an active specialist), ticket_merged.
func (d *Desk) Call(ctx context.Context, tx *db.Tx, g access.Grant, id access.TicketID, specialist access.AccountID) error {
	if !g.Recorded() || g.Action() != access.CallInvite || g.Ticket() != id {
		return fault.ErrDenied
	}
	t, err := hold(ctx, tx, id)
	if err != nil {
		return err
	}
	w := d.begin(tx, g.Actor(), t)
	if err := notMerged(w.t); err != nil {
		return err
	}
	if slices.Contains(accounts(w.t.specialists), specialist) {
		return nil
	}
	if err := w.call(ctx, specialist); err != nil {
		return err
	}
	w.counted()
	if err := save(ctx, tx, w.was, w.t); err != nil {
		return err
	}
	if err := w.keepRead(ctx); err != nil {
		return err
	}
	w.tell("members")
	return nil
}

// call makes the specialist a member of the case.
func (w *work) call(ctx context.Context, specialist access.AccountID) error {
	called := accounts(w.t.specialists)
	if len(called) >= MembersLimit {
		return fault.ErrTooLarge.With("limit", MembersLimit)
	}
	if err := w.IsSpecialist(ctx, w.tx, specialist); err != nil {
		return err
	}
	w.setSpecialists(append(called, specialist))
	if err := w.event(ctx, eventMemberAdded, false, map[string]string{"account": string(specialist)}); err != nil {
		return err
	}
	w.entry["account"] = string(specialist)
	return w.addMember(ctx, roleSpecialist, specialist)
}

// IsSpecialist refuses who is not an active specialist, with one answer for all of them. Faults: invalid.
func (d *Desk) IsSpecialist(ctx context.Context, tx *db.Tx, id access.AccountID) error {
	p, err := d.Accounts.Person(ctx, tx, id)
	if err != nil && fault.KindOf(err) != fault.Absent {
		return err
	}
	if err != nil || p.State == account.Disabled || !slices.Contains(p.Roles, access.Specialist) {
		return invalid("account", "not a specialist")
	}
	return nil
}

// TookPart reports whether the account has ever had a hand in the ticket: asked, called to it or watching it, assigned, having
// written in it, or named by an event of it, as who was called or assigned once is. Right: the caller's.
func (d *Desk) TookPart(ctx context.Context, tx *db.Tx, id access.TicketID, who access.AccountID) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT (SELECT count(*) FROM ticket_member WHERE ticket = $1 AND account = $2)
		+ (SELECT count(*) FROM ticket WHERE id = $1 AND (assignee = $2 OR requester = $2))
		+ (SELECT count(*) FROM message WHERE ticket = $1 AND (author = $2 OR params LIKE $3))`, string(id), string(who), "%"+string(who)+"%")
	return n > 0, err
}
