package keeper

import (
	"os"
	"os/exec"
	"syscall"

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

// start starts the worker in a session of its own: no terminal of the client's, no group of the keeper's.
func (p *pen) start(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL}
	if p.group != nil {
		inside := *cmd
		inside.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Pdeathsig: syscall.SIGKILL, UseCgroupFD: true, CgroupFD: p.group.fd()}
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

// End ends what the worker started, and the worker: for when the keeper is lost. What was orphaned is a child of the keeper, so
// the search begins there. The keeper itself is left alone; if it only hung, it will find its worker gone.
func End() {
	for range 50 {
		if killBelow(os.Getppid()) == 0 {
			break
		}
		unix.Nanosleep(&unix.Timespec{Nsec: int64(again)}, nil)
	}
	os.Exit(1)
}
