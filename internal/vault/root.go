package vault

import (
	"context"
	"crypto/cipher"
	"encoding/hex"
	"sync"
	"time"

	"surety/internal/clock"
	"surety/internal/fault"
)

// Root is where the root key comes from. It is asked when the vault is unlocked, when its root is rotated, and again when
// a key turns up that another root wraps: another server may have rotated to what the source gives by now.
type Root interface {
	// Key returns the 32 bytes of the root key.
	Key(ctx context.Context) ([]byte, error)
}

// ErrRootUnfit says that a root key cannot be had: its file is absent, readable by others, or not a key.
var ErrRootUnfit = fault.New(fault.Unavailable, "root_unfit", "the root key cannot be had")

// RootID is the fingerprint of a root key: it tells roots apart and tells nothing about the key.
func RootID(key []byte) string { return hex.EncodeToString(derive(key, "root id")[:8]) }

// askEvery is how long a source that did not give the root looked for is left alone: it may be slow, or cost money.
const askEvery = time.Second

// roots are the root keys that this process was given, by fingerprint: the one it started with and those it met since.
type roots struct {
	source Root // as it is configured
	clock  clock.Clock
	asking sync.Mutex
	asked  time.Time

	mu    sync.RWMutex
	aeads map[string]cipher.AEAD
}

func (r *roots) add(ctx context.Context, root Root) (id string, err error) {
	key, err := root.Key(ctx)
	if err != nil {
		return "", err
	}
	defer clear(key)
	if len(key) != keySize {
		return "", ErrRootUnfit
	}
	id = RootID(key)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.aeads == nil {
		r.aeads = map[string]cipher.AEAD{}
	}
	r.aeads[id] = newAEAD(derive(key, useOrganisation))
	return id, nil
}

// get returns the root of that fingerprint. One that is unknown is looked for where the configured root comes from, so
// that a server goes on when its operator has put the new root in place.
func (r *roots) get(ctx context.Context, id string) (cipher.AEAD, error) {
	if a := r.known(id); a != nil {
		return a, nil
	}
	r.asking.Lock()
	defer r.asking.Unlock()
	if a := r.known(id); a != nil {
		return a, nil
	}
	if r.clock.Now().Sub(r.asked) < askEvery {
		return nil, ErrRoot.With("root", id)
	}
	r.asked = r.clock.Now()
	if _, err := r.add(ctx, r.source); err != nil {
		return nil, ErrRoot.With("root", id).Because(err)
	}
	if a := r.known(id); a != nil {
		return a, nil
	}
	return nil, ErrRoot.With("root", id)
}

func (r *roots) known(id string) cipher.AEAD {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.aeads[id]
}
