package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/freeport"
)

// screen is what a command prints, readable while it runs.
type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
	ch chan struct{}
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() {
		select {
		case s.ch <- struct{}{}:
		default:
		}
	}()
	return s.b.Write(b)
}

func (s *screen) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// until waits for the text to be printed.
func (s *screen) until(t *testing.T, text string) {
	t.Helper()
	late := time.After(30 * time.Second)
	for !strings.Contains(s.text(), text) {
		select {
		case <-s.ch:
		case <-late:
			t.Fatalf("%q was never printed:\n%s", text, s.text())
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	address, err := freeport.Address()
	if err != nil {
		t.Fatal(err)
	}
	return address
}

func TestFirstStartServesAndStops(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "inst")
	address := freeAddress(t)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	out, errs := &screen{ch: make(chan struct{}, 1)}, &screen{ch: make(chan struct{}, 1)}
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"serve", "--data", dir, "--listen", address}, out, errs) }()
	out.until(t, "Serving http://"+address)
	link := regexp.MustCompile(`http://` + regexp.QuoteMeta(address) + `/setup/(\S+)`).FindStringSubmatch(out.text())
	if link == nil {
		t.Fatalf("no setup link in %s", out.text())
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/api/v1/session": 200, "/api/v1/setup/" + link[1]: 200, "/api/v1/setup/" + rand.Text(): 410,
		"/api/v1/demo/personas": 404, "/metrics": 200 /* the app, not the metrics */} {
		if got, body := get(t, "http://"+address+path); got != want || strings.Contains(body, "surety_requests_total") {
			t.Errorf("%s: %d %s, want %d", path, got, body, want)
		}
	}
	second := run(context.Background(), []string{"serve", "--data", dir, "--listen", freeAddress(t)}, io.Discard, errs)
	if second != exitFailed || !strings.Contains(errs.text(), "being served by another process") {
		t.Errorf("a second server on the directory: exit %d, %s", second, errs.text())
	}
	if info, err := os.Stat(filepath.Join(dir, "keys", "root.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("root key: %v %v", info, err)
	}
	stop()
	if code := <-ended; code != exitDone {
		t.Errorf("stopped with %d: %s", code, errs.text())
	}
	for _, line := range strings.Split(errs.text(), "\n") {
		if strings.Contains(line, link[1]) || strings.Contains(line, "127.0.0.1") {
			t.Errorf("the log tells a path or an address: %s", line)
		}
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url) //nolint:gosec,noctx // this test's own server
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}
