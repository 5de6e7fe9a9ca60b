package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/db"
	"surety/internal/fault"
)

// Pruned tells what was removed, and what stayed.
type Pruned struct {
	Sets    []string // removed or, while it runs, to be removed; oldest first
	Blobs   int64    // that no set names any more
	Bytes   int64    // of those blobs
	Kept    []string // oldest first
	Damaged []string // of the kept: not signed by this installation, or not whole; they are never removed
}

// Rule says which data sets are kept: those of the last Days days, the newest Least however old, and always the newest that is whole.
type Rule struct {
	Days  int // 0: all are kept
	Least int
}

// Prune removes the data sets that the rule does not keep, and then the blobs that no set names any more. Whatever ends it, what is left
// is whole, and the next run goes on. It runs neither while a backup is made there nor while one is restored or tried.
// Right: backup.prune. Faults: backup_busy; backup_damaged, when no set is whole (nothing is removed then).
func (k *Keeper) Prune(ctx context.Context, who access.Actor, to string) (p Pruned, err error) {
	defer fault.Wrap(&err, "prune backups")
	g, err := access.Check(who, access.BackupPrune, thing())
	if err != nil {
		return p, err
	}
	return prune(ctx, to, k.Log.Verifier, k.Keep, k.Clock.Now(), func(p Pruned) error {
		return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return k.Log.Append(ctx, tx, g, audit.Params{"sets": decimal(int64(len(p.Sets))), "newest": p.Sets[len(p.Sets)-1], "kept": decimal(int64(len(p.Kept)))})
		})
	}, func() {})
}

// pruner is one run. step is called before each change of the folder, so that a test can end the process there.
type pruner struct {
	folder string
	key    note.Verifier
	step   func()
	Pruned
}

// prune calls begin with the sets that will go, before the first of them does.
func prune(ctx context.Context, folder string, key note.Verifier, r Rule, now time.Time, begin func(Pruned) error, step func()) (Pruned, error) {
	p := &pruner{folder: folder, key: key, step: step}
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return p.Pruned, nil
	}
	for _, name := range []string{lockFile, readFile} {
		lock, err := holdFile(folder, name)
		if err != nil {
			return p.Pruned, err
		}
		defer lock.Close()
	}
	if err := p.choose(ctx, r, now); err != nil {
		return p.Pruned, err
	}
	left, err := filepath.Glob(filepath.Join(folder, setsFolder, removed+"*")) // by a run that did not come to its end
	if err != nil || len(p.Sets)+len(left) == 0 {
		return p.Pruned, err
	}
	named, err := p.named()
	if err == nil && len(p.Sets) > 0 {
		err = begin(p.Pruned)
	}
	if err != nil {
		return Pruned{Kept: append(p.Sets, p.Kept...), Damaged: p.Damaged}, err
	}
	return p.Pruned, p.remove(ctx, named, left)
}

// choose says which sets go.
func (p *pruner) choose(ctx context.Context, r Rule, now time.Time) (err error) {
	if p.Kept, err = Sets(p.folder); err != nil || r.Days == 0 {
		return err
	}
	good := map[string]Manifest{}
	var old []string
	since := now.Add(-time.Duration(r.Days) * 24 * time.Hour)
	for _, name := range slices.Backward(p.Kept) {
		m, err := manifestOf(p.folder, name, p.key)
		switch {
		case errors.Is(err, ErrDamaged) || errors.Is(err, ErrNone):
			p.Damaged = append(p.Damaged, name)
			continue
		case err != nil:
			return err
		}
		if good[name] = m; len(good) > r.Least && !m.MadeAt.After(since) {
			old = append(old, name)
		}
	}
	if len(old) == 0 {
		return nil
	}
	last, err := p.lastWhole(ctx, good)
	if err != nil {
		return err
	}
	slices.Reverse(old)
	p.Sets = slices.DeleteFunc(old, func(name string) bool { return name >= last })
	p.Kept = slices.DeleteFunc(p.Kept, func(name string) bool { return slices.Contains(p.Sets, name) })
	return nil
}

// lastWhole is the newest set that restores as far as its files tell. Those that are newer are damaged, and stay for somebody to look at.
func (p *pruner) lastWhole(ctx context.Context, good map[string]Manifest) (string, error) {
	for _, name := range slices.Backward(p.Kept) {
		m, ok := good[name]
		if !ok {
			continue
		}
		err := p.whole(ctx, m)
		if err == nil || !errors.Is(err, ErrDamaged) {
			return name, err
		}
		p.Damaged = append(p.Damaged, name)
	}
	return "", ErrDamaged.With("folder", p.folder)
}

func (p *pruner) whole(ctx context.Context, m Manifest) error {
	list, err := Source{From: p.folder}.checkData(m)
	if err != nil {
		return err
	}
	blobs, err := blob.Directory(filepath.Join(p.folder, blobsFolder))
	if err != nil {
		return err
	}
	for _, l := range list {
		size, err := sizeOf(ctx, blobs, l.name)
		if err != nil {
			return err
		}
		if l.Bytes != missingSize && size != l.Bytes {
			return ErrDamaged.With("blob", l.name)
		}
	}
	return nil
}

// remove takes the sets out of sight, then removes what only they named, and themselves last: while one of them is there, a run did not
// come to its end.
func (p *pruner) remove(ctx context.Context, named map[string]bool, left []string) error {
	sets := filepath.Join(p.folder, setsFolder)
	for _, name := range p.Sets {
		p.step()
		to := filepath.Join(sets, removed+name)
		if err := os.Rename(filepath.Join(sets, name), to); err != nil {
			return err
		}
		left = append(left, to)
	}
	if err := syncFolder(sets); err != nil {
		return err
	}
	if err := p.removeBlobs(ctx, named); err != nil {
		return err
	}
	for _, dir := range left {
		p.step()
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	return syncFolder(sets)
}

func (p *pruner) removeBlobs(ctx context.Context, named map[string]bool) error {
	blobs, err := blob.Directory(filepath.Join(p.folder, blobsFolder))
	if err != nil {
		return err
	}
	for last := ""; ; {
		page, err := blobs.List(ctx, last, blobPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, b := range page {
			if last = b.Name; named[b.Name] {
				continue
			}
			size, err := sizeOf(ctx, blobs, b.Name)
			if err != nil {
				return err
			}
			p.step()
			if err := blobs.Remove(ctx, b.Name); err != nil {
				return err
			}
			p.Blobs, p.Bytes = p.Blobs+1, p.Bytes+max(size, 0)
		}
	}
}

// named are the blobs that some set names, also a damaged one: as long as a list cannot be read, no blob goes.
func (p *pruner) named() (map[string]bool, error) {
	all := map[string]bool{}
	for _, name := range p.Kept {
		text, err := os.ReadFile(filepath.Join(p.folder, setsFolder, name, listFile))
		if err != nil {
			return nil, ErrDamaged.With("name", name).Because(err)
		}
		list, err := parseList(text, false)
		if err != nil {
			return nil, err
		}
		for _, l := range list {
			all[strings.Clone(l.name)] = true
		}
	}
	return all, nil
}
