package blob

import (
	"context"
	"errors"

	"surety/internal/fault"
)

type dirWriter struct {
	ctx  context.Context
	dir  *directory
	name string
	file file
	err  error // the first failure; nothing can be committed after it
	done bool
}

var errDone = errors.New("blob: the writer is closed")

func (w *dirWriter) Write(p []byte) (n int, err error) {
	defer fault.Wrap(&err, "write a blob")
	switch {
	case w.done:
		return 0, errDone
	case w.err == nil:
		w.err = w.ctx.Err()
	}
	if w.err != nil {
		return 0, w.err
	}
	n, err = w.file.Write(p)
	w.err = translate(err)
	return n, w.err
}

func (w *dirWriter) Commit() (name string, err error) {
	defer fault.Wrap(&err, "commit a blob")
	if w.done {
		return "", errDone
	}
	if w.err == nil {
		w.err = w.ctx.Err()
	}
	if w.err == nil {
		w.err = translate(w.publish())
	}
	if w.err != nil {
		w.Abort()
		return "", w.err
	}
	w.done = true
	return w.name, nil
}

// publish puts the bytes on disk before the name, and the name before it is told. The file stays open, and so locked,
// until it has moved.
func (w *dirWriter) publish() error {
	if err := w.file.Sync(); err != nil {
		return err
	}
	if err := w.dir.makeFolders(w.name); err != nil {
		return err
	}
	if err := w.dir.root.Rename(unfinished+"/"+w.name, pathOf(w.name)); err != nil {
		return err
	}
	if err := w.dir.syncFolders(w.name); err != nil {
		return errors.Join(err, w.dir.root.Remove(pathOf(w.name)))
	}
	_ = w.file.Close() // everything is on disk
	return nil
}

func (w *dirWriter) Abort() {
	if w.done {
		return
	}
	w.done = true
	_ = w.file.Close()
	_ = w.dir.root.Remove(unfinished + "/" + w.name) // what stays is removed at the next start
}
