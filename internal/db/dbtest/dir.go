package dbtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const (
	memory = "/dev/shm"
	prefix = "surety-test-"
	// room is what a file system in memory must have free to be used, in bytes: containers often have one of 64 MiB.
	room = 2 << 30
)

// Dir is a folder for a test's stores, removed with the test. It lies in memory where the machine has room there: what
// does not outlive the test need not wait for the disk.
func Dir(t testing.TB) string {
	t.Helper()
	if freeBytes(memory) < room {
		return t.TempDir()
	}
	sweep()
	dir, err := os.MkdirTemp(memory, fmt.Sprintf("%s%d-", prefix, os.Getpid()))
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// sweep removes, once, what test processes left behind that were killed: memory is not the disk.
var sweep = sync.OnceFunc(func() {
	left, _ := filepath.Glob(filepath.Join(memory, prefix+"*"))
	for _, dir := range left {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		if _, err := os.Stat(filepath.Join("/proc", pid)); os.IsNotExist(err) {
			_ = os.RemoveAll(dir)
		}
	}
})
