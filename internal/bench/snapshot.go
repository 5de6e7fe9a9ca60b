package bench

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"text/tabwriter"
	"time"

	"surety/internal/snapshot"
)

// SnapshotPlan says how large a tree to generate.
type SnapshotPlan struct {
	Megabytes int
	Files     int
	Restic    string // the program to stand beside; measured alone when empty
}

// Beside looks for the restic to stand beside. Without one the plan measures alone.
func (p *SnapshotPlan) Beside(restic string) (err error) {
	p.Restic, err = exec.LookPath(restic)
	return err
}

// SnapshotResult is how long one task took, here and with restic; zero where that was not measured.
type SnapshotResult struct {
	Task   string        `json:"task"`
	Ours   time.Duration `json:"ours"`
	Restic time.Duration `json:"restic"`
}

// Ratio is how many times as fast ours was.
func (r SnapshotResult) Ratio() float64 { return r.Restic.Seconds() / r.Ours.Seconds() }

// Snapshot takes and restores the same generated tree, here and with restic, in turns, in a directory that must be empty. Restic's times
// include its start and its derivation of a key from a password, as whoever waits for it waits for them too.
func Snapshot(ctx context.Context, dir string, plan SnapshotPlan) (out []SnapshotResult, err error) {
	w := snapshotWorld{dir: dir, tree: filepath.Join(dir, "tree"), restic: plan.Restic}
	if err := w.generate(plan); err != nil {
		return nil, fmt.Errorf("generate: %w", err)
	}
	if err := w.run(ctx, "init"); err != nil {
		return nil, err
	}
	take := func(ctx context.Context) error { return w.take(ctx) }
	backup := func(ctx context.Context) error { return w.run(ctx, "backup", "--quiet", w.tree) }
	for _, task := range []struct {
		name         string
		before       func() error
		ours, theirs func(context.Context) error
	}{
		{"first", w.settle, take, backup},
		{"unchanged", w.settle, take, backup},
		{"1 % changed", w.change, take, backup},
		{"restore", w.settle, w.restore, func(ctx context.Context) error {
			return w.run(ctx, "restore", "latest", "--quiet", "--target", filepath.Join(dir, "theirs"))
		}},
	} {
		r := SnapshotResult{Task: task.name}
		err := cmp.Or(task.before(), timed(ctx, &r.Ours, task.ours))
		if err == nil && w.restic != "" {
			err = timed(ctx, &r.Restic, task.theirs)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", task.name, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// timed measures one task on a disk that has nothing of the one before still to write: the first fsync would pay for it.
func timed(ctx context.Context, took *time.Duration, do func(context.Context) error) error {
	_ = exec.CommandContext(ctx, "sync").Run() // where there is none the figures are only less even
	runtime.GC()
	began := time.Now()
	err := do(ctx)
	*took = time.Since(began)
	return err
}

// snapshotWorld is a tree and two stores of it.
type snapshotWorld struct{ dir, tree, restic string }

// generate writes files of lengths as they are found: many small ones, few large ones; half of the bytes compress.
func (w snapshotWorld) generate(plan SnapshotPlan) error {
	r := rand.New(rand.NewPCG(1, 2))
	mean := float64(plan.Megabytes<<20) / float64(plan.Files)
	for i := range plan.Files {
		dir := filepath.Join(w.tree, fmt.Sprintf("%02x", i%64), fmt.Sprintf("%02x", i/64%16))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		n := int(mean * r.ExpFloat64() * r.ExpFloat64())
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file-%06d", i)), generated(r, i, n), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func generated(r *rand.Rand, i, n int) []byte {
	if i%2 == 0 {
		var seed [32]byte
		copy(seed[:], fmt.Sprintf("noise %d", i))
		b := make([]byte, n)
		rand.NewChaCha8(seed).Read(b)
		return b
	}
	var b bytes.Buffer
	for b.Len() < n {
		fmt.Fprintf(&b, "%d some line of a log that says %x and little else, as lines do\n", b.Len(), r.Uint32())
	}
	return b.Bytes()[:n]
}

// settle waits until the tree is older than what a file system can tell apart: until then, files are rightly read again.
func (w snapshotWorld) settle() error { time.Sleep(4 * time.Second); return nil }

// change writes some bytes in the middle of every hundredth file.
func (w snapshotWorld) change() error {
	n := 0
	err := filepath.WalkDir(w.tree, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if n++; n%100 != 0 {
			return nil
		}
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		info, err := f.Stat()
		if err == nil {
			_, err = f.WriteAt([]byte("changed"), info.Size()/2)
		}
		return errors.Join(err, f.Close())
	})
	return errors.Join(err, w.settle())
}

func (w snapshotWorld) open(ctx context.Context) (*snapshot.Archive, *snapshot.Directory, error) {
	d, err := snapshot.OpenDirectory(filepath.Join(w.dir, "ours-store"))
	if err != nil {
		return nil, nil, err
	}
	a, err := snapshot.Open(ctx, d, [32]byte{1})
	return a, d, err
}

func (w snapshotWorld) take(ctx context.Context) error {
	a, d, err := w.open(ctx)
	if err != nil {
		return err
	}
	_, err = a.Take(ctx, snapshot.Plan{Folders: []string{w.tree}})
	return errors.Join(err, d.Close())
}

func (w snapshotWorld) restore(ctx context.Context) error {
	a, d, err := w.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	taken, _, err := a.Snapshots(ctx)
	if err != nil {
		return err
	}
	at := filepath.Join(w.dir, "ours")
	if err := os.Mkdir(at, 0o755); err != nil {
		return err
	}
	out, err := a.Restore(ctx, taken[len(taken)-1], snapshot.Into(at), snapshot.Choice{})
	if err == nil && out.Problems > 0 {
		err = fmt.Errorf("%d problems", out.Problems)
	}
	return err
}

// run calls restic, if there is one, with a store, cache and password of its own.
func (w snapshotWorld) run(ctx context.Context, args ...string) error {
	if w.restic == "" {
		return nil
	}
	c := exec.CommandContext(ctx, w.restic, args...)
	c.Env = append(os.Environ(), "RESTIC_REPOSITORY="+filepath.Join(w.dir, "theirs-store"), "RESTIC_PASSWORD=bench", "RESTIC_CACHE_DIR="+filepath.Join(w.dir, "cache"))
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("restic %s: %w: %s", args[0], err, out)
	}
	return nil
}

// PrintSnapshot writes the times and ratios beside what is wanted.
func PrintSnapshot(w io.Writer, plan SnapshotPlan, results []SnapshotResult) error {
	fmt.Fprintf(w, "%s/%s, %d processors; %d MiB in %d files, all on one disk\n", runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), plan.Megabytes, plan.Files)
	if plan.Restic == "" {
		fmt.Fprintln(w, "restic was not found, so nothing stands beside these figures (Debian has it: apt install restic)")
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "\n\tours\tMiB/s\trestic\ttimes as fast\twanted")
	wanted := map[string]string{"first": "1.5", "unchanged": "5", "1 % changed": "5", "restore": "1"}
	for _, r := range results {
		theirs, ratio := "–", "–"
		if r.Restic > 0 {
			theirs, ratio = short(r.Restic), fmt.Sprintf("%.2f", r.Ratio())
		}
		fmt.Fprintf(t, "%s\t%s\t%.0f\t%s\t%s\t%s\n", r.Task, short(r.Ours), float64(plan.Megabytes)/r.Ours.Seconds(), theirs, ratio, wanted[r.Task])
	}
	return t.Flush()
}
