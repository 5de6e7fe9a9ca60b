package handover

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
)

// KeysOf are the present key of an account, nil where there is none, and those before it, newest first. Right: the caller's.
func (d *Desk) KeysOf(ctx context.Context, tx *db.Tx, id access.AccountID) (*Key, []Key, error) {
	all, err := keysOf(ctx, tx, id)
	key, earlier := present(all)
	return key, earlier, err
}

// keyedLimit bounds how many people of one organisation are thought of.
const keyedLimit = 200

// Keyed are the people of an organisation who have a key, whatever they may do. Right: the caller's.
func (d *Desk) Keyed(ctx context.Context, tx *db.Tx, o access.OrganisationID) ([]access.AccountID, error) {
	if o == "" { // of one's own: nobody else is in it
		return nil, nil
	}
	return db.All(ctx, tx, db.Value[access.AccountID], `SELECT k.account FROM account a JOIN handover_key k ON k.account = a.id AND k.ended IS NULL
		WHERE a.organisation = $1 ORDER BY k.account LIMIT $2`, string(o), keyedLimit)
}

// IsSealed checks by its outer form that b, of so many bytes at most, is sealed to a hybrid key. Faults: too_large, secret_not_sealed.
func IsSealed(b []byte, limit int) error {
	args, err := sealedTo(b, toKey, limit)
	if err == nil && (len(args) != 1 || !isBase64(args[0], 1120)) {
		return ErrSealed
	}
	return err
}
