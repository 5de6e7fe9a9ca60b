package keeper

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
)

// process is a line of /proc/PID/stat (proc_pid_stat(5)).
type process struct {
	pid, parent, group int
	zombie             bool
	start              string // in ticks since boot: tells a process from a later one with its number
}

func look(pid int) (process, bool) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return process{}, false
	}
	after := bytes.LastIndexByte(b, ')') // the name before it may hold anything
	f := bytes.Fields(b[after+1:])
	if after < 0 || len(f) < 20 {
		return process{}, false
	}
	parent, _ := strconv.Atoi(string(f[1]))
	group, _ := strconv.Atoi(string(f[2]))
	return process{pid, parent, group, f[0][0] == 'Z' || f[0][0] == 'X', string(f[19])}, true
}

// below are the living descendants of a process, as far as one look over /proc sees them.
func below(root int) (all []process) {
	children := map[int][]process{}
	for _, pid := range pids() {
		if p, ok := look(pid); ok {
			children[p.parent] = append(children[p.parent], p)
		}
	}
	for next := []int{root}; len(next) > 0; next = next[1:] {
		for _, c := range children[next[0]] {
			next = append(next, c.pid)
			if !c.zombie {
				all = append(all, c)
			}
		}
	}
	return all
}

func pids() (out []int) {
	d, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer d.Close()
	names, _ := d.Readdirnames(-1)
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			out = append(out, pid)
		}
	}
	return out
}

// killBelow kills the descendants of a process but this one, and returns how many it saw. Groups first: the kernel kills a
// group at one stroke, which no member escapes by forking.
func killBelow(root int) int {
	all, self, own := below(root), os.Getpid(), syscall.Getpgrp()
	n, groups := 0, map[int]bool{}
	for _, p := range all {
		if p.group > 1 && p.group != own && !groups[p.group] && p.pid != self {
			groups[p.group] = true
			_ = syscall.Kill(-p.group, syscall.SIGKILL)
		}
	}
	for _, p := range all {
		if p.pid != self {
			n++
			p.kill()
		}
	}
	return n
}

// kill kills the process that was seen, and no other that has its number by now: FindProcess holds on to one process
// (pidfd), of which the start is then compared.
func (p process) kill() {
	held, err := os.FindProcess(p.pid)
	if err != nil {
		return
	}
	defer held.Release()
	if now, ok := look(p.pid); ok && now.start == p.start {
		_ = held.Signal(syscall.SIGKILL)
	}
}
