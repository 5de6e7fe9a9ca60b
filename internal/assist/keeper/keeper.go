// Package keeper parts the client's program in two, so that the client's stop never depends on what it stops.
//
// The keeper holds the client's terminal and the stop key. The worker, the same binary started by it, holds the network and
// every power. W3: Stop kills the worker and all that it started, and asks nobody: not the server, not the worker, not the
// screen. How depends on the system:
//
//   - Linux: a cgroup of one's own where the system gives one (cgroup.kill). In any case the keeper is the subreaper of all that descends
//     from it: whoever is orphaned becomes its child, so the kernel itself says when none is left (ECHILD).
//   - Windows: a job object that nothing can leave, and that ends with the keeper's last handle.
//   - macOS: the process groups of all that descends from the worker.
//
// The worker in turn does not outlive the keeper: when the keeper dies, the job ends it (Windows), or it reads the end of its pipe and ends all that it started and itself (Linux,
// where it too is a subreaper, and macOS). A worker that hears no beat for [Patience], because the keeper hangs or was stopped, does the same.
//
// What it cannot do is said, not hidden: Stop returns a *Left with the processes that the system did not let it kill (those of another
// user, by sudo). What was handed to another service (cron, systemd-run, a container's daemon) is that service's child.
//
// The keeper's process starts nothing but the worker: any other child would end with it.
package keeper

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

const (
	// Patience is how long a worker goes on without a sign of the keeper.
	Patience = 2 * time.Second
	beat     = Patience / 8
	// Limit is how long Stop tries before it says what is left.
	Limit = 5 * time.Second
	// again is the pause between two attempts: the kernel needs a moment to end what it has killed.
	again = 2 * time.Millisecond
)

// ErrHung says that the worker does not read what it is sent.
var ErrHung = errors.New("keeper: the worker does not read")

// Left says that Stop could not kill these processes.
type Left struct{ Processes []int }

// Error names the processes.
func (l *Left) Error() string { return fmt.Sprintf("keeper: not ended: processes %v", l.Processes) }

// Keeper holds one worker. Its Line speaks with the worker.
type Keeper struct {
	*Line
	over chan struct{}

	mu  sync.Mutex
	pen *pen // nil once it is closed
}

// Start starts the worker that cmd describes (path, arguments, environment, standard error) and takes its standard input and output
// for the Line. The worker calls Attach first thing.
func Start(cmd *exec.Cmd) (*Keeper, error) {
	p, err := newPen()
	if err != nil {
		return nil, err
	}
	theirIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, theirIn.Close(), in.Close())
	}
	cmd.Stdin, cmd.Stdout = theirIn, theirOut
	k := &Keeper{pen: p, over: make(chan struct{})}
	started := make(chan error)
	go k.live(cmd, started)
	err = <-started
	theirIn.Close()
	theirOut.Close()
	if err != nil {
		p.close()
		return nil, errors.Join(err, in.Close(), out.Close())
	}
	k.Line = newLine(out, in)
	_ = k.Send(frameBeat, nil) // the first word, before whatever the caller says
	go k.beat()
	return k, nil
}

// live starts the worker and sees it end. It keeps one thread, because a PDEATHSIG is sent when the thread dies that started
// the process, not when the program does.
func (k *Keeper) live(cmd *exec.Cmd, started chan<- error) {
	runtime.LockOSThread()
	if err := k.pen.start(cmd); err != nil {
		started <- err
		return
	}
	started <- nil
	k.pen.wait(cmd, func() { go k.Stop() })
	k.mu.Lock()
	k.pen.close()
	k.pen = nil
	k.mu.Unlock()
	close(k.over)
}

// beat tells the worker that the keeper is there.
func (k *Keeper) beat() {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		_ = k.Send(frameBeat, nil) // a worker that does not read is not the beat's matter
		select {
		case <-k.over:
			k.Line.Close()
			return
		case <-tick.C:
		}
	}
}

// Stop ends the worker and all that it started and returns when nothing is left, or after Limit a *Left. It may be called
// at any time, from anywhere, more than once. A worker that ends by itself is followed by a Stop too.
func (k *Keeper) Stop() error {
	limit := time.After(Limit)
	for {
		k.kill()
		select {
		case <-k.over:
			return nil
		case <-limit:
			return k.left()
		case <-time.After(again):
		}
	}
}

func (k *Keeper) kill() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pen != nil {
		k.pen.kill()
	}
}

func (k *Keeper) left() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pen == nil {
		return nil
	}
	return &Left{k.pen.left()}
}

// Over is closed when the worker and all that it started have ended.
func (k *Keeper) Over() <-chan struct{} { return k.over }
