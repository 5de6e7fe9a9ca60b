package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"surety/internal/fault"
)

// unfinished is the folder of blobs that are being written.
const unfinished = "unfinished"

type directory struct {
	root *os.Root
	// wrap stands between writer and file, so that a test can fill the disk.
	wrap func(file) file
}

// file is what a writer needs of an open file.
type file interface {
	Write(p []byte) (int, error)
	Sync() error
	Close() error
}

// Directory keeps blobs as files below path, which is made when absent and readable by its owner only. Names are spread
// over two levels of folders. Nothing outside path is reached, not even by a link inside it. Several processes may
// use one directory.
func Directory(path string) (Store, error) { return openDirectory(path) }

func openDirectory(path string) (_ *directory, err error) {
	defer fault.Wrap(&err, "open the blob directory")
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, translate(err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	d := &directory{root: root, wrap: func(f file) file { return f }}
	if err := errors.Join(d.makeFolder(unfinished), d.removeUnfinished()); err != nil {
		root.Close()
		return nil, translate(err)
	}
	return d, nil
}

// removeUnfinished removes what nobody is writing any more: a living writer holds a lock on its file.
func (d *directory) removeUnfinished() error {
	folder, err := d.root.Open(unfinished)
	if err != nil {
		return err
	}
	defer folder.Close()
	names, err := folder.Readdirnames(-1)
	for _, name := range names {
		err = errors.Join(err, d.removeIfLeft(unfinished+"/"+name))
	}
	return err
}

func (d *directory) removeIfLeft(path string) error {
	f, err := d.root.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if tryLock(f) != nil {
		return nil // being written by another process
	}
	if err := d.root.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (d *directory) Create(ctx context.Context) (_ Writer, err error) {
	defer fault.Wrap(&err, "create a blob")
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return d.create(ctx, newName())
}

func (d *directory) create(ctx context.Context, name string) (*dirWriter, error) {
	f, err := d.root.OpenFile(unfinished+"/"+name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, translate(err)
	}
	if err := tryLock(f); err != nil {
		return nil, errors.Join(err, f.Close(), d.root.Remove(unfinished+"/"+name))
	}
	return &dirWriter{ctx: ctx, dir: d, name: name, file: d.wrap(f)}, nil
}

func (d *directory) Put(ctx context.Context, name string, from io.Reader) (err error) {
	defer fault.Wrap(&err, "copy a blob")
	if err := ctx.Err(); err != nil {
		return err
	}
	if !isName(name) {
		return fault.ErrAbsent
	}
	if _, err := d.root.Lstat(pathOf(name)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	w, err := d.create(ctx, name)
	if err != nil {
		return err
	}
	defer w.Abort()
	if _, err := io.Copy(w, from); err != nil {
		return err
	}
	_, err = w.Commit()
	return err
}

func (d *directory) Open(ctx context.Context, name string) (_ Reader, err error) {
	defer fault.Wrap(&err, "open a blob")
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !isName(name) {
		return nil, fault.ErrAbsent
	}
	f, err := d.root.Open(pathOf(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.ErrAbsent
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is not a file", name)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &dirReader{f, info.Size()}, nil
}

func (d *directory) Remove(ctx context.Context, name string) (err error) {
	defer fault.Wrap(&err, "remove a blob")
	if err := ctx.Err(); err != nil {
		return err
	}
	if !isName(name) {
		return nil
	}
	if err := d.root.Remove(pathOf(name)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func folderOf(name string) string { return name[:1] + "/" + name[1:2] }

// pathOf spreads names over 1,024 folders.
func pathOf(name string) string { return folderOf(name) + "/" + name }

func (d *directory) makeFolder(path string) error {
	if err := d.root.Mkdir(path, 0o700); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (d *directory) makeFolders(name string) error {
	if err := d.makeFolder(name[:1]); err != nil {
		return err
	}
	return d.makeFolder(folderOf(name))
}

// syncFolders puts a name and the folders above it on disk; another writer may have made them a moment ago.
func (d *directory) syncFolders(name string) error {
	return errors.Join(d.syncFolder(folderOf(name)), d.syncFolder(name[:1]), d.syncFolder("."))
}

func (d *directory) syncFolder(path string) error {
	f, err := d.root.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

type dirReader struct {
	*os.File
	size int64
}

func (r *dirReader) Size() int64 { return r.size }
