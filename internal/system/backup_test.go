package system_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"surety/internal/backup"
)

// kept is where a test's backups and what opens them lie.
type kept struct{ data, keys, identity, root string }

// readyToBackUp makes the key of a world's backups.
func readyToBackUp(t testing.TB, w *world, dir string) kept {
	t.Helper()
	k := kept{filepath.Join(dir, "b", "data"), filepath.Join(dir, "b", "keys"), filepath.Join(t.TempDir(), "identity"), filepath.Join(w.data, "keys", "root.key")}
	keep(t, k.identity, succeed(t, "backup", "init", "--data", w.data)+"\n")
	return k
}

func (k kept) make(data string) []string {
	return []string{"backup", "--data", data, "--to", k.data, "--keys-to", k.keys, "--json"}
}

// restore restores the newest backup into a new directory, and returns it with what was said.
func (k kept) restore(t testing.TB) (data string, said map[string]any) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "restored")
	text := succeed(t, "restore", "--from", k.data, "--keys-from", k.keys, "--identity", k.identity, "--data", data, "--root-key", "file:"+k.root, "--json")
	if err := json.Unmarshal([]byte(text), &said); err != nil {
		t.Fatal(err)
	}
	return data, said
}

// TestD2BackupsAreWholeWhenKilled makes backups of a served world under load and ends most of them at random moments, as a power cut would.
// Whatever is left, the newest set that is there restores whole, and nothing stands in the way of the next backup.
func TestD2BackupsAreWholeWhenKilled(t *testing.T) {
	w := copyOf(t, filepath.Join(t.TempDir(), "data"))
	w.restart(t)
	k := readyToBackUp(t, w, t.TempDir())
	l := newLoad(t, w, 4)
	killed := 0
	l.during(func() {
		succeed(t, k.make(w.data)...)
		for range 12 {
			c := command(t, k.make(w.data)...)
			if err := c.Start(); err != nil {
				t.Error(err)
				return
			}
			<-time.After(20*time.Millisecond + rand.N(400*time.Millisecond))
			_ = c.Process.Signal(syscall.SIGKILL) // it may be through already
			if c.Wait() != nil {
				killed++
			}
		}
	})
	names, err := backup.Sets(k.data)
	if err != nil || len(names) == 0 || killed == 0 {
		t.Fatalf("%d sets, %d killed, %v", len(names), killed, err)
	}
	data, said := k.restore(t)
	t.Logf("%d killed, %d sets; restored: %v", killed, len(names), said)
	succeed(t, "audit", "verify", "--data", data)
	succeed(t, k.make(w.data)...)
	if left, _ := filepath.Glob(filepath.Join(k.data, "sets", ".unfinished*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	w.server.stop()
	newest := succeed(t, k.make(w.data)...)
	data, _ = k.restore(t)
	checkpoint := filepath.Join(t.TempDir(), "checkpoint")
	keep(t, checkpoint, succeed(t, "audit", "checkpoint", "--data", data)+"\n")
	succeed(t, "audit", "verify", "--data", data, "--checkpoint", checkpoint)
	t.Log(newest)
}

// TestAFullBackupFolder is told as such, leaves no half backup, and the one before restores still.
func TestAFullBackupFolder(t *testing.T) {
	dir := small(t, "24m")
	w := copyOf(t, filepath.Join(t.TempDir(), "data"))
	k := readyToBackUp(t, w, dir)
	succeed(t, k.make(w.data)...)
	free := fill(t, dir, 4<<10)
	code, _, errs := run(t, k.make(w.data)...)
	if code != 1 || !strings.Contains(errs, "disk_full") {
		t.Errorf("it ended with %d: %s", code, errs)
	}
	names, err := backup.Sets(k.data)
	if err != nil || len(names) != 1 {
		t.Errorf("%v, %v", names, err)
	}
	var status struct {
		Failures int
		Fault    string
	}
	if err := json.Unmarshal([]byte(succeed(t, "backup", "status", "--data", w.data, "--json")), &status); err != nil || status.Failures != 1 || status.Fault != "disk_full" {
		t.Errorf("%+v, %v", status, err)
	}
	data, _ := k.restore(t)
	succeed(t, "audit", "verify", "--data", data)
	free()
	succeed(t, k.make(w.data)...)
	k.restore(t)
	if entries, err := os.ReadDir(k.keys); err != nil || len(entries) != 4 { // life, lock, two sets
		t.Errorf("%v, %v", fmt.Sprint(entries), err)
	}
}
