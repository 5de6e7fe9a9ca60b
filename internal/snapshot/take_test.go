//go:build linux

package snapshot_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"surety/internal/fault"
	"surety/internal/snapshot"
)

// left takes a snapshot and returns what was not, or not wholly, kept.
func left(t *testing.T, a *snapshot.Archive, plan snapshot.Plan) (*snapshot.Snapshot, map[string]string) {
	t.Helper()
	out := map[string]string{}
	plan.Entry = func(e *snapshot.Entry) { out[e.Path] = e.Note.String() }
	s, err := a.Take(t.Context(), plan)
	must(t, err)
	if int64(len(out)) != s.Left {
		t.Errorf("%d told, %d counted", len(out), s.Left)
	}
	return s, out
}

// TestNothingIsLeftOutSilently: what has no content to keep, what the plan leaves out and what lies on another file system is
// listed with the reason, and does not hold up the rest.
func TestNothingIsLeftOutSilently(t *testing.T) {
	live := t.TempDir()
	write(t, live+"/file", "kept")
	write(t, live+"/out/file", "not kept")
	must(t, unix.Mkfifo(live+"/fifo", 0o644))
	l, err := net.Listen("unix", filepath.Join(live, "socket"))
	must(t, err)
	defer l.Close()
	want := map[string]string{"fifo": "special_file", "socket": "special_file", "out": "excluded"}
	must(t, os.Mkdir(live+"/mount", 0o755))
	if err := syscall.Mount("tmpfs", live+"/mount", "tmpfs", 0, "size=64k"); err == nil {
		defer syscall.Unmount(live+"/mount", syscall.MNT_DETACH)
		write(t, live+"/mount/file", "elsewhere")
		want["mount"] = "other_mount"
		must(t, os.Mkdir(live+"/bound", 0o755))
		must(t, syscall.Mount(t.TempDir(), live+"/bound", "", syscall.MS_BIND, ""))
		defer syscall.Unmount(live+"/bound", syscall.MNT_DETACH)
		want["bound"] = "other_mount"
	} else {
		t.Logf("other file systems were not tested: %v", err)
	}
	a := archive(t, snapshot.NewMemory())
	s, got := left(t, a, snapshot.Plan{Folders: []string{live}, Leave: []string{live + "/out"}})
	if !maps.Equal(got, want) || s.Files != 1 {
		t.Errorf("%v, %+v", got, s.Totals)
	}
	if want["mount"] != "" {
		s, _ := left(t, a, snapshot.Plan{Folders: []string{live, live + "/mount"}})
		if s.Files != 3 {
			t.Errorf("a mount that was named was not taken: %+v", s.Totals)
		}
	}
}

func TestUnreadableFilesAreListed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("it needs root to make what somebody else cannot read")
	}
	live, err := os.MkdirTemp("", "surety-unreadable-")
	must(t, err)
	defer os.RemoveAll(live)
	must(t, os.Chmod(live, 0o755))
	write(t, live+"/file", "kept")
	write(t, live+"/secret", "not")
	write(t, live+"/dir/file", "not")
	must(t, os.Chmod(live+"/secret", 0))
	must(t, os.Chmod(live+"/dir", 0))
	out, err := helper(t, "unprivileged", live)
	if want := "1 [dir unreadable secret unreadable]\n"; err != nil || out != want {
		t.Errorf("%q, %v", out, err)
	}
}

// TestFileThatChangesWhileReadIsNoted, and is read again the next time.
func TestFileThatChangesWhileReadIsNoted(t *testing.T) {
	live := t.TempDir()
	must(t, os.WriteFile(live+"/file", noise(1, 48<<20), 0o644))
	var once sync.Once
	store := &hooked{Store: snapshot.NewMemory(), before: func(snapshot.Kind, int64) error {
		once.Do(func() {
			f, err := os.OpenFile(live+"/file", os.O_WRONLY|os.O_APPEND, 0)
			must(t, err)
			_, err = f.WriteString("more")
			must(t, errors.Join(err, f.Close()))
		})
		return nil
	}}
	a := archive(t, store)
	if _, got := left(t, a, snapshot.Plan{Folders: []string{live}}); got["file"] != "changed_while_read" {
		t.Errorf("%v", got)
	}
	if s, got := left(t, a, snapshot.Plan{Folders: []string{live}}); len(got) != 0 || s.Bytes != 48<<20+4 {
		t.Errorf("%v, %+v", got, s.Totals)
	}
}

// opened tells how often a file was opened while do ran.
func opened(t *testing.T, path string, do func()) (n int) {
	t.Helper()
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK)
	must(t, err)
	defer unix.Close(fd)
	_, err = unix.InotifyAddWatch(fd, path, unix.IN_OPEN)
	must(t, err)
	do()
	b := make([]byte, 4096)
	got, _ := unix.Read(fd, b) // nothing to read is an error
	return max(got, 0) / unix.SizeofInotifyEvent
}

// TestUnchangedFilesAreNotRead, and a file whose time was set back after a change is.
func TestUnchangedFilesAreNotRead(t *testing.T) {
	live := t.TempDir()
	write(t, live+"/file", "before")
	aged(t, live)
	a, plan := archive(t, snapshot.NewMemory()), snapshot.Plan{Folders: []string{live}, Now: func() time.Time { return time.Now().Add(time.Hour) }}
	first, err := a.Take(t.Context(), plan)
	must(t, err)
	again := func(p snapshot.Plan) (s *snapshot.Snapshot) {
		s, err := a.Take(t.Context(), p)
		must(t, err)
		return s
	}
	if n := opened(t, live+"/file", func() { again(plan) }); n != 0 {
		t.Errorf("an unchanged file was opened %d times", n)
	}
	afresh := plan
	afresh.Afresh = true
	if n := opened(t, live+"/file", func() { again(afresh) }); n == 0 {
		t.Error("a file was not read though all should be")
	}
	info, err := os.Stat(live + "/file")
	must(t, err)
	must(t, os.WriteFile(live+"/file", []byte("behind"), 0o644))
	must(t, os.Chtimes(live+"/file", info.ModTime(), info.ModTime()))
	var changed []string
	must(t, a.Diff(t.Context(), first, again(plan), func(c snapshot.Change) error {
		changed = append(changed, fmt.Sprint(c.Before.Path, c.What))
		return nil
	}))
	if want := []string{"file[content]"}; !slices.Equal(changed, want) {
		t.Errorf("%v", changed)
	}
}

// TestResumesAfterAKill: a process that dies in the middle leaves what it brought, and the next brings only the rest.
func TestResumesAfterAKill(t *testing.T) {
	live, at := t.TempDir(), t.TempDir()
	for i := range 40 {
		must(t, os.WriteFile(fmt.Sprintf("%s/%02d", live, i), noise(uint64(i), 1<<20), 0o644))
	}
	out, err := helper(t, "die", at, live)
	if err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("it did not die: %s, %v", out, err)
	}
	store := directory(t, at)
	before, err := store.List(t.Context(), snapshot.Pack, snapshot.Name{}, 100)
	if err != nil || len(before) == 0 {
		t.Fatalf("%d packs were there, %v", len(before), err)
	}
	take(t, archive(t, store), live)
	whole := archive(t, snapshot.NewMemory())
	take(t, whole, live)
	got, err := archive(t, store).Verify(t.Context(), nil, nil)
	must(t, err)
	want, err := whole.Verify(t.Context(), nil, nil)
	must(t, err)
	if got.Chunks != want.Chunks || len(got.Bad) > 0 || got.Lost > 0 {
		t.Errorf("%d chunks after the kill, %d without: some were brought twice; %v", got.Chunks, want.Chunks, got.Bad)
	}
}

// TestCancelledTakesEnd, and leave nothing that a snapshot could be taken for.
func TestCancelledTakesEnd(t *testing.T) {
	live := t.TempDir()
	for i := range 30 {
		must(t, os.WriteFile(fmt.Sprintf("%s/%02d", live, i), noise(uint64(i), 1<<20), 0o644))
	}
	ctx, cancel := context.WithCancel(t.Context())
	a := archive(t, &hooked{Store: snapshot.NewMemory(), before: func(snapshot.Kind, int64) error { cancel(); return nil }})
	if _, err := a.Take(ctx, snapshot.Plan{Folders: []string{live}}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if taken, _, err := a.Snapshots(t.Context()); err != nil || len(taken) != 0 {
		t.Errorf("%v, %v", taken, err)
	}
	take(t, a, live) // what was claimed and not kept is claimed again
	if r, err := a.Verify(t.Context(), nil, nil); err != nil || len(r.Bad)+int(r.Lost) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestFailingStoreEndsATake with the store's own error.
func TestFailingStoreEndsATake(t *testing.T) {
	live := t.TempDir()
	for i := range 30 {
		must(t, os.WriteFile(fmt.Sprintf("%s/%02d", live, i), noise(uint64(i), 1<<20), 0o644))
	}
	for _, at := range []int64{1, 2, 4} {
		a := archive(t, &hooked{Store: snapshot.NewMemory(), before: func(_ snapshot.Kind, n int64) error {
			if n == at {
				return snapshot.ErrDiskFull
			}
			return nil
		}})
		if _, err := a.Take(t.Context(), snapshot.Plan{Folders: []string{live}}); !errors.Is(err, snapshot.ErrDiskFull) {
			t.Errorf("at object %d: %v", at, err)
		}
	}
}

func TestFoldersThatCannotBeTaken(t *testing.T) {
	live := t.TempDir()
	write(t, live+"/file", "")
	write(t, live+"/in/file", "")
	a := archive(t, snapshot.NewMemory())
	for _, folders := range [][]string{nil, {live + "/file"}, {live + "/absent"}, {live, live + "/in"}, {live, live}} {
		if _, err := a.Take(t.Context(), snapshot.Plan{Folders: folders}); !errors.Is(err, snapshot.ErrFolder) {
			t.Errorf("%v: %v", folders, err)
		}
	}
}

// TestLiveChangesAreTold file by file.
func TestLiveChangesAreTold(t *testing.T) {
	live := t.TempDir()
	for _, name := range []string{"same", "content", "mode", "time", "gone", "form"} {
		write(t, live+"/"+name, name)
	}
	aged(t, live)
	store := snapshot.NewMemory()
	a := archive(t, store)
	s := take(t, a, live)
	write(t, live+"/content", "other")
	must(t, os.Chmod(live+"/mode", 0o600))
	must(t, os.Chtimes(live+"/time", time.Time{}, time.Unix(5, 5)))
	must(t, os.Remove(live+"/gone"))
	must(t, os.Remove(live+"/form"))
	must(t, os.Symlink("same", live+"/form"))
	write(t, live+"/new/file", "added")
	packs, err := store.List(t.Context(), snapshot.Pack, snapshot.Name{}, 100)
	must(t, err)
	got := map[string]string{}
	must(t, a.DiffLive(t.Context(), s, snapshot.Plan{}, func(c snapshot.Change) error {
		switch {
		case c.Before == nil:
			got[c.After.Path] = "added"
		case c.After == nil:
			got[c.Before.Path] = "removed"
		default:
			got[c.Before.Path] = fmt.Sprint(c.What)
		}
		return nil
	}))
	want := map[string]string{"": "[modified]", "content": "[content modified]", "mode": "[mode]", "time": "[modified]", "gone": "removed", "form": "[form]", "new": "added", "new/file": "added"}
	if !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if after, err := store.List(t.Context(), snapshot.Pack, snapshot.Name{}, 100); err != nil || len(after) != len(packs) {
		t.Error("a comparison wrote something")
	}
}

// TestForgottenSnapshotsGiveRoomBack, and the others stay whole.
func TestForgottenSnapshotsGiveRoomBack(t *testing.T) {
	live, store := t.TempDir(), snapshot.NewMemory()
	a := archive(t, store)
	must(t, os.WriteFile(live+"/file", noise(1, 1<<20), 0o644))
	first := take(t, a, live)
	must(t, os.WriteFile(live+"/file", noise(2, 1<<20), 0o644))
	second := take(t, a, live)
	if removed, err := a.Prune(t.Context(), time.Now().Add(time.Hour)); err != nil || len(removed) != 0 {
		t.Fatalf("%v, %v", removed, err)
	}
	must(t, a.Forget(t.Context(), first.Name))
	if removed, err := a.Prune(t.Context(), time.Now().Add(-time.Hour)); err != nil || len(removed) != 0 {
		t.Fatalf("what was written after the time was removed: %v, %v", removed, err)
	}
	removed, err := a.Prune(t.Context(), time.Now().Add(time.Hour))
	if err != nil || len(removed) != 1 {
		t.Fatalf("%v, %v", removed, err)
	}
	if indexes, err := store.List(t.Context(), snapshot.Index, snapshot.Name{}, 9); err != nil || len(indexes) != 1 {
		t.Errorf("%d indexes, %v", len(indexes), err)
	}
	if r, err := a.Verify(t.Context(), nil, nil); err != nil || len(r.Bad)+int(r.Lost) > 0 || r.Snapshots != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := a.Snapshot(t.Context(), first.Name); !errors.Is(err, fault.ErrAbsent) {
		t.Errorf("%v", err)
	}
	if _, err := a.Snapshot(t.Context(), second.Name); err != nil {
		t.Error(err)
	}
}

// TestProgressEnds where the work ends.
func TestProgressEnds(t *testing.T) {
	live := t.TempDir()
	write(t, live+"/a", "12345")
	write(t, live+"/b/c", "678")
	var last snapshot.Progress
	a := archive(t, snapshot.NewMemory())
	_, err := a.Take(t.Context(), snapshot.Plan{Folders: []string{live}, Progress: func(p snapshot.Progress) { last = p }})
	if err != nil || last.Files != 2 || last.Bytes != 8 || last.Stored == 0 {
		t.Errorf("%+v, %v", last, err)
	}
}

// TestSlowStoresHoldNothingUp for good: everything waits for the store, and then goes on.
func TestSlowStoresHoldNothingUp(t *testing.T) {
	live := t.TempDir()
	for i := range 96 {
		must(t, os.WriteFile(fmt.Sprintf("%s/%02d", live, i), noise(uint64(i), 1<<20), 0o644))
	}
	slow := make([]byte, 32<<20)
	a := archive(t, &hooked{Store: snapshot.NewMemory(), before: func(snapshot.Kind, int64) error {
		snapshot.NameOf(slow) // work that takes longer than filling a pack
		return nil
	}})
	if s := take(t, a, live); s.Files != 96 {
		t.Errorf("%+v", s.Totals)
	}
}
