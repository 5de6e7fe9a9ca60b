//go:build linux || darwin

package terminal

import (
	"time"

	"github.com/charmbracelet/x/xpty"
	"golang.org/x/sys/unix"
)

// typeTimeout is how long a shell may not read before input is given up: a terminal stopped by ^S must not hold who types.
const typeTimeout = 5 * time.Second

// letGo closes our copy of the shell's side, or its end would never be read here.
func letGo(p xpty.Pty) {
	if u, ok := p.(*xpty.UnixPty); ok {
		u.Slave().Close()
	}
}

// hangUp is the kernel's here: the terminal of a session whose leader has ended is hung up.
func hangUp(xpty.Pty) {}

// echoes tells whether what is typed now is shown. Programs that read single keys show them by themselves; a terminal that
// reads whole lines without echo asks for a secret.
func echoes(p xpty.Pty) (echo bool) {
	u, ok := p.(*xpty.UnixPty)
	if !ok {
		return false
	}
	_ = u.Control(func(fd uintptr) {
		t, err := unix.IoctlGetTermios(int(fd), getTermios)
		echo = err == nil && (t.Lflag&unix.ICANON == 0 || t.Lflag&unix.ECHO != 0)
	})
	return echo
}

func write(p xpty.Pty, b []byte) error {
	if u, ok := p.(*xpty.UnixPty); ok {
		_ = u.Master().SetWriteDeadline(time.Now().Add(typeTimeout))
	}
	_, err := p.Write(b)
	return err
}
