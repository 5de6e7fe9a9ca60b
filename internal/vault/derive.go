package vault

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"

	"surety/internal/access"
)

// Derive makes the key of one thing of the grant's ticket, for a program that seals outside the vault: the same each time,
// another for each purpose and id, and gone for ever with the case key (S4). It comes of the case's first key, so that a rotation leaves
// what was sealed by it readable.
// Right: as Open: a recorded grant for content. Faults: grant_unfit, case_key_absent.
func (v *Vault) Derive(ctx context.Context, g access.Grant, purpose, id string) ([]byte, error) {
	if err := isContent(g); err != nil {
		return nil, err
	}
	if !g.Recorded() {
		return nil, ErrGrant
	}
	k, err := v.caseKey(ctx, g.Organisation(), g.Ticket(), firstVersion)
	if err != nil {
		return nil, err
	}
	bound := bind(nil, useDerive, firstVersion, string(g.Organisation()), string(g.Ticket()), purpose, id)
	return hkdf.Expand(sha256.New, k.deriver, string(bound), keySize)
}

// firstVersion is that of the key a case is opened with.
const firstVersion = 1
