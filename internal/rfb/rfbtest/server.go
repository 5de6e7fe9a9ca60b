package rfbtest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Server is a TigerVNC server of this machine's.
type Server struct {
	Address string // of its socket
	Display string // for programs
}

// NewServer starts one without a password, with a screen as large as told. It ends with the test. The packages are in tools/packages: a test
// does not do without them.
func NewServer(t testing.TB, size string, args ...string) *Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().(*net.TCPAddr)
	l.Close()
	told, tell, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer told.Close()
	c := exec.Command("Xtigervnc", append([]string{"-displayfd", "3", "-rfbport", fmt.Sprint(address.Port), "-localhost", "-geometry", size,
		"-SecurityTypes", "None", "-AlwaysShared", "-ac", "-nolisten", "tcp"}, args...)...)
	c.ExtraFiles = []*os.File{tell}
	run(t, c)
	tell.Close()
	number, err := bufio.NewReader(told).ReadString('\n')
	if err != nil {
		t.Fatalf("Xtigervnc told no display: %v", err)
	}
	return &Server{Address: address.String(), Display: ":" + strings.TrimSpace(number)}
}

// run starts a program that ends with the test.
func run(t testing.TB, c *exec.Cmd) {
	t.Helper()
	c.Stdout, c.Stderr = io.Discard, io.Discard
	if err := c.Start(); err != nil {
		t.Fatalf("%v (tools/packages installs it)", err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
}

// Terminal shows a terminal that fills the screen and writes what is typed into a file, line by line, whose path it returns. It comes
// back when the shell in it has begun.
func (s *Server) Terminal(t testing.TB, script string) (typed string) {
	t.Helper()
	dir := t.TempDir()
	typed, begun := filepath.Join(dir, "typed"), filepath.Join(dir, "begun")
	c := exec.Command("xterm", "-display", s.Display, "-geometry", "200x80+0+0", "-bg", "navy", "-fg", "white", "-e", "sh", "-c",
		script+"; touch "+begun+"; while read x; do echo \"$x\" >>"+typed+"; done")
	c.Env = append(os.Environ(), "DISPLAY="+s.Display)
	run(t, c)
	Until(t, "the terminal has begun", func() bool { _, err := os.Stat(begun); return err == nil })
	return typed
}

// Until waits for something.
func Until(t testing.TB, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}
