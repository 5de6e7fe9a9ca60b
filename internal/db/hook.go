package db

import (
	"context"
	"sync"
)

// Hook is told of the transaction that carries out a request, and works inside it: what it writes stands exactly when
// that transaction does.
type Hook interface {
	// Begun is called before the first transaction that commits does anything; its faults are those of InTx.
	Begun(ctx context.Context, tx *Tx) error
	// Made is called with the id of what the request asked to be made, in the transaction that makes it.
	Made(ctx context.Context, tx *Tx, id string) error
}

// hookKey is per store: a hook of the main store must not run in a transaction of the key store.
type hookKey struct{ db *DB }

type hooking struct {
	Hook
	mu   sync.Mutex
	done bool
}

// WithHook returns a context whose transactions on this store tell h. A transaction that is undone leaves Begun to the
// next one.
func (d *DB) WithHook(ctx context.Context, h Hook) context.Context {
	return context.WithValue(ctx, hookKey{d}, &hooking{Hook: h})
}

// Made says that this transaction makes what its request asked for, under that id. The last word counts; where nobody
// listens it does nothing.
func (t *Tx) Made(ctx context.Context, id string) error {
	if t.hook == nil {
		return nil
	}
	return t.hook.Made(ctx, t, id)
}

// hooked runs do with fn, or with fn behind the context's hook. Transactions that share a context's hook take turns.
func (d *DB) hooked(ctx context.Context, fn func(context.Context, *Tx) error, do func(func(context.Context, *Tx) error) error) error {
	h, ok := ctx.Value(hookKey{d}).(*hooking)
	if !ok {
		return do(fn)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	err := do(func(ctx context.Context, tx *Tx) error {
		tx.hook = h.Hook
		if !h.done {
			if err := h.Begun(ctx, tx); err != nil {
				return err
			}
		}
		return fn(ctx, tx)
	})
	h.done = h.done || err == nil
	return err
}
