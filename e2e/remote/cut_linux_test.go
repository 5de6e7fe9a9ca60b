package remote

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheNetworkIsCut: the client's cable is out for so long that the connections are given up. Shell and transfer go on, nobody is asked again, and what
// the shell showed meanwhile is on the recording without a gap.
func TestTheNetworkIsCut(t *testing.T) {
	t.Parallel()
	j := begin(t, "terminal.view", "terminal.type", "files.fetch", "files.send")
	f, dir := j.connect(), t.TempDir()
	large := filepath.Join(j.folder, "large")
	want := random(t, large, 200<<20)
	shell := f.ssh()
	shell.press("mine=kept; for i in $(seq 1 40); do echo tick-$i-of; sleep 1; done\r")
	shell.hear(patience, "tick-2-of")
	copied := make(chan error, 1)
	go func() { copied <- f.run("scp", "-l", "160000", "surety:"+large, filepath.Join(dir, "large")) }() // 20 MB/s
	eventually(t, patience, "the transfer is under way", func() bool {
		info, err := os.Stat(filepath.Join(dir, "large"))
		return err == nil && info.Size() > 8<<20
	})
	j.net.cut(t)
	began := time.Now()
	j.assist.see("The connection is lost")
	eventually(t, 2*time.Minute, "the specialist is told", func() bool { return strings.Contains(f.out.String(), "The line is lost") })
	t.Logf("noticed after %v", time.Since(began).Round(time.Millisecond))
	j.net.mend(t)
	began = time.Now()
	eventually(t, time.Minute, "the line is there again, by the same keys", func() bool { return strings.Contains(f.out.String(), "Connected again. Safety words: "+f.words) })
	t.Logf("there again %v after the cable", time.Since(began).Round(time.Millisecond))
	shell.hear(patience, "tick-40-of")
	shell.press("echo $mine-still\r")
	shell.hear(patience, "kept-still")
	select {
	case err := <-copied:
		must(t, err)
		if hashOf(t, filepath.Join(dir, "large")) != want {
			t.Error("what was fetched is another file")
		}
	case <-time.After(time.Minute):
		t.Error("the transfer neither ends nor goes on")
	}
	if s := j.session(); s.State != "active" {
		t.Errorf("after the cut it is %s", s.State)
	}
	j.assist.press("0")
	j.assist.see("The whole recording is on the server")
	j.wholeTicks(j.sealed(patience), 40)
}

// wholeTicks checks that every tick of a shell's is on the recording, in order.
func (j *journey) wholeTicks(r recording, n int) {
	j.t.Helper()
	if !r.Complete {
		j.t.Error("the recording has no end of its own")
	}
	at := 0
	for i := 1; i <= n; i++ {
		next := strings.Index(r.text[at:], fmt.Sprintf("tick-%d-of", i))
		if next < 0 {
			j.t.Fatalf("the recording has a gap at tick %d", i)
		}
		at += next
	}
}
