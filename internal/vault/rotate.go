package vault

import (
	"context"
	"errors"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// batch is how many keys are wrapped anew in one transaction.
const batch = 200

// RotateRoot wraps every organisation's key under another root, all in one transaction: it happens wholly or not at all.
// Other servers ask their own source again when they meet the new root; one whose source does not give it yet refuses
// what it has not in memory (root_mismatch) until it does. Calling it again with the same root changes nothing.
func (v *Vault) RotateRoot(ctx context.Context, next Root) (err error) {
	defer fault.Wrap(&err, "rotate the root key")
	id, err := v.roots.add(ctx, next)
	if err != nil {
		return err
	}
	return v.keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := lock(ctx, tx, installation, update); err != nil {
			return err
		}
		for {
			n, err := v.rewrapOrganisations(ctx, tx, id)
			if n == 0 || err != nil {
				return err
			}
		}
	})
}

func (v *Vault) rewrapOrganisations(ctx context.Context, tx *db.Tx, id string) (int, error) {
	rows, err := organisationsOfOtherRoots(ctx, tx, id, batch)
	if err != nil {
		return 0, err
	}
	root, err := v.roots.get(ctx, id)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		key, err := v.unwrapOrganisation(ctx, r)
		if err != nil {
			return 0, err
		}
		r.root = id
		r.wrapped = root.Seal(nil, nil, key, boundOrganisation(r))
		clear(key)
		if err := rewrapOrganisation(ctx, tx, r); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// cursor is the last case key that a rotation has looked at.
type cursor struct {
	ticket  access.TicketID
	version int
}

// RotateOrganisation adds a version to the organisation's key and wraps its case keys under it, in batches, while others
// read and write. Called again after an interruption it finishes what is left and adds no further version.
// Faults: absent when the organisation has no key; sealed_damaged, naming the first ticket, when case keys are damaged
// in the store: all others are done then.
func (v *Vault) RotateOrganisation(ctx context.Context, org access.OrganisationID) (err error) {
	defer fault.Wrap(&err, "rotate an organisation's key")
	if err := v.addVersion(ctx, org); err != nil {
		return err
	}
	var damaged error
	for at, more := (cursor{}), true; more; {
		var bad access.TicketID
		if at, bad, more, err = v.rewrapCases(ctx, org, at); err != nil {
			return err
		}
		if bad != "" && damaged == nil {
			damaged = ErrSealed.With("ticket", string(bad))
		}
	}
	if org == installation {
		return v.loadOwn(ctx)
	}
	return damaged
}

// RotateOwn is RotateOrganisation for the installation's own key. What was sealed before stays readable.
func (v *Vault) RotateOwn(ctx context.Context) error { return v.RotateOrganisation(ctx, installation) }

func (v *Vault) addVersion(ctx context.Context, org access.OrganisationID) error {
	return v.keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		root, err := holdRoot(ctx, tx)
		if err != nil {
			return err
		}
		if err := lock(ctx, tx, org, update); err != nil {
			return err
		}
		newest, err := newestOrganisation(ctx, tx, org)
		if err != nil {
			return err
		}
		left, err := casesBehind(ctx, tx, newest, cursor{}, 1)
		if err != nil || len(left) > 0 {
			return err
		}
		return v.insertOrganisation(ctx, tx, org, newest.version+1, root)
	})
}

// rewrapCases wraps the batch of case keys after the cursor under the organisation's newest key. It returns the cursor
// behind them, a ticket whose key is damaged, and whether there may be more.
func (v *Vault) rewrapCases(ctx context.Context, org access.OrganisationID, after cursor) (at cursor, bad access.TicketID, more bool, err error) {
	err = v.keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		at, bad = after, ""
		newest, err := newestOrganisation(ctx, tx, org)
		if err != nil {
			return err
		}
		w, err := v.wrapper(ctx, newest)
		if err != nil {
			return err
		}
		rows, err := casesBehind(ctx, tx, newest, after, batch)
		for _, r := range rows {
			err := v.rewrapCase(ctx, tx, w, r)
			if errors.Is(err, ErrSealed) {
				bad = r.ticket
			} else if err != nil {
				return err
			}
			at = cursor{r.ticket, r.version}
		}
		more = len(rows) == batch
		return err
	})
	return at, bad, more, err
}

func (v *Vault) rewrapCase(ctx context.Context, tx *db.Tx, w *wrapper, r caseRow) error {
	k, err := v.unwrapCase(ctx, r)
	if err != nil {
		return err
	}
	defer clear(k.key[:])
	return rewrapCase(ctx, tx, w, r, w.wrap(r.ticket, k))
}

// RotateCase adds a version to the case's key: new content is sealed with it, here at once, on other servers within a
// minute; what was sealed before stays readable. Faults: absent when the case has no key.
func (v *Vault) RotateCase(ctx context.Context, t access.TicketID) (err error) {
	defer fault.Wrap(&err, "rotate a case key")
	err = v.keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		org, err := organisationOf(ctx, tx, t)
		if err != nil {
			return err
		}
		w, err := v.holdOrganisation(ctx, tx, org)
		if err != nil {
			return err
		}
		newest, err := newestVersion(ctx, tx, t)
		if err != nil {
			return err
		}
		return v.insertCase(ctx, tx, w, t, newest+1) // if another server was first, its version serves as well
	})
	if err != nil {
		return err
	}
	return v.load(ctx, []access.TicketID{t})
}
