package ticket

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
)

// Choices are the departments that the actor may ask or hand over to: those that are open, and, for staff, their own. A
// client sees of their fields those that clients fill in.
// Right: own.read. Faults: not_signed_in.
func (d *Desk) Choices(ctx context.Context, who access.Actor) (out []account.Department, err error) {
	if _, err := access.Check(who, access.OwnRead, access.Thing{Kind: "account", Owner: who.Account}); err != nil {
		return nil, err
	}
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := d.Accounts.Departments(ctx, tx)
		for _, dep := range all {
			_, own := who.Posts[dep.ID]
			if !dep.Open && !own {
				continue
			}
			if !own {
				dep.Fields = slices.DeleteFunc(slices.Clone(dep.Fields), func(f account.Field) bool { return !f.VisibleToClient })
			}
			out = append(out, dep)
		}
		return err
	})
	return out, err
}
