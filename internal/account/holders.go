package account

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
)

// Holders are the active accounts that hold the role, for who must write to all of them; it asks no rights.
func (a *Accounts) Holders(ctx context.Context, tx *db.Tx, r access.Role) ([]access.AccountID, error) {
	type held struct {
		id    access.AccountID
		roles string
	}
	all, err := db.All(ctx, tx, func(s db.Scanner) (h held, err error) { return h, s.Scan(&h.id, &h.roles) },
		`SELECT id, roles FROM account WHERE state = $1 AND roles LIKE $2 ORDER BY id`, string(Active), "%"+string(r)+"%")
	var ids []access.AccountID
	for _, h := range all {
		if slices.Contains(parseRoles(h.roles), r) {
			ids = append(ids, h.id)
		}
	}
	return ids, err
}
