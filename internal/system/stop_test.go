package system_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// upload is a file on its way: the first half is sent, the second waits for go.
type upload struct {
	body io.WriteCloser
	rest []byte
	done chan answer
}

func (w *world) begin(t *testing.T, ticket, name string, body []byte) *upload {
	t.Helper()
	r, pipe := io.Pipe()
	u := &upload{body: pipe, rest: body[len(body)/2:], done: make(chan answer, 1)}
	path := fmt.Sprintf("/tickets/%s/files?message=1&size=%d", ticket, len(body))
	c := w.client.program.at(w.server.address, "")
	go func() {
		a, err := c.send(t.Context(), "POST", path, r, "Upload-Name", base64.RawURLEncoding.EncodeToString([]byte(name)), "Content-Type", "application/octet-stream")
		if err != nil {
			a.body = []byte(err.Error())
		}
		u.done <- a
	}()
	if _, err := pipe.Write(body[:len(body)/2]); err != nil {
		t.Fatal(err)
	}
	return u
}

func (u *upload) finish(t *testing.T) answer {
	t.Helper()
	if _, err := u.body.Write(u.rest); err != nil || u.body.Close() != nil {
		t.Fatalf("the second half was not taken: %v", err)
	}
	select {
	case a := <-u.done:
		return a
	case <-time.After(30 * time.Second):
		t.Fatal("the upload was not answered")
		return answer{}
	}
}

var underWay = regexp.MustCompile(`(?m)^surety_requests_under_way (\d+)`)

// under reads from the metrics how many requests are being worked on.
func under(t *testing.T, address string) int {
	t.Helper()
	res, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	found := underWay.FindSubmatch(text)
	if err != nil || found == nil {
		t.Fatalf("no such measure: %v", err)
	}
	n, err := strconv.Atoi(string(found[1]))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestGracefulStop tells a busy server to stop: what is under way is finished, streams are ended, nothing confirmed is
// lost, and it ends with 0.
func TestGracefulStop(t *testing.T) {
	w := copyOf(t, filepath.Join(t.TempDir(), "data"))
	metrics := freeAddress(t)
	w.args = []string{"--metrics", metrics}
	w.restart(t)
	ticket := w.open(t, "stop")
	events := w.agent.program.listen(t)
	body := photo("half before, half after")
	u := w.begin(t, ticket, "late.jpg", body)
	wait(t, 20*time.Second, "stream and upload to be under way", func() bool { return under(t, metrics) >= 2 })
	l := newLoad(t, w, 8)
	begun := time.Now()
	l.during(func() {
		wait(t, 20*time.Second, "load", func() bool { return l.taken.Load() > 200 })
		w.server.signal()
		wait(t, 20*time.Second, "the server to refuse new connections", func() bool {
			_, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Get("http://" + w.server.address + "/healthz")
			return err != nil
		})
		if a := u.finish(t); a.status != 201 {
			t.Errorf("the upload under way was answered %d %s", a.status, a.body)
		}
		if code := w.server.exit(25 * time.Second); code != 0 {
			t.Errorf("the server ended with %d: %s", code, w.server.errs.tail())
		}
	})
	took := time.Since(begun)
	for e := range events { // ends, or the test's own deadline does it
		if e.name == "session" {
			t.Errorf("a stopping server said farewell to a session: %s", e.data)
		}
	}
	if errs := w.server.errs.String(); strings.Contains(errs, "level=ERROR") {
		t.Errorf("errors in the log: %s", w.server.errs.tail())
	}
	w.restart(t)
	l.settle()
	l.check()
	w.has(t, ticket, "late.jpg", len(body))
	w.server.stop()
	w.verify(t)
	l.report(took, "stopped under load")
	if n := l.again.Load(); n > 0 {
		t.Errorf("%d answers were lost, though the stop was a graceful one", n)
	}
}

// has expects one file of the name and size on the ticket's first message.
func (w *world) has(t *testing.T, ticket, name string, size int) {
	t.Helper()
	files := w.files(t, ticket)
	if len(files) != 1 || files[0].Name != name || files[0].Size != size || files[0].Check.State != "unscanned" {
		t.Errorf("the ticket's files are %+v", files)
	}
}

type file struct {
	ID, Name string
	Size     int
	Check    struct{ State string }
}

func (w *world) files(t *testing.T, ticket string) (fs []file) {
	t.Helper()
	for _, one := range all[struct{ Files []file }](t, w.agent.program, "/tickets/"+ticket+"/messages") {
		fs = append(fs, one.Files...)
	}
	return fs
}
