package snapshot

import (
	"context"
	"errors"
	"os"
	"slices"

	"surety/internal/fault"
)

// PutBack makes live folders what they were in a snapshot, or what was chosen of them. First it takes a new snapshot of the
// plan's folders, which is returned also when what follows fails; only what that has kept, and what has not changed since, is replaced
// or removed. A folder of the snapshot that the plan does not name is left alone, whatever the tree says.
// Faults: those of Take and Restore.
func (a *Archive) PutBack(ctx context.Context, s *Snapshot, plan Plan, choice Choice) (now *Snapshot, out Outcome, err error) {
	defer fault.Wrap(&err, "put back")
	for _, f := range plan.Folders {
		if err := os.MkdirAll(f, 0o700); err != nil { // one that is gone comes back; empty is what it is now
			return nil, out, ErrFolder.Because(err)
		}
	}
	if now, err = a.Take(ctx, plan); err != nil {
		return nil, out, err
	}
	into := func(folder string) (*os.Root, error) {
		if !slices.Contains(now.Folders, folder) {
			return nil, errUnnamed
		}
		return os.OpenRoot(folder)
	}
	out, err = a.write(ctx, s, a.Tree(ctx, now), into, choice, true)
	for _, f := range now.Folders {
		if root, opened := os.OpenRoot(f); opened == nil {
			err = errors.Join(err, settled(root), root.Close())
		}
	}
	return now, out, err
}

// errUnnamed says that a folder is in the snapshot and not in the plan.
var errUnnamed = errors.New("the plan does not name this folder")
