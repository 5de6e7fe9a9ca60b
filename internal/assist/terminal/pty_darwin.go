package terminal

import (
	"syscall"

	"github.com/charmbracelet/x/xpty"
	"golang.org/x/sys/unix"
)

const getTermios = unix.TIOCGETA

// attributes make the shell the leader of a session with this terminal, which is hung up when the worker ends.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true, Setctty: true} }

func waking(xpty.Pty) error { return nil }
