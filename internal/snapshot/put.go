package snapshot

import (
	"errors"
	"io/fs"
	"os"
	"path"
)

// placed is the first of several hard links, to which the others are linked when it stands.
type placed struct {
	done chan struct{}
	path string
	info fs.FileInfo // nil when it was not put
}

// put makes one name below p what it should be.
func (r *restorer) put(p *spotOut, want, have *Entry) error {
	switch {
	case want == nil:
		return r.remove(p, have)
	case want.Form == Left:
		r.problem(want.Folder, want.Path, "not_kept", errors.New(want.Note.String()))
		r.pass(p, nil, have)
		return nil
	case want.Form == Dir:
		return r.dir(p, want, have)
	}
	if err := p.admit(want.Name()); err != nil {
		r.trouble(want, "", err)
		r.pass(p, nil, have)
		return nil
	}
	if have != nil && have.Form == want.Form && have.Note == Fine && want.equal(have) {
		r.same(p, want)
		return nil
	}
	do := r.writer(p, want, have)
	if have != nil && have.Form == Dir {
		return r.doom(p, have, do)
	}
	r.later(p, do)
	return nil
}

// same counts what need not be written; later links may still be made to it.
func (r *restorer) same(p *spotOut, want *Entry) {
	r.count(func(o *Outcome) { o.Same++ })
	if want.Form == File {
		r.meter.passed(want)
		r.meter.read.Add(want.Size)
	}
	if want.Linked {
		l := r.first(want)
		l.info, _ = p.root.Lstat(want.Name())
		close(l.done)
	}
}

func (r *restorer) first(want *Entry) *placed {
	l := &placed{done: make(chan struct{}), path: want.Path}
	r.links[want.Path] = l
	return l
}

// writer is the work that puts a file or symlink.
func (r *restorer) writer(p *spotOut, want, have *Entry) func() error {
	if want.Form == Symlink {
		return func() error { return r.symlink(p, want, have) }
	}
	of := r.links[want.SameAs]
	var mine *placed
	if want.Linked {
		mine = r.first(want)
	}
	return func() error {
		if mine != nil {
			defer close(mine.done)
		}
		if want.SameAs != "" && of != nil && r.link(p, want, have, of) {
			return nil
		}
		info, err := r.file(p, want, have)
		if mine != nil {
			mine.info = info
		}
		return r.minor(want, err)
	}
}

// minor tells of an error that concerns one entry, and passes on one that ends everything.
func (r *restorer) minor(e *Entry, err error) error {
	var lost storeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &lost):
		return lost.error
	case isFull(err):
		return ErrDiskFull.Because(err)
	case r.ctx.Err() != nil, errors.Is(err, ErrTooMuch):
		return err
	}
	r.trouble(e, "not_made", err)
	return nil
}

// dir enters a wanted folder.
func (r *restorer) dir(p *spotOut, want, have *Entry) error {
	q := &spotOut{above: p.hold(), top: p.top, name: want.Name(), path: want.Path, entry: want, closed: want.Note != Fine && want.Note != Attributes}
	err := p.admit(q.name)
	if err == nil && have != nil && have.Form != Dir {
		err = r.clear(p, have)
	}
	if err == nil {
		q.root, err = p.enter(q.name, true)
	}
	r.push(q)
	if err != nil {
		q.entry = nil
		return r.minor(want, err)
	}
	r.count(func(o *Outcome) { o.Dirs++ })
	if q.closed {
		r.problem(want.Folder, want.Path, "not_kept", errors.New(want.Note.String()))
	}
	return nil
}

// remove takes away what was not there, as far as the snapshot taken first has it.
func (r *restorer) remove(p *spotOut, have *Entry) error {
	if p.closed || have.Form == Left || have.Note != Fine {
		r.problem(have.Folder, have.Path, "not_removed", errors.New(have.Note.String()))
		r.pass(p, nil, have)
		return nil
	}
	if have.Form == Dir {
		return r.doom(p, have, nil)
	}
	if err := r.clear(p, have); err != nil {
		return r.minor(have, err)
	}
	r.count(func(o *Outcome) { o.Removed++ })
	return nil
}

// doom enters a folder that goes when what is in it is gone; then follows.
func (r *restorer) doom(p *spotOut, have *Entry, then func() error) error {
	q := &spotOut{above: p.hold(), top: p.top, name: have.Name(), path: have.Path, doomed: true}
	var err error
	if have.Note != Fine {
		err = errInTheWay
	} else {
		q.root, err = p.enter(q.name, true)
	}
	if then != nil {
		q.then = func() { r.fail(then()) }
	}
	r.push(q)
	return r.minor(have, err)
}

// clear removes a file or symlink that is still what the snapshot taken first has.
func (r *restorer) clear(p *spotOut, have *Entry) error {
	if have.Form == Left || have.Note != Fine {
		return errInTheWay
	}
	if err := r.still(p, have); err != nil {
		return err
	}
	return p.root.Remove(have.Name())
}

// still tells whether a name holds what the live tree says. Only then is it ours to replace.
func (r *restorer) still(p *spotOut, have *Entry) error {
	info, err := p.root.Lstat(have.Name())
	if err != nil {
		return err
	}
	if have.Form == Symlink {
		if target, err := p.root.Readlink(have.Name()); err != nil || target != have.Target {
			return errSince
		}
		return nil
	}
	now := &Entry{}
	describe(now, info)
	same := info.Mode().IsRegular() && info.Size() == have.Size && now.inode == have.inode && now.Modified.Equal(have.Modified)
	if alone := !have.Linked && have.SameAs == ""; alone { // another link that we put changes the time
		same = same && now.changedSecond == have.changedSecond && now.changedNanos == have.changedNanos
	}
	if !same {
		return errSince
	}
	return nil
}

// free tells whether a finished temporary may take a name: what stands there is what the live tree says, or nothing.
func (r *restorer) free(p *spotOut, want, have *Entry) error {
	if have != nil && have.Form != Dir {
		if have.Form == Left || have.Note == Changed {
			return errInTheWay
		}
		return r.still(p, have)
	}
	if _, err := p.root.Lstat(want.Name()); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(errInTheWay, err)
	}
	return nil
}

// symlink puts a symlink. What it says is not followed, and may lead anywhere, as it did.
func (r *restorer) symlink(p *spotOut, want, have *Entry) error {
	temp := tempName()
	err := p.root.Symlink(want.Target, temp)
	if err == nil {
		r.dressLink(p, temp, want)
		if err = r.free(p, want, have); err == nil {
			err = p.root.Rename(temp, want.Name())
		}
		if err != nil {
			_ = p.root.Remove(temp)
		}
	}
	if err != nil {
		return r.minor(want, err)
	}
	r.count(func(o *Outcome) { o.Links++ })
	return nil
}

// link makes a name another link of a file that stands. It gives up where that is not so, and the content is written.
func (r *restorer) link(p *spotOut, want, have *Entry, of *placed) bool {
	select {
	case <-of.done:
	case <-r.ctx.Done():
		return false
	}
	if of.info == nil || r.free(p, want, have) != nil {
		return false
	}
	temp := tempName()
	if err := p.top.root.Link(of.path, path.Join(path.Dir(want.Path), temp)); err != nil {
		return false
	}
	info, err := p.root.Lstat(temp)
	if err == nil && os.SameFile(info, of.info) {
		err = p.root.Rename(temp, want.Name())
	} else {
		err = errors.Join(errInTheWay, err)
	}
	if err != nil {
		_ = p.root.Remove(temp)
		return false
	}
	r.count(func(o *Outcome) { o.Files++ })
	r.meter.passed(want)
	r.meter.read.Add(want.Size)
	return true
}
