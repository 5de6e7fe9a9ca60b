//go:build linux

package snapshot_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"surety/internal/snapshot"
)

// checker is what *testing.T and *rapid.T have in common here.
type checker interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

var key = [32]byte{1, 2, 3}

func archive(t testing.TB, store snapshot.Store) *snapshot.Archive {
	t.Helper()
	a, err := snapshot.Open(t.Context(), store, key)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func take(t testing.TB, a *snapshot.Archive, folders ...string) *snapshot.Snapshot {
	t.Helper()
	s, err := a.Take(t.Context(), snapshot.Plan{Folders: folders})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t checker, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t checker, path, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, []byte(text), 0o644))
}

// aged makes a tree look old enough that it is not read again only because it is young.
func aged(t checker, root string) {
	t.Helper()
	old := time.Now().Add(-time.Hour)
	must(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			return os.Chtimes(path, old, old)
		}
		return err
	}))
}

// seen describes everything in a tree that must survive: form, mode, owner, time, content, links, attributes.
func seen(t checker, root string) map[string]string {
	t.Helper()
	out, first := map[string]string{}, map[uint64]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel := strings.TrimPrefix(strings.TrimPrefix(path, root), "/")
		st := info.Sys().(*syscall.Stat_t)
		what := fmt.Sprintf("%v %d:%d %d", info.Mode(), st.Uid, st.Gid, info.ModTime().UnixNano())
		switch {
		case info.Mode().IsRegular():
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(b)
			what += fmt.Sprintf(" %d %s", len(b), hex.EncodeToString(sum[:4]))
			if st.Nlink > 1 {
				if first[st.Ino] == "" {
					first[st.Ino] = rel
				}
				what += " link of " + first[st.Ino]
			}
		case info.Mode()&fs.ModeSymlink != 0:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			what += " → " + target
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			value := make([]byte, 100)
			if n, err := unix.Getxattr(path, "user.note", value); err == nil {
				what += " note " + string(value[:n])
			}
		}
		out[rel] = what
		return nil
	})
	must(t, err)
	return out
}

func same(t checker, want, got map[string]string) {
	t.Helper()
	for _, path := range slices.Sorted(maps.Keys(want)) {
		if got[path] != want[path] {
			t.Errorf("%q\n is   %q\n was  %q", path, got[path], want[path])
		}
	}
	for _, path := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[path]; !ok {
			t.Errorf("%q was not there", path)
		}
	}
}

// into restores to one directory, whatever the folder.
func into(dir string) func(string) (*os.Root, error) {
	return func(string) (*os.Root, error) { return os.OpenRoot(dir) }
}

// noise is content that does not compress, the same for a seed.
func noise(seed uint64, n int) []byte {
	var s [32]byte
	s[0], s[1] = byte(seed), byte(seed>>8)
	b := make([]byte, n)
	rand.NewChaCha8(s).Read(b)
	return b
}
