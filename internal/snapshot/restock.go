package snapshot

import (
	"context"
	"slices"

	"surety/internal/fault"
	"surety/internal/vault/packseal"
)

// hasAtOnce is how many names one question holds.
const hasAtOnce = 500

// Restock brings to a store what it lacks, or has found damaged, of the snapshots that another has: the packs first, then the record, all under their own names. Snapshots of
// another key are no matter of it, and what is damaged there too is left out. It returns how many objects were brought. Faults: those of the stores.
func Restock(ctx context.Context, key [packseal.KeyLen]byte, from, to Store) (brought int64, err error) {
	defer fault.Wrap(&err, "restock")
	a, err := Open(ctx, from, key)
	if err != nil {
		return 0, err
	}
	all, _, err := a.Snapshots(ctx)
	if err != nil {
		return 0, err
	}
	for _, s := range all {
		n, whole, err := bringAbsent(ctx, from, to, Pack, s.packs)
		brought += n
		if err != nil {
			return brought, err
		}
		if !whole {
			continue
		}
		n, _, err = bringAbsent(ctx, from, to, Record, []Name{s.Name})
		if brought += n; err != nil {
			return brought, err
		}
	}
	return brought, nil
}

// bringAbsent brings those that the store lacks; whole says that it has all of them then.
func bringAbsent(ctx context.Context, from, to Store, kind Kind, names []Name) (brought int64, whole bool, err error) {
	whole = true
	for some := range slices.Chunk(names, hasAtOnce) {
		has, err := to.Has(ctx, kind, some)
		if err != nil {
			return brought, false, err
		}
		for i, name := range some {
			if has[i] {
				continue
			}
			object, err := from.Get(ctx, kind, name, 0, -1)
			if err != nil || CheckObject(name, object) != nil {
				whole = false
				continue
			}
			if err := to.Put(ctx, kind, name, object); err != nil {
				return brought, false, err
			}
			brought++
		}
	}
	return brought, whole, nil
}
