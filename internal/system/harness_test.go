// Package system_test tries the finished program from outside, as an operator and as a client of its API would: it is
// built once, started as a process of its own on a free port of this machine, killed, starved of disk, run twice beside
// itself, and what it leaves behind is searched byte for byte.
//
// Nothing here reaches into the packages, except to damage a stopped server's store on purpose. Every wait ends by itself.
package system_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"surety/internal/freeport"
)

// scratch holds the binary and the world that tests copy.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "surety-system-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch) // the system's temporary folder is emptied anyway
	os.Exit(code)
}

var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "surety")
	c := exec.Command("go", "build", "-o", path, "./cmd/surety")
	c.Dir = "../.."
	out, err := c.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, err
})

// command prepares a run of the program with nothing of our own settings.
func command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := build()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(binary, args...)
	temp := filepath.Join(scratch, "tmp")
	if err := os.MkdirAll(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + scratch, "TMPDIR=" + temp, "SURETY_RATE_SCALE=1000000"}
	return c
}

// run runs the program to its end and returns its exit code and what it said.
func run(t testing.TB, args ...string) (code int, out, errs string) {
	t.Helper()
	c := command(t, args...)
	var o, e bytes.Buffer
	c.Stdout, c.Stderr = &o, &e
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), o.String(), e.String()
}

// succeed runs the program, which must end with 0, and returns what it printed.
func succeed(t testing.TB, args ...string) string {
	t.Helper()
	code, out, errs := run(t, args...)
	if code != 0 {
		t.Fatalf("surety %s ended with %d: %s", strings.Join(args, " "), code, errs)
	}
	return strings.TrimSpace(out)
}

// transcript keeps what a process writes, for whoever looks meanwhile.
type transcript struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// tail is enough of it to understand a failure.
func (l *transcript) tail() string {
	s := l.String()
	return s[max(0, len(s)-3000):]
}

// server is one process that serves.
type server struct {
	t         testing.TB
	address   string // host:port
	out, errs *transcript
	cmd       *exec.Cmd
	ended     chan struct{}
}

// start begins to serve data on a free port, and does not wait.
func start(t testing.TB, data string, args ...string) *server {
	t.Helper()
	s := &server{t: t, address: freeAddress(t), out: &transcript{}, errs: &transcript{}, ended: make(chan struct{})}
	s.cmd = command(t, append([]string{"serve", "--data", data, "--listen", s.address}, args...)...)
	s.cmd.Stdout, s.cmd.Stderr = s.out, s.errs
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait() // how it ended is in ProcessState
		close(s.ended)
	}()
	t.Cleanup(s.kill)
	return s
}

// serve starts and waits until the server is ready.
func serve(t testing.TB, data string, args ...string) *server {
	t.Helper()
	s := start(t, data, args...)
	s.ready()
	return s
}

func (s *server) ready() {
	s.t.Helper()
	wait(s.t, 60*time.Second, "the server to be ready", func() bool {
		if s.gone() {
			s.t.Fatalf("the server ended: %s", s.errs.tail())
		}
		res, err := http.Get("http://" + s.address + "/readyz")
		if err != nil {
			return false
		}
		defer res.Body.Close()
		return res.StatusCode == http.StatusOK
	})
}

func (s *server) gone() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// kill ends the process as a power cut would: at once, unasked.
func (s *server) kill() {
	_ = s.cmd.Process.Kill() // it may be gone already
	<-s.ended
}

func (s *server) signal() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
}

// exit waits for the end and returns the exit code.
func (s *server) exit(within time.Duration) int {
	s.t.Helper()
	select {
	case <-s.ended:
	case <-time.After(within):
		s.t.Fatalf("the server has not ended within %s: %s", within, s.errs.tail())
	}
	return s.cmd.ProcessState.ExitCode()
}

// stop asks the server to end and expects a clean farewell.
func (s *server) stop() {
	s.t.Helper()
	s.signal()
	if code := s.exit(30 * time.Second); code != 0 {
		s.t.Errorf("a server told to stop ended with %d: %s", code, s.errs.tail())
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	address, err := freeport.Address()
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// wait asks again and again, and fails when it has taken too long.
func wait(t testing.TB, within time.Duration, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); !done(); {
		if time.Now().After(deadline) {
			t.Fatalf("waited %s in vain for %s", within, what)
		}
		<-time.After(3 * time.Millisecond)
	}
}
