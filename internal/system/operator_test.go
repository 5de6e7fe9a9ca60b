package system_test

import (
	"path/filepath"
	"testing"
	"time"
)

// TestOperatorsDeedsReachTheRunningServer works at the command line beside a server of an embedded installation, which
// nobody tells of it.
func TestOperatorsDeedsReachTheRunningServer(t *testing.T) {
	w := copyOf(t, filepath.Join(t.TempDir(), "data"))
	w.restart(t)
	t.Run("a new root key is found", func(t *testing.T) {
		succeed(t, "admin", "keys", "rotate", "--data", w.data, "--level", "root")
		id := w.open(t, "after the rotation")
		w.client.browser.must(t, 200, "GET", "/tickets/"+id+"/messages", nil, nil)
		var newcomer struct{ ID string } // whose keys are made under the new root
		w.agent.browser.must(t, 201, "POST", "/requesters", m{"name": "New Comer", "email": "new@client.example", "language": "en"}, &newcomer)
		w.agent.browser.must(t, 201, "POST", "/tickets", m{"subject": "S", "text": "T", "department": w.department, "requester": newcomer.ID}, nil)
	})
	t.Run("rights end at once", func(t *testing.T) {
		events := w.agent.browser.listen(t)
		begun := time.Now()
		succeed(t, "admin", "account", "disable", "--data", w.data, w.cast.agent.email)
		for _, c := range []*client{w.agent.browser, w.agent.program} {
			if a, err := c.call(t.Context(), "GET", "/tickets", nil); err != nil || a.status != 401 {
				t.Errorf("the next request was answered %d %s %v", a.status, a.body, err)
			}
		}
		deadline := time.After(30 * time.Second)
		for open := true; open; {
			select {
			case _, open = <-events:
			case <-deadline:
				t.Fatal("the stream of a disabled account stays open")
			}
		}
		if cut := time.Since(begun); cut > 5*time.Second {
			t.Errorf("the stream was cut after %s; A3 says 5 s", cut)
		}
	})
	w.server.stop()
	w.verify(t)
}
