package snapshot

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"

	"surety/internal/fault"
)

// Repaired is what Repair did.
type Repaired struct {
	Chunks  int64         // that were read from the live folders again
	Renamed map[Name]Name // snapshots that are whole again have a new record, because it names their packs
	Lost    []Name        // snapshots of which something is still missing
	Removed int64         // bad packs that nobody refers to any more
}

// Repair reads what is missing or bad from the plan's live folders, where the same content is still there: chunks have the
// ids that they had, or they are not taken. Faults: folder_unusable, disk_full, and those of the store.
func (a *Archive) Repair(ctx context.Context, plan Plan) (_ Repaired, err error) {
	defer fault.Wrap(&err, "repair")
	a.taking.Lock()
	defer a.taking.Unlock()
	v, taken, err := a.inspect(ctx, nil)
	if err != nil {
		return Repaired{}, err
	}
	broken := map[Name]bool{}
	for _, d := range v.out.Bad {
		if d.Kind == Pack {
			broken[d.Object] = true
		}
	}
	a.index.exclude(broken)
	out := Repaired{Renamed: map[Name]Name{}}
	if out.Chunks, err = a.reread(ctx, plan, taken); err != nil {
		return out, err
	}
	for _, s := range taken {
		if err := a.again(ctx, s, broken, &out); err != nil {
			return out, err
		}
	}
	out.Removed, err = a.discard(ctx, broken)
	return out, err
}

// missing are the chunks that snapshots need and the index does not know. A tree that cannot be read tells only of itself.
func (a *Archive) missing(ctx context.Context, taken []*Snapshot) (map[ID]bool, error) {
	out := map[ID]bool{}
	for _, s := range taken {
		if err := a.need(ctx, s, func(p Part) {
			if !a.index.holds([]Part{p}) {
				out[p.ID] = true
			}
		}); err != nil && !errors.Is(err, ErrDamaged) {
			return nil, err
		}
	}
	return out, nil
}

// need visits every part of a snapshot. Faults: snapshot_damaged, when not all of its tree can be read.
func (a *Archive) need(ctx context.Context, s *Snapshot, visit func(Part)) error {
	for _, p := range s.tree {
		visit(p)
	}
	t := a.Tree(ctx, s)
	for {
		e, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, p := range e.Parts {
			visit(p)
		}
	}
}

// reread scans the live folders and keeps what is missing, trees included: of a folder that nobody touched the tree is the
// same. A tree that came back may tell of more that is missing, so it goes on until nothing new comes.
func (a *Archive) reread(ctx context.Context, plan Plan, taken []*Snapshot) (chunks int64, err error) {
	for {
		missing, err := a.missing(ctx, taken)
		if err != nil || len(missing) == 0 {
			return chunks, err
		}
		n, err := a.bring(ctx, plan, missing)
		chunks += n
		if err != nil || n == 0 {
			return chunks, err
		}
	}
}

func (a *Archive) bring(ctx context.Context, plan Plan, missing map[ID]bool) (int64, error) {
	s, leave, err := plan.begin()
	if err != nil {
		return 0, err
	}
	m := newMeter(ctx, plan.Progress, nil, s.Folders)
	defer m.stop()
	p := a.newPacker(ctx, m)
	p.only = missing
	_, err = a.tree(ctx, p, a.scan(ctx, s.Folders, leave, nil, p.keep, m), &s.Totals, plan.Entry)
	if err != nil {
		p.abandon()
		return 0, storeCause(err, p)
	}
	if err := p.finish(); err != nil {
		return 0, err
	}
	a.fetch = newFetcher(a.store)
	n := int64(0)
	for id := range missing {
		if _, _, ok := a.index.find(id); ok {
			n++
		}
	}
	return n, nil
}

// again gives a snapshot that needed bad packs a record that names good ones.
func (a *Archive) again(ctx context.Context, s *Snapshot, broken map[Name]bool, out *Repaired) error {
	touched := slices.ContainsFunc(s.packs, func(n Name) bool { return broken[n] })
	used, whole := map[Name]bool{}, true
	err := a.need(ctx, s, func(p Part) {
		if p.ID == hole {
			return
		}
		_, pack, ok := a.index.find(p.ID)
		used[pack.Name], whole = true, whole && ok
	})
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	if err != nil || !whole {
		out.Lost = append(out.Lost, s.Name)
		return nil
	}
	if !touched {
		return nil
	}
	old := s.Name
	s.packs = slices.SortedFunc(maps.Keys(used), compareNames)
	if err := a.record(ctx, s); err != nil {
		return err
	}
	out.Renamed[old] = s.Name
	return a.store.Remove(ctx, Record, old)
}

// discard removes bad packs to which no record refers.
func (a *Archive) discard(ctx context.Context, broken map[Name]bool) (n int64, err error) {
	used, err := references(ctx, a.store)
	if err != nil {
		return 0, nil // a record that cannot be read may need any pack: everything stays
	}
	for name := range broken {
		if used[name] {
			continue
		}
		if err := a.store.Remove(ctx, Pack, name); err != nil {
			return n, err
		}
		n++
	}
	return n, a.Reload(ctx)
}
