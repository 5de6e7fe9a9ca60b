package snapshot

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// identity is what a system says of a file beyond fs.FileInfo; zero where it says nothing.
type identity struct {
	device, inode, links uint64
	uid, gid             uint32
	second, nanos        int64 // of the last change to the file or what is known of it
	allocated            int64 // bytes on the disk
}

// queue is how many entries may be on their way from the walk to the tree.
const queue = 512

// scan reads folders to entries, in the order of a tree. One goroutine walks, some read, and the entries are handed on by
// another, one by one.
type scan struct {
	folders []string // absolute, sorted
	leave   []fs.FileInfo
	before  *Tree     // what is unchanged since is not read; nil reads everything
	since   time.Time // when that was begun
	holds   func([]Part) bool
	cutter  func() *cutter
	meter   *meter
	links   map[link]*item
	was     *Entry // the entry of before that is next
	ordered chan *item
	work    chan *item
}

type link struct{ device, inode uint64 }

// item is an entry on its way.
type item struct {
	entry *Entry
	info  fs.FileInfo
	dir   *handle // where the file is to be read; nil when nothing is to be
	first *item   // the hard link before, whose content this is
	done  chan struct{}
}

// handle is a folder that is open as long as something in it is to be read.
type handle struct {
	root *os.Root
	uses atomic.Int32
}

func (h *handle) use() *handle { h.uses.Add(1); return h }

func (h *handle) release() {
	if h.uses.Add(-1) == 0 {
		_ = h.root.Close() // nothing was written through it
	}
}

// storeError is a failure to keep what was read well.
type storeError struct{ error }

func (e storeError) Unwrap() error { return e.error }

// run scans and emits. The entry is the receiver's.
func (s *scan) run(ctx context.Context, emit func(*Entry) error) error {
	s.ordered, s.work = make(chan *item, queue), make(chan *item, queue)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(s.ordered)
		defer close(s.work)
		return s.walk(ctx)
	})
	for range parallel {
		g.Go(func() error {
			c := s.cutter()
			for it := range s.work {
				if err := s.read(ctx, c, it); err != nil {
					return err
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		for it := range s.ordered {
			if err := s.settle(ctx, it, emit); err != nil {
				return err
			}
		}
		return nil
	})
	err := g.Wait()
	for it := range s.work { // left over after an error
		it.dir.release()
	}
	return err
}

func (s *scan) settle(ctx context.Context, it *item, emit func(*Entry) error) error {
	if it.dir != nil {
		select {
		case <-it.done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if it.first != nil {
		of := it.first.entry
		it.entry.Form, it.entry.Note, it.entry.Size, it.entry.Parts, it.entry.Attributes = of.Form, of.Note, of.Size, of.Parts, of.Attributes
		it.entry.inode, it.entry.changedSecond, it.entry.changedNanos = of.inode, of.changedSecond, of.changedNanos
		if of.Form == File {
			it.entry.SameAs = of.Path
		}
	}
	s.meter.passed(it.entry)
	return emit(it.entry)
}

// read brings the content of a file. What cannot be read is an entry that says so, and no error.
func (s *scan) read(ctx context.Context, c *cutter, it *item) error {
	defer close(it.done)
	defer it.dir.release()
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.content(ctx, c, it)
	var lost storeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &lost):
		return lost.error
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errSwapped), errors.Is(err, fs.ErrNotExist):
		it.entry.leave(Changed)
	default:
		it.entry.leave(Unreadable)
	}
	return nil
}

// leave makes the entry one that is not kept.
func (e *Entry) leave(why Note) {
	e.Form, e.Note, e.Size, e.Parts, e.Attributes, e.Linked = Left, why, 0, nil, nil, false
}

// errSwapped says that what was opened is not what was looked at.
var errSwapped = errors.New("another file has taken the name")

func (s *scan) content(ctx context.Context, c *cutter, it *item) (err error) {
	f, err := it.dir.root.OpenFile(it.entry.Name(), openFlags, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !os.SameFile(it.info, info) || !info.Mode().IsRegular() {
		return errSwapped
	}
	describe(it.entry, info)
	if it.entry.Attributes, err = attributes(f); err != nil {
		it.entry.Note = Attributes
	}
	if it.entry.Parts, err = cutFile(ctx, c, f, info, s.meter); err != nil {
		return err
	}
	it.entry.Size = total(it.entry.Parts)
	after, err := f.Stat()
	if err != nil {
		return err
	}
	if moved(info, after) || it.entry.Size != after.Size() {
		it.entry.Note = Changed
	}
	return nil
}

// cutFile cuts a file's content; a sparse one where it was written.
func cutFile(ctx context.Context, c *cutter, f *os.File, info fs.FileInfo, m *meter) ([]Part, error) {
	r := &counted{ctx: ctx, r: f, m: m}
	if id := look(info); id.inode != 0 && id.allocated < info.Size() && info.Size() > leastHole {
		if data, err := written(f, info.Size()); err == nil {
			return c.sparse(r, info.Size(), data)
		}
	}
	return c.stream(nil, io.NewSectionReader(r, 0, maxLength))
}

// counted tells the meter what was read, and stops when told to.
type counted struct {
	ctx context.Context
	r   io.ReaderAt
	m   *meter
}

func (c *counted) ReadAt(p []byte, at int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.ReadAt(p, at)
	c.m.read.Add(int64(n))
	return n, err
}

// moved tells whether a file changed between two looks.
func moved(a, b fs.FileInfo) bool {
	x, y := look(a), look(b)
	return a.Size() != b.Size() || !a.ModTime().Equal(b.ModTime()) || x.second != y.second || x.nanos != y.nanos
}

// describe fills in what a look at the file tells.
func describe(e *Entry, info fs.FileInfo) {
	id := look(info)
	e.Mode, e.Modified = modeOf(info.Mode()), info.ModTime()
	e.UID, e.GID, e.inode, e.changedSecond, e.changedNanos = id.uid, id.gid, id.inode, id.second, id.nanos
}

// modeOf and modeTo translate between fs.FileMode and the bits that are kept.
func modeOf(m fs.FileMode) uint32 {
	out := uint32(m.Perm())
	for bit, is := range specialModes {
		if m&is != 0 {
			out |= bit
		}
	}
	return out
}

func modeTo(kept uint32) fs.FileMode {
	out := fs.FileMode(kept & 0o777)
	for bit, is := range specialModes {
		if kept&bit != 0 {
			out |= is
		}
	}
	return out
}

var specialModes = map[uint32]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky}
