//go:build linux

package snapshot_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"

	"surety/internal/snapshot"
)

// TestMain lets the test binary be a process of its own: one that dies in the middle, or one without rights.
func TestMain(m *testing.M) {
	switch os.Getenv("SNAPSHOT_HELPER") {
	case "die":
		die()
	case "unprivileged":
		unprivileged()
	default:
		os.Exit(m.Run())
	}
}

// helper runs this binary as one of those.
func helper(t *testing.T, as string, args ...string) (out string, err error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], args...)
	c.Env = append(os.Environ(), "SNAPSHOT_HELPER="+as)
	b, err := c.CombinedOutput()
	return string(b), err
}

// hooked calls before every Put; an error is what Put returns.
type hooked struct {
	snapshot.Store
	before func(kind snapshot.Kind, n int64) error
	n      atomic.Int64
}

func (h *hooked) Put(ctx context.Context, kind snapshot.Kind, name snapshot.Name, object []byte) error {
	if err := h.before(kind, h.n.Add(1)); err != nil {
		return err
	}
	return h.Store.Put(ctx, kind, name, object)
}

// die takes a snapshot of args[2] to args[1] and kills itself before the fourth object.
func die() {
	d, err := snapshot.OpenDirectory(os.Args[1])
	fail(err)
	a, err := snapshot.Open(context.Background(), &hooked{Store: d, before: func(_ snapshot.Kind, n int64) error {
		if n == 4 {
			return syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		return nil
	}}, key)
	fail(err)
	_, err = a.Take(context.Background(), snapshot.Plan{Folders: os.Args[2:3]})
	fail(err)
}

// unprivileged takes a snapshot of args[1] as nobody and prints what was left out.
func unprivileged() {
	fail(syscall.Setgroups(nil))
	fail(syscall.Setgid(65534))
	fail(syscall.Setuid(65534))
	a, err := snapshot.Open(context.Background(), snapshot.NewMemory(), key)
	fail(err)
	var left []string
	s, err := a.Take(context.Background(), snapshot.Plan{Folders: os.Args[1:2], Entry: func(e *snapshot.Entry) { left = append(left, e.Path+" "+e.Note.String()) }})
	fail(err)
	slices.Sort(left)
	fmt.Println(s.Files, left)
}

func fail(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
