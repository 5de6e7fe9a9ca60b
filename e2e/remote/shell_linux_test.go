package remote

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAShell: what a specialist types runs on the client's machine, what it shows is on the recording, and that verifies.
func TestAShell(t *testing.T) {
	t.Parallel()
	j := begin(t, "terminal.view", "terminal.type")
	if n := count(j.answered, "Do you allow them to:"); n != 2 {
		t.Errorf("asked about %d powers, want each of two: %q", n, j.answered)
	}
	f := j.connect()
	shell := f.ssh()
	shell.press("echo on-$((40+2)); ip -brief address show up\r")
	shell.see("on-42")
	shell.see("10.77.1.2/24") // the client's machine
	must(t, shell.pty.Resize(77, 33))
	for range 20 { // ssh hears of its window's size by a signal, at a time of its own
		shell.press("clear; stty size\r")
		if shell.until(500*time.Millisecond, func() bool { return strings.Contains(shell.shows(), "33 77") }) {
			break
		}
	}
	shell.see("33 77")
	shell.press("for i in $(seq 1 3000); do echo line-$i-of; done; echo all-$((1+1))\r")
	shell.hear(patience, "all-2")
	shown := shell.wrote()
	shell.press("exit\r")
	shell.over()
	j.assist.press("0")
	j.assist.see("The session is over")
	j.assist.see("The whole recording is on the server")
	r := j.sealed(patience)
	if !r.Complete {
		t.Error("the recording has no end of its own")
	}
	for _, line := range strings.Split(shown, "\r\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.ContainsRune(line, 0x1b) && !strings.Contains(r.text, line) {
			t.Errorf("shown and not recorded: %q", line)
		}
	}
	if !slices.ContainsFunc(r.Moments, func(m moment) bool {
		return m.Cols == 77 && m.Rows == 33
	}) {
		t.Error("the terminal's new size is not on the recording")
	}
}

func count(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}
