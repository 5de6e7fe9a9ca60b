// Package cell runs work on bytes from strangers in a process that can do nothing else: this same program, started
// anew, without environment, files, network or rights, within limits of memory and time. It reads the bytes by asking
// for them on its standard output, answers on the same pipe, and ends.
//
// What shuts the cell, on Linux: resource limits (setrlimit(2)), no new privileges, a system-call filter that refuses
// sockets, tracing and the like (seccomp(2)), Landlock where the kernel has it (landlock(7)), and, when the server
// runs as root, another user and namespaces of its own. What the kernel lacks is left out, except the filter: without
// it, and on other systems, there is no cell and whoever needs one must do without ([ErrNone]).
//
// The program's main function, and TestMain of tests, call [Enter] first.
package cell

import (
	"context"
	"errors"
	"io"
	"time"

	"surety/internal/fault"
)

// Faults of a cell.
var (
	// ErrNone says that this system has no cell.
	ErrNone = fault.New(fault.Unavailable, "cell_absent", "this system cannot shut a process off")
	// ErrFailed says that the work ended without a result: a limit was met, or the bytes were more than it could bear.
	ErrFailed = errors.New("cell: the work ended without a result")
)

// Work is what a cell does. Do gets the bytes and the argument, and returns the result.
type Work struct {
	Name string
	Do   func(ctx context.Context, r io.ReaderAt, size int64, arg string) ([]byte, error)
}

// Limits of one piece of work.
type Limits struct {
	Within time.Duration // of the clock, and of the processor
	Memory int64         // bytes
	Result int64         // bytes
}

const (
	usualMemory = int64(512) << 20
	usualWithin = 20 * time.Second
	usualResult = int64(8) << 20
)

func (l Limits) filled() Limits {
	if l.Within == 0 {
		l.Within = usualWithin
	}
	if l.Memory == 0 {
		l.Memory = usualMemory
	}
	if l.Result == 0 {
		l.Result = usualResult
	}
	return l
}
