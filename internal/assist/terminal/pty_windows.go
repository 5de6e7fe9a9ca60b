package terminal

import (
	"syscall"

	"github.com/charmbracelet/x/xpty"
)

func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }

func letGo(xpty.Pty) {}

// hangUp closes the console: only that ends reading from it.
func hangUp(p xpty.Pty) { p.Close() }

// echoes: a ConPTY does not tell.
func echoes(xpty.Pty) bool { return true }

func write(p xpty.Pty, b []byte) error {
	_, err := p.Write(b)
	return err
}

func waking(xpty.Pty) error { return nil }
