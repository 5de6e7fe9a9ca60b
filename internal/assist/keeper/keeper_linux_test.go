package keeper

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test runs itself as keeper and as worker. Every process below the worker holds the writing end of one pipe (its file
// 3): when the test reads the end of it, the last of them is dead, whoever its parent was.

const role, script, grouped = "SURETY_TEST_ROLE", "SURETY_TEST_SCRIPT", "SURETY_TEST_GROUPED"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "keeper":
		beKeeper()
	case "worker":
		beWorker()
	default:
		os.Exit(m.Run())
	}
}

func beKeeper() {
	if os.Getenv(grouped) == "" {
		makeGroup = func() *group { return nil }
	}
	pipe := os.NewFile(3, "pipe")
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), role+"=worker")
	cmd.ExtraFiles, cmd.Stderr = []*os.File{pipe}, os.Stderr
	k, err := Start(cmd)
	pipe.Close()
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("started")
	if _, err := bufio.NewReader(os.Stdin).ReadString('\n'); err != nil {
		<-k.Over()
	}
	fmt.Println("stopped", k.Stop())
}

func beWorker() {
	line, err := Attach(os.Stdin, os.Stdout, End)
	if err != nil {
		os.Exit(1)
	}
	where, _ := os.ReadFile("/proc/self/cgroup")
	pipe := os.NewFile(3, "pipe")
	fmt.Fprintf(pipe, "worker %d %q\n", os.Getpid(), where)
	runtime.LockOSThread()
	shell := exec.Command("/bin/sh", "-c", os.Getenv(script))
	shell.ExtraFiles = []*os.File{pipe}
	shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if shell.Start() != nil {
		os.Exit(1)
	}
	if os.Getenv(script) == "" {
		os.Exit(0)
	}
	go func() { // a worker is always about to say something
		for range time.Tick(100 * time.Microsecond) {
			_ = line.Send(1, nil)
		}
	}()
	for {
		if _, _, err := line.Next(); err != nil {
			End()
		}
	}
}

// pair is a keeper with its worker.
type pair struct {
	t      *testing.T
	keeper *exec.Cmd
	stdin  io.WriteCloser
	said   *bufio.Reader // by the keeper
	pipe   *os.File
	lines  *bufio.Reader // of the pipe
	worker int
	group  string
}

func start(t *testing.T, text string, ready int, more ...string) *pair {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := &pair{t: t, keeper: exec.Command("/proc/self/exe"), pipe: r, lines: bufio.NewReader(r)}
	p.keeper.Env = append(append(os.Environ(), role+"=keeper", script+"="+text), more...)
	p.keeper.ExtraFiles, p.keeper.Stderr = []*os.File{w}, os.Stderr
	p.stdin, _ = p.keeper.StdinPipe()
	out, _ := p.keeper.StdoutPipe()
	p.said = bufio.NewReader(out)
	if err := p.keeper.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() { p.keeper.Process.Kill(); p.keeper.Wait(); r.Close() })
	p.says("started")
	r.SetReadDeadline(time.Now().Add(30 * time.Second))
	for range ready + 1 {
		line, err := p.lines.ReadString('\n')
		if err != nil {
			t.Fatal("the processes did not start:", err)
		}
		if rest, ok := strings.CutPrefix(line, "worker "); ok {
			pid, group, _ := strings.Cut(rest, " ")
			p.worker, _ = strconv.Atoi(pid)
			p.group = group
		}
	}
	return p
}

func (p *pair) says(want string) {
	p.t.Helper()
	if line, err := p.said.ReadString('\n'); err != nil || !strings.HasPrefix(line, want) {
		p.t.Fatalf("the keeper said %q, %v", line, err)
	}
}

// dead waits until every process below the worker is dead.
func (p *pair) dead() {
	p.t.Helper()
	since := time.Now()
	p.pipe.SetReadDeadline(since.Add(20 * time.Second))
	if _, err := io.Copy(io.Discard, p.lines); err != nil {
		p.t.Fatal("something still lives:", err)
	}
	p.t.Log("all dead after", time.Since(since).Round(time.Millisecond))
}

const ready = `echo ready >&3; `

// stubborn are shells whose processes try to live on, and how many of them say that they are there.
var stubborn = map[string]struct {
	script string
	ready  int
}{
	"plain":            {ready + `exec sleep 600`, 1},
	"deaf to signals":  {`trap '' HUP TERM INT QUIT; ` + ready + `sleep 600; sleep 600`, 1},
	"setsid":           {`setsid sh -c '` + ready + `exec sleep 600' & ` + ready + `sleep 600`, 2},
	"nohup":            {`nohup sh -c '` + ready + `exec sleep 600' >/dev/null 2>&1 & ` + ready + `sleep 600`, 2},
	"double fork":      {`( setsid sh -c '( ` + ready + `exec sleep 600 ) & exit' & ) ; ` + ready + `sleep 600`, 2},
	"orphans only":     {`( setsid sh -c '( setsid sh -c "` + ready + `exec sleep 600" ) & exit' & ) ; exit`, 1},
	"a tree":           {`i=0; while [ $i -lt 20 ]; do sh -c '` + ready + `sleep 600; sleep 1' & i=$((i+1)); done; wait`, 20},
	"forks and goes":   {`hop() { ` + ready + `hop & }; hop; sleep 600`, 30},
	"setsid and goes":  {`echo '` + ready + `setsid sh "$0" & exit' > "$HOP"; sh "$HOP" & sleep 600`, 30},
	"stopped children": {`sh -c 'kill -STOP $$' & ` + ready + `sleep 600`, 1},
}

func TestW3StopEndsWhateverTheWorkerStarted(t *testing.T) { stopAll(t) }

// TestW3StopEndsWhateverTheWorkerStartedByCgroup does the same where the system gives a cgroup.
func TestW3StopEndsWhateverTheWorkerStartedByCgroup(t *testing.T) {
	g := newGroup()
	if g == nil {
		t.Skip("no cgroup of version 2 can be had here")
	}
	g.remove()
	stopAll(t, grouped+"=1")
}

// TestAKeepersEmptyGroupIsLeft: another keeper that begins at the same moment takes only the groups of the dead.
func TestAKeepersEmptyGroupIsLeft(t *testing.T) {
	in := t.TempDir()
	alive, dead := filepath.Join(in, groupName+"1"), filepath.Join(in, groupName+"4194305") // above every kernel's limit
	mine := filepath.Join(in, fmt.Sprint(groupName, os.Getpid()))
	for _, dir := range []string{alive, dead, mine} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	removeStale(in)
	if left, _ := filepath.Glob(filepath.Join(in, "*")); !slices.Equal(left, []string{alive}) {
		t.Errorf("left: %v", left)
	}
}

func stopAll(t *testing.T, more ...string) {
	for name, c := range stubborn {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HOP", t.TempDir()+"/hop")
			p := start(t, c.script, c.ready, more...)
			if in := strings.Contains(p.group, "/surety-assist-"); in != (len(more) > 0) {
				t.Fatalf("the worker is in %s", p.group)
			}
			fmt.Fprintln(p.stdin, "stop")
			p.dead()
			p.says("stopped <nil>")
		})
	}
}

func TestW3StopEndsAWorkerThatHangs(t *testing.T) {
	p := start(t, stubborn["double fork"].script, 2)
	if err := syscall.Kill(p.worker, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(p.stdin, "stop")
	p.dead()
	p.says("stopped <nil>")
}

// TestW3AKeeperKilledTakesAllAlong: also what a shell detached before, and a worker that somebody has stopped.
func TestW3AKeeperKilledTakesAllAlong(t *testing.T) {
	for name, c := range stubborn {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HOP", t.TempDir()+"/hop")
			p := start(t, c.script, c.ready)
			if err := p.keeper.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			p.dead()
		})
	}
	t.Run("a stopped worker", func(t *testing.T) {
		p := start(t, stubborn["double fork"].script, 2)
		if err := errors.Join(syscall.Kill(p.worker, syscall.SIGSTOP), p.keeper.Process.Kill()); err != nil {
			t.Fatal(err)
		}
		p.dead()
	})
}

// TestW3AFrozenKeeperDoesNotLetTheSessionGoOn: who types into a shell may send signals to the keeper.
func TestW3AFrozenKeeperDoesNotLetTheSessionGoOn(t *testing.T) {
	p := start(t, stubborn["double fork"].script, 2)
	if err := p.keeper.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	p.dead()
}

func TestW3AWorkerThatEndsLeavesNothingBehind(t *testing.T) {
	p := start(t, stubborn["setsid"].script, 2)
	if err := syscall.Kill(p.worker, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	p.dead()
	p.stdin.Close()
	p.says("stopped <nil>")
}

// TestW3SendNeverWaits: a worker that reads nothing cannot hold the keeper.
func TestW3SendNeverWaits(t *testing.T) {
	r, w := io.Pipe()
	defer r.Close()
	in, _ := io.Pipe()
	l := newLine(in, w)
	defer l.Close()
	for range queue + 2 {
		if l.Send(1, nil) == ErrHung {
			return
		}
	}
	t.Error("frames pile up without end")
}

func TestAWorkerWaitsForItsKeeper(t *testing.T) {
	in, w := io.Pipe()
	w.Close()
	if _, err := Attach(in, os.NewFile(^uintptr(0), ""), func() {}); err == nil {
		t.Error("a worker went on without a keeper")
	}
}

// TestAWorkerBuriesWhomItInherits: orphans that end do not pile up in a session of hours.
func TestAWorkerBuriesWhomItInherits(t *testing.T) {
	p := start(t, `( sleep 0.3 & ); `+stubborn["plain"].script, 1)
	inherited := func() (n int) {
		for _, pid := range pids() {
			if c, ok := look(pid); ok && c.zombie && c.parent == p.worker {
				n++
			}
		}
		return n
	}
	limit := time.After(30 * time.Second)
	for _, want := range []int{1, 0} {
		for tick := time.NewTicker(5 * time.Millisecond); inherited() != want; {
			select {
			case <-tick.C:
			case <-limit:
				t.Fatalf("%d dead children, want %d", inherited(), want)
			}
		}
	}
}
