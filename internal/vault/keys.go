package vault

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

type organisationVersion struct {
	organisation access.OrganisationID
	version      int
}

// wrapper is an organisation's key of one version, ready to wrap case keys.
type wrapper struct {
	organisationVersion
	aead cipher.AEAD
}

func (w *wrapper) bound(t access.TicketID, version int) []byte {
	return bind(make([]byte, 0, 128), useCase, version, string(w.organisation), strconv.Itoa(w.version), string(t))
}

func (w *wrapper) wrap(t access.TicketID, k caseKey) []byte {
	return w.aead.Seal(nil, nil, k.key[:], w.bound(t, k.version))
}

func (w *wrapper) unwrap(t access.TicketID, version int, wrapped []byte) (caseKey, error) {
	k := caseKey{version: version}
	var buf [keySize + overhead]byte
	plain, err := w.aead.Open(buf[:0], nil, wrapped, w.bound(t, version))
	if err != nil || copy(k.key[:], plain) != keySize {
		return caseKey{}, ErrSealed
	}
	clear(plain)
	return k, nil
}

// unwrapCase opens a case key that was read together with its organisation's.
func (v *Vault) unwrapCase(ctx context.Context, r caseRow) (caseKey, error) {
	w, err := v.wrapper(ctx, r.organisationRow)
	if err != nil {
		return caseKey{}, err
	}
	return w.unwrap(r.ticket, r.version, r.wrapped)
}

// wrapper opens an organisation's key, or takes it from memory. It does not keep it: inside a writing transaction the
// row may yet be undone, and a key that is in no store must wrap nothing.
func (v *Vault) wrapper(ctx context.Context, r organisationRow) (*wrapper, error) {
	if w, ok := v.organisations.get(r.organisationVersion); ok {
		return w, nil
	}
	key, err := v.unwrapOrganisation(ctx, r)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return &wrapper{r.organisationVersion, newAEAD(derive(key, useCase))}, nil
}

// keptWrapper is wrapper for a row that is known to be committed.
func (v *Vault) keptWrapper(ctx context.Context, r organisationRow) (*wrapper, error) {
	w, err := v.wrapper(ctx, r)
	if err == nil {
		v.organisations.change(r.organisationVersion, func(known **wrapper) { *known = w })
	}
	return w, err
}

func (v *Vault) unwrapOrganisation(ctx context.Context, r organisationRow) ([]byte, error) {
	root, err := v.roots.get(ctx, r.root)
	if err != nil {
		return nil, err
	}
	key, err := root.Open(nil, nil, r.wrapped, boundOrganisation(r))
	if err != nil || len(key) != keySize {
		return nil, ErrSealed
	}
	return key, nil
}

func boundOrganisation(r organisationRow) []byte {
	return bind(nil, useOrganisation, r.version, string(r.organisation), r.root)
}

// insertOrganisation makes a key of that version unless there is one.
func (v *Vault) insertOrganisation(ctx context.Context, tx *db.Tx, org access.OrganisationID, version int, rootID string) error {
	root, err := v.roots.get(ctx, rootID)
	if err != nil {
		return err
	}
	r := organisationRow{organisationVersion: organisationVersion{org, version}, root: rootID}
	var key [keySize]byte
	rand.Read(key[:])
	r.wrapped = root.Seal(nil, nil, key[:], boundOrganisation(r))
	return putOrganisation(ctx, tx, r, v.clock.Now())
}

// holdOrganisation returns the organisation's newest key, made when absent, and keeps rotations of it waiting until the
// transaction ends: no case key is left under a version that a rotation believes empty.
func (v *Vault) holdOrganisation(ctx context.Context, tx *db.Tx, org access.OrganisationID) (*wrapper, error) {
	if err := lock(ctx, tx, org, share); err != nil {
		return nil, err
	}
	r, err := newestOrganisation(ctx, tx, org)
	if errors.Is(err, fault.ErrAbsent) {
		r, err = v.addOrganisation(ctx, tx, org)
	}
	if err != nil {
		return nil, err
	}
	return v.wrapper(ctx, r)
}

// addOrganisation makes the first key of an organisation under the root that the store has now, which may be newer than
// the one this server started with.
func (v *Vault) addOrganisation(ctx context.Context, tx *db.Tx, org access.OrganisationID) (organisationRow, error) {
	root, err := holdRoot(ctx, tx)
	if err != nil {
		return organisationRow{}, err
	}
	if err := v.insertOrganisation(ctx, tx, org, 1, root); err != nil {
		return organisationRow{}, err
	}
	if err := lock(ctx, tx, org, share); err != nil { // another server may have been first to insert
		return organisationRow{}, err
	}
	return newestOrganisation(ctx, tx, org)
}

// holdRoot returns the id of the store's root and keeps its rotation waiting until the transaction ends.
func holdRoot(ctx context.Context, tx *db.Tx) (string, error) {
	if err := lock(ctx, tx, installation, share); err != nil {
		return "", err
	}
	r, err := newestOrganisation(ctx, tx, installation)
	return r.root, err
}

func (v *Vault) insertCase(ctx context.Context, tx *db.Tx, w *wrapper, t access.TicketID, version int) error {
	k := caseKey{version: version}
	rand.Read(k.key[:])
	defer clear(k.key[:])
	return putCase(ctx, tx, w, t, version, w.wrap(t, k), v.clock.Now())
}

// KeyInfo tells about keys without telling them.
type KeyInfo struct {
	Level   string // "root", "organisation" or "case"
	ID      string // the root's fingerprint, the organisation; empty for cases, which are counted together
	Version int    // the newest
	Created time.Time
	Count   int64 // how many keys it wraps; of cases: how many there are
}

// Keys lists the root, each organisation's newest key, and the number of case keys. It opens nothing.
func (v *Vault) Keys(ctx context.Context) (all []KeyInfo, err error) {
	defer fault.Wrap(&err, "list keys")
	err = v.keys.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, scanInfo, keyInfoSQL)
		return err
	})
	return all, err
}
