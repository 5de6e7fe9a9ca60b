package snapshot

import (
	"context"
	"slices"
	"time"

	"surety/internal/fault"
)

// Forget removes a snapshot. Its packs stay until Prune. To forget what is not there is no fault.
func (a *Archive) Forget(ctx context.Context, name Name) error {
	return a.store.Remove(ctx, Record, name)
}

// references are the packs to which any record refers.
func references(ctx context.Context, store Store) (map[Name]bool, error) {
	records, err := all(ctx, store, Record)
	if err != nil {
		return nil, err
	}
	used := map[Name]bool{}
	for _, i := range records {
		object, err := store.Get(ctx, Record, i.Name, 0, -1)
		if err != nil {
			return nil, err
		}
		if NameOf(object) != i.Name {
			return nil, Damage{Record, i.Name, -1, ID{}, "misnamed"}
		}
		packs, err := Refs(object)
		if err != nil {
			return nil, err
		}
		for _, p := range packs {
			used[p] = true
		}
	}
	return used, nil
}

// Prune removes packs to which no record refers and that were written before a time, which must lie before the beginning of
// every snapshot that is still being taken. It needs no key. While any record cannot be read nothing is removed, because that
// one may need anything. Faults: snapshot_damaged.
func Prune(ctx context.Context, store Store, before time.Time) (removed []Info, err error) {
	defer fault.Wrap(&err, "prune")
	used, err := references(ctx, store)
	if err != nil {
		return nil, err
	}
	packs, err := all(ctx, store, Pack)
	if err != nil {
		return nil, err
	}
	for _, p := range packs {
		if used[p.Name] || !p.Written.Before(before) {
			continue
		}
		if err := store.Remove(ctx, Pack, p.Name); err != nil {
			return removed, err
		}
		removed = append(removed, p)
	}
	return removed, nil
}

// Prune does what the function does, and removes indexes that tell of no pack that is there.
func (a *Archive) Prune(ctx context.Context, before time.Time) ([]Info, error) {
	a.taking.Lock()
	defer a.taking.Unlock()
	removed, err := Prune(ctx, a.store, before)
	if err != nil {
		return removed, err
	}
	if err := a.Reload(ctx); err != nil {
		return removed, err
	}
	indexes, err := all(ctx, a.store, Index)
	if err != nil {
		return removed, err
	}
	for _, i := range indexes {
		packs, err := a.indexOf(ctx, i.Name)
		alive := slices.ContainsFunc(packs, func(p indexed) bool { _, ok := a.index.numbers[p.name]; return ok })
		if err != nil || alive {
			continue // what is damaged is for Verify to tell
		}
		if err := a.store.Remove(ctx, Index, i.Name); err != nil {
			return removed, err
		}
	}
	return removed, nil
}
