// Package remote plays remote sessions with real processes on three machines: a client's, a server's and a specialist's. Each is a network namespace;
// on them run the real programs surety serve, surety-assist in a terminal, surety connect, and OpenSSH's and TigerVNC's own.
//
// The test runs itself once more in namespaces of mounts, processes and users (root needs no new users). There it may make networks, and nothing
// of it can stay: when the first process of it ends, however that happens, the kernel ends all others and takes the networks away. What is
// written lies in one folder, which is its /tmp and which the outer process removes.
//
// SURETY_TEST_SCP_MIB is the size of the files that are copied (256). Where the system gives no namespaces the tests are skipped; with CI set they fail.
package remote

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// inside is set in the process that runs the tests; its value is the folder that has become its /tmp.
const inside = "SURETY_TEST_INSIDE"

func TestMain(m *testing.M) {
	if os.Getenv(inside) == "" {
		os.Exit(outside())
	}
	if err := settle(os.Getenv(inside)); err != nil {
		fmt.Fprintln(os.Stderr, "the namespaces cannot be furnished:", err)
		os.Exit(1)
	}
	flag.Parse()
	_ = flag.Set("test.parallel", "32") // most of a journey is waiting
	os.Exit(m.Run())
}

// outside builds the programs, runs the tests inside, and removes what they wrote.
func outside() int {
	base, err := os.MkdirTemp("", "surety-remote-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(base)
	for _, name := range []string{"surety", "surety-assist"} {
		build := exec.Command("go", "build", "-buildvcs=false", "-ldflags", "-s -w", "-o", filepath.Join(base, name), "surety/cmd/"+name)
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%s\n%v\n", out, err)
			return 1
		}
	}
	runtime.LockOSThread() // whose end would end the process started below
	// The list of files that go test keeps for its cache lies outside, where nothing that is tested is seen.
	args := slices.DeleteFunc(slices.Clone(os.Args[1:]), func(arg string) bool { return strings.HasPrefix(arg, "-test.testlogfile=") })
	err = within(base, args...).Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &ended):
		return max(1, ended.ExitCode())
	case os.Getenv("CI") == "":
		fmt.Println("skipped: this system gives no namespaces:", err)
		return 0
	}
	fmt.Fprintln(os.Stderr, "these tests need namespaces of networks, mounts and processes:", err)
	return 1
}

// within is this program in namespaces of its own. It dies with this one, and takes all with it that it started.
func within(base string, args ...string) *exec.Cmd {
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), inside+"="+base)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWIPC, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= unix.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	return cmd
}

// settle gives the namespaces a /proc, a /tmp, a /run, names of hosts, and a user whose shell finds nothing to read.
func settle(base string) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("private mounts: %w", err)
	}
	home := filepath.Join(base, "home")
	files := map[string]string{
		"/etc/hosts":  "127.0.0.1 localhost\n" + serverAddress + " " + host + "\n" + tunnelled + " " + innerHost + "\n",
		"/etc/passwd": "root:x:0:0:root:/tmp/home:/bin/bash\n",
	}
	if err := os.Mkdir(home, 0o700); err != nil {
		return err
	}
	for path, text := range files {
		ours := filepath.Join(base, filepath.Base(path))
		if err := errors.Join(os.WriteFile(ours, []byte(text), 0o644), unix.Mount(ours, path, "", unix.MS_BIND, "")); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	for _, m := range []struct {
		what, where, kind string
		flags             uintptr
	}{{"proc", "/proc", "proc", 0}, {"tmpfs", "/run", "tmpfs", 0}, {base, "/tmp", "", unix.MS_BIND}} {
		if err := unix.Mount(m.what, m.where, m.kind, m.flags, ""); err != nil {
			return fmt.Errorf("mount %s: %w", m.where, err)
		}
	}
	for _, name := range []string{"TMPDIR", "SSH_AUTH_SOCK", "DISPLAY", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR", "HTTPS_PROXY", "https_proxy", "BASH_ENV", "ENV"} {
		os.Unsetenv(name)
	}
	return os.Setenv("HOME", "/tmp/home")
}
