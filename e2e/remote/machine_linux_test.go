package remote

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

const (
	host          = "help.example"
	serverAddress = "10.77.0.1"
)

// machine is a network namespace.
type machine struct {
	name string
	file *os.File
	id   uint64 // of the namespace: its inode
}

func newMachine(t *testing.T, name string) *machine {
	t.Helper()
	ip(t, "netns", "add", name)
	f, err := os.Open(filepath.Join("/run/netns", name))
	must(t, err)
	t.Cleanup(func() { f.Close() })
	var s unix.Stat_t
	must(t, unix.Fstat(int(f.Fd()), &s))
	m := &machine{name, f, s.Ino}
	m.ip(t, "link", "set", "lo", "up")
	return m
}

func ip(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("ip", args...).CombinedOutput(); err != nil {
		t.Fatalf("ip %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func (m *machine) ip(t *testing.T, args ...string) {
	t.Helper()
	ip(t, append([]string{"-n", m.name}, args...)...)
}

// do runs fn on a thread that is on the machine, and that ends afterwards.
func (m *machine) do(fn func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := unix.Setns(int(m.file.Fd()), unix.CLONE_NEWNET)
		if err == nil {
			err = fn()
		}
		done <- err
	}()
	return <-done
}

// start starts a program on the machine.
func (m *machine) start(cmd *exec.Cmd) error { return m.do(cmd.Start) }

// dial is net.Dialer.DialContext of the machine, for addresses that need no resolver.
func (m *machine) dial(ctx context.Context, network, address string) (conn net.Conn, err error) {
	name, port, _ := net.SplitHostPort(address)
	if at := map[string]string{host: serverAddress, innerHost: tunnelled}[name]; at != "" {
		address = net.JoinHostPort(at, port)
	}
	err = m.do(func() error {
		conn, err = new(net.Dialer).DialContext(ctx, network, address)
		return err
	})
	return conn, err
}

// process is one on a machine.
type process struct {
	pid  int
	path string // of its program
}

// processes are the living ones on the machine.
func (m *machine) processes() (all []process) {
	names, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range names {
		var s unix.Stat_t
		if unix.Stat(dir+"/ns/net", &s) != nil || s.Ino != m.id {
			continue
		}
		path, err := os.Readlink(dir + "/exe")
		if _, zombie := err.(*fs.PathError); zombie {
			continue // it has ended and only waits to be counted
		}
		pid, _ := strconv.Atoi(filepath.Base(dir))
		all = append(all, process{pid, path})
	}
	return all
}

// net3 are the three machines. The server stands between the other two and passes nothing on.
type net3 struct{ client, server, specialist *machine }

var nets atomic.Int32

// newNet connects them: the server has one address for both sides.
func newNet(t *testing.T) net3 {
	t.Helper()
	n := nets.Add(1)
	made := func(role string) *machine { return newMachine(t, fmt.Sprintf("%s%d", role, n)) }
	all := net3{made("client"), made("server"), made("specialist")}
	all.server.ip(t, "address", "add", serverAddress+"/32", "dev", "lo")
	for i, m := range []*machine{all.client, all.specialist} {
		side := fmt.Sprintf("to%d", i)
		ip(t, "link", "add", side, "netns", all.server.name, "type", "veth", "peer", "name", "cable", "netns", m.name)
		all.server.ip(t, "address", "add", fmt.Sprintf("10.77.%d.1/24", i+1), "dev", side)
		all.server.ip(t, "link", "set", side, "up")
		m.ip(t, "address", "add", fmt.Sprintf("10.77.%d.2/24", i+1), "dev", "cable")
		m.ip(t, "link", "set", "cable", "up")
		m.ip(t, "route", "add", "default", "via", fmt.Sprintf("10.77.%d.1", i+1))
	}
	return all
}

// cut takes the client's cable out, at the server's end of it; mend puts it back.
func (n net3) cut(t *testing.T)  { n.server.ip(t, "link", "set", "to0", "down") }
func (n net3) mend(t *testing.T) { n.server.ip(t, "link", "set", "to0", "up") }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually looks again and again until it is so, and fails after a limit.
func eventually(t *testing.T, limit time.Duration, what string, so func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for tick := time.NewTicker(2 * time.Millisecond); !so(); <-tick.C {
		if time.Since(began) > limit {
			t.Fatalf("not within %v: %s", limit, what)
		}
	}
	return time.Since(began)
}
