// Package storetest holds every implementation of snapshot.Store to the same contract.
package storetest

import (
	"bytes"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"

	"surety/internal/fault"
	"surety/internal/snapshot"
)

// Run tests a store. open returns a new, empty one.
func Run(t *testing.T, open func(t *testing.T) snapshot.Store) {
	for name, test := range map[string]func(*testing.T, snapshot.Store){
		"keeps":             keeps,
		"refuses":           refuses,
		"reads ranges":      ranges,
		"lists in order":    lists,
		"keeps kinds apart": kinds,
		"removes":           removes,
		"many at once":      atOnce,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

func object(n int) ([]byte, snapshot.Name) {
	b := make([]byte, n)
	rand.Read(b)
	return b, snapshot.NameOf(b)
}

func put(t *testing.T, s snapshot.Store, kind snapshot.Kind, n int) ([]byte, snapshot.Name) {
	t.Helper()
	b, name := object(n)
	if err := s.Put(t.Context(), kind, name, b); err != nil {
		t.Fatal(err)
	}
	return b, name
}

func keeps(t *testing.T, s snapshot.Store) {
	for _, n := range []int{1, 1000, snapshot.MaxObject} {
		b, name := put(t, s, snapshot.Pack, n)
		want := bytes.Clone(b)
		clear(b) // the bytes are the caller's again
		if got, err := s.Get(t.Context(), snapshot.Pack, name, 0, -1); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes did not come back: %v", n, err)
		}
		if err := s.Put(t.Context(), snapshot.Pack, name, want); err != nil {
			t.Errorf("put again: %v", err)
		}
	}
	_, there := put(t, s, snapshot.Pack, 5)
	_, not := object(5)
	if has, err := s.Has(t.Context(), snapshot.Pack, []snapshot.Name{not, there, not}); err != nil || !slices.Equal(has, []bool{false, true, false}) {
		t.Errorf("has: %v, %v", has, err)
	}
	if has, err := s.Has(t.Context(), snapshot.Pack, nil); err != nil || len(has) != 0 {
		t.Errorf("has nothing: %v, %v", has, err)
	}
}

func refuses(t *testing.T, s snapshot.Store) {
	b, name := object(100)
	other, _ := object(100)
	large, largeName := object(snapshot.MaxObject + 1)
	for _, x := range []struct {
		name   snapshot.Name
		object []byte
		want   error
	}{
		{name, other, snapshot.ErrMisnamed},
		{name, b[:99], snapshot.ErrMisnamed},
		{largeName, large, snapshot.ErrTooLarge},
		{snapshot.NameOf(nil), nil, snapshot.ErrTooLarge},
	} {
		if err := s.Put(t.Context(), snapshot.Pack, x.name, x.object); !errors.Is(err, x.want) {
			t.Errorf("put of %d bytes: %v, want %v", len(x.object), err, x.want)
		}
		if has, err := s.Has(t.Context(), snapshot.Pack, []snapshot.Name{x.name}); err != nil || has[0] {
			t.Errorf("what was refused is there: %v", err)
		}
	}
	if _, err := s.Get(t.Context(), snapshot.Pack, name, 0, -1); !errors.Is(err, fault.ErrAbsent) {
		t.Errorf("get of what is not there: %v", err)
	}
}

func ranges(t *testing.T, s snapshot.Store) {
	b, name := put(t, s, snapshot.Pack, 1000)
	for _, r := range []struct{ offset, length, want int }{{0, 1000, 1000}, {0, 0, 0}, {990, 10, 10}, {1000, 0, 0}, {1, -1, 999}, {1000, -1, 0}, {17, 100, 100}} {
		got, err := s.Get(t.Context(), snapshot.Pack, name, int64(r.offset), r.length)
		if err != nil || !bytes.Equal(got, b[r.offset:r.offset+r.want]) {
			t.Errorf("%d bytes from %d: %d bytes, %v", r.length, r.offset, len(got), err)
		}
	}
	for _, r := range []struct {
		offset int64
		length int
	}{{0, 1001}, {-1, 1}, {1001, 0}, {1001, -1}, {-1, -1}, {0, -2}, {1 << 62, 1 << 30}} {
		if _, err := s.Get(t.Context(), snapshot.Pack, name, r.offset, r.length); !errors.Is(err, fault.ErrInvalid) {
			t.Errorf("%d bytes from %d: %v", r.length, r.offset, err)
		}
	}
}

func lists(t *testing.T, s snapshot.Store) {
	var want []snapshot.Name
	for i := range 25 {
		_, name := put(t, s, snapshot.Pack, i+1)
		want = append(want, name)
	}
	slices.SortFunc(want, func(a, b snapshot.Name) int { return bytes.Compare(a[:], b[:]) })
	var got []snapshot.Name
	var after snapshot.Name
	for {
		some, err := s.List(t.Context(), snapshot.Pack, after, 4)
		if err != nil || len(some) > 4 {
			t.Fatalf("%d listed, %v", len(some), err)
		}
		if len(some) == 0 {
			break
		}
		for _, i := range some {
			if object, err := s.Get(t.Context(), snapshot.Pack, i.Name, 0, -1); err != nil || int64(len(object)) != i.Size || i.Written.IsZero() {
				t.Errorf("%v: size %d, %v", i, len(object), err)
			}
			got = append(got, i.Name)
		}
		after = got[len(got)-1]
	}
	if !slices.Equal(got, want) {
		t.Errorf("%d listed in pages, %d put, or not in order", len(got), len(want))
	}
}

func kinds(t *testing.T, s snapshot.Store) {
	_, name := put(t, s, snapshot.Index, 10)
	for _, k := range snapshot.Kinds {
		has, err := s.Has(t.Context(), k, []snapshot.Name{name})
		listed, listErr := s.List(t.Context(), k, snapshot.Name{}, 10)
		if err != nil || listErr != nil || has[0] != (k == snapshot.Index) || len(listed) == 1 != (k == snapshot.Index) {
			t.Errorf("as a %s: %v, %v, %v, %v", k, has, listed, err, listErr)
		}
	}
}

func removes(t *testing.T, s snapshot.Store) {
	b, name := put(t, s, snapshot.Record, 10)
	for range 2 {
		if err := s.Remove(t.Context(), snapshot.Record, name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Get(t.Context(), snapshot.Record, name, 0, -1); !errors.Is(err, fault.ErrAbsent) {
		t.Errorf("a removed object is there: %v", err)
	}
	if err := s.Put(t.Context(), snapshot.Record, name, b); err != nil {
		t.Errorf("put after remove: %v", err)
	}
}

func atOnce(t *testing.T, s snapshot.Store) {
	b, name := object(100_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if err := s.Put(t.Context(), snapshot.Pack, name, b); err != nil {
				t.Error(err)
			}
			if got, err := s.Get(t.Context(), snapshot.Pack, name, 0, -1); err != nil || !bytes.Equal(got, b) {
				t.Errorf("%d bytes, %v", len(got), err)
			}
		})
	}
	wg.Wait()
}
