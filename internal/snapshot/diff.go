package snapshot

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"surety/internal/fault"
)

// Aspect is what of an entry differs.
type Aspect string

const (
	AspectForm       Aspect = "form" // a file where a folder was, and the like
	AspectContent    Aspect = "content"
	AspectTarget     Aspect = "target"
	AspectMode       Aspect = "mode"
	AspectModified   Aspect = "modified"
	AspectOwner      Aspect = "owner"
	AspectLink       Aspect = "link" // of which other file it is a hard link
	AspectAttributes Aspect = "attributes"
)

// Change is a path that is not the same in two trees. One side is nil where it does not exist. Where a side has a Note, what
// it was is not, or not wholly, known.
type Change struct {
	Before, After *Entry
	What          []Aspect // when there are both
}

// source hands out the entries of a tree in their order, io.EOF after the last.
type source interface{ Next() (*Entry, error) }

// pairs goes through two trees at once. Either side of a pair may be nil, not both.
func pairs(before, after source, visit func(before, after *Entry) error) error {
	a, err := advance(before)
	if err != nil {
		return err
	}
	b, err := advance(after)
	for err == nil && (a != nil || b != nil) {
		x, y := a, b
		switch c := side(a, b); {
		case c < 0:
			y = nil
		case c > 0:
			x = nil
		}
		if err := visit(x, y); err != nil {
			return err
		}
		if x != nil {
			if a, err = advance(before); err != nil {
				return err
			}
		}
		if y != nil {
			b, err = advance(after)
		}
	}
	return err
}

func side(a, b *Entry) int {
	switch {
	case b == nil:
		return -1
	case a == nil:
		return 1
	}
	return compareEntries(a, b)
}

func advance(s source) (*Entry, error) {
	e, err := s.Next()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	return e, err
}

// compare tells visit of every path that is not the same in two trees.
func compare(before, after source, visit func(Change) error) error {
	return pairs(before, after, func(x, y *Entry) error { return tell(x, y, visit) })
}

// tell tells visit of a pair that is not the same.
func tell(x, y *Entry, visit func(Change) error) error {
	c := Change{Before: x, After: y}
	if x != nil && y != nil {
		if c.What = x.differences(y); len(c.What) == 0 && x.Note == y.Note {
			return nil
		}
	}
	return visit(c)
}

// Diff tells of every path that differs between two snapshots, in the order of the tree. Faults: snapshot_damaged.
func (a *Archive) Diff(ctx context.Context, before, after *Snapshot, visit func(Change) error) (err error) {
	defer fault.Wrap(&err, "compare snapshots")
	return compare(a.Tree(ctx, before), a.Tree(ctx, after), visit)
}

// DiffLive tells of every path that differs between a snapshot and the live folders of the same names. Files that nothing
// shows to have changed are not read, unless the plan says so; its Leave counts too, its Folders do not. Nothing is written.
// Faults: snapshot_damaged, folder_unusable.
func (a *Archive) DiffLive(ctx context.Context, before *Snapshot, plan Plan, visit func(Change) error) (err error) {
	defer fault.Wrap(&err, "compare with the live folders")
	leave, err := plan.leave()
	if err != nil {
		return err
	}
	live, stop := a.live(ctx, before, leave, plan)
	defer stop()
	return compare(a.Tree(ctx, before), live, visit)
}

// stream is a scan as a source.
type stream struct {
	entries chan *Entry
	err     error // once entries is closed
}

func (s *stream) Next() (*Entry, error) {
	if e, ok := <-s.entries; ok {
		return e, nil
	}
	if s.err != nil {
		return nil, s.err
	}
	return nil, io.EOF
}

// live scans a snapshot's folders and keeps nothing of them. What it returns must be called.
func (a *Archive) live(ctx context.Context, of *Snapshot, leave []fs.FileInfo, plan Plan) (_ *stream, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	base := of
	if plan.Afresh {
		base = nil
	}
	m := newMeter(ctx, plan.Progress, of, nil)
	s := a.scan(ctx, of.Folders, leave, base, func(chunk []byte) (ID, error) { return a.identify(chunk), nil }, m)
	out := &stream{entries: make(chan *Entry, 64)}
	go func() {
		defer close(out.entries)
		out.err = s.run(ctx, func(e *Entry) error {
			select {
			case out.entries <- e:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	return out, func() {
		cancel()
		for range out.entries {
		}
		m.stop()
	}
}
