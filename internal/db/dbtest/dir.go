package dbtest

import (
	"os"
	"testing"
)

// room is what a file system in memory must have free to be used, in bytes: containers often have one of 64 MiB.
const room = 2 << 30

// Dir is a folder for a test's stores, removed with the test. It lies in memory where the machine has room there: what
// does not outlive the test need not wait for the disk.
func Dir(t testing.TB) string {
	t.Helper()
	const memory = "/dev/shm"
	if freeBytes(memory) < room {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "surety-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
