package snapshot

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync"

	"surety/internal/fault"
)

// Path is a place in a snapshot: a folder and the way below it with slashes, empty for all of it.
type Path struct{ Folder, Path string }

// Choice says what of a snapshot to write and how to tell of it.
type Choice struct {
	Paths    []Path         // with all that is below each; none means everything
	MaxBytes int64          // refuse a snapshot whose files are larger together; 0 for no limit
	Progress func(Progress) // called several times a second from one goroutine; nil for none
	Problem  func(Problem)  // called with everything that is not as it was in the snapshot afterwards; nil for none
}

// Problem is something that could not be put back, or not wholly. Code is one of: not_kept, in_the_way, collision,
// name_impossible, changed_since, damaged, not_removed, not_made, not_settled, owner_not_set, mode_not_set, time_not_set,
// attributes_not_set. For a folder that could not be made it stands for all that is in it.
type Problem struct {
	Folder, Path, Code string
	Err                error
}

// Outcome counts what was done.
type Outcome struct {
	Files, Dirs, Links, Bytes int64 // written
	Same, Removed, Problems   int64
}

// ErrTooMuch says that a snapshot holds more than was agreed to write, or more than it says.
var ErrTooMuch = fault.New(fault.TooLarge, "snapshot_too_large", "the snapshot's files are larger than was agreed")

// Restore writes what was chosen to a fresh place: into says where each folder goes, and nothing that stands there is
// overwritten or removed. A file appears whole or not at all. Faults: snapshot_damaged, snapshot_too_large, disk_full.
func (a *Archive) Restore(ctx context.Context, s *Snapshot, into func(folder string) (*os.Root, error), choice Choice) (_ Outcome, err error) {
	defer fault.Wrap(&err, "restore")
	return a.write(ctx, s, nothing{}, into, choice, false)
}

type nothing struct{}

func (nothing) Next() (*Entry, error) { return nil, io.EOF }

// Into returns where folders go when they are restored below a directory: each under its own last name, with a number where
// two have the same.
func Into(dir string) func(folder string) (*os.Root, error) {
	taken := map[string]bool{}
	return func(folder string) (*os.Root, error) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		name := lastName(folder, taken)
		taken[fold(name)] = true
		if err := root.Mkdir(name, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, err
		}
		return root.OpenRoot(name)
	}
}

func lastName(folder string, taken map[string]bool) string {
	name := strings.TrimRight(folder, `/\`)
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if name = strings.TrimSuffix(name, ":"); impossible(name) || !windowsName(name) {
		name = "folder"
	}
	for taken[fold(name)] {
		name += "_"
	}
	return name
}

// restorer writes a tree beside what is live.
type restorer struct {
	a       *Archive
	ctx     context.Context
	end     context.CancelCauseFunc
	choice  Choice
	into    func(string) (*os.Root, error)
	live    bool // what stands there may be replaced and removed, as far as it is what the live tree says
	meter   *meter
	left    int64 // bytes that the snapshot may still write
	above   []*spotOut
	links   map[string]*placed
	buffers sync.Pool // of *[]byte, for chunks
	work    chan func() error

	mu  sync.Mutex
	out Outcome
}

// write goes through what is wanted and what is live.
func (a *Archive) write(ctx context.Context, s *Snapshot, live source, into func(string) (*os.Root, error), choice Choice, replace bool) (Outcome, error) {
	if choice.MaxBytes > 0 && s.Bytes > choice.MaxBytes {
		return Outcome{}, ErrTooMuch
	}
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	m := newMeter(ctx, choice.Progress, s, nil)
	defer m.stop()
	r := &restorer{a: a, ctx: ctx, end: end, choice: choice, into: into, live: replace, meter: m, left: s.Bytes, work: make(chan func() error, 64)}
	var workers sync.WaitGroup
	for range parallel {
		workers.Go(r.labour)
	}
	r.fail(pairs(a.Tree(ctx, s), live, r.pair))
	r.up(0)
	close(r.work)
	workers.Wait()
	return r.out, context.Cause(ctx)
}

// labour does what there is to do until there is nothing more. After a failure each job ends at once, but lets go of its
// folder all the same.
func (r *restorer) labour() {
	for do := range r.work {
		r.fail(do())
	}
}

// fail ends everything with the first error that is no mere problem.
func (r *restorer) fail(err error) {
	if err != nil {
		r.end(err)
	}
}

// later hands work on; it holds the folder until it is done.
func (r *restorer) later(p *spotOut, do func() error) {
	p.hold()
	r.work <- func() error {
		defer p.release()
		if err := r.ctx.Err(); err != nil {
			return err
		}
		return do()
	}
}

// up leaves the folders below a depth.
func (r *restorer) up(depth int) {
	for len(r.above) > depth {
		last := r.above[len(r.above)-1]
		r.above = r.above[:len(r.above)-1]
		last.release()
	}
}

// chosen tells whether an entry is to be written, and whether one that is may lie below it.
func (r *restorer) chosen(e *Entry) (it, below bool) {
	if len(r.choice.Paths) == 0 {
		return true, true
	}
	for _, p := range r.choice.Paths {
		if p.Folder != e.Folder {
			continue
		}
		if within(e.Path, p.Path) {
			return true, true
		}
		below = below || within(p.Path, e.Path)
	}
	return false, below
}

// within tells whether a path is another or lies below it.
func within(path, above string) bool {
	return above == "" || path == above || strings.HasPrefix(path, above) && path[len(above)] == '/'
}

// pair does what one path needs.
func (r *restorer) pair(want, have *Entry) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	e := want
	if e == nil {
		e = have
	}
	depth := 0
	if e.Path != "" {
		depth = strings.Count(e.Path, "/") + 1
		r.up(depth)
		if len(r.above) < depth {
			return errCode
		}
	} else {
		r.up(0)
	}
	it, below := r.chosen(e)
	if depth == 0 {
		return r.folder(want, have, it, below)
	}
	p := r.above[depth-1]
	if p.root == nil || !it && !below {
		r.pass(p, want, have)
		return nil
	}
	if !it {
		r.through(p, want, have)
		return nil
	}
	return r.put(p, want, have)
}

// pass goes by a path with which nothing is to happen.
func (r *restorer) pass(p *spotOut, want, have *Entry) {
	if want != nil && want.Form == Dir || have != nil && have.Form == Dir {
		r.push(&spotOut{above: p.hold(), top: p.top})
	}
}

func (r *restorer) push(p *spotOut) {
	p.r = r
	r.above = append(r.above, p.hold())
}

// folder opens a named folder where it goes.
func (r *restorer) folder(want, have *Entry, it, below bool) error {
	r.links = map[string]*placed{}
	p := &spotOut{label: cmp.Or(want, have).Folder, closed: want == nil || want.Note != Fine && want.Note != Attributes}
	p.top = p
	if want != nil && want.Form == Dir && (it || below) {
		root, err := r.into(want.Folder)
		if err != nil {
			r.problem(want.Folder, "", "not_made", err)
		} else {
			p.root, p.folded = root, folds(root)
		}
		if it && p.root != nil {
			p.entry = want
			r.count(func(o *Outcome) { o.Dirs++ })
		}
	}
	r.push(p)
	return nil
}

// through enters a folder only because something below it is chosen. One that has to be made gets what it had.
func (r *restorer) through(p *spotOut, want, have *Entry) {
	e := want
	if e == nil || e.Form != Dir {
		e = have
	}
	if e == nil || e.Form != Dir {
		return
	}
	q := &spotOut{above: p.hold(), top: p.top, name: e.Name(), path: e.Path}
	if have == nil && r.live {
		q.entry = want
	}
	root, err := p.enter(q.name, false)
	if err != nil {
		q.entry = nil
		r.trouble(e, "not_made", err)
	}
	q.root = root
	r.push(q)
}

func (r *restorer) count(add func(*Outcome)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	add(&r.out)
}

func (r *restorer) problem(folder, path, code string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out.Problems++
	if r.choice.Problem != nil {
		r.choice.Problem(Problem{folder, path, code, err})
	}
}

// trouble tells of an entry, with the code that the error has or else this one.
func (r *restorer) trouble(e *Entry, code string, err error) {
	for known, is := range map[string]error{"in_the_way": errInTheWay, "collision": errCollision, "name_impossible": errName, "changed_since": errSince, "damaged": ErrDamaged} {
		if errors.Is(err, is) {
			code = known
		}
	}
	r.problem(e.Folder, e.Path, code, err)
}
