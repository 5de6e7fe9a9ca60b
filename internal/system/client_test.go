package system_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

var transport = &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 5 * time.Second}

// client speaks to a server as one person: by an API token, or as a browser does.
type client struct {
	address string // where it connects to
	host    string // whom it asks for, when that is another: a balancer's name
	token   string
	cookie  string
	agent   string
	http    http.Client
}

// answer is what came back.
type answer struct {
	status int
	code   string // of a problem
	body   []byte
	header http.Header
}

func (c *client) request(ctx context.Context, method, path string, body io.Reader, headers ...string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+c.address+path, body)
	if err != nil {
		return nil, err
	}
	req.Host = c.host
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	} else {
		req.Header.Set("X-Surety-Csrf", "1")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		req.Header.Set("Cookie", c.cookie)
	}
	if c.agent != "" {
		req.Header.Set("User-Agent", c.agent)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return req, nil
}

// send sends what it is given as it is; the paths are below /api/v1.
func (c *client) send(ctx context.Context, method, path string, body io.Reader, headers ...string) (answer, error) {
	req, err := c.request(ctx, method, "/api/v1"+path, body, headers...)
	if err != nil {
		return answer{}, err
	}
	c.http.Transport = transport
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	for _, k := range res.Cookies() {
		c.cookie = k.Name + "=" + k.Value
	}
	a := answer{status: res.StatusCode, body: text, header: res.Header}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/problem") {
		var p struct{ Code string }
		err = firstOf(err, json.Unmarshal(text, &p))
		a.code = p.Code
	}
	return a, err
}

// call sends v as JSON.
func (c *client) call(ctx context.Context, method, path string, v any, headers ...string) (answer, error) {
	var body io.Reader
	if v != nil {
		text, err := json.Marshal(v)
		if err != nil {
			return answer{}, err
		}
		body, headers = bytes.NewReader(text), append(headers, "Content-Type", "application/json")
	}
	return c.send(ctx, method, path, body, headers...)
}

// must calls, expects the status, and reads the answer into out unless that is nil.
func (c *client) must(t testing.TB, status int, method, path string, v, out any, headers ...string) answer {
	t.Helper()
	a, err := c.call(t.Context(), method, path, v, headers...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	if a.status != status {
		t.Fatalf("%s %s answered %d, not %d: %s", method, path, a.status, status, a.body)
	}
	if out != nil {
		if err := json.Unmarshal(a.body, out); err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return a
}

// all reads a list to its end.
func all[T any](t testing.TB, c *client, path string) (items []T) {
	t.Helper()
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	for cursor := ""; ; {
		var page struct {
			Items []T
			Next  string
		}
		c.must(t, 200, "GET", path+join+"limit=100&cursor="+cursor, nil, &page)
		if items = append(items, page.Items...); page.Next == "" {
			return items
		}
		if cursor = page.Next; len(items) > 1_000_000 {
			t.Fatalf("%s does not end", path)
		}
	}
}

// at is the same person at another server; host is whom to ask for there.
func (c *client) at(address, host string) *client {
	return &client{address: address, host: host, token: c.token, cookie: c.cookie, agent: c.agent}
}

// bearer is the same person as a program.
func (c *client) bearer(token string) *client {
	return &client{address: c.address, host: c.host, token: token, agent: c.agent}
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// event is one event of a live stream.
type event struct {
	name, data string
	at         time.Time
}

// listen opens the live stream; the channel is closed when the stream ends.
func (c *client) listen(t testing.TB) <-chan event {
	t.Helper()
	req, err := c.request(t.Context(), "GET", "/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		text, err := io.ReadAll(res.Body)
		t.Fatalf("the live stream answered %d: %s %v", res.StatusCode, text, err)
	}
	events := make(chan event, 1000)
	go func() {
		defer close(events)
		defer res.Body.Close()
		readEvents(res.Body, events)
	}()
	return events
}

func readEvents(r io.Reader, events chan<- event) {
	var name string
	for line := range lines(r) {
		if rest, ok := strings.CutPrefix(line, "event: "); ok {
			name = rest
		}
		if rest, ok := strings.CutPrefix(line, "data: "); ok {
			events <- event{name, rest, time.Now()}
		}
	}
}

// hear waits for an event that is meant.
func hear(t testing.TB, events <-chan event, within time.Duration, what string, is func(event) bool) event {
	t.Helper()
	timeout := time.After(within)
	for {
		select {
		case e, open := <-events:
			if !open {
				t.Fatalf("the stream ended before %s", what)
			}
			if is(e) {
				return e
			}
		case <-timeout:
			t.Fatalf("%s was not heard within %s", what, within)
		}
	}
}

// unique makes text that nobody else writes.
func unique(what string, n int64) string {
	return fmt.Sprintf("%s %d: دکمه не работает 打不开", what, n)
}

// idOf is the id that an answer carries.
func idOf(body []byte) string {
	var v struct{ ID string }
	_ = json.Unmarshal(body, &v) // an answer without one is noticed by who uses the id
	return v.ID
}

func unmarshal(t testing.TB, text []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}
