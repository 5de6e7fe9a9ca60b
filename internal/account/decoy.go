package account

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Decoy makes the client of a decoy, in the caller's transaction: an account like any other client's, which has no way to sign in, and to
// whose address no letter ever leaves. Only a keyed digest of the address says so. Right: the caller's recorded grant for honey.make.
// Faults: denied, invalid, conflict (the address has an account).
func (a *Accounts) Decoy(ctx context.Context, tx *db.Tx, g access.Grant, n NewPerson) (Person, error) {
	if !g.Valid() || !g.Recorded() || g.Action() != access.HoneyMake {
		return Person{}, fault.ErrDenied
	}
	p, err := a.newPerson(ctx, tx, NewPerson{Email: n.Email, Name: n.Name, Language: n.Language, Roles: []access.Role{access.Client}}, Active)
	if err != nil {
		return p, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO silent_address (mark) VALUES ($1)`, a.silence(p.Email))
	return p, err
}

func (a *Accounts) silence(email string) []byte {
	return a.Vault.Index("silent address", []byte(email))
}

func (a *Accounts) silent(ctx context.Context, tx *db.Tx, email string) (yes bool, err error) {
	return yes, tx.Get(ctx, `SELECT EXISTS (SELECT 1 FROM silent_address WHERE mark = $1)`, []any{a.silence(email)}, &yes)
}
