package remote

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestTheServerIsKilled: it is started again, the ends come back by themselves, the shell is the same.
func TestTheServerIsKilled(t *testing.T) {
	t.Parallel()
	j := begin(t, "terminal.view", "terminal.type")
	f := j.connect()
	shell := f.ssh()
	shell.press("mine=kept; for i in $(seq 1 8); do echo tick-$i-of; sleep 1; done\r")
	shell.hear(patience, "tick-1-of")
	j.server.kill()
	began := time.Now()
	j.server.start(t)
	eventually(t, time.Minute, "the ends are back", func() bool { return strings.Contains(f.out.String(), "Connected again.") })
	t.Logf("back after %v", time.Since(began).Round(time.Millisecond))
	shell.hear(patience, "tick-8-of")
	shell.press("echo $mine-still\r")
	shell.hear(patience, "kept-still")
	j.assist.press("0")
	j.assist.see("The whole recording is on the server")
	j.wholeTicks(j.sealed(patience), 8)
}

// TestTheSpecialistsEndIsKilled: it comes again without anybody being asked; what the shell went on to show in between is on the recording.
func TestTheSpecialistsEndIsKilled(t *testing.T) {
	t.Parallel()
	j := begin(t, "terminal.view", "terminal.type")
	f := j.connect()
	shell, done := f.ssh(), filepath.Join(j.folder, "done")
	shell.press("for i in $(seq 1 4); do echo tick-$i-of; sleep 1; done; touch " + done + "\r")
	shell.hear(patience, "tick-1-of")
	f.kill()
	shell.over()
	again := j.connect().ssh()
	again.press("while ! test -e " + done + "; do sleep 0.1; done; echo again-$((3+3))\r")
	again.hear(patience, "again-6")
	j.assist.press("0")
	j.assist.see("The whole recording is on the server")
	j.wholeTicks(j.sealed(patience), 4)
}

// TestW3TheWorkerIsKilled: all that it started ends with it, and what it recorded goes to the server.
func TestW3TheWorkerIsKilled(t *testing.T) {
	t.Parallel()
	j := begin(t, "terminal.view", "terminal.type")
	shell := j.connect().ssh()
	j.typed(shell)
	worker := j.worker()
	must(t, syscall.Kill(worker, syscall.SIGKILL))
	j.gone(worker)
	j.assist.see("The session is over")
	j.assist.see("recording")
	t.Logf("%s", j.assist.shows())
	j.endMarked(shell)
}

// TestW3TheKeeperIsKilled: who ends the program by force has ended the session.
func TestW3TheKeeperIsKilled(t *testing.T) {
	t.Parallel()
	j := begin(t, "terminal.view", "terminal.type")
	shell := j.connect().ssh()
	j.typed(shell)
	worker := j.worker()
	must(t, syscall.Kill(j.keeper, syscall.SIGKILL))
	j.gone(worker)
	j.endMarked(shell)
}

// endMarked waits until the server has said that the recording broke off, and checks what there is of it.
func (j *journey) endMarked(shell *tty) {
	j.t.Helper()
	began := time.Now()
	r := j.sealed(3 * time.Minute)
	j.t.Logf("sealed after %v, ended %+v", time.Since(began).Round(time.Second), j.session().Ended)
	if r.Complete {
		j.t.Error("a recording that broke off is said to be whole")
	}
	if !strings.Contains(r.text, "four-4") {
		j.t.Error("what was shown is not recorded")
	}
	_ = shell
}
