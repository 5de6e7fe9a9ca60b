package native

import (
	"time"

	"github.com/pkg/sftp"

	"surety/internal/far"
	"surety/internal/fault"
	"surety/internal/wire"
)

var (
	errRoot    = fault.New(fault.Denied, "folder_itself", "this is a folder that the client named: what lies in it can be changed, not the folder itself")
	errApart   = fault.New(fault.Invalid, "two_folders", "things are moved within one of the client's folders, not from one to another")
	errEmptied = fault.New(fault.Invalid, "not_that_kind", "rm removes a file or a link, rmdir an empty folder")
	errOwner   = fault.New(fault.Invalid, "owner_stays", "owners, and sizes of files that are there, are not changed at the client's end")
	errLink    = fault.New(fault.Invalid, "no_links", "links are not made at the client's end")
)

// Filecmd changes what lies in the folders, by the power of sending. A file that is being written gets rights and times when it is sent.
func (f *files) Filecmd(r *sftp.Request) error {
	return f.answer(r.Filepath, f.command(r))
}

func (f *files) command(r *sftp.Request) error {
	if r.Method == "Link" || r.Method == "Symlink" {
		return errLink
	}
	at, err := f.changeable(r.Filepath)
	if err != nil {
		return err
	}
	to := f.server.session
	switch r.Method {
	case "Mkdir":
		return to.Make(f.ctx, at)
	case "Remove", "Rmdir":
		return f.remove(at, r.Method == "Rmdir")
	case "Rename": // also the one that would replace: here nothing is replaced
		target, err := f.changeable(r.Target)
		if err == nil && target.Folder != at.Folder {
			err = errApart
		}
		if err != nil {
			return err
		}
		return to.Move(f.ctx, at, target.Path)
	case "Setstat":
		return f.set(at, r)
	}
	return sftp.ErrSSHFxOpUnsupported
}

// changeable is a place in a folder of the client's. It refuses what would be refused there, so that it leaves no mark on the recording.
func (f *files) changeable(name string) (far.Place, error) {
	at, within := f.tree.find(name)
	switch {
	case !within:
		return at, errOutside
	case !f.server.granted(wire.FilesSend):
		return at, errNoSending
	case at.Path == ".":
		return at, errRoot
	}
	return at, nil
}

// remove removes what the program says that it is: the client's end has one deed for both.
func (f *files) remove(at far.Place, folder bool) error {
	e, err := f.server.session.Stat(f.ctx, wire.FilesSend, at)
	if err == nil && (e.Form == wire.Directory) != folder {
		err = errEmptied
	}
	if err != nil {
		return err
	}
	return f.server.session.Remove(f.ctx, at)
}

// wanted are rights and time that a program wants something to have; what is nil stays.
type wanted struct {
	mode     *uint32
	modified *time.Time
}

func (f *files) set(at far.Place, r *sftp.Request) error {
	set, to := r.AttrFlags(), r.Attributes()
	f.mu.Lock()
	w := f.writes[r.Filepath]
	f.mu.Unlock()
	if set.UidGid || set.Size && w == nil {
		return errOwner
	}
	if set.Size { // cutting a file to what was just written is how scp ends one
		w.cut(to.Size)
	}
	var want wanted
	if set.Permissions {
		want.mode = &to.Mode
	}
	if set.Acmodtime {
		t := to.ModTime()
		want.modified = &t
	}
	if w != nil {
		w.want(want)
		return nil
	}
	return f.give(at, want)
}

// give gives it the rights first: a time is the last that a copy gets.
func (f *files) give(at far.Place, want wanted) error {
	if want.mode != nil {
		if err := f.server.session.SetMode(f.ctx, at, *want.mode); err != nil {
			return err
		}
	}
	if want.modified != nil {
		return f.server.session.SetTime(f.ctx, at, *want.modified)
	}
	return nil
}
