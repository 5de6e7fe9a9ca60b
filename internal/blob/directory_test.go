package blob

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"surety/internal/fault"
)

func open(t *testing.T, path string) *directory {
	t.Helper()
	d, err := openDirectory(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.root.Close() })
	return d
}

// filesIn lists every file below path.
func filesIn(t *testing.T, path string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(path, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestLeftoversOfACrashAreRemovedAndTheLivingSpared(t *testing.T) {
	path := t.TempDir()
	d := open(t, path)
	crashed, err := d.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	crashed.(*dirWriter).file.Close() // as the end of its process does
	living, err := d.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	open(t, path)
	if left := filesIn(t, path); len(left) != 1 {
		t.Errorf("left are %v, want the one being written", left)
	}
	if _, err := living.Commit(); err != nil {
		t.Errorf("another process removed what was being written: %v", err)
	}
	if _, err := crashed.Commit(); err == nil {
		t.Error("what was removed was committed")
	}
}

func TestFilesAndFoldersAreTheOwnersOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "blobs")
	d := open(t, path)
	w, err := d.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Commit(); err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(path, func(p string, e fs.DirEntry, err error) error {
		if info, _ := e.Info(); err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", p, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLinksOutOfTheDirectoryAreNotFollowed(t *testing.T) {
	path, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	d, name := open(t, path), newName()
	if err := os.MkdirAll(filepath.Join(path, folderOf(name)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(path, pathOf(name))); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Open(context.Background(), name); err == nil {
		r.Close()
		t.Error("a link out of the directory was followed")
	}
	folder := newName()
	for folderOf(folder)[:1] == folderOf(name)[:1] {
		folder = newName()
	}
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(path, folder[:1])); err != nil {
		t.Fatal(err)
	}
	if err := d.makeFolders(folder); err == nil {
		t.Error("a folder was made outside the directory")
	}
}

// full is a file on a disk that has room for so many bytes more.
type full struct {
	file
	room   int
	onSync bool
}

func (f *full) Write(p []byte) (int, error) {
	if f.onSync || len(p) <= f.room {
		f.room -= len(p)
		return f.file.Write(p)
	}
	n, err := f.file.Write(p[:f.room])
	return n, errors.Join(err, &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC})
}

func (f *full) Sync() error {
	if f.onSync {
		return syscall.EDQUOT
	}
	return f.file.Sync()
}

func TestFullDiskIsToldAndLeavesNothing(t *testing.T) {
	for name, onSync := range map[string]bool{"while writing": false, "while syncing": true} {
		t.Run(name, func(t *testing.T) {
			path := t.TempDir()
			d := open(t, path)
			d.wrap = func(f file) file { return &full{f, 10, onSync} }
			w, err := d.Create(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(make([]byte, 20)); !onSync && !errors.Is(err, fault.ErrDiskFull) {
				t.Errorf("write: %v, want disk_full", err)
			}
			if _, err := w.Commit(); !errors.Is(err, fault.ErrDiskFull) {
				t.Errorf("commit: %v, want disk_full", err)
			}
			if left := filesIn(t, path); len(left) != 0 {
				t.Errorf("left are %v", left)
			}
		})
	}
}

// The same on a real disk, where the machine lets us mount one.
func TestFullDiskForReal(t *testing.T) {
	path := t.TempDir()
	if err := syscall.Mount("tmpfs", path, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("no disk of its own: %v", err)
	}
	defer func() {
		if err := syscall.Unmount(path, 0); err != nil {
			t.Error(err)
		}
	}()
	d, err := openDirectory(path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.root.Close()
	w, err := d.Create(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 1<<20)); !errors.Is(err, fault.ErrDiskFull) {
		t.Errorf("write: %v, want disk_full", err)
	}
	if _, err := w.Commit(); !errors.Is(err, fault.ErrDiskFull) {
		t.Errorf("commit: %v, want disk_full", err)
	}
	if left := filesIn(t, path); len(left) != 0 {
		t.Errorf("left are %v", left)
	}
}
