package keeper

import (
	"os"
	"os/exec"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// pen is a job object. What a member starts is a member; there is no leave to break away, and with the last handle, which
// only the keeper has, everything in it ends.
type pen struct{ job windows.Handle }

func newPen() (*pen, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return nil, os.NewSyscallError("CreateJobObject", err)
	}
	var limits windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION
	limits.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&limits)), uint32(unsafe.Sizeof(limits))); err != nil {
		windows.CloseHandle(job)
		return nil, os.NewSyscallError("SetInformationJobObject", err)
	}
	return &pen{job}, nil
}

// start starts the worker, which does nothing before the first beat, and puts it into the job meanwhile.
func (p *pen) start(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
	if err := cmd.Start(); err != nil {
		return err
	}
	err := cmd.Process.WithHandle(func(h uintptr) { _ = windows.AssignProcessToJobObject(p.job, windows.Handle(h)) })
	if err == nil && len(p.left()) == 0 {
		err = windows.ERROR_NOT_SUPPORTED
	}
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	return err
}

func (p *pen) wait(cmd *exec.Cmd, ended func()) {
	_ = cmd.Wait()
	ended()
	for len(p.left()) > 0 {
		time.Sleep(again)
	}
}

func (p *pen) kill() { _ = windows.TerminateJobObject(p.job, 1) }

// jobProcesses is JOBOBJECT_BASIC_PROCESS_ID_LIST with room for some.
type jobProcesses struct {
	assigned, listed uint32
	pids             [64]uintptr
}

func (p *pen) left() (pids []int) {
	var list jobProcesses
	err := windows.QueryInformationJobObject(p.job, windows.JobObjectBasicProcessIdList, uintptr(unsafe.Pointer(&list)), uint32(unsafe.Sizeof(list)), nil)
	if err != nil && err != windows.ERROR_MORE_DATA {
		return nil
	}
	for _, pid := range list.pids[:min(list.listed, uint32(len(list.pids)))] {
		pids = append(pids, int(pid))
	}
	return pids
}

func (p *pen) close() { windows.CloseHandle(p.job) }

// inherit has nothing to do here.
func inherit() error { return nil }

// End ends the worker. What it started ends with the job when the keeper does; a keeper that only hangs finds its worker
// gone and ends the rest.
func End() { os.Exit(1) }
