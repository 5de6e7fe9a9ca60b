package vault

import (
	"context"
	"errors"

	"surety/internal/access"
)

// Seal seals content of the grant's ticket under the newest key of its case.
// Right: any grant whose action is about content; it need not be recorded yet, since its entry commits with the row.
// Faults: grant_unfit, case_key_absent.
func (v *Vault) Seal(ctx context.Context, g access.Grant, p Place, plain []byte) ([]byte, error) {
	return v.sealAs(ctx, useContent, g, p, plain)
}

// Open opens what Seal sealed for the same ticket and place. Its entry must be on the record before (S3).
// Faults: grant_unfit; sealed_damaged for everything that does not open.
func (v *Vault) Open(ctx context.Context, g access.Grant, p Place, sealed []byte) ([]byte, error) {
	return v.openAs(ctx, useContent, g, p, sealed)
}

// Move opens a value of one case and seals it for another, for merging and splitting. Right: as Open for from, as Seal
// for to.
func (v *Vault) Move(ctx context.Context, from, to access.Grant, pf, pt Place, sealed []byte) ([]byte, error) {
	if err := mayMove(from, to); err != nil {
		return nil, err
	}
	plain, err := v.openFor(ctx, useContent, from, pf, sealed)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	return v.sealAs(ctx, useContent, to, pt, plain)
}

// MoveFile is Move for a file's sealed key; the file's bytes stay as they are, and a closed file stays closed.
func (v *Vault) MoveFile(ctx context.Context, from, to access.Grant, pf, pt Place, sealedKey []byte) ([]byte, error) {
	if err := mayMove(from, to); err != nil {
		return nil, err
	}
	key, use, err := v.eitherKey(ctx, from, pf, sealedKey)
	if err != nil {
		return nil, err
	}
	defer clear(key)
	return v.sealAs(ctx, use, to, pt, key)
}

func mayMove(from, to access.Grant) error {
	if err := isContent(to); err != nil {
		return err
	}
	return mayOpen(from)
}

func (v *Vault) sealAs(ctx context.Context, use string, g access.Grant, p Place, plain []byte) ([]byte, error) {
	if err := isContent(g); err != nil {
		return nil, err
	}
	return v.sealFor(ctx, use, g, p, plain)
}

// sealFor seals for a grant that was looked at.
func (v *Vault) sealFor(ctx context.Context, use string, g access.Grant, p Place, plain []byte) ([]byte, error) {
	k, err := v.caseKey(ctx, g.Organisation(), g.Ticket(), 0)
	if err != nil {
		return nil, err
	}
	var buf [256]byte
	return seal(k.aead, k.version, plain, p.bind(buf[:0], use, k.version, g)), nil
}

func (v *Vault) openAs(ctx context.Context, use string, g access.Grant, p Place, sealed []byte) ([]byte, error) {
	if err := mayOpen(g); err != nil {
		return nil, err
	}
	if (p.Kind == "message" || p.Kind == "file" || p.Kind == "room") && g.Thing().Kind != p.Kind {
		return nil, ErrGrant // its class was not asked: see access.Grant.Part
	}
	return v.openFor(ctx, use, g, p, sealed)
}

// mayOpen refuses a grant that opens nothing.
func mayOpen(g access.Grant) error {
	if err := isContent(g); err != nil {
		return err
	}
	if !g.Recorded() {
		return ErrGrant
	}
	return nil
}

// openFor opens for a grant that was looked at.
func (v *Vault) openFor(ctx context.Context, use string, g access.Grant, p Place, sealed []byte) ([]byte, error) {
	version, body, err := parse(sealed)
	if err != nil {
		return nil, err
	}
	k, err := v.caseKey(ctx, g.Organisation(), g.Ticket(), version)
	if isKeyFault(err) {
		return nil, ErrSealed.Because(err)
	}
	if err != nil {
		return nil, err
	}
	var buf [256]byte
	return open(k.aead, body, p.bind(buf[:0], use, version, g))
}

func (p Place) bind(dst []byte, use string, version int, g access.Grant) []byte {
	return bind(dst, use, version, string(g.Organisation()), string(g.Ticket()), p.Kind, p.Row, p.Field)
}

// isContent refuses what access did not grant, or granted for something other than content of a case. The server's own
// actor has no account.
func isContent(g access.Grant) error {
	if !g.Valid() || g.Ticket() == "" || g.Actor().Account == "" {
		return ErrGrant
	}
	if rule, ok := access.Lookup(g.Action()); !ok || !rule.Content {
		return ErrGrant
	}
	return nil
}

// isKeyFault tells a key that is not there from a store that does not answer.
func isKeyFault(err error) bool {
	return errors.Is(err, ErrNoCase) || errors.Is(err, ErrOtherOrganisation)
}
