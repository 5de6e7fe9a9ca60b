package snapshot

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"surety/internal/fault"
)

// Plan says what to take.
type Plan struct {
	Folders  []string         // to read; relative ones from the working directory
	Leave    []string         // folders in them that are left out, and listed as such
	Afresh   bool             // read every file, also those that nothing shows to have changed
	Progress func(p Progress) // called several times a second from one goroutine; nil for none
	Now      func() time.Time // the clock; nil for the machine's
	Entry    func(e *Entry)   // called with every entry that was not or not wholly kept; nil for none
}

// Take reads the folders to a new snapshot. Broken off and begun again, it brings only what the store does not have yet.
// A file that cannot be read is no fault: it is in the tree with the reason. Faults: folder_unusable, disk_full,
// snapshot_store_lost, and those of the store.
func (a *Archive) Take(ctx context.Context, plan Plan) (_ *Snapshot, err error) {
	defer fault.Wrap(&err, "take a snapshot")
	a.taking.Lock()
	defer a.taking.Unlock()
	s, leave, err := plan.begin()
	if err != nil {
		return nil, err
	}
	base, err := a.base(ctx, plan, s.Folders)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	m := newMeter(ctx, plan.Progress, base, s.Folders)
	defer m.stop()
	p := a.newPacker(ctx, m)
	if s.tree, err = a.tree(ctx, p, a.scan(ctx, s.Folders, leave, base, p.keep, m), &s.Totals, plan.Entry); err != nil {
		p.abandon()
		return nil, storeCause(err, p)
	}
	if err := p.finish(); err != nil {
		a.index.release()
		return nil, err
	}
	for name := range p.used {
		s.packs = append(s.packs, name)
	}
	slices.SortFunc(s.packs, compareNames)
	if base != nil {
		s.Base = base.Name
	}
	s.Ended = plan.now()
	return s, a.record(ctx, s)
}

// storeCause prefers what stopped the packer to the cancellation that followed from it.
func storeCause(err error, p *packer) error {
	if cause := p.g.Wait(); cause != nil && errors.Is(err, context.Canceled) {
		return cause
	}
	return err
}

func (p Plan) now() time.Time {
	if p.Now != nil {
		return p.Now().UTC()
	}
	return time.Now().UTC()
}

// begin settles the folders. One within another is refused, unless it is another file system and would be left out.
func (p Plan) begin() (*Snapshot, []fs.FileInfo, error) {
	s := &Snapshot{Started: p.now(), System: runtime.GOOS}
	for _, f := range p.Folders {
		at, err := filepath.Abs(f)
		if err != nil || !goodFolder(at) {
			return nil, nil, ErrFolder.Because(err)
		}
		if info, err := os.Stat(at); err != nil || !info.IsDir() {
			return nil, nil, ErrFolder.Because(err)
		}
		s.Folders = append(s.Folders, at)
	}
	slices.Sort(s.Folders)
	if len(s.Folders) == 0 || len(s.Folders) > maxFolders {
		return nil, nil, ErrFolder
	}
	for i, at := range s.Folders {
		if slices.ContainsFunc(s.Folders[:i], func(above string) bool { return nested(above, at) }) {
			return nil, nil, ErrFolder
		}
	}
	leave, err := p.leave()
	return s, leave, err
}

// leave looks at the folders that are left out.
func (p Plan) leave() (leave []fs.FileInfo, err error) {
	for _, f := range p.Leave {
		info, err := os.Stat(f)
		if err != nil {
			return nil, ErrFolder.Because(err)
		}
		leave = append(leave, info)
	}
	return leave, nil
}

// nested tells whether walking above would come to at.
func nested(above, at string) bool {
	if above == at {
		return true
	}
	if !strings.HasPrefix(at, strings.TrimSuffix(above, string(filepath.Separator))+string(filepath.Separator)) {
		return false
	}
	x, err := os.Stat(above)
	if err != nil {
		return true
	}
	y, err := os.Stat(at)
	return err != nil || look(x).device == look(y).device
}

// base is the newest snapshot of any of the folders.
func (a *Archive) base(ctx context.Context, plan Plan, folders []string) (*Snapshot, error) {
	if plan.Afresh {
		return nil, nil
	}
	taken, _, err := a.Snapshots(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range slices.Backward(taken) {
		if slices.ContainsFunc(folders, func(f string) bool { return slices.Contains(s.Folders, f) }) {
			return s, nil
		}
	}
	return nil, nil
}

// scan prepares to read folders beside the snapshot before.
func (a *Archive) scan(ctx context.Context, folders []string, leave []fs.FileInfo, base *Snapshot, keep func([]byte) (ID, error), m *meter) *scan {
	s := &scan{folders: folders, leave: leave, meter: m, holds: a.index.holds}
	s.cutter = func() *cutter { return a.newCutter(fileBounds, keep) }
	if base != nil {
		s.before, s.since = a.Tree(ctx, base), base.Started
	}
	return s
}

// tree writes the scanned entries to a stream that is itself cut and kept.
func (a *Archive) tree(ctx context.Context, p *packer, s *scan, totals *Totals, note func(*Entry)) (parts []Part, err error) {
	r, w := io.Pipe()
	cut := make(chan error, 1)
	go func() {
		var err error
		parts, err = a.newCutter(treeBounds, p.keep).stream(nil, r)
		r.CloseWithError(err)
		cut <- err
	}()
	buffered := bufio.NewWriterSize(w, 64<<10)
	t := &treeWriter{w: buffered}
	err = s.run(ctx, func(e *Entry) error {
		totals.add(e)
		p.use(e.Parts)
		if note != nil && e.Note != Fine {
			note(e)
		}
		return t.write(e)
	})
	if err == nil {
		err = buffered.Flush()
	}
	w.CloseWithError(err)
	return parts, errors.Join(err, <-cut)
}

// record writes the snapshot's record, once the store says that all it needs is there.
func (a *Archive) record(ctx context.Context, s *Snapshot) error {
	for some := range slices.Chunk(s.packs, 10_000) {
		has, err := a.store.Has(ctx, Pack, some)
		if err != nil {
			return err
		}
		if slices.Contains(has, false) {
			return ErrLost
		}
	}
	object := a.sealRecord(s)
	s.Name = NameOf(object)
	return a.store.Put(ctx, Record, s.Name, object)
}
