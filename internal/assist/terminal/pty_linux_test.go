package terminal

import (
	"errors"
	"testing"

	"github.com/charmbracelet/x/xpty"
	"golang.org/x/sys/unix"

	"surety/internal/wire"
)

// TestNoThreadWaitsForAShell: a terminal that blocks keeps a thread in the kernel, and no deadline frees who types into a shell that reads nothing.
func TestNoThreadWaitsForAShell(t *testing.T) {
	s, err := newDesk(t, "cat").terminals.Start(1, size, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Resize(wire.Size{Cols: 100, Rows: 30}); err != nil {
		t.Error(err)
	}
	var flags int
	failed := s.pty.(*xpty.UnixPty).Control(func(fd uintptr) { flags, err = unix.FcntlInt(fd, unix.F_GETFL, 0) }) //nolint:forcetypeassert // on Linux it is one
	if err := errors.Join(err, failed); err != nil || flags&unix.O_NONBLOCK == 0 {
		t.Errorf("the terminal blocks (%x): %v", flags, err)
	}
}
