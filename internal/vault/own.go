package vault

import (
	"context"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"time"

	"surety/internal/db"
)

// ownKeys seal what belongs to the installation. They are never wiped and never leave memory while it serves.
type ownKeys struct {
	newest int
	aeads  map[int]cipher.AEAD
	index  []byte // of the first version, so that what was indexed is found after a rotation
}

// loadTimeout bounds the look into the key store for a version that another server has added.
const loadTimeout = 5 * time.Second

// SealOwn seals personal data that is no case's: names, addresses, sessions, kept mails. It needs no grant.
func (v *Vault) SealOwn(p Place, plain []byte) []byte {
	own := v.own.Load()
	var buf [256]byte
	return seal(own.aeads[own.newest], own.newest, plain, p.bindOwn(buf[:0], own.newest))
}

// OpenOwn opens what SealOwn sealed at the same place. Faults: sealed_damaged for everything that does not open.
func (v *Vault) OpenOwn(p Place, sealed []byte) ([]byte, error) {
	version, body, err := parse(sealed)
	if err != nil {
		return nil, err
	}
	a, err := v.ownKey(version)
	if err != nil {
		return nil, err
	}
	var buf [256]byte
	return open(a, body, p.bindOwn(buf[:0], version))
}

// Index is a keyed digest of 16 bytes by which a value is found without being stored. Equal values of one purpose have
// equal digests, for ever; values of different purposes cannot be compared.
func (v *Vault) Index(purpose string, value []byte) []byte {
	h := hmac.New(sha256.New, v.own.Load().index)
	h.Write(appendPart(nil, purpose))
	h.Write(value)
	return h.Sum(nil)[:16]
}

// Shared is a key for one purpose that every server of the installation derives alike, for ever, and nobody else.
func (v *Vault) Shared(purpose string) [keySize]byte {
	return [keySize]byte(derive(v.own.Load().index, "shared "+purpose))
}

func (p Place) bindOwn(dst []byte, version int) []byte {
	return bind(dst, useOwn, version, p.Kind, p.Row, p.Field)
}

// ownKey returns the key of that version; one that is unknown here may have been added by another server.
func (v *Vault) ownKey(version int) (cipher.AEAD, error) {
	if a, ok := v.own.Load().aeads[version]; ok {
		return a, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), loadTimeout)
	defer cancel()
	if err := v.loadOwn(ctx); err != nil {
		return nil, err
	}
	if a, ok := v.own.Load().aeads[version]; ok {
		return a, nil
	}
	return nil, ErrSealed
}

// loadOwn reads all versions of the installation's key.
func (v *Vault) loadOwn(ctx context.Context) error {
	var rows []organisationRow
	err := v.keys.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		rows, err = organisationVersions(ctx, tx, installation)
		return err
	})
	if err != nil {
		return err
	}
	own := &ownKeys{aeads: map[int]cipher.AEAD{}}
	for _, r := range rows {
		key, err := v.unwrapOrganisation(ctx, r)
		if err != nil {
			return err
		}
		own.newest, own.aeads[r.organisationVersion.version] = r.organisationVersion.version, newAEAD(derive(key, useOwn))
		if r.version == 1 {
			own.index = derive(key, "index")
		}
		clear(key)
	}
	if own.index == nil {
		return ErrSealed
	}
	v.keepOwn(own)
	return nil
}

// keepOwn never forgets a version for an older view of the store.
func (v *Vault) keepOwn(fresh *ownKeys) {
	for {
		old := v.own.Load()
		if old != nil && old.newest > fresh.newest || v.own.CompareAndSwap(old, fresh) {
			return
		}
	}
}
