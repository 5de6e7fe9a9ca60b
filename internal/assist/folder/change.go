package folder

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

// What a specialist's tools change beside sending files. Each stands on the recording before it is done (W2); a failure afterwards
// stands there as a refusal. Nothing is replaced: what a name holds must be moved or removed first, by its name.

// make makes a folder where nothing is.
func (f *Folders) make(_ context.Context, s *power.Stream, a wire.Ask) error {
	var ok bool
	if a.Path, ok = written(a.Path, windows); !ok || a.Path == "." {
		return wire.BadName
	}
	root := f.roots[a.Folder].root
	if err := free(root, a.Path); err != nil {
		return err
	}
	if err := f.spend(fileCost); err != nil {
		return err
	}
	return f.change(s, a, func() error { return root.Mkdir(filepath.FromSlash(a.Path), 0o755) }, f.deed(wire.Made, a.Path, wire.Sum{}))
}

// remove removes a plain file, a symbolic link itself, or an empty folder. The recording tells what a file held, by its hash.
func (f *Folders) remove(ctx context.Context, s *power.Stream, a wire.Ask) error {
	root, where := f.roots[a.Folder].root, filepath.FromSlash(a.Path)
	if a.Path == "." || ours(a.Path) {
		return wire.BadName
	}
	info, err := root.Lstat(where)
	if err != nil {
		return refusal(err)
	}
	was := wire.Sum{}
	switch info.Mode().Type() {
	case fs.ModeDir, fs.ModeSymlink:
	case 0:
		if was, err = f.content(ctx, a); err != nil {
			return err
		}
	default:
		return wire.Special
	}
	return f.change(s, a, func() error { return root.Remove(where) }, f.deed(wire.Removed, a.Path, was))
}

// content reads a file to say what it is.
func (f *Folders) content(ctx context.Context, a wire.Ask) (wire.Sum, error) {
	file, err := f.open(a, 0)
	if err != nil {
		return wire.Sum{}, err
	}
	defer file.Close()
	return pass(ctx, file, 0, math.MaxInt64, func([]byte) error { return nil })
}

// move gives a plain file or a folder another path in the same folder of the client's.
func (f *Folders) move(_ context.Context, s *power.Stream, a wire.Ask) error {
	to, ok := written(a.To, windows)
	if !ok || to == "." || a.Path == "." || ours(a.Path) || !allReadable(to, windows) {
		return wire.BadName
	}
	root := f.roots[a.Folder].root
	info, err := root.Lstat(filepath.FromSlash(a.Path))
	if err != nil {
		return refusal(err)
	}
	if t := info.Mode().Type(); t != 0 && t != fs.ModeDir {
		return wire.Special
	}
	if err := free(root, to); err != nil {
		return err
	}
	do := func() error { return rename(root, filepath.FromSlash(a.Path), filepath.FromSlash(to), info.IsDir()) }
	return f.change(s, a, do, f.deed(wire.Moved, a.Path, wire.Sum{}), f.deed(wire.MovedTo, to, wire.Sum{}))
}

// setMode gives a plain file or a folder permission bits. Windows knows one of them.
func (f *Folders) setMode(_ context.Context, s *power.Stream, a wire.Ask) error {
	return f.set(s, a, wire.ModeSet, func(root *os.Root, where string) error { return root.Chmod(where, fs.FileMode(a.Value)) })
}

// setTime gives it a time of change.
func (f *Folders) setTime(_ context.Context, s *power.Stream, a wire.Ask) error {
	at := time.Unix(int64(a.Value), 0)
	return f.set(s, a, wire.TimeSet, func(root *os.Root, where string) error { return root.Chtimes(where, time.Time{}, at) })
}

// set refuses what is no plain file or folder, what lies under another name too, and the folder itself that the client named.
func (f *Folders) set(s *power.Stream, a wire.Ask, what wire.Direction, do func(*os.Root, string) error) error {
	root, where := f.roots[a.Folder].root, filepath.FromSlash(a.Path)
	if a.Path == "." || ours(a.Path) {
		return wire.BadName
	}
	info, err := root.Lstat(where)
	switch {
	case err != nil:
		return refusal(err)
	case !info.Mode().IsRegular() && !info.IsDir():
		return wire.Special
	case info.Mode().IsRegular() && links(info) > 1:
		return wire.Linked
	}
	deed := f.deed(what, a.Path, wire.Sum{})
	deed.Value = a.Value
	return f.change(s, a, func() error { return do(root, where) }, deed)
}

// rename moves without replacing. A file gets its second name first, which fails if the name is taken meanwhile; a folder can at worst
// take the place of an empty one.
func rename(root *os.Root, from, to string, dir bool) error {
	if !dir {
		switch err := root.Link(from, to); {
		case err == nil:
			return root.Remove(from)
		case errors.Is(err, fs.ErrExist):
			return wire.Exists
		}
	}
	return root.Rename(from, to) // also where the file system knows no second names
}

// ours tells whether a path goes through a name that is kept for files on their way.
func ours(name string) bool {
	return strings.HasPrefix(strings.ToLower(path.Base(name)), partial)
}

func free(root *os.Root, name string) error {
	switch _, err := root.Lstat(filepath.FromSlash(name)); {
	case err == nil:
		return wire.Exists
	case errors.Is(err, fs.ErrNotExist):
		return nil
	default:
		return refusal(err)
	}
}

// deed is what a change leaves on the recording.
func (f *Folders) deed(what wire.Direction, path string, was wire.Sum) wire.File {
	return wire.File{Direction: what, Name: path, Size: was.Count, SHA256: was.SHA256}
}

// change records and then does.
func (f *Folders) change(s *power.Stream, a wire.Ask, do func() error, deeds ...wire.File) error {
	for _, d := range deeds {
		name, err := f.name(wire.Ask{Folder: a.Folder, Path: d.Name})
		if err != nil {
			return err
		}
		d.Name = name
		if err := f.record.Append(wire.Filed, s.Number, d.Encode()); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return refusal(err)
	}
	return s.Send(wire.FrameDone, wire.Sum{}.Encode())
}
