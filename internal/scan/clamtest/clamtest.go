// Package clamtest starts a real clamd, Debian's, for tests: on a socket of its own, with signatures that the test
// writes and no others. It downloads nothing.
package clamtest

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"surety/internal/scan/clam"
)

// EICAR is the file that stands for a virus in tests (eicar.org), whose name its signature bears here. It is put
// together at run time, so that no scanner takes this source for it.
func EICAR() string {
	return `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + `$H+H*`
}

// EICARName is what clamd calls it, and Unofficial marks signatures that are not ClamAV's own.
const (
	EICARName  = "Surety.Eicar" + Unofficial
	Unofficial = ".UNOFFICIAL"
)

// Scanner is a clamd. It runs until Kill or the test's end.
type Scanner struct {
	t    testing.TB
	dir  string
	cmd  *exec.Cmd
	said *strings.Builder
}

// Start starts a clamd that knows EICAR.
func Start(t testing.TB) *Scanner {
	t.Helper()
	dir, err := os.MkdirTemp("", "clam") // short: a socket's path may have 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	s := &Scanner{t: t, dir: dir}
	t.Cleanup(func() {
		s.Kill()
		os.RemoveAll(dir)
	})
	for _, d := range []string{"db", "tmp"} {
		s.must(os.Mkdir(filepath.Join(dir, d), 0o700))
	}
	s.must(os.WriteFile(filepath.Join(dir, "clamd.conf"), []byte(fmt.Sprintf(`LocalSocket %[1]s/socket
DatabaseDirectory %[1]s/db
TemporaryDirectory %[1]s/tmp
Foreground yes
User root
AlertEncryptedArchive yes
AlertExceedsMax yes
StreamMaxLength 4M
`, dir)), 0o600))
	s.Know("Surety.Eicar", EICAR())
	s.Run()
	return s
}

func (s *Scanner) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// Know writes one more signature, of files that hold the text. Clamd reads it when it runs anew.
func (s *Scanner) Know(name, text string) {
	s.t.Helper()
	f, err := os.OpenFile(filepath.Join(s.dir, "db", "test.ndb"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	s.must(err)
	_, err = fmt.Fprintf(f, "%s:0:*:%s\n", name, hex.EncodeToString([]byte(text)))
	s.must(err)
	s.must(f.Close())
}

// Socket is where it listens, as a setting.
func (s *Scanner) Socket() string { return "unix:" + filepath.Join(s.dir, "socket") }

// Daemon is it, as a client knows it.
func (s *Scanner) Daemon() clam.Daemon {
	d, err := clam.Parse(s.Socket())
	s.must(err)
	return d
}

// Run starts it, again after Kill, and waits until it answers.
func (s *Scanner) Run() {
	s.t.Helper()
	program, err := exec.LookPath("clamd")
	if err != nil {
		program = "/usr/sbin/clamd" // not in everybody's PATH
	}
	s.said = &strings.Builder{}
	s.cmd = exec.Command(program, "-c", filepath.Join(s.dir, "clamd.conf"))
	s.cmd.Stdout, s.cmd.Stderr = s.said, s.said
	s.must(s.cmd.Start())
	gone := make(chan struct{})
	go func(c *exec.Cmd) { _ = c.Wait(); close(gone) }(s.cmd)
	deadline := time.After(time.Minute)
	for {
		if _, err := s.Daemon().Version(s.t.Context()); err == nil {
			return
		}
		select {
		case <-gone:
			s.t.Fatalf("clamd ended: %s", s.said)
		case <-deadline:
			s.t.Fatal("clamd does not answer")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Kill ends it without a word.
func (s *Scanner) Kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		s.cmd = nil
		os.Remove(filepath.Join(s.dir, "socket"))
	}
}
