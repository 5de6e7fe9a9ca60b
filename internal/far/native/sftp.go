package native

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/pkg/sftp"

	"surety/internal/wire"
)

// files is the client's folders for one SFTP subsystem.
type files struct {
	*session
	tree tree
	look wire.Purpose // the power with which it is asked what is there

	mu     sync.Mutex
	writes map[string]*writing // that are open, by path
}

func (s *session) sftp() uint32 {
	f := &files{session: s, look: wire.FilesFetch, writes: map[string]*writing{}}
	if !s.server.granted(wire.FilesFetch) {
		f.look = wire.FilesSend
	}
	folders, err := s.server.session.Folders(s.ctx, f.look)
	if err != nil {
		s.say("files: " + words(err))
		return 1
	}
	f.tree = newTree(folders)
	server := sftp.NewRequestServer(s, sftp.Handlers{FileGet: f, FilePut: f, FileCmd: f, FileList: f}, sftp.WithStartDirectory(f.tree.home()))
	if err := server.Serve(); err != nil && err != io.EOF {
		return 1
	}
	return 0
}

// answer is an error as SFTP tells it. The chain of causes stays here: the library would take an io.EOF in it for the file's end.
func (f *files) answer(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, wire.NotFound):
		return fs.ErrNotExist
	}
	text := fmt.Sprintf("%q: %s", what, words(err))
	f.say(text) // programs show the number of a status only
	if errors.Is(err, wire.NotGranted) {
		return sftp.ErrSSHFxPermissionDenied
	}
	return errors.New(text)
}

// Fileread opens a file to be fetched.
func (f *files) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	at, within := f.tree.find(r.Filepath)
	if !within {
		return nil, fs.ErrNotExist
	}
	info, err := f.tree.stat(f.ctx, f.server.session, wire.FilesFetch, r.Filepath)
	if err == nil && info.IsDir() {
		err = wire.Special
	}
	if err != nil {
		return nil, f.answer(r.Filepath, err)
	}
	return newReading(f, at, r.Filepath), nil
}

// Filewrite opens a file to be sent. It is sent when it is closed.
func (f *files) Filewrite(r *sftp.Request) (io.WriterAt, error) {
	at, within := f.tree.find(r.Filepath)
	flags := r.Pflags()
	switch {
	case !within:
		return nil, f.answer(r.Filepath, errOutside)
	case !f.server.granted(wire.FilesSend):
		return nil, f.answer(r.Filepath, errNoSending)
	case flags.Append || !flags.Creat:
		return nil, f.answer(r.Filepath, errWhole)
	}
	w, err := newWriting(f, at, r.Filepath)
	if err != nil {
		return nil, f.answer(r.Filepath, err)
	}
	w.replace, w.whole = !flags.Excl, flags.Trunc || flags.Excl
	f.opened(r.Filepath, w)
	return w, nil
}

// opened remembers what is written under a path, nil for no longer.
func (f *files) opened(name string, w *writing) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w == nil {
		delete(f.writes, name)
		return
	}
	f.writes[name] = w
}

// Filelist lists a folder or tells of one thing.
func (f *files) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	if r.Method != "List" {
		return f.Lstat(r)
	}
	all, hidden, err := f.tree.list(f.ctx, f.server.session, r.Filepath)
	if hidden > 0 {
		f.say(fmt.Sprintf("%q: %d things are left out, whose names lead elsewhere or deceive", r.Filepath, hidden))
	}
	return listing(all), f.answer(r.Filepath, err)
}

// Lstat tells of one thing. Links are told as what they are: the client's end follows them only inside its folders.
func (f *files) Lstat(r *sftp.Request) (sftp.ListerAt, error) {
	info, err := f.tree.stat(f.ctx, f.server.session, f.look, r.Filepath)
	return listing{info}, f.answer(r.Filepath, err)
}

// Readlink tells nothing of where a link leads.
func (f *files) Readlink(string) (string, error) { return "", sftp.ErrSSHFxOpUnsupported }

type listing []fs.FileInfo

// ListAt copies a part.
func (l listing) ListAt(to []fs.FileInfo, at int64) (n int, err error) {
	if at < int64(len(l)) {
		n = copy(to, l[at:])
	}
	if n < len(to) {
		err = io.EOF
	}
	return n, err
}
