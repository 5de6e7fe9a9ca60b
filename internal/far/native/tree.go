package native

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"surety/internal/far"
	"surety/internal/wire"
)

// tree is how the client's folders look as one file system: each under its own path there, and above them only what leads to them.
type tree struct {
	roots []string // absolute, cleaned, by their number
}

// newTree takes the folders as the client's end tells them. What is no clean path (C:/Users becomes /C:/Users) has no place here.
func newTree(folders []string) tree {
	var t tree
	for _, name := range folders {
		root := "/" + strings.Trim(name, "/")
		if path.Clean(root) != root {
			root = ""
		}
		t.roots = append(t.roots, root)
	}
	return t
}

// find tells which folder a path is in: of several, the innermost.
func (t tree) find(name string) (at far.Place, ok bool) {
	best := -1
	for i, root := range t.roots {
		if root != "" && (name == root || strings.HasPrefix(name, strings.TrimSuffix(root, "/")+"/")) && (best < 0 || len(root) > len(t.roots[best])) {
			best = i
		}
	}
	if best < 0 {
		return far.Place{}, false
	}
	rest := strings.Trim(strings.TrimPrefix(name, t.roots[best]), "/")
	if rest == "" {
		rest = "."
	}
	return far.Place{Folder: uint16(best), Path: rest}, true
}

// above lists what leads from a path to folders; ok is false where nothing does.
func (t tree) above(name string) (names []string, ok bool) {
	prefix := strings.TrimSuffix(name, "/") + "/"
	for _, root := range t.roots {
		if rest, within := strings.CutPrefix(root, prefix); within && rest != "" {
			next, _, _ := strings.Cut(rest, "/")
			names, ok = append(names, next), true
		}
	}
	slices.Sort(names)
	return slices.Compact(names), ok || name == "/"
}

// home is where a program begins: in the folder if there is one, else above all.
func (t tree) home() string {
	if len(t.roots) == 1 && t.roots[0] != "" {
		return t.roots[0]
	}
	return "/"
}

// entry is a wire.Entry as a fs.FileInfo.
type entry struct{ wire.Entry }

var modes = map[wire.Form]fs.FileMode{wire.Directory: fs.ModeDir, wire.Symlink: fs.ModeSymlink, wire.SpecialFile: fs.ModeDevice}

func (e entry) Name() string       { return e.Entry.Name }
func (e entry) Size() int64        { return int64(e.Entry.Size) }
func (e entry) Mode() fs.FileMode  { return modes[e.Form] | fs.FileMode(e.Entry.Mode)&fs.ModePerm }
func (e entry) ModTime() time.Time { return time.Unix(e.Modified, 0) }
func (e entry) IsDir() bool        { return e.Form == wire.Directory }
func (e entry) Sys() any           { return nil }

func folder(name string) entry {
	return entry{wire.Entry{Form: wire.Directory, Name: path.Base(name), Mode: 0o555}}
}

// list lists a folder of the tree. hidden is how many things have names that cannot be asked for.
func (t tree) list(ctx context.Context, s *far.Session, name string) (all []fs.FileInfo, hidden int, err error) {
	at, within := t.find(name)
	if !within {
		names, leads := t.above(name)
		if !leads {
			return nil, 0, fs.ErrNotExist
		}
		for _, n := range names {
			all = append(all, folder(n))
		}
		return all, 0, nil
	}
	entries, err := s.List(ctx, at)
	for _, e := range entries {
		if e.Form == wire.Nameless {
			hidden++
			continue
		}
		all = append(all, entry{e})
	}
	return all, hidden, err
}

// stat tells what stands at a path of the tree.
func (t tree) stat(ctx context.Context, s *far.Session, power wire.Purpose, name string) (fs.FileInfo, error) {
	at, within := t.find(name)
	if !within {
		if _, leads := t.above(name); leads {
			return folder(name), nil
		}
		return nil, fs.ErrNotExist
	}
	e, err := s.Stat(ctx, power, at)
	e.Name = path.Base(name)
	return entry{e}, err
}
