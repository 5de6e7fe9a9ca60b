package native

import (
	"cmp"
	"errors"
	"os"
	"sync"

	"surety/internal/far"
	"surety/internal/fault"
	"surety/internal/wire"
)

var (
	errWhole     = fault.New(fault.Invalid, "whole_files_only", "a file is sent as a whole: it is not appended to, gone on with, or changed in places")
	errOutside   = fault.New(fault.Absent, "outside_folders", "this is in none of the folders that the client named")
	errNoSending = fault.New(fault.Denied, "power_not_granted", "the client did not grant sending files").Because(wire.NotGranted)
)

// writing is a file that is kept here until it is complete: the client's end wants to know its size and hash before the first byte.
type writing struct {
	f       *files
	at      far.Place
	name    string
	replace bool

	mu    sync.Mutex
	file  *os.File
	size  int64
	came  order
	whole bool // the program said that this is all of the file
	fail  error
	later wanted // what it gets when it is there
}

func newWriting(f *files, at far.Place, name string) (*writing, error) {
	file, err := os.CreateTemp(f.server.scratch, "send-")
	if err != nil {
		return nil, err
	}
	return &writing{f: f, at: at, name: name, file: file, came: newOrder(file)}, nil
}

// WriteAt keeps a piece.
func (w *writing) WriteAt(p []byte, off int64) (int, error) {
	n, err := w.file.WriteAt(p, off)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.size = max(w.size, off+int64(n))
	if failed := cmp.Or(err, w.came.add(p[:n], off)); failed != nil {
		w.fail = failed
	}
	return n, err
}

// cut takes it for said that the file ends where it was written to.
func (w *writing) cut(size uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.whole = uint64(w.size) == size; !w.whole {
		w.fail = errWhole
	}
}

// want notes what the file is to have when it is there.
func (w *writing) want(more wanted) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.later = wanted{cmp.Or(more.mode, w.later.mode), cmp.Or(more.modified, w.later.modified)}
}

// complete tells why what is here may not take a file's place: a part of it would stand for all of it.
func (w *writing) complete() error {
	if w.fail != nil {
		return w.fail
	}
	if !w.came.whole(w.size) {
		return errWhole
	}
	if w.whole {
		return nil
	}
	_, err := w.f.server.session.Stat(w.f.ctx, wire.FilesSend, w.at)
	if errors.Is(err, wire.NotFound) {
		return nil
	}
	return cmp.Or(err, error(errWhole))
}

// TransferError tells that the program went away before it was done: what it left is not sent.
func (w *writing) TransferError(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fail = err
}

// Close sends the file and returns when it has its name at the client's end.
func (w *writing) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer os.Remove(w.file.Name())
	defer w.file.Close()
	defer w.f.opened(w.name, nil)
	if err := w.complete(); err != nil {
		return w.f.answer(w.name, err)
	}
	file := far.File{ReaderAt: w.file, Size: uint64(w.size), SHA256: w.came.digest()}
	err := w.f.server.session.Send(w.f.ctx, w.at, file, w.replace)
	if err == nil {
		err = w.f.give(w.at, w.later)
	}
	return w.f.answer(w.name, err)
}
