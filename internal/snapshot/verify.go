package snapshot

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"surety/internal/fault"
	"surety/internal/vault/packseal"
)

// Report is what Verify found.
type Report struct {
	Packs, Chunks, Snapshots int64
	Bytes                    int64    // of packs
	Bad                      []Damage // sorted: the first is the first bad one; a chunk comes before its pack as a whole
	Lost                     int64    // entries of snapshots whose content is not all there
}

// Lost is an entry of a snapshot whose content is not all there. Entry is nil when it is the tree itself that cannot be read.
type Lost struct {
	Snapshot Name
	Entry    *Entry
	Chunk    ID
}

// verifier is one run of Verify.
type verifier struct {
	a    *Archive
	m    *meter
	mu   sync.Mutex
	good map[ID]int64 // length of every chunk that was opened and rehashed where the index has it
	out  Report
}

// Verify reads everything that the store has: every pack against its name, every chunk against its id, every tree against
// its order, and all that snapshots need against what is there. lost, if not nil, is told of every entry that is not whole.
// What is bad is no error. Errors are failures to ask the store.
func (a *Archive) Verify(ctx context.Context, tell func(Progress), lost func(Lost)) (_ Report, err error) {
	defer fault.Wrap(&err, "verify")
	v, taken, err := a.inspect(ctx, tell)
	if err != nil {
		return Report{}, err
	}
	for _, s := range taken {
		if err := v.snapshot(ctx, s, lost); err != nil {
			return Report{}, err
		}
	}
	v.sort()
	return v.out, nil
}

// inspect reads all objects. It reloads the index.
func (a *Archive) inspect(ctx context.Context, tell func(Progress)) (*verifier, []*Snapshot, error) {
	if err := a.Reload(ctx); err != nil {
		return nil, nil, err
	}
	m := newMeter(ctx, tell, &Snapshot{}, nil)
	defer m.stop()
	v := &verifier{a: a, m: m, good: map[ID]int64{}}
	for _, d := range a.bad {
		if d.Kind == Index {
			v.bad(d)
		}
	}
	taken, bad, err := a.Snapshots(ctx)
	if err != nil {
		return nil, nil, err
	}
	v.bad(bad...)
	names, bytes, err := a.needed(ctx, taken)
	if err != nil {
		return nil, nil, err
	}
	m.expect(int64(len(names)), bytes)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(parallel)
	for _, n := range names {
		g.Go(func() error { return v.pack(ctx, n) })
	}
	return v, taken, g.Wait()
}

// needed are all packs that are there or should be, and how many bytes there are.
func (a *Archive) needed(ctx context.Context, taken []*Snapshot) (names []Name, size int64, err error) {
	listed, err := all(ctx, a.store, Pack)
	for _, i := range listed {
		names, size = append(names, i.Name), size+i.Size
	}
	for _, s := range taken {
		names = append(names, s.packs...)
	}
	slices.SortFunc(names, compareNames)
	return slices.Compact(names), size, err
}

func (v *verifier) bad(d ...Damage) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.out.Bad = append(v.out.Bad, d...)
}

func (v *verifier) sort() {
	slices.SortFunc(v.out.Bad, func(a, b Damage) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), compareNames(a.Object, b.Object), cmp.Compare(uint(a.Section), uint(b.Section)), bytes.Compare(a.Chunk[:], b.Chunk[:]))
	})
}

// pack checks one pack and all its chunks.
func (v *verifier) pack(ctx context.Context, name Name) error {
	object, err := v.a.store.Get(ctx, Pack, name, 0, -1)
	if d := damaged(err, Pack, name); d != nil {
		v.bad(*d)
		return nil
	}
	if err != nil {
		return err
	}
	v.m.files.Add(1)
	v.m.read.Add(int64(len(object)))
	if NameOf(object) != name {
		v.bad(Damage{Pack, name, -1, ID{}, "misnamed"})
	}
	lines, err := v.lines(name, object)
	if err != nil {
		v.bad(Damage{Pack, name, -1, ID{}, "undecodable"})
	}
	v.mu.Lock()
	v.out.Packs, v.out.Bytes = v.out.Packs+1, v.out.Bytes+int64(len(object))
	v.mu.Unlock()
	v.chunks(name, object, lines)
	return nil
}

// lines are the pack's directory; from the index when its own is broken, so that the first bad chunk is named all the same.
func (v *verifier) lines(name Name, object []byte) ([]line, error) {
	lines, err := v.a.split(object)
	if err == nil {
		return lines, nil
	}
	return v.a.index.lines(name), err
}

// split opens the directory of a whole pack.
func (a *Archive) split(object []byte) ([]line, error) {
	size := int64(len(object))
	if size < int64(headLen+packseal.Overhead+footLen) {
		return nil, errCode
	}
	n := int64(binary.BigEndian.Uint32(object[size-footLen:]))
	if n > size-footLen-int64(headLen) {
		return nil, errCode
	}
	return a.openDirectory(object[:headLen], object[size-footLen-n:size-footLen], size)
}

func (v *verifier) chunks(name Name, object []byte, lines []line) {
	offset, buf := int64(headLen), []byte(nil)
	for i, l := range lines {
		end := offset + int64(l.sealed)
		err := errCode
		if end <= int64(len(object)) {
			buf, err = v.a.open(buf[:0], object[:headLen], object[offset:end], uint32(i), Part{l.id, int64(l.plain)})
		}
		if offset = end; err != nil {
			v.bad(Damage{Pack, name, i, l.id, "unsealed"})
			continue
		}
		at, pack, known := v.a.index.find(l.id)
		v.mu.Lock()
		v.out.Chunks++
		if known && pack.Name == name && int(at.section) == i { // where a reader would look
			v.good[l.id] = int64(l.plain)
		}
		v.mu.Unlock()
	}
}

// lines are what an index knows of a pack, with nothing for chunks that it places elsewhere.
func (x *index) lines(name Name) (out []line) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	number, known := x.numbers[name]
	if !known {
		return nil
	}
	for id, at := range x.places {
		if at.pack != number {
			continue
		}
		if int(at.section) >= len(out) {
			out = append(out, make([]line, int(at.section)+1-len(out))...)
		}
		out[at.section] = line{id, at.plain, at.sealed}
	}
	return out
}

// whole tells the first part that is not there.
func (v *verifier) whole(parts []Part) (ID, bool) {
	for _, p := range parts {
		if v.good[p.ID] != p.Length && p.ID != hole {
			return p.ID, false
		}
	}
	return ID{}, true
}

// snapshot goes through a tree.
func (v *verifier) snapshot(ctx context.Context, s *Snapshot, lost func(Lost)) error {
	v.out.Snapshots++
	tell := func(e *Entry, id ID) {
		v.out.Lost++
		if lost != nil {
			lost(Lost{s.Name, e, id})
		}
	}
	if id, ok := v.whole(s.tree); !ok {
		v.bad(Damage{Record, s.Name, -1, id, "absent"})
		tell(nil, id)
		return nil
	}
	t := v.a.Tree(ctx, s)
	for {
		e, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if d := damaged(err, Record, s.Name); d != nil {
			v.bad(*d)
			tell(nil, d.Chunk)
			return nil
		}
		if err != nil {
			return err
		}
		if id, ok := v.whole(e.Parts); !ok {
			tell(e, id)
		}
	}
}
