package db

import (
	"context"
	"sync"
)

// hookKey is per store: a hook of the main store must not run in a transaction of the key store.
type hookKey struct{ db *DB }

type hook struct {
	mu   sync.Mutex
	done bool
	fn   func(context.Context, *Tx) error
}

// WithHook returns a context whose first InTx on this store that commits runs fn before its own function, in the same
// transaction: what fn writes stands exactly when that transaction does. A transaction that is undone leaves fn to the
// next one. The faults of fn are those of InTx.
func (d *DB) WithHook(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) context.Context {
	return context.WithValue(ctx, hookKey{d}, &hook{fn: fn})
}

// hooked runs do with fn, or with fn behind the context's hook. Transactions that share a context's hook take turns.
func (d *DB) hooked(ctx context.Context, fn func(context.Context, *Tx) error, do func(func(context.Context, *Tx) error) error) error {
	h, ok := ctx.Value(hookKey{d}).(*hook)
	if !ok {
		return do(fn)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.done {
		return do(fn)
	}
	err := do(func(ctx context.Context, tx *Tx) error {
		if err := h.fn(ctx, tx); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
	h.done = err == nil
	return err
}
