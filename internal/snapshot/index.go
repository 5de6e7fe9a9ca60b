package snapshot

import (
	"context"
	"encoding/binary"
	"errors"
	"sync"

	"surety/internal/fault"
	"surety/internal/vault/packseal"
)

const indexMagic = "SIX1"

// indexFull is how many bytes of directories make an index; it then has room below MaxObject for one more of any length.
const indexFull = 3 << 20

// indexed is a pack with its directory.
type indexed struct {
	name  Name
	size  int64
	lines []line
}

// place is where a chunk lies.
type place struct {
	pack, section, offset, sealed, plain uint32
}

// index tells where chunks lie: some 80 bytes of memory for each. It knows no pack that the store does not list.
type index struct {
	mu      sync.RWMutex
	places  map[ID]place
	pending map[ID]bool // claimed by a writer that has not said where it went
	packs   []Info
	numbers map[Name]uint32
}

func newIndex() *index {
	return &index{places: map[ID]place{}, pending: map[ID]bool{}, numbers: map[Name]uint32{}}
}

// add makes a pack's chunks known. A chunk that lies in two packs is found in the first.
func (x *index) add(p indexed) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, known := x.numbers[p.name]; known {
		return
	}
	number, offset := uint32(len(x.packs)), uint32(headLen)
	x.numbers[p.name] = number
	x.packs = append(x.packs, Info{Name: p.name, Size: p.size})
	for i, l := range p.lines {
		if _, known := x.places[l.id]; !known {
			x.places[l.id] = place{number, uint32(i), offset, l.sealed, l.plain}
		}
		delete(x.pending, l.id)
		offset += l.sealed
	}
}

// claim tells whether the caller is the first to bring a chunk, who then must keep it.
func (x *index) claim(id ID) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if _, known := x.places[id]; known || x.pending[id] {
		return false
	}
	x.pending[id] = true
	return true
}

// release gives up what was claimed and not kept.
func (x *index) release() {
	x.mu.Lock()
	defer x.mu.Unlock()
	clear(x.pending)
}

func (x *index) find(id ID) (place, Info, bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	at, ok := x.places[id]
	if !ok {
		return place{}, Info{}, false
	}
	return at, x.packs[at.pack], true
}

// holds tells whether all parts are there, in the length that they should have.
func (x *index) holds(parts []Part) bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	for _, p := range parts {
		if at, ok := x.places[p.ID]; p.ID != hole && (!ok || int64(at.plain) != p.Length) {
			return false
		}
	}
	return true
}

// sealIndex makes the object of an index.
func (a *Archive) sealIndex(packs []indexed) []byte {
	plain := binary.AppendUvarint(nil, uint64(len(packs)))
	for _, p := range packs {
		plain = append(plain, p.name[:]...)
		plain = binary.AppendUvarint(plain, uint64(p.size))
		plain = appendText(plain, appendDirectory(nil, p.lines))
	}
	w := a.box.Seal("index")
	salt := w.Salt()
	return w.Close(append([]byte(indexMagic), salt[:]...), plain, []byte(indexMagic))
}

// openIndex opens the object of an index. Faults: errCode, snapshot_seal_broken.
func (a *Archive) openIndex(object []byte) ([]indexed, error) {
	if len(object) < headLen || string(object[:len(indexMagic)]) != indexMagic {
		return nil, errCode
	}
	r := a.box.Open("index", [packseal.SaltLen]byte(object[len(indexMagic):headLen]))
	plain, err := r.Closing(nil, object[headLen:], []byte(indexMagic))
	if err != nil {
		return nil, err
	}
	return decodeIndex(plain)
}

func decodeIndex(plain []byte) ([]indexed, error) {
	d := &decoder{b: plain}
	packs := make([]indexed, d.count(32+1+1))
	for i := range packs {
		p := &packs[i]
		p.name, p.size = d.array(), int64(d.number(MaxObject))
		var err error
		if p.lines, err = decodeDirectory([]byte(d.text(MaxObject)), p.size); err != nil {
			return nil, err
		}
	}
	return packs, d.done()
}

// readIndex learns from the store's indexes where chunks lie, and from the packs themselves where no index tells.
func (a *Archive) readIndex(ctx context.Context) (*index, []Damage, error) {
	listed, err := all(ctx, a.store, Pack)
	if err != nil {
		return nil, nil, err
	}
	there := make(map[Name]int64, len(listed))
	for _, p := range listed {
		there[p.Name] = p.Size
	}
	x := newIndex()
	bad, err := a.readIndexes(ctx, func(p indexed) {
		if size, ok := there[p.name]; ok && size == p.size {
			x.add(p)
		}
	})
	if err != nil {
		return nil, nil, err
	}
	for _, p := range listed {
		if _, known := x.numbers[p.Name]; known {
			continue
		}
		lines, err := a.directory(ctx, p.Name, p.Size)
		if d := damaged(err, Pack, p.Name); d != nil {
			bad = append(bad, *d)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		x.add(indexed{p.Name, p.Size, lines})
	}
	return x, bad, nil
}

func (a *Archive) readIndexes(ctx context.Context, visit func(indexed)) (bad []Damage, err error) {
	listed, err := all(ctx, a.store, Index)
	if err != nil {
		return nil, err
	}
	for _, i := range listed {
		packs, err := a.indexOf(ctx, i.Name)
		if d := damaged(err, Index, i.Name); d != nil {
			bad = append(bad, *d)
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, p := range packs {
			visit(p)
		}
	}
	return bad, nil
}

func (a *Archive) indexOf(ctx context.Context, name Name) ([]indexed, error) {
	object, err := a.whole(ctx, Index, name)
	if err != nil {
		return nil, err
	}
	return a.openIndex(object)
}

// whole reads an object and holds it to its name.
func (a *Archive) whole(ctx context.Context, kind Kind, name Name) ([]byte, error) {
	object, err := a.store.Get(ctx, kind, name, 0, -1)
	if err != nil {
		return nil, err
	}
	if NameOf(object) != name {
		return nil, Damage{kind, name, -1, ID{}, "misnamed"}
	}
	return object, nil
}

// damaged makes a damage of an error that says so; nil for other errors, which are failures to ask.
func damaged(err error, kind Kind, name Name) *Damage {
	var d Damage
	switch {
	case err == nil:
		return nil
	case errors.As(err, &d):
		return &d
	case errors.Is(err, fault.ErrAbsent):
		return &Damage{kind, name, -1, ID{}, "absent"}
	case errors.Is(err, packseal.ErrSeal):
		return &Damage{kind, name, -1, ID{}, "unsealed"}
	case errors.Is(err, errCode), errors.Is(err, fault.ErrInvalid), errors.Is(err, ErrTooLarge):
		return &Damage{kind, name, -1, ID{}, "undecodable"}
	}
	return nil
}

// exclude forgets what lies in packs that are known to be bad.
func (x *index) exclude(bad map[Name]bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for id, at := range x.places {
		if bad[x.packs[at.pack].Name] {
			delete(x.places, id)
		}
	}
}
