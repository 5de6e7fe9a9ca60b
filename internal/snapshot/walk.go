package snapshot

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
)

// spot is a folder during the walk.
type spot struct {
	*handle
	folder, path string
	device       uint64
	mount        uint64
}

func (s *scan) walk(ctx context.Context) error {
	for _, at := range s.folders {
		s.links = map[link]*item{}
		root, err := os.OpenRoot(at)
		if err != nil {
			return ErrFolder.Because(err)
		}
		v := &sight{entry: &Entry{Folder: at, Form: Dir}}
		v.handle = (&handle{root: root}).use()
		info, err := root.Stat(".")
		if err == nil {
			s.within(v, nil, info)
			err = s.folder(ctx, v)
		}
		v.handle.release()
		if err != nil {
			return err
		}
	}
	return nil
}

// folder hands on a folder that was seen, and then all that is in it.
func (s *scan) folder(ctx context.Context, v *sight) error {
	if err := s.hand(ctx, &item{entry: v.entry}); err != nil {
		return err
	}
	for i, name := range v.names {
		if err := s.name(ctx, v, name, v.look(i)); err != nil {
			return err
		}
	}
	return nil
}

// list reads the names in a folder, and what else is to be known of it.
func (s *scan) list(here *spot, e *Entry, above *spot) []string {
	f, err := here.root.Open(".")
	if err != nil {
		e.Note = Unreadable
		return nil
	}
	defer f.Close()
	if here.mount = mount(f); above != nil && here.mount != above.mount {
		e.Note = Mount
		return nil
	}
	if e.Attributes, err = attributes(f); err != nil {
		e.Note = Attributes
	}
	names, err := f.Readdirnames(-1)
	if err != nil {
		e.Note = Unreadable
		return nil
	}
	if len(e.Path)+1+maxName > maxPath && len(names) > 0 {
		e.Note = Deep
		return nil
	}
	return names
}

// name hands on what stands under a name.
func (s *scan) name(ctx context.Context, in *sight, name string, l looked) error {
	e, here := in.child(name), in.here
	if l.err != nil {
		e.leave(Unreadable)
		if errors.Is(l.err, fs.ErrNotExist) {
			e.leave(Changed)
		}
		return s.hand(ctx, &item{entry: e})
	}
	info := l.info
	describe(e, info)
	switch {
	case info.IsDir():
		return s.below(ctx, s.see(in, e, name, info))
	case info.Mode().IsRegular() && look(info).device == here.device:
		return s.file(ctx, here, e, info)
	case info.Mode().Type() == fs.ModeSymlink:
		var err error
		e.Form = Symlink
		if e.Target, err = here.root.Readlink(name); err != nil || len(e.Target) > maxPath {
			e.leave(Unreadable)
		}
	case info.Mode().IsRegular():
		e.leave(Mount)
	default:
		e.leave(Special)
	}
	return s.hand(ctx, &item{entry: e})
}

// below enters a folder.
func (s *scan) below(ctx context.Context, v *sight) error {
	if v.handle == nil {
		return s.hand(ctx, &item{entry: v.entry})
	}
	defer v.handle.release()
	return s.folder(ctx, v)
}

// file hands on a file: as it was when nothing shows that it changed, as the same file when it is another link of one
// that came before, or else to be read.
func (s *scan) file(ctx context.Context, here *spot, e *Entry, info fs.FileInfo) error {
	e.Form, e.Size = File, info.Size()
	it := &item{entry: e, info: info}
	if id := look(info); id.links > 1 {
		at := link{id.device, id.inode}
		if it.first = s.links[at]; it.first != nil {
			return s.hand(ctx, it)
		}
		e.Linked, s.links[at] = true, it
	}
	if was, err := s.unchanged(e, info); err != nil {
		return err
	} else if was != nil {
		e.Parts, e.Attributes, e.Note = was.Parts, was.Attributes, was.Note
		s.meter.read.Add(e.Size)
		return s.hand(ctx, it)
	}
	it.dir, it.done = here.use(), make(chan struct{})
	if err := s.hand(ctx, it); err != nil {
		here.release()
		return err
	}
	select {
	case s.work <- it:
		return nil
	case <-ctx.Done():
		here.release()
		return ctx.Err()
	}
}

func (s *scan) hand(ctx context.Context, it *item) error {
	select {
	case s.ordered <- it:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// slack is how far apart a file system's clock and ours may be: what changed so shortly before the last snapshot began, or
// since, is read again, because it may have changed once more within the same tick. In seconds.
const slack = 2

// unchanged returns the file's last entry if size, times and inode are what they were, and the archive still has what it
// needs.
func (s *scan) unchanged(e *Entry, info fs.FileInfo) (*Entry, error) {
	was, err := s.last(e)
	if err != nil || was == nil || !stable {
		return nil, err
	}
	same := was.Form == File && was.Note != Changed && was.inode == e.inode && was.Size == info.Size() &&
		was.Modified.Equal(e.Modified) && was.changedSecond == e.changedSecond && was.changedNanos == e.changedNanos
	quiet := s.since.Unix()-slack > max(e.changedSecond, e.Modified.Unix())
	if !same || !quiet || !s.holds(was.Parts) {
		return nil, nil
	}
	return was, nil
}

// last goes on in the last snapshot's tree to the path of e, and returns what was there.
func (s *scan) last(e *Entry) (_ *Entry, err error) {
	for s.before != nil && (s.was == nil || compareEntries(s.was, e) < 0) {
		switch s.was, err = s.before.Next(); {
		case errors.Is(err, io.EOF), errors.Is(err, ErrDamaged): // then everything is read
			s.before, s.was = nil, nil
		case err != nil:
			return nil, err
		}
	}
	if s.was == nil || compareEntries(s.was, e) != 0 {
		return nil, nil
	}
	return s.was, nil
}
