package snapshot

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// packer keeps chunks: what the store has not yet goes to packs, which travel as they are full. At most a handful of packs
// are in memory at once.
type packer struct {
	a     *Archive
	ctx   context.Context
	g     *errgroup.Group
	full  chan *packWriter
	pool  sync.Pool // of *[]byte, for chunks as stored
	meter *meter
	only  map[ID]bool // keep nothing else; nil keeps everything

	filling sync.Mutex // never taken while holding mu: who sends a full pack may wait for who uploads one
	cur     *packWriter

	mu    sync.Mutex
	used  map[Name]bool // packs that hold something of what was kept
	fresh []indexed     // packs that no index tells of yet
	size  int           // bytes of their directories, about
}

// newPacker begins. What it uploads stays in the store whatever happens, so that the next attempt finds it there.
func (a *Archive) newPacker(ctx context.Context, m *meter) *packer {
	g, ctx := errgroup.WithContext(ctx)
	p := &packer{a: a, ctx: ctx, g: g, full: make(chan *packWriter, 1), meter: m, used: map[Name]bool{}}
	for range parallel {
		g.Go(func() error {
			for w := range p.full {
				if err := p.upload(w); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return p
}

// keep makes sure that a chunk is or will be in the store.
func (p *packer) keep(chunk []byte) (ID, error) {
	id := p.a.identify(chunk)
	if p.only != nil && !p.only[id] {
		return id, nil
	}
	if !p.a.index.claim(id) {
		p.use([]Part{{ID: id}})
		return id, nil
	}
	room, _ := p.pool.Get().(*[]byte)
	if room == nil {
		room = new([]byte)
	}
	stored := p.a.pressed((*room)[:0], chunk)
	err := p.add(id, len(chunk), stored)
	*room = stored
	p.pool.Put(room)
	if err != nil {
		return id, storeError{err}
	}
	return id, nil
}

// use notes the packs in which known parts lie. Those of this packer note themselves.
func (p *packer) use(parts []Part) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, part := range parts {
		if _, pack, ok := p.a.index.find(part.ID); ok {
			p.used[pack.Name] = true
		}
	}
}

func (p *packer) add(id ID, plain int, stored []byte) error {
	p.filling.Lock()
	defer p.filling.Unlock()
	if p.cur != nil && !p.cur.fits(len(stored)) {
		if err := p.send(); err != nil {
			return err
		}
	}
	if p.cur == nil {
		p.cur = p.a.newPack()
	}
	p.cur.add(id, plain, stored)
	return nil
}

func (p *packer) send() error {
	select {
	case p.full <- p.cur:
		p.cur = nil
		return nil
	case <-p.ctx.Done():
		return context.Cause(p.ctx)
	}
}

func (p *packer) upload(w *packWriter) error {
	object := w.finish()
	defer p.a.leave(w)
	name := NameOf(object)
	if err := p.a.store.Put(p.ctx, Pack, name, object); err != nil {
		return err
	}
	p.meter.stored.Add(int64(len(object)))
	one := indexed{name, int64(len(object)), w.lines}
	p.a.index.add(one)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used[name] = true
	p.fresh = append(p.fresh, one)
	if p.size += len(w.lines) * maxLine; p.size < indexFull {
		return nil
	}
	return p.tell()
}

// tell writes an index of the packs that none tells of.
func (p *packer) tell() error {
	if len(p.fresh) == 0 {
		return nil
	}
	object := p.a.sealIndex(p.fresh)
	p.fresh, p.size = nil, 0
	return p.a.store.Put(p.ctx, Index, NameOf(object), object)
}

// finish sends what is left and waits until all of it is in the store.
func (p *packer) finish() error {
	p.filling.Lock()
	var err error
	if p.cur != nil {
		err = p.send()
	}
	p.filling.Unlock()
	close(p.full)
	if waited := p.g.Wait(); waited != nil {
		return waited
	}
	if err != nil {
		return err
	}
	p.ctx = context.WithoutCancel(p.ctx) // which the group has ended
	return p.tell()
}

// abandon ends the packer after a failure.
func (p *packer) abandon() {
	close(p.full)
	_ = p.g.Wait() // the failure that is told came first
	p.a.index.release()
}
