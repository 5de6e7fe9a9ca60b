package terminal

import (
	"syscall"

	"golang.org/x/sys/unix"
)

const getTermios = unix.TCGETS

// attributes make the shell the leader of a session with this terminal, that dies with the worker.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Setctty: true, Pdeathsig: syscall.SIGKILL}
}
