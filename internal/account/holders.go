package account

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
)

// Leads are the active accounts that lead a department; otherwise as Holders.
func (a *Accounts) Leads(ctx context.Context, tx *db.Tx) ([]access.AccountID, error) {
	return db.All(ctx, tx, func(s db.Scanner) (id access.AccountID, err error) { return id, s.Scan(&id) },
		`SELECT DISTINCT a.id FROM account a JOIN post p ON p.account = a.id WHERE a.state = $1 AND p.post = $2 ORDER BY a.id`, string(Active), string(access.Lead))
}

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
