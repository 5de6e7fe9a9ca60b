package terminal

import (
	"syscall"

	"github.com/charmbracelet/x/xpty"
	"golang.org/x/sys/unix"
)

const getTermios = unix.TCGETS

// attributes make the shell the leader of a session with this terminal, that dies with the worker.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Setctty: true, Pdeathsig: syscall.SIGKILL}
}

// waking lets the runtime's poller wait for the shell's output. The library leaves the terminal blocking: a read then keeps a thread in the kernel, which the
// runtime's watcher takes its processor from at each key, and a write's deadline counts for nothing.
func waking(p xpty.Pty) error {
	u, ok := p.(*xpty.UnixPty)
	if !ok {
		return nil
	}
	var err error
	if failed := u.Control(func(fd uintptr) { err = unix.SetNonblock(int(fd), true) }); failed != nil {
		return failed
	}
	return err
}
