package remote

import (
	"syscall"
	"testing"
	"time"
)

// stubborn starts what tries to outlive its session: in sessions of their own, deaf to a hang-up, orphaned twice over.
const stubborn = `(setsid sleep 901 &); nohup sleep 902 >/dev/null 2>&1 & (setsid sh -c '(trap "" HUP TERM; sleep 903; sleep 1) & exit' &); sleep 904 & echo four-$((2+2))` + "\r"

// w3 is how long the client's stop may take.
const w3 = time.Second

// typed has a shell of the specialist's start stubborn processes, and waits until they run.
func (j *journey) typed(shell *tty) {
	j.t.Helper()
	shell.press(stubborn)
	shell.hear(patience, "four-4")
	eventually(j.t, patience, "all that was typed runs", func() bool { return len(j.started()) >= 6 })
}

// started are the processes on the client's machine that the session's people started: all but the client's own program.
func (j *journey) started() (all []process) {
	for _, p := range j.net.client.processes() {
		if p.path != assistBinary {
			all = append(all, p)
		}
	}
	return all
}

// worker is the client's end of the connection: the program's other process.
func (j *journey) worker() int {
	j.t.Helper()
	for _, p := range j.net.client.processes() {
		if p.path == assistBinary && p.pid != j.keeper {
			return p.pid
		}
	}
	j.t.Fatal("there is no worker")
	return 0
}

// gone measures until nothing runs that the session started, nor its worker.
func (j *journey) gone(worker int) {
	j.t.Helper()
	took := eventually(j.t, w3, "nothing of the session is left on the client's machine", func() bool {
		if len(j.started()) > 0 {
			return false
		}
		for _, p := range j.net.client.processes() {
			if p.pid == worker {
				return false
			}
		}
		return true
	})
	j.t.Logf("nothing is left after %v", took.Round(time.Millisecond))
}

// TestW3StopWhileTheServerHangs: the key takes effect though the server answers nothing; when it does again, it gets the rest of the recording.
func TestW3StopWhileTheServerHangs(t *testing.T) {
	t.Parallel()
	j := begin(t, "terminal.view", "terminal.type")
	shell := j.connect().ssh()
	j.typed(shell)
	worker := j.worker()
	must(t, j.server.cmd.Process.Signal(syscall.SIGSTOP))
	j.assist.press("0")
	j.gone(worker)
	j.assist.see("The session is over")
	must(t, j.server.cmd.Process.Signal(syscall.SIGCONT))
	j.assist.see("The whole recording is on the server")
	if r := j.sealed(patience); !r.Complete {
		t.Error("the recording has no end of its own")
	}
	if s := j.session(); s.Ended.By != "client" {
		t.Errorf("ended: %+v", s.Ended)
	}
}
