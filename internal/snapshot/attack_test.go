//go:build linux

package snapshot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"surety/internal/snapshot"
)

// TestLinksSwappedInDuringPutBackLeadNowhere: somebody swaps folders for symlinks to a place outside, again and again, while
// files are put back. Nothing there is written, changed or removed.
func TestLinksSwappedInDuringPutBackLeadNowhere(t *testing.T) {
	live, outside := t.TempDir(), t.TempDir()
	for d := range 5 {
		for f := range 40 {
			write(t, fmt.Sprintf("%s/d%d/in/f%02d", live, d, f), fmt.Sprint("good", d, f))
			write(t, fmt.Sprintf("%s/in/f%02d", outside, f), "outside")
		}
	}
	untouched := seen(t, outside)
	a := archive(t, snapshot.NewMemory())
	s := take(t, a, live)
	stop, swapped := make(chan struct{}), atomic.Int64{}
	var attacker sync.WaitGroup
	var ours sync.Mutex // while the test itself writes, by names that are followed, nothing is swapped
	attacker.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			ours.Lock()
			d := fmt.Sprintf("%s/d%d", live, i%5)
			if os.Rename(d, d+".away") == nil && os.Symlink(outside, d) == nil {
				swapped.Add(1)
				_ = os.Remove(d) // ours alone, unless it was put back meanwhile
				_ = os.Rename(d+".away", d)
			}
			_ = os.RemoveAll(d + ".away") // or the next round could not move it away
			ours.Unlock()
		}
	})
	for range 10 {
		ours.Lock()
		for d := range 5 {
			at := fmt.Sprintf("%s/d%d", live, d)
			if info, err := os.Lstat(at); err == nil && info.IsDir() {
				_ = os.WriteFile(at+"/in/f07", []byte("bad"), 0o644)
			}
		}
		ours.Unlock()
		if _, _, err := a.PutBack(t.Context(), s, snapshot.Plan{Folders: []string{live}}, snapshot.Choice{}); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	attacker.Wait()
	if swapped.Load() == 0 {
		t.Error("nothing was ever swapped: the attack did not take place")
	}
	same(t, untouched, seen(t, outside))
}

// TestSymlinkInAFoldersPlaceIsReplaced, not followed; and so is a hard link to a file outside, which keeps its content.
func TestSymlinkInAFoldersPlaceIsReplaced(t *testing.T) {
	live, outside := t.TempDir(), t.TempDir()
	write(t, live+"/dir/file", "good")
	write(t, live+"/linked", "good")
	write(t, outside+"/file", "outside")
	write(t, outside+"/other", "outside")
	untouched := seen(t, outside)
	a := archive(t, snapshot.NewMemory())
	s, was := take(t, a, live), seen(t, live)
	must(t, os.RemoveAll(live+"/dir"))
	must(t, os.Symlink(outside, live+"/dir"))
	must(t, os.Remove(live+"/linked"))
	must(t, os.Link(outside+"/other", live+"/linked"))
	_, out, err := a.PutBack(t.Context(), s, snapshot.Plan{Folders: []string{live}}, snapshot.Choice{})
	if err != nil || out.Problems != 0 {
		t.Errorf("%+v, %v", out, err)
	}
	same(t, was, seen(t, live))
	same(t, untouched, seen(t, outside))
}

// TestWhatChangedAfterwardsIsNotReplaced: between the snapshot that PutBack takes first and the writing, somebody works on.
// That work is in no snapshot, so it stays.
func TestWhatChangedAfterwardsIsNotReplaced(t *testing.T) {
	live := t.TempDir()
	write(t, live+"/file", "good")
	write(t, live+"/gone", "good")
	var between func()
	a := archive(t, &hooked{Store: snapshot.NewMemory(), before: func(k snapshot.Kind, _ int64) error {
		if k == snapshot.Record && between != nil {
			between()
		}
		return nil
	}})
	s := take(t, a, live)
	write(t, live+"/file", "bad")
	write(t, live+"/added", "bad")
	must(t, os.Remove(live+"/gone"))
	between = func() {
		for _, name := range []string{"file", "added", "gone"} {
			write(t, live+"/"+name, "newer")
		}
	}
	codes := map[string]string{}
	_, _, err := a.PutBack(t.Context(), s, snapshot.Plan{Folders: []string{live}}, snapshot.Choice{Problem: func(p snapshot.Problem) { codes[p.Path] = p.Code }})
	if want := map[string]string{"file": "changed_since", "added": "changed_since", "gone": "in_the_way"}; err != nil || fmt.Sprint(codes) != fmt.Sprint(want) {
		t.Errorf("%v, %v", codes, err)
	}
	for _, name := range []string{"file", "added", "gone"} {
		if b, err := os.ReadFile(live + "/" + name); err != nil || string(b) != "newer" {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
}

// TestDiskFullOnRestore: the file that found no room is not there, what stood there is, and the word says why.
func TestDiskFullOnRestore(t *testing.T) {
	live, dir := t.TempDir(), t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m"); err != nil {
		t.Skipf("A FULL DISK WAS NOT TESTED: it needs root, to mount a small file system: %v", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	write(t, live+"/a", "fits")
	must(t, os.WriteFile(live+"/b", noise(1, 5<<20), 0o644))
	a := archive(t, snapshot.NewMemory())
	_, err := a.Restore(t.Context(), take(t, a, live), into(dir), snapshot.Choice{})
	if !errors.Is(err, snapshot.ErrDiskFull) {
		t.Errorf("%v", err)
	}
	for name := range seen(t, dir) {
		if name != "" && name != "a" {
			t.Errorf("left behind: %q", name)
		}
	}
}

// TestDiskFullAtTheStore: an object that found no room is not there.
func TestDiskFullAtTheStore(t *testing.T) {
	live, dir := t.TempDir(), t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=9m"); err != nil {
		t.Skipf("A FULL DISK WAS NOT TESTED: it needs root, to mount a small file system: %v", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	must(t, os.WriteFile(live+"/file", noise(1, 30<<20), 0o644))
	d, err := snapshot.OpenDirectory(dir)
	must(t, err)
	defer d.Close()
	if _, err := archive(t, d).Take(t.Context(), snapshot.Plan{Folders: []string{live}}); !errors.Is(err, snapshot.ErrDiskFull) {
		t.Errorf("%v", err)
	}
	if r, err := archive(t, d).Verify(t.Context(), nil, nil); err != nil || len(r.Bad) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// damage is a thing done to a store's files.
type damage struct {
	name string
	do   func(t *testing.T, packs []string)
	want []string // reasons, of the first pack unless both are damaged
}

var damages = []damage{
	{"a bit flipped in its second chunk", func(t *testing.T, p []string) { edit(t, p[0], func(b []byte) []byte { b[2<<20] ^= 4; return b }) }, []string{"unsealed"}},
	{"cut", func(t *testing.T, p []string) { edit(t, p[0], func(b []byte) []byte { return b[:len(b)/2] }) }, []string{"unsealed", "missized", "undecodable", "misnamed"}},
	{"cut to nothing", func(t *testing.T, p []string) { edit(t, p[0], func([]byte) []byte { return nil }) }, []string{"misnamed", "unsealed"}},
	{"something added", func(t *testing.T, p []string) { edit(t, p[0], func(b []byte) []byte { return append(b, b[:100]...) }) }, []string{"misnamed"}},
	{"head flipped", func(t *testing.T, p []string) { edit(t, p[0], func(b []byte) []byte { b[10] ^= 1; return b }) }, []string{"unsealed"}},
	{"directory flipped", func(t *testing.T, p []string) { edit(t, p[0], func(b []byte) []byte { b[len(b)-9] ^= 1; return b }) }, []string{"misnamed"}},
	{"removed", func(t *testing.T, p []string) { must(t, os.Remove(p[0])) }, []string{"absent"}},
	{"swapped with another", func(t *testing.T, p []string) {
		must(t, os.Rename(p[0], p[0]+".x"))
		must(t, os.Rename(p[1], p[0]))
		must(t, os.Rename(p[0]+".x", p[1]))
	}, []string{"misnamed", "unsealed"}},
	{"the middle of another spliced in", func(t *testing.T, p []string) {
		other, err := os.ReadFile(p[1])
		must(t, err)
		edit(t, p[0], func(b []byte) []byte { copy(b[1<<20:2<<20], other[1<<20:]); return b })
	}, []string{"unsealed"}},
	{"its own chunks swapped", func(t *testing.T, p []string) {
		edit(t, p[0], func(b []byte) []byte {
			first := slices.Clone(b[36 : 36+1<<19])
			copy(b[36:], b[36+1<<19:36+1<<20])
			copy(b[36+1<<19:], first)
			return b
		})
	}, []string{"unsealed"}},
}

// readable are damages after which everything can still be read: the index has what the pack no longer tells, or packs of
// other lengths are known by their own directories.
var readable = []string{"something added", "directory flipped", "swapped with another"}

func edit(t *testing.T, path string, do func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, do(b), 0o600))
}

// TestVerifyNamesTheFirstBad pack and chunk, whatever was done to it; reading gives no wrong byte; and Repair heals it from the
// live folder.
func TestVerifyNamesTheFirstBad(t *testing.T) {
	live := t.TempDir()
	for i := range 30 {
		must(t, os.WriteFile(fmt.Sprintf("%s/%02d", live, i), noise(uint64(i), 512<<10), 0o644))
	}
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
			at := t.TempDir()
			store := directory(t, at)
			a := archive(t, store)
			s := take(t, a, live)
			paths, err := filepath.Glob(at + "/pack/??/*")
			must(t, err)
			slices.SortFunc(paths, func(x, y string) int { return size(t, y) - size(t, x) }) // the full ones
			if len(paths) < 2 {
				t.Fatal("too few packs")
			}
			d.do(t, paths)
			r, err := a.Verify(t.Context(), nil, nil)
			must(t, err)
			first := slices.IndexFunc(r.Bad, func(b snapshot.Damage) bool { return b.Object.String() == filepath.Base(paths[0]) })
			if first < 0 || !slices.Contains(d.want, r.Bad[first].Reason) || r.Lost == 0 && !slices.Contains(readable, d.name) {
				t.Fatalf("%+v", r)
			}
			wrong(t, a, s, live)
			healed(t, a, live)
		})
	}
}

func size(t *testing.T, path string) int {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return int(info.Size())
}

// wrong restores what can be and holds it to the live folder: a file is right or not there.
func wrong(t *testing.T, a *snapshot.Archive, s *snapshot.Snapshot, live string) {
	t.Helper()
	fresh := t.TempDir()
	if _, err := a.Restore(t.Context(), s, into(fresh), snapshot.Choice{}); err != nil && !errors.Is(err, snapshot.ErrDamaged) {
		t.Error(err)
	}
	was := seen(t, live)
	for path, what := range seen(t, fresh) {
		if path != "" && was[path] != what {
			t.Errorf("%q came back wrong: %q, was %q", path, what, was[path])
		}
	}
}

func healed(t *testing.T, a *snapshot.Archive, live string) {
	t.Helper()
	if out, err := a.Repair(t.Context(), snapshot.Plan{Folders: []string{live}}); err != nil || len(out.Lost) > 0 || len(out.Renamed) != 1 {
		t.Fatalf("%+v, %v", out, err)
	}
	if r, err := a.Verify(t.Context(), nil, nil); err != nil || len(r.Bad) > 0 || r.Lost > 0 || r.Snapshots != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	taken, _, err := a.Snapshots(t.Context())
	must(t, err)
	fresh := t.TempDir()
	if _, err := a.Restore(t.Context(), taken[0], into(fresh), snapshot.Choice{}); err != nil {
		t.Fatal(err)
	}
	same(t, seen(t, live), seen(t, fresh))
}

// liar says that it has what it was given, and has not.
type liar struct {
	*snapshot.Memory
	lies  atomic.Bool
	given sync.Map // Name to Info
}

func (l *liar) Put(ctx context.Context, kind snapshot.Kind, name snapshot.Name, object []byte) error {
	if kind == snapshot.Pack && l.lies.Load() {
		l.given.Store(name, snapshot.Info{Name: name, Size: int64(len(object))})
		return nil
	}
	return l.Memory.Put(ctx, kind, name, object)
}

func (l *liar) Remove(ctx context.Context, kind snapshot.Kind, name snapshot.Name) error {
	l.given.Delete(name)
	return l.Memory.Remove(ctx, kind, name)
}

func (l *liar) Has(ctx context.Context, kind snapshot.Kind, names []snapshot.Name) ([]bool, error) {
	out, err := l.Memory.Has(ctx, kind, names)
	for i, n := range names {
		_, given := l.given.Load(n)
		out[i] = out[i] || given
	}
	return out, err
}

func (l *liar) List(ctx context.Context, kind snapshot.Kind, after snapshot.Name, limit int) ([]snapshot.Info, error) {
	out, err := l.Memory.List(ctx, kind, snapshot.Name{}, 1<<20)
	l.given.Range(func(_, v any) bool {
		if i := v.(snapshot.Info); kind == snapshot.Pack && !slices.ContainsFunc(out, func(o snapshot.Info) bool { return o.Name == i.Name }) {
			out = append(out, i)
		}
		return true
	})
	out = slices.DeleteFunc(out, func(i snapshot.Info) bool { return i.Name.String() <= after.String() })
	slices.SortFunc(out, func(a, b snapshot.Info) int { return bytes.Compare(a.Name[:], b.Name[:]) })
	return out[:min(limit, len(out))], err
}

// TestStoreThatLiesIsFoundOut by Verify, which names what it has not; and once it is honest, Repair brings that.
func TestStoreThatLiesIsFoundOut(t *testing.T) {
	live := t.TempDir()
	write(t, live+"/file", "precious")
	l := &liar{Memory: snapshot.NewMemory()}
	l.lies.Store(true)
	a := archive(t, l)
	take(t, a, live)
	r, err := a.Verify(t.Context(), nil, nil)
	if err != nil || len(r.Bad) == 0 || r.Bad[0].Reason != "absent" || r.Lost == 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	l.lies.Store(false)
	healed(t, a, live)
}

// TestStoreThatLosesPacksIsNotTrustedTwice: what it no longer lists is brought again by the next snapshot.
func TestStoreThatLosesPacksIsNotTrustedTwice(t *testing.T) {
	live, store := t.TempDir(), snapshot.NewMemory()
	write(t, live+"/file", "precious")
	aged(t, live)
	take(t, archive(t, store), live)
	packs, err := store.List(t.Context(), snapshot.Pack, snapshot.Name{}, 10)
	must(t, err)
	for _, p := range packs {
		must(t, store.Remove(t.Context(), snapshot.Pack, p.Name))
	}
	a := archive(t, store)
	fresh := t.TempDir()
	out, err := a.Restore(t.Context(), take(t, a, live), into(fresh), snapshot.Choice{})
	if err != nil || out.Files != 1 || out.Problems != 0 {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestOtherKeysOpenNothing of a store.
func TestOtherKeysOpenNothing(t *testing.T) {
	live, store := t.TempDir(), snapshot.NewMemory()
	write(t, live+"/file", "precious")
	s := take(t, archive(t, store), live)
	other, err := snapshot.Open(t.Context(), store, [32]byte{99})
	must(t, err)
	if taken, bad, err := other.Snapshots(t.Context()); err != nil || len(taken) != 0 || len(bad) != 1 {
		t.Errorf("%v, %v, %v", taken, bad, err)
	}
	if _, err := other.Tree(t.Context(), s).Next(); !errors.Is(err, snapshot.ErrDamaged) || errors.Is(err, io.EOF) {
		t.Errorf("%v", err)
	}
	for _, k := range snapshot.Kinds {
		listed, err := store.List(t.Context(), k, snapshot.Name{}, 10)
		must(t, err)
		for _, i := range listed {
			b, err := store.Get(t.Context(), k, i.Name, 0, -1)
			must(t, err)
			for _, word := range []string{"precious", "file", live} {
				if bytes.Contains(b, []byte(word)) {
					t.Errorf("a %s says %q in the clear", k, word)
				}
			}
		}
	}
}
