package vault

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// batch is how many keys are wrapped anew in one transaction.
const batch = 200

// RotateRoot wraps every organisation's key under another root, all in one transaction: it happens wholly or not at all.
// Servers that were given the old root only refuse what they have not in memory (root_mismatch) until RotateRoot is
// called there, too, or they are started with the new one. Calling it again with the same root changes nothing.
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
	root, err := v.roots.get(id)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		key, err := v.unwrapOrganisation(r)
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

// RotateOrganisation adds a version to the organisation's key and wraps its case keys under it, in batches, while others
// read and write. Called again after an interruption it finishes what is left and adds no further version.
func (v *Vault) RotateOrganisation(ctx context.Context, org access.OrganisationID) (err error) {
	defer fault.Wrap(&err, "rotate an organisation's key")
	if err := v.addVersion(ctx, org); err != nil {
		return err
	}
	for {
		n, err := v.rewrapCases(ctx, org)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if org == installation {
		return v.loadOwn(ctx)
	}
	return nil
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
		left, err := casesBehind(ctx, tx, newest, 1)
		if err != nil || len(left) > 0 {
			return err
		}
		return v.insertOrganisation(ctx, tx, org, newest.version+1, root)
	})
}

// rewrapCases wraps a batch of case keys under the organisation's newest key and returns how many there were.
func (v *Vault) rewrapCases(ctx context.Context, org access.OrganisationID) (n int, err error) {
	err = v.keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		newest, err := newestOrganisation(ctx, tx, org)
		if err != nil {
			return err
		}
		w, err := v.wrapper(newest)
		if err != nil {
			return err
		}
		rows, err := casesBehind(ctx, tx, newest, batch)
		if err != nil {
			return err
		}
		n = len(rows)
		for _, r := range rows {
			if err := v.rewrapCase(ctx, tx, w, r); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

func (v *Vault) rewrapCase(ctx context.Context, tx *db.Tx, w *wrapper, r caseRow) error {
	k, err := v.unwrapCase(r)
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
