//go:build linux

package snapshot_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"surety/internal/snapshot"
)

var names = []string{"a", "b", "A", "a.b", "a-b", "письмо", "نامه‌ها", "信件", "\xff\xfe", "e\u0301", "é", " lead", "trail ", "new\nline", "-rf", "con", strings.Repeat("long", 60)}

// grow puts a random tree into a folder.
func grow(t *rapid.T, dir string, depth int) {
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 5, rapid.ID).Draw(t, "names") {
		path := filepath.Join(dir, name)
		switch rapid.IntRange(0, 6).Draw(t, "form") {
		case 0, 1:
			if depth > 0 {
				must(t, os.Mkdir(path, 0o700))
				grow(t, path, depth-1)
				_ = unix.Setxattr(path, "user.note", []byte(name), 0)
				dress(t, path)
			}
		case 2:
			must(t, os.Symlink(rapid.SampledFrom([]string{"a", "../b", "/etc/passwd", "nowhere", "."}).Draw(t, "target"), path))
		case 3:
			sparse(t, path)
			dress(t, path)
		default:
			content(t, path)
			_ = unix.Setxattr(path, "user.note", []byte(name), 0)
			dress(t, path)
			if rapid.Bool().Draw(t, "linked") {
				_ = os.Link(path, path+"'") // not of a name that is too long
			}
		}
	}
}

func content(t *rapid.T, path string) {
	size := rapid.SampledFrom([]int{0, 1, 100, 5_000, 600_000, 3_000_000}).Draw(t, "size")
	must(t, os.WriteFile(path, noise(rapid.Uint64Range(0, 20).Draw(t, "seed"), size), 0o600))
}

func sparse(t *rapid.T, path string) {
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	for _, at := range rapid.SliceOfN(rapid.Int64Range(0, 3<<20), 0, 2).Draw(t, "written") {
		_, err := f.WriteAt([]byte("here"), at)
		must(t, err)
	}
	must(t, f.Truncate(rapid.Int64Range(0, 4<<20).Draw(t, "size")))
}

func dress(t *rapid.T, path string) {
	info, err := os.Lstat(path)
	must(t, err)
	modes := []os.FileMode{0o644, 0o600, 0o755, 0o755 | os.ModeSetuid, 0o777 | os.ModeSticky, 0o400}
	if info.IsDir() {
		modes = []os.FileMode{0o755, 0o700, 0o777 | os.ModeSticky, 0o555}
	}
	must(t, os.Chmod(path, rapid.SampledFrom(modes).Draw(t, "mode")))
	at := time.Unix(rapid.Int64Range(0, 1_700_000_000).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanos"))
	must(t, os.Chtimes(path, at, at))
}

// TestWhatWasIsAgain: random trees, taken, changed at random, and put back; and restored to a fresh place. Both are what was,
// in content, modes, owners, times to the nanosecond, links and attributes.
func TestWhatWasIsAgain(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		base, err := os.MkdirTemp(t.TempDir(), "")
		must(rt, err)
		live, fresh := filepath.Join(base, "live"), filepath.Join(base, "fresh")
		must(rt, os.Mkdir(live, 0o755))
		must(rt, os.Mkdir(fresh, 0o755))
		grow(rt, live, 3)
		a := archive(t, snapshot.NewMemory())
		was := seen(rt, live)
		s := take(t, a, live)
		complain := func(p snapshot.Problem) { rt.Errorf("%q: %s: %v", p.Path, p.Code, p.Err) }

		_, err = a.Restore(t.Context(), s, into(fresh), snapshot.Choice{Problem: complain})
		must(rt, err)
		same(rt, was, seen(rt, fresh))

		change(rt, live)
		changed := seen(rt, live)
		now, _, err := a.PutBack(t.Context(), s, snapshot.Plan{Folders: []string{live}}, snapshot.Choice{Problem: complain})
		must(rt, err)
		same(rt, was, seen(rt, live))

		_, _, err = a.PutBack(t.Context(), now, snapshot.Plan{Folders: []string{live}}, snapshot.Choice{Problem: complain})
		must(rt, err)
		same(rt, changed, seen(rt, live))

		report, err := a.Verify(t.Context(), nil, nil)
		if err != nil || len(report.Bad) > 0 || report.Lost > 0 || report.Snapshots != 3 {
			rt.Fatalf("%+v, %v", report, err)
		}
	})
}

// change removes, replaces and adds at random.
func change(t *rapid.T, dir string) {
	list, err := os.ReadDir(dir)
	must(t, err)
	for _, d := range list {
		path := filepath.Join(dir, d.Name())
		switch rapid.IntRange(0, 5).Draw(t, "change") {
		case 0:
			must(t, os.RemoveAll(path))
		case 1:
			must(t, os.RemoveAll(path))
			must(t, os.Mkdir(path, 0o700))
			grow(t, path, 1)
		case 2:
			must(t, os.RemoveAll(path))
			content(t, path)
		case 3:
			if d.Type().IsRegular() {
				must(t, os.WriteFile(path, []byte("changed through the link"), 0o600))
			}
		case 4:
			if d.IsDir() {
				change(t, path)
			}
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, "added")); err != nil {
		content(t, filepath.Join(dir, "added"))
	}
}

// TestOneFileComesBackAlone leaves everything beside it as it is.
func TestOneFileComesBackAlone(t *testing.T) {
	live := t.TempDir()
	write(t, live+"/in/one", "one")
	write(t, live+"/in/two", "two")
	a := archive(t, snapshot.NewMemory())
	s := take(t, a, live)
	must(t, os.RemoveAll(live+"/in"))
	write(t, live+"/other", "stays")
	_, out, err := a.PutBack(t.Context(), s, snapshot.Plan{Folders: []string{live}}, snapshot.Choice{Paths: []snapshot.Path{{Folder: live, Path: "in/one"}}})
	if err != nil || out.Files != 1 || out.Removed != 0 || out.Problems != 0 {
		t.Fatalf("%+v, %v", out, err)
	}
	if b, err := os.ReadFile(live + "/in/one"); err != nil || string(b) != "one" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := os.Lstat(live + "/in/two"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was not chosen came back: %v", err)
	}
	if b, err := os.ReadFile(live + "/other"); err != nil || string(b) != "stays" {
		t.Errorf("%q, %v", b, err)
	}
}

// TestRestoreOverwritesNothing in a place that is not fresh.
func TestRestoreOverwritesNothing(t *testing.T) {
	live, place := t.TempDir(), t.TempDir()
	write(t, live+"/file", "kept")
	write(t, live+"/dir/x", "x")
	must(t, os.Symlink("file", live+"/link"))
	a := archive(t, snapshot.NewMemory())
	s := take(t, a, live)
	write(t, place+"/file", "mine")
	write(t, place+"/dir", "mine")
	must(t, os.Mkdir(place+"/link", 0o755))
	codes := map[string]string{}
	out, err := a.Restore(t.Context(), s, into(place), snapshot.Choice{Problem: func(p snapshot.Problem) { codes[p.Path] = p.Code }})
	if want := map[string]string{"file": "in_the_way", "dir": "in_the_way", "link": "in_the_way"}; err != nil || fmt.Sprint(codes) != fmt.Sprint(want) {
		t.Errorf("%v, %+v, %v", codes, out, err)
	}
	if b, _ := os.ReadFile(place + "/file"); string(b) != "mine" {
		t.Errorf("overwritten with %q", b)
	}
	left, err := os.ReadDir(place)
	if err != nil || len(left) != 3 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestDeepTreesSurvive: paths far longer than the system takes in one call.
func TestDeepTreesSurvive(t *testing.T) {
	live, fresh := t.TempDir(), t.TempDir()
	root, err := os.OpenRoot(live)
	must(t, err)
	name := strings.Repeat("п", 120)
	for range 60 {
		must(t, root.Mkdir(name, 0o755))
		below, err := root.OpenRoot(name)
		must(t, err)
		must(t, root.Close())
		root = below
	}
	must(t, root.WriteFile("deep", []byte("down here"), 0o644))
	must(t, root.Close())
	a := archive(t, snapshot.NewMemory())
	s := take(t, a, live)
	out, err := a.Restore(t.Context(), s, into(fresh), snapshot.Choice{})
	if err != nil || out.Problems != 0 || s.Left != 0 || out.Files != 1 || out.Dirs != 61 {
		t.Errorf("%+v, %+v, %v", s.Totals, out, err)
	}
	must(t, remove(live))
	must(t, remove(fresh))
}

// remove removes trees that are too deep for a path.
func remove(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	list, err := os.ReadDir(dir)
	for _, d := range list {
		err = errors.Join(err, root.RemoveAll(d.Name()))
	}
	return err
}
