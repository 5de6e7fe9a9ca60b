// Package vault seals what must not lie in the clear and opens it again. It is the only package that calls a cipher.
//
// Keys form three levels: the root key (kept outside every store, see [Root]) wraps one key per organisation, that
// wraps one key per case, and the case key seals the content of one ticket. Wrapped keys live in a store of their own,
// never beside the data. What belongs to the installation itself (names, addresses, sessions) is sealed under a key
// derived from that of the organisation "installation"; see [Vault.SealOwn].
//
// Invariants: a sealed value opens only in its own [Place], ticket and organisation, and under its own key version
// (S2). Content opens only for a grant that access made, whose action is about content, and which audit has recorded
// (S3). The vault refuses the installation itself, an unrecorded grant, and anything that was altered, and does not say
// in which of its parts a value is wrong. It keeps a bounded number of unwrapped keys in memory and writes none.
//
// No method may be called with a transaction's context except those that seal, open and move, which then read
// the key store on a connection of its own if the keys are not warm.
package vault

import (
	"context"
	"sync/atomic"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
)

// installation is the organisation whose key seals what belongs to nobody's case. The root of its first version names
// the root of the whole store, and locking that row holds every root rotation off.
const installation access.OrganisationID = "installation"

// How many unwrapped keys are kept at most.
const (
	defaultCases       = 4096
	cachedOrganisation = 1024
)

// Faults of the vault.
var (
	// ErrSealed is the one answer to everything that does not open.
	ErrSealed = fault.New(fault.Internal, "sealed_damaged", "a sealed value does not open in its place")
	// ErrGrant refuses a grant that is not one, is for no content, is the installation's own, or is not on the record.
	ErrGrant = fault.New(fault.Internal, "grant_unfit", "the grant does not open content")
	// ErrRoot says that the root key given is not the one that the key store was locked with.
	ErrRoot = fault.New(fault.Unavailable, "root_mismatch", "the key store is locked with another root key")
	// ErrNoCase says that the ticket has no case key: NewCase was not called, or the key was destroyed.
	ErrNoCase = fault.New(fault.Internal, "case_key_absent", "the case has no key")
)

// Settings tell Unlock where the keys are.
type Settings struct {
	Root  Root
	Keys  *db.DB // migrated with db.Keys
	Clock clock.Clock
	// CacheCases is how many cases' keys stay unwrapped in memory; 0 means 4096 (about 4 MB).
	CacheCases int
}

// Vault is an unlocked key store. It is safe for concurrent use, and several servers may use one store.
type Vault struct {
	keys          *db.DB
	clock         clock.Clock
	roots         roots
	organisations *lru[organisationVersion, *wrapper]
	cases         *lru[access.TicketID, caseKeys]
	own           atomic.Pointer[ownKeys]
}

// Place is what a sealed value is: a row and a field of a kind. It is bound to the value together with the organisation,
// the ticket, the key's version and the format's.
type Place struct{ Kind, Row, Field string }

// Unlock reads the root key and makes the installation's own key when the store is new.
// Faults: root_mismatch when the store was locked with another root key, and those of the root itself.
func Unlock(ctx context.Context, s Settings) (_ *Vault, err error) {
	defer fault.Wrap(&err, "unlock the vault")
	if s.CacheCases == 0 {
		s.CacheCases = defaultCases
	}
	v := &Vault{keys: s.Keys, clock: s.Clock, roots: roots{source: s.Root, clock: s.Clock},
		organisations: newLRU[organisationVersion, *wrapper](cachedOrganisation),
		cases:         newLRU[access.TicketID, caseKeys](s.CacheCases)}
	id, err := v.roots.add(ctx, s.Root)
	if err != nil {
		return nil, err
	}
	err = v.keys.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return v.insertOrganisation(ctx, tx, installation, 1, id)
	})
	if err != nil {
		return nil, err
	}
	return v, v.loadOwn(ctx)
}
