package snapshot

import (
	"io/fs"
	"os"
	"slices"
)

// looksAtOnce is how many names of a folder are looked at together, before any is handed on: one by one, each would wake who takes it
// over. Those beyond are looked at one by one.
const looksAtOnce = 4096

// sight is what a folder was seen to be and to hold.
type sight struct {
	*handle // nil where it could not be entered: the entry says why
	entry   *Entry
	here    *spot
	names   []string // sorted
	looks   []looked // of the first of them
}

// looked is a look at what stands under a name.
type looked struct {
	info fs.FileInfo
	err  error
}

// child begins the entry of a name in the folder.
func (v *sight) child(name string) *Entry {
	e := &Entry{Folder: v.here.folder, Path: name}
	if v.here.path != "" {
		e.Path = v.here.path + "/" + name
	}
	return e
}

func (v *sight) look(i int) (l looked) {
	if i < len(v.looks) {
		return v.looks[i]
	}
	l.info, l.err = v.here.root.Lstat(v.names[i])
	return l
}

// see looks into a folder, if it is still the one that stood there when its name was read.
func (s *scan) see(above *sight, e *Entry, name string, then fs.FileInfo) *sight {
	v := &sight{entry: e}
	e.Form = Dir
	root, err := above.here.root.OpenRoot(name)
	if err != nil {
		e.Note = Unreadable
		return v
	}
	info, err := root.Stat(".")
	if err != nil || !os.SameFile(then, info) {
		_ = root.Close() // nothing was written through it
		e.leave(Changed)
		return v
	}
	v.handle = (&handle{root: root}).use()
	s.within(v, above.here, info)
	return v
}

// within reads what an open folder holds. Nothing is above a named one.
func (s *scan) within(v *sight, above *spot, info fs.FileInfo) {
	describe(v.entry, info)
	v.here = &spot{handle: v.handle, folder: v.entry.Folder, path: v.entry.Path, device: look(info).device}
	switch {
	case above != nil && v.here.device != above.device:
		v.entry.Note = Mount
		return
	case slices.ContainsFunc(s.leave, func(x fs.FileInfo) bool { return os.SameFile(x, info) }):
		v.entry.Note = Excluded
		return
	}
	v.names = s.list(v.here, v.entry, above)
	slices.Sort(v.names)
	v.looks = make([]looked, min(len(v.names), looksAtOnce))
	for i := range v.looks {
		v.looks[i].info, v.looks[i].err = v.here.root.Lstat(v.names[i])
	}
}
