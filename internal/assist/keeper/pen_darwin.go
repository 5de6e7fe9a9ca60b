package keeper

import (
	"os"
	"os/exec"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// pen holds the worker and the process groups of all that was ever seen to descend from it. macOS has neither
// subreapers nor jobs: who is orphaned in a session of its own between two looks is not found.
type pen struct {
	worker int
	groups map[int]bool
	asked  chan chan []int
	over   chan struct{}
}

// look is how often the descendants are noted.
const lookEvery = 100 * time.Millisecond

func newPen() (*pen, error) {
	return &pen{groups: map[int]bool{}, asked: make(chan chan []int), over: make(chan struct{})}, nil
}

func (p *pen) start(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	p.worker = cmd.Process.Pid
	p.groups[p.worker] = true
	go p.watch()
	return nil
}

// watch notes the groups and answers who of them is there.
func (p *pen) watch() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case answer := <-p.asked:
			answer <- p.members()
		case <-tick.C:
			p.members()
		case <-p.over:
			return
		}
	}
}

// members looks at all processes, notes the groups of descendants and returns the living members of all groups noted.
func (p *pen) members() (pids []int) {
	all, err := unix.SysctlKinfoProcSlice("kern.proc.all")
	if err != nil {
		return nil
	}
	ours := map[int]bool{p.worker: true}
	for grew := true; grew; {
		grew = false
		for i := range all {
			pid, parent, group := int(all[i].Proc.P_pid), int(all[i].Eproc.Ppid), int(all[i].Eproc.Pgid)
			if !ours[pid] && (ours[parent] || p.groups[group]) {
				ours[pid], grew = true, true
			}
			if ours[pid] && group > 1 && group != syscall.Getpgrp() && !p.groups[group] {
				p.groups[group], grew = true, true
			}
		}
	}
	const zombie = 5 // SZOMB, sys/proc.h
	for i := range all {
		if pid := int(all[i].Proc.P_pid); ours[pid] && all[i].Proc.P_stat != zombie {
			pids = append(pids, pid)
		}
	}
	return pids
}

func (p *pen) wait(cmd *exec.Cmd, ended func()) {
	_ = cmd.Wait()
	ended()
	for len(p.left()) > 0 {
		time.Sleep(again)
	}
}

func (p *pen) kill() {
	for _, pid := range p.left() {
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
}

func (p *pen) left() []int {
	answer := make(chan []int, 1)
	select {
	case p.asked <- answer:
		return <-answer
	case <-p.over:
		return nil
	}
}

func (p *pen) close() { close(p.over) }

// inherit has nothing to do here.
func inherit() error { return nil }

// End ends the worker with the group it leads. Shells that it started end as their terminals close.
func End() {
	_ = syscall.Kill(0, syscall.SIGKILL)
	os.Exit(1)
}
