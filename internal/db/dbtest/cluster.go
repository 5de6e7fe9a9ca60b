package dbtest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"surety/internal/freeport"
)

// quick forgoes what protects from a power cut: nothing here survives the run. A killed process loses nothing even so.
const quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=256MB"

// startCluster makes a cluster in a temporary folder and starts it on a free loopback port. Its folder and server
// live until the machine forgets them or `make test`, which passes SURETY_TEST_POSTGRES instead, ends it; a watcher
// process ends the server when the test process is gone.
func startCluster() (string, error) {
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	place := ""
	if freeBytes(memory) >= room {
		place = memory // where the thousand files of a database cost a tenth
	}
	dir, err := os.MkdirTemp(place, "surety-pg-")
	if err != nil {
		return "", err
	}
	owner, err := unprivileged(dir)
	if err != nil {
		return "", err
	}
	data := filepath.Join(dir, "data")
	if out, err := as(owner, filepath.Join(bin, "initdb"), "-D", data, "-U", "surety", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync").CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, out)
	}
	address, err := freeport.Address()
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	options := fmt.Sprintf("-p %s -k %s -c listen_addresses=127.0.0.1 -c max_connections=400 -c shared_buffers=64MB "+quick, port, dir)
	if out, err := as(owner, filepath.Join(bin, "pg_ctl"), "-D", data, "-w", "-l", filepath.Join(dir, "log"), "-o", options, "start").CombinedOutput(); err != nil {
		return "", fmt.Errorf("pg_ctl: %w: %s", err, out)
	}
	watch(owner, bin, data, dir)
	return fmt.Sprintf("postgres://surety@%s/postgres?sslmode=disable", address), nil
}

// watch leaves a shell behind that stops the server and removes its folder once this process has ended.
func watch(owner *syscall.Credential, bin, data, dir string) {
	script := fmt.Sprintf("while kill -0 %d 2>/dev/null; do sleep 1; done; '%s/pg_ctl' -D '%s' -m immediate stop; rm -rf '%s'", os.Getpid(), bin, data, dir)
	if owner != nil {
		script = strings.ReplaceAll(script, "kill -0 "+strconv.Itoa(os.Getpid()), "test -d /proc/"+strconv.Itoa(os.Getpid()))
	}
	c := as(owner, "/bin/sh", "-c", script)
	c.SysProcAttr.Setsid = true
	_ = c.Start()
}

func binaries() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", fmt.Errorf("initdb is not installed")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// unprivileged finds whom to run as: PostgreSQL refuses root.
func unprivileged(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

func as(owner *syscall.Credential, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = "/"
	c.SysProcAttr = &syscall.SysProcAttr{Credential: owner}
	return c
}
