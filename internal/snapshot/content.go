package snapshot

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
)

// file writes a file beside its name, dresses it, and gives it the name. What stood there is untouched until then.
func (r *restorer) file(p *spotOut, want, have *Entry) (info fs.FileInfo, err error) {
	temp := tempName()
	f, err := p.root.OpenFile(temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = p.root.Remove(temp)
		}
	}()
	if err = r.fill(f, want); err == nil {
		err = r.finish(p, f, temp, want)
	}
	if err == nil {
		info, err = f.Stat()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	if err = r.free(p, want, have); err != nil {
		return nil, err
	}
	if err = p.root.Rename(temp, want.Name()); err != nil {
		return nil, err
	}
	r.count(func(o *Outcome) { o.Files++; o.Bytes += want.Size })
	r.meter.passed(want)
	return info, nil
}

// fill writes a file's content. Holes stay holes.
func (r *restorer) fill(f *os.File, want *Entry) error {
	if !r.spend(want.Size) {
		return ErrTooMuch
	}
	at := int64(0)
	buf := r.buffer()
	defer r.buffers.Put(buf)
	for _, part := range want.Parts {
		if part.ID != hole {
			chunk, err := r.a.chunk(r.ctx, (*buf)[:0], part)
			if err != nil && !errors.Is(err, ErrDamaged) {
				return storeError{err} // which would fail for every file
			}
			if err != nil {
				return err
			}
			*buf = chunk
			if _, err := f.WriteAt(chunk, at); err != nil {
				return err
			}
		}
		at += part.Length
		r.meter.read.Add(part.Length)
	}
	if n := len(want.Parts); n > 0 && want.Parts[n-1].ID == hole {
		return f.Truncate(at)
	}
	return nil
}

func (r *restorer) buffer() *[]byte {
	if b, _ := r.buffers.Get().(*[]byte); b != nil {
		return b
	}
	return new([]byte)
}

// spend takes from what the snapshot may write in all: a tree that names one chunk a million times ends here.
func (r *restorer) spend(n int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left -= n
	return r.left >= 0
}

// finish makes the temporary ready for its name. That it is dressed before means that it never stands there half.
func (r *restorer) finish(p *spotOut, f *os.File, temp string, want *Entry) error {
	dir, err := p.open()
	if err == nil {
		r.dress(dir, f, temp, want)
	}
	return err
}

// dress gives an open file or folder its owner, attributes, mode and time, in this order, because each undoes something of
// those after it. What the system refuses is a problem and stops nothing, but without its owner nothing is setuid.
func (r *restorer) dress(dir, f *os.File, name string, e *Entry) {
	mode := e.Mode
	if err := setOwner(f, e.UID, e.GID); err != nil {
		r.problem(e.Folder, e.Path, "owner_not_set", err)
		mode &^= 0o6000
	}
	if err := setAttributes(f, e.Attributes); err != nil {
		r.problem(e.Folder, e.Path, "attributes_not_set", err)
	}
	if err := f.Chmod(modeTo(mode)); err != nil && !(runtime.GOOS == "windows" && e.Form == Dir) {
		r.problem(e.Folder, e.Path, "mode_not_set", err)
	}
	if err := setTime(dir, f, name, e.Modified); err != nil {
		r.problem(e.Folder, e.Path, "time_not_set", err)
	}
}

func (r *restorer) dressLink(p *spotOut, name string, e *Entry) {
	if err := setLinkOwner(p.root, name, e.UID, e.GID); err != nil {
		r.problem(e.Folder, e.Path, "owner_not_set", err)
	}
	dir, err := p.open()
	if err == nil {
		err = setLinkTime(dir, name, e.Modified)
	}
	if err != nil {
		r.problem(e.Folder, e.Path, "time_not_set", err)
	}
}

// settled flushes a folder's file system, so that what was put back outlasts a loss of power.
func settled(root *os.Root) error {
	f, err := root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(flush(f), f.Close())
}
