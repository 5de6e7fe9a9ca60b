package ticket

import (
	"context"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
)

// Interests that somebody can have in a case.
const (
	OfCase    = "of_case"           // they worked, wrote or were called on it, or belong to its department
	SameHouse = "same_organisation" // as a side, or as the case
)

// Interest is what stands in the person's way to judge something between the sides of the ticket, as things are now; empty when nothing
// does. The home of somebody who belongs to no organisation is theirs alone. Right: the caller's. Faults: absent.
func (d *Desk) Interest(ctx context.Context, tx *db.Tx, id access.TicketID, p account.Person, sides ...access.AccountID) (string, error) {
	facts, err := d.Facts(ctx, tx, id)
	if err != nil {
		return "", err
	}
	if _, posted := p.Posts[facts.Department]; posted {
		return OfCase, nil
	}
	if took, err := d.TookPart(ctx, tx, id, p.ID); err != nil || took {
		return OfCase, err
	}
	if facts.Organisation == p.Home() {
		return SameHouse, nil
	}
	for _, side := range sides {
		s, err := d.Accounts.Person(ctx, tx, side)
		if err != nil || s.Home() == p.Home() {
			return SameHouse, err
		}
	}
	return "", nil
}

// HelpersOf are the accounts that are assigned to, or called to, any ticket of the requester. Right: the caller's.
func (d *Desk) HelpersOf(ctx context.Context, tx *db.Tx, requester access.AccountID) ([]access.AccountID, error) {
	return db.All(ctx, tx, db.Value[access.AccountID], `SELECT t.assignee FROM ticket t WHERE t.requester = $1 AND t.assignee <> ''
		UNION SELECT m.account FROM ticket_member m JOIN ticket t ON t.id = m.ticket WHERE t.requester = $1 AND m.role = 'specialist'`, string(requester))
}
