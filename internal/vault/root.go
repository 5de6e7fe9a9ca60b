package vault

import (
	"context"
	"crypto/cipher"
	"encoding/hex"
	"sync"

	"surety/internal/fault"
)

// Root is where the root key comes from. It is asked once, when the vault is unlocked or its root rotated.
type Root interface {
	// Key returns the 32 bytes of the root key.
	Key(ctx context.Context) ([]byte, error)
}

// ErrRootUnfit says that a root key cannot be had: its file is absent, readable by others, or not a key.
var ErrRootUnfit = fault.New(fault.Unavailable, "root_unfit", "the root key cannot be had")

// RootID is the fingerprint of a root key: it tells roots apart and tells nothing about the key.
func RootID(key []byte) string { return hex.EncodeToString(derive(key, "root id")[:8]) }

// roots are the root keys that this process was given, by fingerprint: the one it started with and those it rotated to.
type roots struct {
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

func (r *roots) get(id string) (cipher.AEAD, error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if a, ok := r.aeads[id]; ok {
		return a, nil
	}
	return nil, ErrRoot.With("root", id)
}
