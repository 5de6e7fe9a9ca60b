package remote

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/charmbracelet/x/xpty"
)

const patience = 30 * time.Second // for anything that people would wait for

// tty is a terminal with a program in it, on a machine.
type tty struct {
	t   *testing.T
	pty xpty.Pty
	cmd *exec.Cmd

	mu      sync.Mutex
	screen  *vt.Emulator
	raw     bytes.Buffer
	changed chan struct{}
	ended   chan struct{}
}

func open(t *testing.T, at *machine, env []string, name string, args ...string) *tty {
	t.Helper()
	pty, err := xpty.NewPty(110, 45)
	must(t, err)
	c := &tty{t: t, pty: pty, cmd: exec.Command(name, args...), screen: vt.NewEmulator(110, 45), changed: make(chan struct{}), ended: make(chan struct{})}
	c.cmd.Env = append(append(os.Environ(), "TERM=xterm-256color", "SSL_CERT_FILE="+certificate), env...)
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	must(t, at.do(func() error { return pty.Start(c.cmd) }))
	pty.(*xpty.UnixPty).Slave().Close()                  //nolint:forcetypeassert // of Linux
	go func() { _, _ = io.Copy(io.Discard, c.screen) }() // what a terminal answers
	go c.read()
	go func() { _ = c.cmd.Wait(); close(c.ended) }()
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill()
		<-c.ended
		pty.Close()
		if t.Failed() {
			t.Logf("%s showed at last:\n%s", name, strings.TrimRight(c.shows(), "\n "))
		}
	})
	return c
}

func (c *tty) read() {
	for buf := make([]byte, 32<<10); ; {
		n, err := c.pty.Read(buf)
		c.mu.Lock()
		_, _ = c.screen.Write(buf[:n])
		c.raw.Write(buf[:n])
		close(c.changed)
		c.changed = make(chan struct{})
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// shows is what stands on the screen now.
func (c *tty) shows() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.screen.String()
}

// wrote is all that the program ever wrote.
func (c *tty) wrote() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.raw.String()
}

// until waits until look says so.
func (c *tty) until(limit time.Duration, look func() bool) bool {
	late := time.After(limit)
	for {
		c.mu.Lock()
		changed := c.changed
		c.mu.Unlock()
		if look() {
			return true
		}
		select {
		case <-changed:
		case <-late:
			return look()
		}
	}
}

// see waits until the words stand on the screen.
func (c *tty) see(words string) {
	c.t.Helper()
	if !c.until(patience, func() bool { return strings.Contains(c.shows(), words) }) {
		c.t.Fatalf("%q was never shown, but:\n%s", words, c.shows())
	}
}

// hear waits until the program has written the words.
func (c *tty) hear(limit time.Duration, words string) {
	c.t.Helper()
	if !c.until(limit, func() bool { return strings.Contains(c.wrote(), words) }) {
		c.t.Fatalf("%q was never written", words)
	}
}

func (c *tty) press(keys string) {
	c.t.Helper()
	_, err := io.WriteString(c.pty, keys)
	must(c.t, err)
}

func (c *tty) over() {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(patience):
		c.t.Fatalf("%s does not end", c.cmd.Path)
	}
}
