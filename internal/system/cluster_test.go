package system_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"surety/internal/db/dbtest"
)

// cluster is a PostgreSQL of the test's own, whose files it may search and whose processes it may kill.
type cluster struct {
	t     testing.TB
	dir   string
	port  string
	bin   string
	owner *syscall.Credential
}

// newCluster starts one that keeps its promises: fsync is on. Everything it is told goes to its log too.
func newCluster(t testing.TB) *cluster {
	t.Helper()
	dbtest.Postgres(t) // skips, or fails in CI, where there is none
	dir, err := os.MkdirTemp("", "surety-system-pg-")
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t: t, dir: dir, bin: "/usr/bin"}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin"); len(found) > 0 {
		c.bin = found[len(found)-1]
	}
	if os.Getuid() == 0 { // PostgreSQL refuses root
		c.owner = ownerOf(t, "postgres")
		if err := os.Chown(dir, int(c.owner.Uid), int(c.owner.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	_, c.port, _ = net.SplitHostPort(freeAddress(t))
	c.run("initdb", "-D", c.data(), "-U", "surety", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
	c.start()
	t.Cleanup(c.kill)
	return c
}

func ownerOf(t testing.TB, name string) *syscall.Credential {
	t.Helper()
	u, err := user.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) log() string { return filepath.Join(c.dir, "log") }

func (c *cluster) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(c.bin, name), args...)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: c.owner}
	return cmd
}

func (c *cluster) run(name string, args ...string) {
	c.t.Helper()
	if out, err := c.command(name, args...).CombinedOutput(); err != nil {
		c.t.Fatalf("%s: %v: %s", name, err, out)
	}
}

// start begins the server anew, after a crash too, and returns when it answers.
func (c *cluster) start() {
	c.t.Helper()
	options := fmt.Sprintf("-p %s -k %s -c listen_addresses=127.0.0.1 -c max_connections=100 -c fsync=on -c synchronous_commit=on", c.port, c.dir)
	c.run("pg_ctl", "-D", c.data(), "-w", "-t", "60", "-s", "-l", c.log(), "-o", options, "start")
}

// kill ends every process of it at once; what was not on disk is gone.
func (c *cluster) kill() {
	_ = c.command("pg_ctl", "-D", c.data(), "-m", "immediate", "-w", "-s", "stop").Run() // it may be down
}

// url makes a database and says where it is. With told, everything the database is told goes to its log.
func (c *cluster) url(name string) string {
	c.t.Helper()
	c.run("createdb", "-h", "127.0.0.1", "-p", c.port, "-U", "surety", name)
	return "postgres://surety@127.0.0.1:" + c.port + "/" + name + "?sslmode=disable"
}

// logAll lets the server write down every statement with its values.
func (c *cluster) logAll() {
	c.t.Helper()
	for _, set := range []string{"ALTER SYSTEM SET log_statement = 'all'", "ALTER SYSTEM SET log_parameter_max_length = -1", "SELECT pg_reload_conf()"} {
		c.run("psql", "-h", "127.0.0.1", "-p", c.port, "-U", "surety", "-d", "postgres", "-c", set)
	}
}

// checkpoint brings everything from memory into the files.
func (c *cluster) checkpoint() {
	c.t.Helper()
	c.run("psql", "-h", "127.0.0.1", "-p", c.port, "-U", "surety", "-d", "postgres", "-c", "CHECKPOINT")
}
