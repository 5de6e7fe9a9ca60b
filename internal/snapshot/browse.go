package snapshot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sort"
	"strings"

	"surety/internal/fault"
)

const (
	maxPlaces = 2048
	// leastApart is how many entries lie between two places of a map at first.
	leastApart = 256
)

// Map tells where in a snapshot's tree reading may begin, so that a folder is opened without all that comes before it. It
// holds at most 2,048 places, which move apart as the tree is longer: what is read in vain for one step is no more than lies
// between two of them.
type Map struct {
	places []treePlace // in the order of the tree
}

// treePlace is a place between two entries.
type treePlace struct {
	here   *Entry // that follows: folder and path alone
	part   int
	offset int64 // in that part
	// of the reader before it:
	folder string
	names  []string
	form   Form
	any    bool
}

// Weight is about how many bytes of memory the map takes.
func (m *Map) Weight() (n int64) {
	for _, p := range m.places {
		n += int64(200 + len(p.here.Path) + 20*len(p.names))
	}
	return n
}

// Map reads a whole tree once. Faults: snapshot_damaged.
func (a *Archive) Map(ctx context.Context, s *Snapshot) (_ *Map, err error) {
	defer fault.Wrap(&err, "map a snapshot")
	t, m, apart := a.treeAt(ctx, s, treePlace{}), &Map{}, leastApart
	for n := 0; ; n++ {
		p := t.now()
		e, err := t.Next()
		if errors.Is(err, io.EOF) {
			return m, nil
		}
		if err != nil {
			return nil, err
		}
		if n%apart != 0 {
			continue
		}
		p.here = &Entry{Folder: e.Folder, Path: e.Path}
		if m.places = append(m.places, p); len(m.places) == maxPlaces {
			for i := range maxPlaces / 2 {
				m.places[i] = m.places[2*i]
			}
			clear(m.places[maxPlaces/2:])
			m.places, apart = m.places[:maxPlaces/2], 2*apart
		}
	}
}

// placedTree is a tree that knows where it is.
type placedTree struct {
	Tree
	s     *Snapshot
	parts *partReader
}

// treeAt reads a tree from a place on; the zero place is the start.
func (a *Archive) treeAt(ctx context.Context, s *Snapshot, p treePlace) *placedTree {
	r := &partReader{ctx: ctx, a: a, parts: s.tree[min(p.part, len(s.tree)):], skip: p.offset}
	t := newTreeReader(r)
	t.folder, t.form, t.any = p.folder, p.form, p.any
	t.names = append(t.names, p.names...)
	return &placedTree{Tree{t, s.Name}, s, r}
}

// now is the place before the next entry.
func (t *placedTree) now() treePlace {
	p := treePlace{part: len(t.s.tree) - len(t.parts.parts), folder: t.folder, names: append([]string(nil), t.names...), form: t.form, any: t.any}
	if len(t.parts.rest) > 0 {
		p.part--
		p.offset = int64(len(t.parts.buf) - len(t.parts.rest))
	} else {
		p.offset = t.parts.skip // a place that was gone to and not read from yet
	}
	return p
}

// last is the last place for which before holds, which holds for some first ones and for no others.
func (m *Map) last(before func(*Entry) bool) treePlace {
	i := sort.Search(len(m.places), func(i int) bool { return !before(m.places[i].here) })
	if i == 0 {
		return treePlace{}
	}
	return m.places[i-1]
}

// Find returns what stands at a path. Faults: absent, snapshot_damaged.
func (a *Archive) Find(ctx context.Context, s *Snapshot, m *Map, at Path) (*Entry, error) {
	want := &Entry{Folder: at.Folder, Path: at.Path}
	if strings.ContainsRune(at.Path, 0) { // which no name contains, and the order does not know
		return nil, fault.ErrAbsent
	}
	t := a.treeAt(ctx, s, m.last(func(e *Entry) bool { return compareEntries(e, want) <= 0 }))
	for {
		e, err := t.Next()
		switch {
		case errors.Is(err, io.EOF) || err == nil && compareEntries(e, want) > 0:
			return nil, fault.ErrAbsent
		case err != nil || compareEntries(e, want) == 0:
			return e, err
		}
	}
}

// Children returns at most limit of the names right below a folder, after a name, in their order, and whether there are more. The
// zero path has the named folders below it; their name is their label. What lies below the children is passed over by the map.
// Faults: absent when there is no such folder, snapshot_damaged.
func (a *Archive) Children(ctx context.Context, s *Snapshot, m *Map, of Path, after string, limit int) (out []*Entry, more bool, err error) {
	defer fault.Wrap(&err, "read a folder")
	if of != (Path{}) {
		if e, err := a.Find(ctx, s, m, of); err != nil {
			return nil, false, err
		} else if e.Form != Dir {
			return nil, false, fault.ErrAbsent
		}
	}
	c := children{of: of, last: &Entry{Folder: of.Folder, Path: of.Path}}
	if after != "" {
		c.last = c.child(after)
	}
	t := a.treeAt(ctx, s, m.last(c.passed))
	for {
		e, err := t.Next()
		if errors.Is(err, io.EOF) || err == nil && c.over(e) {
			return out, false, nil
		}
		if err != nil {
			return out, false, err
		}
		if c.passed(e) {
			continue
		}
		if len(out) == limit {
			return out, true, nil
		}
		out, c.last = append(out, e), e
		if p := m.last(c.passed); p.beyond(t.now()) {
			t = a.treeAt(ctx, s, p)
		}
	}
}

// children is where the reading of a folder stands.
type children struct {
	of   Path
	last *Entry // the last child that was given, or the folder
}

func (c *children) child(name string) *Entry {
	switch {
	case c.of == Path{}:
		return &Entry{Folder: name}
	case c.of.Path == "":
		return &Entry{Folder: c.of.Folder, Path: name}
	}
	return &Entry{Folder: c.of.Folder, Path: c.of.Path + "/" + name}
}

// passed reports whether an entry comes before the next child: up to the last one, and all that is in it.
func (c *children) passed(e *Entry) bool {
	if c.last.Folder == "" {
		return false
	}
	given := c.last.Folder != c.of.Folder || c.last.Path != c.of.Path
	return compareEntries(e, c.last) <= 0 || given && below(e, c.last)
}

// over reports whether an entry comes after all that is in the folder.
func (c *children) over(e *Entry) bool {
	of := &Entry{Folder: c.of.Folder, Path: c.of.Path}
	return c.of != Path{} && compareEntries(e, of) > 0 && !below(e, of)
}

// below reports whether e lies in the folder, at any depth.
func below(e, folder *Entry) bool {
	return e.Folder == folder.Folder && e.Path != "" && (folder.Path == "" || strings.HasPrefix(e.Path, folder.Path+"/"))
}

func (p treePlace) beyond(o treePlace) bool {
	return p.part > o.part || p.part == o.part && p.offset > o.offset
}

// ErrEnough ends a comparison before its time: what was told is right, and the rest follows after the path told last.
var ErrEnough = errors.New("enough")

// DiffAfter is Diff from after a path on, the zero path being the start. It ends with ErrEnough when it has looked at so many
// pairs of entries, at the path that it returns.
func (a *Archive) DiffAfter(ctx context.Context, before, after *Snapshot, mb, ma *Map, from Path, looks int, visit func(Change) error) (at Path, err error) {
	defer fault.Wrap(&err, "compare snapshots")
	at = from
	err = pairs(a.after(ctx, before, mb, from), a.after(ctx, after, ma, from), func(x, y *Entry) error {
		if looks--; looks < 0 {
			return ErrEnough
		}
		if err := tell(x, y, visit); err != nil {
			return err
		}
		if x == nil {
			x = y
		}
		at = Path{x.Folder, x.Path}
		return nil
	})
	return at, err
}

// laterTree is a tree without its entries up to a path.
type laterTree struct {
	*placedTree
	from *Entry
}

func (a *Archive) after(ctx context.Context, s *Snapshot, m *Map, from Path) *laterTree {
	e := &Entry{Folder: from.Folder, Path: from.Path}
	return &laterTree{a.treeAt(ctx, s, m.last(func(x *Entry) bool { return compareEntries(x, e) <= 0 })), e}
}

func (t *laterTree) Next() (*Entry, error) {
	for {
		e, err := t.placedTree.Next()
		if err != nil || t.from.Folder == "" || compareEntries(e, t.from) > 0 {
			return e, err
		}
	}
}

// Content writes what a file held; holes as zeros. Faults: snapshot_damaged, after what was right was written.
func (a *Archive) Content(ctx context.Context, w io.Writer, e *Entry) (err error) {
	defer fault.Wrap(&err, "read a file")
	var zeros, buf []byte
	for _, p := range e.Parts {
		if p.ID == hole {
			if zeros == nil {
				zeros = make([]byte, leastHole)
			}
			for left := p.Length; left > 0; left -= min(left, leastHole) {
				if _, err := w.Write(zeros[:min(left, leastHole)]); err != nil {
					return err
				}
			}
			continue
		}
		if buf, err = a.chunk(ctx, buf[:0], p); err != nil {
			return err
		}
		if _, err := io.Copy(w, bytes.NewReader(buf)); err != nil {
			return err
		}
	}
	return nil
}

// Weight is about how many bytes of memory the index of the archive takes.
func (a *Archive) Weight() int64 {
	a.index.mu.RLock()
	defer a.index.mu.RUnlock()
	return int64(len(a.index.places)) * 100
}

// Rest gives back the memory of packs that were read; they are read again when they are needed.
func (a *Archive) Rest() { a.fetch.rest() }
