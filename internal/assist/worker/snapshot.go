package worker

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"

	"surety/internal/assist/talk"
	"surety/internal/snapshot"
)

const (
	diskName   = "surety-snapshots" // of the folder on the client's own disk
	changeList = 100                // differences in one message
	maxChanges = 5000               // that are listed; all are counted
)

// keep takes a snapshot of what the client named, and tells the server its name.
func (w *worker) keep(ctx context.Context, m talk.Snapshot) error {
	store := snapshot.Store(w.shelf)
	if m.Disk != "" {
		disk, err := snapshot.OpenDirectory(filepath.Join(m.Disk, diskName))
		if err != nil {
			return snapshot.ErrFolder.Because(err)
		}
		defer disk.Close()
		if err := w.restock(ctx, disk); err != nil {
			return err
		}
		store = both{w.shelf, disk}
	}
	plan := snapshot.Plan{Folders: m.Folders, Leave: w.leaves(m), Progress: w.progress}
	var taken *snapshot.Snapshot
	err := w.shelf.again(ctx, func() error {
		a, err := snapshot.Open(ctx, store, w.joined.SnapshotKey)
		if err == nil {
			taken, err = a.Take(ctx, plan)
		}
		return err
	})
	if err != nil {
		return err
	}
	name := snapshotName(taken.Name)
	if err := w.joined.Prepared(ctx, name); err != nil {
		return err
	}
	w.kept = name
	w.tell(talk.Prepared{Facts: w.joined.Bytes, Files: taken.Files, Bytes: taken.Bytes, Left: taken.Left})
	return nil
}

// restock brings what the server lost of snapshots that the client's disk still has.
func (w *worker) restock(ctx context.Context, disk snapshot.Store) error {
	return w.shelf.again(ctx, func() error {
		_, err := snapshot.Restock(ctx, w.joined.SnapshotKey, disk, w.shelf)
		return err
	})
}

// leaves are folders of our own that may lie in those that are kept.
func (w *worker) leaves(m talk.Snapshot) (out []string) {
	own := []string{w.dir}
	if m.Disk != "" {
		own = append(own, filepath.Join(m.Disk, diskName))
	}
	for _, dir := range own {
		if slices.ContainsFunc(m.Folders, func(f string) bool { return inside(f, dir) }) {
			out = append(out, dir)
		}
	}
	return out
}

func inside(folder, dir string) bool {
	rel, err := filepath.Rel(folder, dir)
	return err == nil && filepath.IsLocal(rel)
}

func (w *worker) progress(p snapshot.Progress) {
	w.tell(talk.Progress{Files: p.Files, Bytes: p.Bytes, FilesTotal: p.FilesTotal, BytesTotal: p.BytesTotal, SecondsLeft: p.SecondsLeft})
}

// list tells which snapshots can be put back: first the one from whose page the client came, then the newest.
func (w *worker) list(ctx context.Context) error {
	var all []*snapshot.Snapshot
	err := w.shelf.again(ctx, func() error {
		a, err := snapshot.Open(ctx, w.shelf, w.joined.SnapshotKey)
		if err != nil {
			return err
		}
		w.archive = a
		all, _, err = a.Snapshots(ctx)
		return err
	})
	if err != nil {
		return err
	}
	kept := talk.Kept{}
	slices.SortStableFunc(all, func(a, b *snapshot.Snapshot) int {
		return cmp.Compare(w.meant(a), w.meant(b))
	})
	for _, s := range slices.Backward(all) {
		kept.Snapshots = append(kept.Snapshots, talk.Shelf{Name: s.Name.String(), Taken: s.Ended, Folders: s.Folders, Files: s.Files, Bytes: s.Bytes})
		if len(kept.Snapshots) == changeList {
			break
		}
	}
	w.tell(kept)
	return nil
}

// meant is 1 of the snapshot from whose page the client came.
func (w *worker) meant(s *snapshot.Snapshot) int {
	if s.Name.String() == w.joined.Snapshot {
		return 1
	}
	return 0
}

// compare tells what differs between a snapshot and the machine.
func (w *worker) compare(ctx context.Context, m talk.Compare) error {
	name, err := snapshot.ParseName(m.Name)
	if err != nil {
		return err
	}
	var some talk.Changes
	err = w.shelf.again(ctx, func() (err error) {
		if w.chosen, err = w.archive.Snapshot(ctx, name); err != nil {
			return err
		}
		some = talk.Changes{}
		plan := snapshot.Plan{Leave: w.leaves(talk.Snapshot{Folders: w.chosen.Folders})}
		return w.archive.DiffLive(ctx, w.chosen, plan, func(c snapshot.Change) error {
			if some.Total++; some.Total > maxChanges {
				return nil
			}
			if some.List = append(some.List, change(c)); len(some.List) == changeList {
				w.tell(some)
				some.List = nil
			}
			return nil
		})
	})
	if err == nil {
		some.Done = true
		w.tell(some)
	}
	return err
}

func change(c snapshot.Change) talk.Change {
	e, what := c.After, "changed"
	switch {
	case c.Before == nil:
		what = "came"
	case c.After == nil:
		e, what = c.Before, "went"
	case len(c.What) > 0 && !slices.Contains(c.What, snapshot.AspectContent) && !slices.Contains(c.What, snapshot.AspectForm):
		what = "touched"
	}
	return talk.Change{Path: talk.Path{Folder: e.Folder, Path: e.Path}, What: what, Dir: e.Form == snapshot.Dir, Size: e.Size}
}

// putBack makes the machine what it was, or what was chosen of it, after a new snapshot.
func (w *worker) putBack(ctx context.Context, m talk.PutBack) error {
	choice := snapshot.Choice{MaxBytes: w.chosen.Bytes, Progress: w.progress}
	for _, p := range m.Paths {
		choice.Paths = append(choice.Paths, snapshot.Path{Folder: p.Folder, Path: p.Path})
	}
	plan := snapshot.Plan{Folders: w.chosen.Folders, Leave: w.leaves(talk.Snapshot{Folders: w.chosen.Folders}), Progress: w.progress}
	var now *snapshot.Snapshot
	var out snapshot.Outcome
	err := w.shelf.again(ctx, func() (err error) {
		now, out, err = w.archive.PutBack(ctx, w.chosen, plan, choice)
		return err
	})
	if err != nil {
		return err
	}
	w.tell(talk.Back{Files: out.Files + out.Links + out.Dirs, Removed: out.Removed, Problems: out.Problems, Name: now.Name.String()})
	return nil
}
