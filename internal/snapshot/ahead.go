package snapshot

import (
	"io/fs"
	"os"
	"slices"
	"sync/atomic"
)

// Two goroutines look at folders: the walk itself, and one that goes ahead of it into the folders that come next. Only the walk hands on,
// so that the order is that of one. Which of the two looks at a folder is whoever comes first.

const (
	// foldersAhead is how many of a folder's own folders are looked into before their turn.
	foldersAhead = 2
	// looksAhead is how many names of a folder are looked at together; the walk looks at those beyond by itself, one by one.
	looksAhead = 4096
)

// sight is what a folder was seen to be and to hold. Before ready is closed it belongs to who has taken it.
type sight struct {
	above  *sight // nil for a named folder
	name   string
	looked fs.FileInfo // what stood there when its name was read

	taken atomic.Bool
	ready chan struct{}

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

func newSight(above *sight, name string, info fs.FileInfo) *sight {
	return &sight{above: above, name: name, looked: info, ready: make(chan struct{})}
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

// see looks into a folder that was taken.
func (s *scan) see(v *sight) {
	defer close(v.ready)
	v.entry = v.above.child(v.name)
	v.entry.Form = Dir
	describe(v.entry, v.looked)
	root, err := v.above.here.root.OpenRoot(v.name)
	if err != nil {
		v.entry.Note = Unreadable
		return
	}
	info, err := root.Stat(".")
	if err != nil || !os.SameFile(v.looked, info) {
		_ = root.Close() // nothing was written through it
		v.entry.leave(Changed)
		return
	}
	v.handle = (&handle{root: root}).use()
	s.within(v, info)
}

// within reads what an open folder holds.
func (s *scan) within(v *sight, info fs.FileInfo) {
	describe(v.entry, info)
	v.here = &spot{handle: v.handle, folder: v.entry.Folder, path: v.entry.Path, device: look(info).device}
	var above *spot
	if v.above != nil {
		above = v.above.here
	}
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
	v.looks = make([]looked, min(len(v.names), looksAhead))
	for i := range v.looks {
		v.looks[i].info, v.looks[i].err = v.here.root.Lstat(v.names[i])
	}
}

// await has a folder seen: by itself where nobody has begun, else by looking at the next ones meanwhile.
func (s *scan) await(v *sight) {
	if v.taken.CompareAndSwap(false, true) {
		s.see(v)
		return
	}
	for {
		select {
		case <-v.ready:
			return
		case next := <-s.next:
			s.meet(next)
		}
	}
}

// meet looks at a folder unless somebody does.
func (s *scan) meet(v *sight) {
	if v.taken.CompareAndSwap(false, true) {
		s.see(v)
	}
}

// ahead are the folders in a folder that come next.
type ahead struct {
	of     *sight
	from   int // names before it were considered
	sights map[int]*sight
}

// advance says which folders come next, seen from the i-th name. Where the other goroutine has enough to do, nothing is asked.
func (a *ahead) advance(s *scan, i int) {
	for a.from = max(a.from, i); a.from < len(a.of.looks) && len(a.sights) < foldersAhead; a.from++ {
		l := a.of.looks[a.from]
		if l.err != nil || !l.info.IsDir() {
			continue
		}
		v := newSight(a.of, a.of.names[a.from], l.info)
		select {
		case s.next <- v:
			a.sights[a.from] = v
		default:
			return
		}
	}
}

func (a *ahead) take(i int) *sight {
	v := a.sights[i]
	delete(a.sights, i)
	return v
}

// drop lets go of those that the walk did not come to.
func (a *ahead) drop() {
	for _, v := range a.sights {
		if v.taken.CompareAndSwap(false, true) {
			continue // and nobody will look
		}
		if <-v.ready; v.handle != nil {
			v.handle.release()
		}
	}
}
