package dispute

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/ticket"
)

// Conflict is why somebody does not judge a dispute; empty when nothing stands in the way.
type Conflict string

const (
	NoArbiter   Conflict = "no_arbiter"     // they do not hold the role, or no longer
	IsParty     Conflict = "party"          // it is their own
	OfCase      Conflict = ticket.OfCase    // they worked, wrote or were called on the ticket, or belong to its department
	SameHouse   Conflict = ticket.SameHouse // as a side, or as the case
	Counterpart Conflict = "counterpart"    // they had a deal with a side, and so might have reviewed it or been reviewed
	Declared    Conflict = "declared"       // they say so themselves
	TooLate     Conflict = "too_late"       // they had it and let the time pass
	Judging     Conflict = "judging"        // they judged it already
)

// conflict looks for what stands in the arbiter's way, as things are now. Reviews come from deals alone, so that deals tell
// of them too. Who is barred is not looked for: the rules of access refuse them.
func (d *Disputes) conflict(ctx context.Context, tx *db.Tx, r row, who access.AccountID) (Conflict, error) {
	if r.side(who) != deal.Nobody {
		return IsParty, nil
	}
	if slices.Contains([]access.AccountID{r.arbiter, r.confirmer, r.reviewer}, who) {
		return Judging, nil
	}
	p, err := d.Accounts.Person(ctx, tx, who)
	if err != nil {
		return "", err
	}
	if p.State != account.Active || !slices.Contains(p.Roles, access.Arbiter) {
		return NoArbiter, nil
	}
	if why, err := d.Desk.Interest(ctx, tx, r.ticket, p, r.client, r.specialist); err != nil || why != "" {
		return Conflict(why), err
	}
	for _, side := range []access.AccountID{r.client, r.specialist} {
		if dealt, err := d.Deals.Dealt(ctx, tx, who, side); err != nil || dealt {
			return Counterpart, err
		}
	}
	return "", nil
}

// unbiased refuses who has an interest.
func (w *work) unbiased(ctx context.Context) error {
	why, err := w.conflict(ctx, w.tx, w.row, w.grant.Actor().Account)
	if err == nil && why != "" {
		err = ErrConflict.With("reason", string(why))
	}
	return err
}

// arbiters are all who may take the dispute.
func (d *Disputes) arbiters(ctx context.Context, tx *db.Tx, r row) ([]access.AccountID, error) {
	all, err := d.Accounts.Holders(ctx, tx, access.Arbiter)
	if err != nil {
		return nil, err
	}
	barred, err := barredOf(ctx, tx, r.id)
	if err != nil {
		return nil, err
	}
	var free []access.AccountID
	for _, a := range all {
		why, err := d.conflict(ctx, tx, r, a)
		if err != nil {
			return nil, err
		}
		if why == "" && !slices.Contains(barred, a) {
			free = append(free, a)
		}
	}
	return free, nil
}
