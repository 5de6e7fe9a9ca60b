package keeper

import (
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pen holds the worker and all that descends from it.
type pen struct {
	group  *group // nil where the system gives none
	worker int
}

// makeGroup lets a test go without.
var makeGroup = newGroup

func newPen() (*pen, error) {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return nil, os.NewSyscallError("prctl", err)
	}
	return &pen{group: makeGroup()}, nil
}

// start starts the worker in a session of its own: no terminal of the client's, no group of the keeper's. A keeper that dies wakes it, should somebody have stopped it: it
// ends what it started and itself (End), when it sees the end of its pipe.
func (p *pen) start(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGCONT}
	if p.group != nil {
		inside := *cmd
		inside.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGCONT, UseCgroupFD: true, CgroupFD: p.group.fd()}
		if inside.Start() == nil {
			p.worker = inside.Process.Pid
			return nil
		}
		p.group.remove() // a group that cannot be entered is of no use
		p.group = nil
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	p.worker = cmd.Process.Pid
	return nil
}

// wait calls ended when the worker has, and returns when no child is left: since the keeper inherits every orphan below it, that
// means no descendant either. It reaps them all, so nothing else in this process may wait for a child.
func (p *pen) wait(_ *exec.Cmd, ended func()) {
	for {
		pid, err := unix.Wait4(-1, nil, 0, nil)
		switch {
		case err == unix.ECHILD:
			return
		case err == nil && pid == p.worker:
			ended()
		}
	}
}

// kill kills whatever is there at this moment. Who forks meanwhile is met by the next call.
func (p *pen) kill() {
	if p.group != nil {
		p.group.kill()
	}
	killBelow(os.Getpid())
}

func (p *pen) left() (pids []int) {
	for _, d := range below(os.Getpid()) {
		pids = append(pids, d.pid)
	}
	return pids
}

func (p *pen) close() {
	if p.group != nil {
		p.group.remove()
	}
}

// joined is the worker's cgroup, looked for while its keeper surely lives.
var joined atomic.Pointer[group]

// inherit makes the worker the parent of whatever is orphaned below it, so that it can end all of it without its keeper. When the worker is killed, its keeper inherits.
func inherit() error {
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl", err)
	}
	joined.Store(joinedGroup())
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // to write to a keeper that is dead must fail, and not end the worker before what it started
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGCHLD)
	go func() {
		for range ended {
			bury()
		}
	}()
	return nil
}

// mourned is how long a child that has ended is left to who started it. What nobody asks after by then was inherited.
const mourned = time.Second

// bury counts those dead that were inherited.
func bury() {
	before := dead()
	time.Sleep(mourned)
	for _, p := range dead() {
		if slices.Contains(before, p) {
			_, _ = unix.Wait4(p.pid, nil, unix.WNOHANG, nil)
		}
	}
}

// dead are the children of this process that have ended and wait to be counted.
func dead() (all []process) {
	for _, pid := range pids() {
		if p, ok := look(pid); ok && p.zombie && p.parent == os.Getpid() {
			all = append(all, p)
		}
	}
	return all
}

// End ends what the worker started, and the worker: for when the keeper is lost. At one stroke where they have a cgroup; else until the kernel says that no child is
// left, which means no descendant, since it inherits them all. The keeper is left alone; if it only hung, it will find its worker gone.
func End() {
	if g := joined.Load(); g != nil {
		g.kill()
	}
	for end := time.Now().Add(Limit); time.Now().Before(end); {
		killBelow(os.Getpid())
		if _, err := unix.Wait4(-1, nil, unix.WNOHANG, nil); err == unix.ECHILD {
			break
		}
		unix.Nanosleep(&unix.Timespec{Nsec: int64(again) / 4}, nil)
	}
	os.Exit(1)
}
