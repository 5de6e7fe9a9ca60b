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
	_, words, _ := strings.Cut(f.out.String(), "Connected again. Safety words: ")
	j.assist.see(strings.TrimSpace(words)) // others, by keys of their own
	shell.hear(patience, "tick-8-of")
	shell.press("echo $mine-still\r")
	shell.hear(patience, "kept-still")
	j.assist.press("0")
	j.assist.see("The whole recording is on the server")
	j.wholeTicks(j.sealed(patience), 8)
}

// TestTheSpecialistsEndIsKilled: it comes again without anybody being asked, and goes on in the very shell; what that went on to show in between is on the recording.
func TestTheSpecialistsEndIsKilled(t *testing.T) {
	t.Parallel()
	j := begin(t, "terminal.view", "terminal.type")
	f := j.connect()
	shell, done := f.ssh(), filepath.Join(j.folder, "done")
	shell.press("mine=kept; for i in $(seq 1 4); do echo tick-$i-of; sleep 1; done; touch " + done + "\r")
	shell.hear(patience, "tick-1-of")
	f.kill()
	shell.over()
	again := j.connect().ssh()
	again.press("while ! test -e " + done + "; do sleep 0.1; done; echo again-$mine\r")
	again.hear(patience, "again-kept")
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
	j.endMarked("worker_gone")
}

// TestW3TheKeeperIsKilled: who ends the program by force has ended the session.
func TestW3TheKeeperIsKilled(t *testing.T) {
	t.Parallel()
	j := begin(t, "terminal.view", "terminal.type")
	shell := j.connect().ssh()
	j.typed(shell)
	// Stored here before it is shown; what the server has not yet when the program is killed lies on the client's disk alone.
	eventually(t, patience, "the server has what was shown", func() bool { return strings.Contains(j.verified().text, "four-4") })
	worker := j.worker()
	must(t, syscall.Kill(j.keeper, syscall.SIGKILL))
	j.gone(worker)
	j.endMarked("client_lost")
}

// endMarked has the server see that the client's end has not come back for two minutes: it is stopped, and started when those are over by what it had written down. What
// there is of the recording verifies, and is said to have broken off.
func (j *journey) endMarked(why string) {
	j.t.Helper()
	limit := time.Now().Add(patience)
	for tick := time.NewTicker(100 * time.Millisecond); j.session().Here.Client || why == "worker_gone" && j.session().State != "ended"; <-tick.C {
		if time.Now().After(limit) {
			j.t.Fatalf("the server does not notice: %+v", j.session())
		}
	}
	j.server.kill()
	j.server.age(j.t, 3*time.Minute)
	j.server.start(j.t)
	r := j.sealed(patience)
	if s := j.session(); s.Ended.By != "server" || s.Ended.Why != why {
		j.t.Errorf("ended: %+v, want %s", s.Ended, why)
	}
	if r.Complete {
		j.t.Error("a recording that broke off is said to be whole")
	}
	if !strings.Contains(r.text, "four-4") {
		j.t.Error("what was shown is not recorded")
	}
}
