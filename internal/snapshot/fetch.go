package snapshot

import (
	"container/list"
	"context"
	"errors"
	"sync"

	"surety/internal/fault"
	"surety/internal/vault/packseal"
)

// keptPacks is how many whole packs a fetcher holds: at 8 MiB each the most memory that reading needs.
const keptPacks = 6

// fetcher reads sections of packs. The second time that a pack is asked for, it is read whole and held for a while: a single file
// costs what it needs, and putting all back reads each pack about once.
type fetcher struct {
	store Store
	mu    sync.Mutex
	asked map[Name]bool
	held  map[Name]*list.Element
	order *list.List // of *fetched, the last used in front
	salts map[Name][]byte
}

type fetched struct {
	name   Name
	once   sync.Once
	object []byte
	err    error
}

func newFetcher(s Store) *fetcher {
	return &fetcher{store: s, asked: map[Name]bool{}, held: map[Name]*list.Element{}, order: list.New(), salts: map[Name][]byte{}}
}

// section returns the head of a pack and one of its sections as sealed.
func (f *fetcher) section(ctx context.Context, p Info, at place) (head, sealed []byte, err error) {
	h := f.hold(p.Name)
	if h == nil {
		return f.alone(ctx, p, at)
	}
	h.once.Do(func() { h.object, h.err = f.store.Get(ctx, Pack, p.Name, 0, -1) })
	if h.err != nil {
		f.drop(p.Name)
		return nil, nil, h.err
	}
	end := int64(at.offset) + int64(at.sealed)
	if int64(len(h.object)) != p.Size || end > p.Size {
		return nil, nil, Damage{Pack, p.Name, -1, ID{}, "missized"}
	}
	return h.object[:headLen], h.object[at.offset:end], nil
}

// alone reads a section by itself, and the pack's head if that is not known.
func (f *fetcher) alone(ctx context.Context, p Info, at place) (head, sealed []byte, err error) {
	f.mu.Lock()
	head = f.salts[p.Name]
	f.mu.Unlock()
	if head == nil {
		if head, err = f.store.Get(ctx, Pack, p.Name, 0, headLen); err != nil {
			return nil, nil, err
		}
		f.mu.Lock()
		f.salts[p.Name] = head
		f.mu.Unlock()
	}
	sealed, err = f.store.Get(ctx, Pack, p.Name, int64(at.offset), int(at.sealed))
	return head, sealed, err
}

// hold returns the place of a whole pack, or nil when this is the first time that it is asked for.
func (f *fetcher) hold(name Name) *fetched {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e, ok := f.held[name]; ok {
		f.order.MoveToFront(e)
		return e.Value.(*fetched)
	}
	if !f.asked[name] {
		f.asked[name] = true
		return nil
	}
	h := &fetched{name: name}
	f.held[name] = f.order.PushFront(h)
	if f.order.Len() > keptPacks {
		f.forget(f.order.Back())
	}
	return h
}

// rest forgets all packs.
func (f *fetcher) rest() {
	f.mu.Lock()
	defer f.mu.Unlock()
	clear(f.held)
	clear(f.asked)
	f.order.Init()
}

func (f *fetcher) drop(name Name) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e, ok := f.held[name]; ok {
		f.forget(e)
	}
}

func (f *fetcher) forget(e *list.Element) {
	delete(f.held, e.Value.(*fetched).name)
	f.order.Remove(e)
}

// chunk appends a part's bytes to dst, which must be empty: opened, measured and rehashed. Faults: snapshot_damaged.
func (a *Archive) chunk(ctx context.Context, dst []byte, want Part) ([]byte, error) {
	at, p, ok := a.index.find(want.ID)
	if !ok {
		return nil, Damage{Pack, Name{}, 0, want.ID, "absent"}
	}
	head, sealed, err := a.fetch.section(ctx, p, at)
	if err == nil {
		dst, err = a.open(dst, head, sealed, at.section, want)
	}
	var d Damage
	switch {
	case err == nil || errors.As(err, &d):
		return dst, err
	case errors.Is(err, fault.ErrAbsent):
		return nil, Damage{Pack, p.Name, -1, want.ID, "absent"}
	case errors.Is(err, packseal.ErrSeal), errors.Is(err, errCode), errors.Is(err, fault.ErrInvalid):
		return nil, Damage{Pack, p.Name, int(at.section), want.ID, "unsealed"}
	}
	return nil, err
}

// open opens a section and holds what is in it to the part.
func (a *Archive) open(dst, head, sealed []byte, section uint32, want Part) ([]byte, error) {
	if len(head) != headLen || string(head[:len(packMagic)]) != packMagic {
		return nil, errCode
	}
	r := a.box.Open("pack", [packseal.SaltLen]byte(head[len(packMagic):]))
	stored, err := r.Section(nil, uint64(section), sealed, want.ID[:])
	if err != nil {
		return nil, err
	}
	if dst, err = a.expanded(dst, stored, int(want.Length)); err != nil {
		return nil, err
	}
	if a.identify(dst) != want.ID {
		return nil, errCode
	}
	return dst, nil
}
