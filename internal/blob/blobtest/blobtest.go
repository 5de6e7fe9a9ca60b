// Package blobtest is what every blob store must do, whatever it keeps its blobs in.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"surety/internal/blob"
	"surety/internal/fault"
)

// Run tests a store that may hold other blobs.
func Run(t *testing.T, s blob.Store) {
	t.Run("what is committed can be read", func(t *testing.T) { committed(t, s) })
	t.Run("random access", func(t *testing.T) { randomAccess(t, s) })
	t.Run("what is not committed does not exist", func(t *testing.T) { aborted(t, s) })
	t.Run("a closed writer takes nothing", func(t *testing.T) { closed(t, s) })
	t.Run("removed is gone, twice is no fault", func(t *testing.T) { removed(t, s) })
	t.Run("names are opaque and never equal", func(t *testing.T) { opaque(t, s) })
	t.Run("foreign names are absent", func(t *testing.T) { foreign(t, s) })
	t.Run("a context that ended", func(t *testing.T) { ended(t, s) })
	t.Run("a list by pages", func(t *testing.T) { listed(t, s) })
	t.Run("copied under its name", func(t *testing.T) { copied(t, s) })
	t.Run("many at once", func(t *testing.T) { many(t, s) })
}

// Put keeps the bytes and returns their name.
func Put(t testing.TB, s blob.Store, content []byte) string {
	t.Helper()
	w, err := s.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	name, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

// Get reads a whole blob.
func Get(t testing.TB, s blob.Store, name string) []byte {
	t.Helper()
	r, err := s.Open(context.Background(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size()))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func absent(t *testing.T, s blob.Store, name string) {
	t.Helper()
	r, err := s.Open(context.Background(), name)
	if !errors.Is(err, fault.ErrAbsent) {
		t.Errorf("%q: %v, want absent", name, err)
	}
	if err == nil {
		r.Close()
	}
}

func committed(t *testing.T, s blob.Store) {
	for _, content := range [][]byte{{}, {0}, bytes.Repeat([]byte("sealed"), 100_000)} {
		if got := Get(t, s, Put(t, s, content)); !bytes.Equal(got, content) {
			t.Errorf("%d bytes came back as %d", len(content), len(got))
		}
	}
}

func randomAccess(t *testing.T, s blob.Store) {
	r, err := s.Open(context.Background(), Put(t, s, []byte("0123456789")))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var p [4]byte
	if n, err := r.ReadAt(p[:], 3); n != 4 || string(p[:]) != "3456" {
		t.Errorf("%q, %v", p, err)
	}
	if n, err := r.ReadAt(p[:], 8); n != 2 || err != io.EOF {
		t.Errorf("over the end: %d, %v", n, err)
	}
	if r.Size() != 10 {
		t.Errorf("size %d", r.Size())
	}
}

func aborted(t *testing.T, s blob.Store) {
	w, err := s.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	w.Abort()
	w.Abort()
	if name, err := w.Commit(); err == nil || name != "" {
		t.Errorf("an aborted blob was committed as %q", name)
	}
}

func closed(t *testing.T, s blob.Store) {
	w, err := s.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	name, err := w.Commit()
	if err != nil {
		t.Fatal(err)
	}
	w.Abort() // after Commit it does nothing
	if _, err := w.Write([]byte("late")); err == nil {
		t.Error("written after the commit")
	}
	if _, err := w.Commit(); err == nil {
		t.Error("committed twice")
	}
	if got := Get(t, s, name); len(got) != 0 {
		t.Errorf("it holds %q", got)
	}
}

func removed(t *testing.T, s blob.Store) {
	name, other := Put(t, s, []byte("a")), Put(t, s, []byte("b"))
	for range 2 {
		if err := s.Remove(context.Background(), name); err != nil {
			t.Error(err)
		}
	}
	absent(t, s, name)
	if got := Get(t, s, other); string(got) != "b" {
		t.Errorf("the other holds %q", got)
	}
}

func opaque(t *testing.T, s blob.Store) {
	var names []string
	for range 20 {
		name := Put(t, s, []byte("the same"))
		if len(name) < 22 || slices.Contains(names, name) {
			t.Errorf("%q is too short or was given before", name)
		}
		names = append(names, name)
	}
}

func foreign(t *testing.T, s blob.Store) {
	known := Put(t, s, []byte("x"))
	for _, name := range []string{"", ".", "..", "../" + known, known + "/", "/" + known, "./" + known, known[:len(known)-1], known + "a",
		"../../../../etc/passwd", "/etc/passwd", "unfinished", known[:len(known)-1] + "\x00", known[:len(known)-1] + "/", "aaaaaaaaaaaaaaaaaaaaaaaaaa"} {
		absent(t, s, name)
		if err := s.Remove(context.Background(), name); err != nil {
			t.Errorf("remove %q: %v", name, err)
		}
	}
	if got := Get(t, s, known); string(got) != "x" {
		t.Errorf("it holds %q", got)
	}
}

// listed walks pages of several sizes: every blob is told of once, in order, with its age; nothing else is.
func listed(t *testing.T, s blob.Store) {
	begun := time.Now().Add(-time.Minute) // a file system may round
	var own []string
	for range 40 {
		own = append(own, Put(t, s, []byte("x")))
	}
	gone := own[0]
	if err := s.Remove(context.Background(), gone); err != nil {
		t.Fatal(err)
	}
	half, err := s.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer half.Abort()
	var first []string
	for _, limit := range []int{1000, 1, 7} {
		names := []string{}
		for after := ""; ; after = names[len(names)-1] {
			page, err := s.List(context.Background(), after, limit)
			if err != nil || len(page) > limit {
				t.Fatalf("a page of %d: %v", len(page), err)
			}
			if len(page) == 0 {
				break
			}
			for _, b := range page {
				names = append(names, b.Name)
				if slices.Contains(own, b.Name) && (b.Written.Before(begun) || b.Written.After(time.Now().Add(time.Minute))) {
					t.Errorf("%s is said to be of %v", b.Name, b.Written)
				}
			}
		}
		if first == nil {
			first = names
		}
		if !slices.Equal(names, first) || !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
			t.Errorf("pages of %d tell of %v, want %v", limit, names, first)
		}
	}
	for _, name := range own[1:] {
		if !slices.Contains(first, name) {
			t.Errorf("%s is not told of", name)
		}
	}
	if slices.Contains(first, gone) {
		t.Error("what was removed is told of")
	}
	for _, name := range first {
		Get(t, s, name) // nothing is told of that is no blob
	}
}

func ended(t *testing.T, s blob.Store) {
	gone, cancel := context.WithCancel(context.Background())
	w, err := s.Create(gone)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	cancel()
	if _, err := w.Write([]byte("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("write: %v", err)
	}
	if _, err := w.Commit(); !errors.Is(err, context.Canceled) {
		t.Errorf("commit: %v", err)
	}
	if _, err := s.List(gone, "", 10); !errors.Is(err, context.Canceled) {
		t.Errorf("list: %v", err)
	}
	if _, err := s.Create(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("create: %v", err)
	}
}

func many(t *testing.T, s blob.Store) {
	var all sync.WaitGroup
	for i := range 32 {
		all.Go(func() {
			content := bytes.Repeat([]byte{byte(i)}, 1000+i)
			w, err := s.Create(context.Background())
			if err != nil {
				t.Error(err)
				return
			}
			defer w.Abort()
			for _, b := range content {
				_, _ = w.Write([]byte{b}) // Commit tells
			}
			name, err := w.Commit()
			if err != nil {
				t.Error(err)
				return
			}
			r, err := s.Open(context.Background(), name)
			if err != nil {
				t.Error(err)
				return
			}
			defer r.Close()
			if got, err := io.ReadAll(io.NewSectionReader(r, 0, r.Size())); err != nil || !bytes.Equal(got, content) {
				t.Errorf("%d bytes, %v; want %d", len(got), err, len(content))
			}
		})
	}
	all.Wait()
}

// copied keeps a blob under the name it has elsewhere, once, and nothing of one that broke off.
func copied(t *testing.T, s blob.Store) {
	ctx, name := context.Background(), "abcdefghijklmnopqrstuvwxyz"
	if err := s.Put(ctx, name, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF))); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a copy that broke off: %v", err)
	}
	if _, err := s.Open(ctx, name); !errors.Is(err, fault.ErrAbsent) {
		t.Errorf("half of it is there: %v", err)
	}
	for _, content := range []string{"first", "second"} {
		if err := s.Put(ctx, name, strings.NewReader(content)); err != nil {
			t.Fatal(err)
		}
	}
	if got := Get(t, s, name); string(got) != "first" {
		t.Errorf("it holds %q", got)
	}
	for _, bad := range []string{"", "short", "../../abcdefghijklmnopqrst", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} {
		if err := s.Put(ctx, bad, strings.NewReader("x")); !errors.Is(err, fault.ErrAbsent) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
