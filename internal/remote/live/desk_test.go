package live

import (
	"context"
	"errors"
	"slices"
	"sync"

	"surety/internal/remote/chunk"
	"surety/internal/wire"
)

// book is a desk that keeps what it is told in memory.
type book struct {
	mu       sync.Mutex
	turns    map[string][]wire.Turn
	present  map[string]map[wire.Party]bool
	cuts     map[string]string
	stands   map[string]chunk.Stand
	down     bool
	changed  chan struct{} // closed at each change
	finished map[string]wire.Turn
}

var errDown = errors.New("the desk does not answer")

func newBook() *book {
	return &book{turns: map[string][]wire.Turn{}, present: map[string]map[wire.Party]bool{}, cuts: map[string]string{}, stands: map[string]chunk.Stand{},
		changed: make(chan struct{}), finished: map[string]wire.Turn{}}
}

func (b *book) do(fn func()) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.down {
		return errDown
	}
	fn()
	close(b.changed)
	b.changed = make(chan struct{})
	return nil
}

func (b *book) Turned(_ context.Context, session string, t wire.Turn) error {
	return b.do(func() {
		if t.Step == wire.Finish {
			if _, ok := b.finished[session]; ok {
				return
			}
			b.finished[session] = t
		}
		b.turns[session] = append(b.turns[session], t)
	})
}

func (b *book) Cut(ctx context.Context, session, why string) error {
	return b.Turned(ctx, session, wire.Turn{Step: wire.Finish, By: wire.Server, Why: why})
}

func (b *book) Here(_ context.Context, session string, end wire.Party, here bool) error {
	return b.do(func() {
		if b.present[session] == nil {
			b.present[session] = map[wire.Party]bool{}
		}
		b.present[session][end] = here
	})
}

func (b *book) Live(_ context.Context, sessions []string) (all []Cut, err error) {
	err = b.do(func() {
		for _, s := range sessions {
			if why := b.cuts[s]; why != "" {
				all = append(all, Cut{s, why})
			}
		}
	})
	return all, err
}

func (b *book) Recorded(_ context.Context, session string, stand chunk.Stand) error {
	return b.do(func() { b.stands[session] = stand })
}

// until waits for the book to show something.
func (b *book) until(ctx context.Context, is func() bool) bool {
	for {
		b.mu.Lock()
		ok, changed := is(), b.changed
		b.mu.Unlock()
		if ok {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

func (b *book) set(fn func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	fn()
}

func (b *book) ended(session string) wire.Turn {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.finished[session]
}

func (b *book) said(session string) []wire.Turn {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.turns[session])
}
