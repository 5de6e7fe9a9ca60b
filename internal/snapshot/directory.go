package snapshot

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"surety/internal/fault"
)

// Directory is a store in a directory: kind/ab/abcd…, each object a file. Several processes may use one at once.
type Directory struct{ root *os.Root }

// OpenDirectory opens or makes a store at a path. Only its owner may enter what it makes.
func OpenDirectory(at string) (*Directory, error) {
	if err := os.MkdirAll(at, 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(at)
	if err != nil {
		return nil, err
	}
	for _, k := range Kinds {
		if err := root.MkdirAll(path.Join(k.String(), "new"), 0o700); err != nil {
			return nil, errors.Join(err, root.Close())
		}
	}
	return &Directory{root}, nil
}

// Close ends the use of the directory.
func (d *Directory) Close() error { return d.root.Close() }

func (d *Directory) at(kind Kind, name Name) string {
	s := name.String()
	return path.Join(kind.String(), s[:2], s)
}

// Has implements Store.
func (d *Directory) Has(ctx context.Context, kind Kind, names []Name) ([]bool, error) {
	out := make([]bool, len(names))
	for i, n := range names {
		_, err := d.root.Lstat(d.at(kind, n))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		out[i] = err == nil
	}
	return out, ctx.Err()
}

// Put implements Store. What a crash left under new/ is overwritten by nobody and may be removed by hand.
func (d *Directory) Put(ctx context.Context, kind Kind, name Name, object []byte) (err error) {
	if err := CheckObject(name, object); err != nil {
		return err
	}
	if has, err := d.Has(ctx, kind, []Name{name}); err != nil || has[0] {
		return err
	}
	temp := path.Join(kind.String(), "new", strings.ToLower(rand.Text()))
	f, err := d.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return full(err)
	}
	defer func() {
		if err != nil {
			_ = d.root.Remove(temp)
		}
	}()
	_, err = f.Write(object)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return full(err)
	}
	return d.settle(temp, d.at(kind, name))
}

// settle gives a written object its name, durably.
func (d *Directory) settle(temp, at string) error {
	fresh := d.root.Mkdir(path.Dir(at), 0o700)
	if fresh != nil && !errors.Is(fresh, fs.ErrExist) {
		return full(fresh)
	}
	if err := d.root.Rename(temp, at); err != nil {
		return full(err)
	}
	if err := d.sync(path.Dir(at)); err != nil || fresh != nil {
		return err
	}
	return d.sync(path.Dir(path.Dir(at)))
}

func (d *Directory) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	return syncDirectory(f)
}

// Get implements Store.
func (d *Directory) Get(ctx context.Context, kind Kind, name Name, offset int64, length int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := d.root.Open(d.at(kind, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.ErrAbsent
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > MaxObject {
		return nil, ErrTooLarge
	}
	n, err := CheckRange(info.Size(), offset, length)
	if err != nil {
		return nil, err
	}
	out := make([]byte, n)
	_, err = io.ReadFull(io.NewSectionReader(f, offset, int64(n)), out)
	return out, err
}

// List implements Store. Files with names that are none of its own are passed over.
func (d *Directory) List(ctx context.Context, kind Kind, after Name, limit int) (out []Info, err error) {
	shelves, err := d.names(kind.String())
	if err != nil {
		return nil, err
	}
	for _, shelf := range shelves {
		if len(shelf) != 2 || shelf < after.String()[:2] {
			continue
		}
		if out, err = d.shelf(out, kind, shelf, after); err != nil || len(out) >= limit {
			break
		}
	}
	return out[:min(limit, len(out))], errors.Join(err, ctx.Err())
}

func (d *Directory) shelf(out []Info, kind Kind, shelf string, after Name) ([]Info, error) {
	names, err := d.names(path.Join(kind.String(), shelf))
	if err != nil {
		return nil, err
	}
	for _, s := range names {
		name, err := ParseName(s)
		if err != nil || s[:2] != shelf || compareNames(name, after) <= 0 {
			continue
		}
		info, err := d.root.Lstat(d.at(kind, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Info{name, info.Size(), info.ModTime()})
	}
	return out, nil
}

func (d *Directory) names(dir string) ([]string, error) {
	f, err := d.root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, err := f.Readdirnames(-1)
	slices.Sort(names)
	return names, err
}

// Remove implements Store.
func (d *Directory) Remove(_ context.Context, kind Kind, name Name) error {
	if err := d.root.Remove(d.at(kind, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// full says a full disk or a used-up quota in our words.
func full(err error) error {
	if isFull(err) {
		return ErrDiskFull.Because(err)
	}
	return err
}
