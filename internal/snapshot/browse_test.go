//go:build linux

package snapshot_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"surety/internal/fault"
	"surety/internal/snapshot"
)

// wide makes a tree of many names: folders in folders, names that sort beside a slash, a folder with far more than a page.
func wide(t *testing.T, at string, files int) {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	dirs := []string{at}
	for i := range files {
		if i%12 == 0 {
			d := filepath.Join(dirs[r.IntN(len(dirs))], fmt.Sprintf("%s%03d", []string{"a", "a-", "a.b", "ф", "~"}[r.IntN(5)], i))
			must(t, os.MkdirAll(d, 0o755))
			dirs = append(dirs, d)
		}
		d := dirs[r.IntN(len(dirs))]
		if i%3 == 0 {
			d = dirs[len(dirs)/2]
		}
		write(t, filepath.Join(d, fmt.Sprintf("f%04d", i)), fmt.Sprint("text ", i))
	}
}

func everything(t *testing.T, a *snapshot.Archive, s *snapshot.Snapshot) (all []*snapshot.Entry) {
	t.Helper()
	tree := a.Tree(t.Context(), s)
	for {
		e, err := tree.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		must(t, err)
		all = append(all, e)
	}
}

func TestAFolderIsReadInPagesThatMissNothing(t *testing.T) {
	dir := t.TempDir()
	first, second := filepath.Join(dir, "first"), filepath.Join(dir, "second")
	wide(t, first, 3000)
	wide(t, second, 100)
	a := archive(t, snapshot.NewMemory())
	s := take(t, a, first, second)
	m, err := a.Map(t.Context(), s)
	must(t, err)
	want := map[snapshot.Path][]string{}
	all := everything(t, a, s)
	for _, e := range all {
		switch {
		case e.Path == "":
			want[snapshot.Path{}] = append(want[snapshot.Path{}], e.Folder)
		default:
			above := ""
			if strings.Contains(e.Path, "/") {
				above = filepath.Dir(e.Path)
			}
			of := snapshot.Path{Folder: e.Folder, Path: above}
			want[of] = append(want[of], e.Name())
		}
		if got, err := a.Find(t.Context(), s, m, snapshot.Path{Folder: e.Folder, Path: e.Path}); err != nil || got.Path != e.Path || got.Folder != e.Folder || got.Size != e.Size {
			t.Fatalf("%s %s is not found: %v", e.Folder, e.Path, err)
		}
	}
	for of, names := range want {
		var got []string
		for after, more := "", true; more; {
			var page []*snapshot.Entry
			page, more, err = a.Children(t.Context(), s, m, of, after, 7)
			must(t, err)
			if len(page) > 7 || more && len(page) < 7 {
				t.Fatalf("%d on a page of 7", len(page))
			}
			for _, e := range page {
				if after = e.Name(); of == (snapshot.Path{}) {
					after = e.Folder
				}
				got = append(got, after)
			}
		}
		if !slices.Equal(got, names) {
			t.Fatalf("in %v: %d names in pages, %d in the tree", of, len(got), len(names))
		}
	}
}

func TestWhatIsNoFolderOfTheTreeIsAbsent(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "in", "a", "file"), "x")
	write(t, filepath.Join(dir, "secret"), "x")
	a := archive(t, snapshot.NewMemory())
	s := take(t, a, filepath.Join(dir, "in"))
	m, err := a.Map(t.Context(), s)
	must(t, err)
	in := filepath.Join(dir, "in")
	for _, at := range []snapshot.Path{{in, "../secret"}, {in, "a/../../secret"}, {in, ".."}, {dir, "secret"}, {dir, ""}, {in, "a/"}, {in, "/a"}, {in, "./a"}, {"/", "etc/passwd"}, {in, "a/file/x"}, {in, "b"}, {"", "a"}} {
		if e, err := a.Find(t.Context(), s, m, at); !errors.Is(err, fault.ErrAbsent) {
			t.Errorf("%v is found: %v, %v", at, e, err)
		}
		if es, _, err := a.Children(t.Context(), s, m, at, "", 10); !errors.Is(err, fault.ErrAbsent) {
			t.Errorf("%v has %d names: %v", at, len(es), err)
		}
	}
	if _, _, err := a.Children(t.Context(), s, m, snapshot.Path{Folder: in, Path: "a/file"}, "", 10); !errors.Is(err, fault.ErrAbsent) {
		t.Errorf("a file is opened as a folder: %v", err)
	}
}

func TestTwoSnapshotsAreComparedInPieces(t *testing.T) {
	dir := t.TempDir()
	wide(t, dir, 1500)
	a := archive(t, snapshot.NewMemory())
	before := take(t, a, dir)
	files, err := filepath.Glob(filepath.Join(dir, "*", "f*"))
	must(t, err)
	for i, f := range files {
		switch i % 5 {
		case 0:
			must(t, os.Remove(f))
		case 1:
			write(t, f, "another text")
		}
	}
	write(t, filepath.Join(dir, "zz"), "new")
	after := take(t, a, dir)
	mb, err := a.Map(t.Context(), before)
	must(t, err)
	ma, err := a.Map(t.Context(), after)
	must(t, err)
	path := func(c snapshot.Change) string {
		if c.Before != nil {
			return c.Before.Path
		}
		return "+" + c.After.Path
	}
	var want, got []string
	must(t, a.Diff(t.Context(), before, after, func(c snapshot.Change) error { want = append(want, path(c)); return nil }))
	var from snapshot.Path
	for err = snapshot.ErrEnough; errors.Is(err, snapshot.ErrEnough); {
		was, n := from, 0
		from, err = a.DiffAfter(t.Context(), before, after, mb, ma, from, 100, func(c snapshot.Change) error {
			if n++; n > 3 {
				return snapshot.ErrEnough
			}
			got = append(got, path(c))
			return nil
		})
		if errors.Is(err, snapshot.ErrEnough) && from == was {
			t.Fatal("it does not go on")
		}
	}
	must(t, err)
	if len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("%d changes in pieces, %d at once", len(got), len(want))
	}
}

func TestAFilesContentComesBackWithItsHoles(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "sparse"))
	must(t, err)
	_, err = f.WriteAt([]byte("end"), 1<<20)
	must(t, err)
	must(t, f.Close())
	a := archive(t, snapshot.NewMemory())
	s := take(t, a, dir)
	m, err := a.Map(t.Context(), s)
	must(t, err)
	e, err := a.Find(t.Context(), s, m, snapshot.Path{Folder: dir, Path: "sparse"})
	must(t, err)
	var out bytes.Buffer
	must(t, a.Content(t.Context(), &out, e))
	if want := append(make([]byte, 1<<20), "end"...); !bytes.Equal(out.Bytes(), want) {
		t.Errorf("%d bytes, or others", out.Len())
	}
}
