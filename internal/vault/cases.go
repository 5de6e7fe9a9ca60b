package vault

import (
	"context"
	"crypto/cipher"
	"errors"
	"slices"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// freshFor is how long a server may seal with the newest key version that it knows before it looks whether another
// server has added one.
const freshFor = time.Minute

// knownFor is how long a server may open with a key that it has in memory before it looks whether the key is still there.
const knownFor = 10 * time.Minute

// page is how many tickets' keys one query loads.
const page = 128

// ErrOtherOrganisation says that the grant names another organisation than the case was opened for.
var ErrOtherOrganisation = fault.New(fault.Conflict, "case_organisation", "the case is another organisation's")

// caseKeys are the unwrapped keys of one case, oldest first.
type caseKeys struct {
	organisation access.OrganisationID
	versions     []sealer
	loaded       time.Time
}

// sealer is a case key made ready: to expand a key for each row of a list cost as much as opening the rows.
type sealer struct {
	version int
	aead    cipher.AEAD
	deriver []byte // what [Vault.Derive] makes keys from
}

type caseKey struct {
	version int
	key     [keySize]byte
}

func (c *caseKeys) newest() int {
	if len(c.versions) == 0 {
		return 0
	}
	return c.versions[len(c.versions)-1].version
}

// NewCase makes the first key of a case, and the organisation's if it has none. It does nothing when the case has a key.
// Call it before the transaction that makes the ticket. An empty organisation is that of people who belong to none.
// Faults: case_organisation when the case is another organisation's, case_key_absent when its key was shredded.
func (v *Vault) NewCase(ctx context.Context, org access.OrganisationID, t access.TicketID) (err error) {
	defer fault.Wrap(&err, "new case key")
	if t == "" {
		return fault.ErrInvalid.At("ticket")
	}
	if _, err := v.caseKey(ctx, org, t, 0); err == nil || !errors.Is(err, ErrNoCase) {
		return err
	}
	err = v.keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if gone, err := isShredded(ctx, tx, t); err != nil || gone {
			return errors.Join(err, ErrNoCase)
		}
		w, err := v.holdOrganisation(ctx, tx, org)
		if err != nil {
			return err
		}
		return v.insertCase(ctx, tx, w, t, 1)
	})
	if err != nil {
		return err
	}
	_, err = v.caseKey(ctx, org, t, 0)
	return err
}

// Warm loads the keys of the tickets that are not in memory, in one query for each 128, so that opening their rows reads
// no store. A ticket whose keys are absent or damaged is passed over: opening its content will say so.
func (v *Vault) Warm(ctx context.Context, ts []access.TicketID) (err error) {
	defer fault.Wrap(&err, "warm case keys")
	var missing []access.TicketID
	for _, t := range ts {
		if !v.isFresh(t, freshFor) {
			missing = append(missing, t)
		}
	}
	for part := range slices.Chunk(missing, page) {
		if err := v.load(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vault) isFresh(t access.TicketID, age time.Duration) bool {
	c, _ := v.cases.get(t)
	return c.loaded.After(v.clock.Now().Add(-age))
}

// caseKey returns the key of that version, or the newest for 0, from memory or the store.
func (v *Vault) caseKey(ctx context.Context, org access.OrganisationID, t access.TicketID, version int) (sealer, error) {
	age := freshFor
	if version != 0 {
		age = knownFor
	}
	if v.isFresh(t, age) {
		if k, err := v.cached(org, t, version); err == nil {
			return k, nil
		}
	}
	if err := v.load(ctx, []access.TicketID{t}); err != nil {
		return sealer{}, err
	}
	return v.cached(org, t, version)
}

func (v *Vault) cached(org access.OrganisationID, t access.TicketID, version int) (k sealer, err error) {
	c, ok := v.cases.get(t)
	if ok && c.organisation != org {
		return k, ErrOtherOrganisation
	}
	for _, k := range slices.Backward(c.versions) {
		if version == 0 || k.version == version {
			return k, nil
		}
	}
	return k, ErrNoCase
}

// load reads and unwraps all versions of the tickets' keys.
func (v *Vault) load(ctx context.Context, ts []access.TicketID) error {
	now := v.clock.Now()
	rows, err := v.caseRows(ctx, ts)
	if err != nil {
		return err
	}
	found, there := map[access.TicketID]*caseKeys{}, map[access.TicketID]bool{}
	for _, r := range rows {
		there[r.ticket] = true
		w, err := v.keptWrapper(ctx, r.organisationRow)
		if errors.Is(err, ErrRoot) {
			return err
		}
		if err != nil {
			continue // damaged: opening what it seals will say so
		}
		key, err := w.unwrap(r.ticket, r.version, r.wrapped)
		if err != nil {
			continue
		}
		c := found[r.ticket]
		if c == nil {
			c = &caseKeys{organisation: r.organisation, loaded: now}
			found[r.ticket] = c
		}
		c.versions = append(c.versions, sealer{key.version, newAEAD(key.key[:]), derive(key.key[:], useDerive)})
		clear(key.key[:])
	}
	for t, c := range found {
		v.remember(t, *c)
	}
	for _, t := range ts {
		if !there[t] {
			v.cases.drop(t) // shredded, perhaps by another server
		}
	}
	return nil
}

// remember never forgets a version for an older view of the store.
func (v *Vault) remember(t access.TicketID, fresh caseKeys) {
	v.cases.change(t, func(c *caseKeys) {
		if c.newest() > fresh.newest() {
			return
		}
		*c = fresh
	})
}
