package snapshot

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"surety/internal/fault"
)

// Memory is a store that forgets with the process. It is for tests and for snapshots that need not last.
type Memory struct {
	mu      sync.Mutex
	objects map[Kind]map[Name]held
}

type held struct {
	object  []byte
	written time.Time
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	m := &Memory{objects: map[Kind]map[Name]held{}}
	for _, k := range Kinds {
		m.objects[k] = map[Name]held{}
	}
	return m
}

func compareNames(a, b Name) int { return bytes.Compare(a[:], b[:]) }

// Has implements Store.
func (m *Memory) Has(_ context.Context, kind Kind, names []Name) ([]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]bool, len(names))
	for i, n := range names {
		_, out[i] = m.objects[kind][n]
	}
	return out, nil
}

// Put implements Store.
func (m *Memory) Put(_ context.Context, kind Kind, name Name, object []byte) error {
	if err := CheckObject(name, object); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.objects[kind][name]; !ok {
		m.objects[kind][name] = held{bytes.Clone(object), time.Now()}
	}
	return nil
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, kind Kind, name Name, offset int64, length int) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	h, ok := m.objects[kind][name]
	if !ok {
		return nil, fault.ErrAbsent
	}
	n, err := CheckRange(int64(len(h.object)), offset, length)
	if err != nil {
		return nil, err
	}
	return bytes.Clone(h.object[offset : offset+int64(n)]), nil
}

// List implements Store.
func (m *Memory) List(_ context.Context, kind Kind, after Name, limit int) (out []Info, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n, h := range m.objects[kind] {
		if compareNames(n, after) > 0 {
			out = append(out, Info{n, int64(len(h.object)), h.written})
		}
	}
	slices.SortFunc(out, func(a, b Info) int { return compareNames(a.Name, b.Name) })
	return out[:min(limit, len(out))], nil
}

// Remove implements Store.
func (m *Memory) Remove(_ context.Context, kind Kind, name Name) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects[kind], name)
	return nil
}
