package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"surety/internal/db"
)

// target is a running site and what to do to it.
type target struct {
	run    Running
	people *people
	plan   Plan
}

const replyText = "We have looked into it and will call you this afternoon. Please keep the machine switched off until then."

// first asks for the first page once.
func (t target) first() error {
	a, err := dial(t.run.Address)
	if err != nil {
		return err
	}
	defer a.close()
	_, err = a.ask(t.head("GET", "/tickets?status=active", 0), "")
	return err
}

func (t target) head(method, path string, length int) string {
	h := fmt.Sprintf("%s /api/v1%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n", method, path, t.run.Address, t.people.Token)
	if method == "POST" {
		h += fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n", length)
	}
	return h + "\r\n"
}

// all is every measurement, in the order of the report.
func (t target) all(ctx context.Context) ([]Result, error) {
	deep, err := t.deepCursor()
	if err != nil {
		return nil, err
	}
	eight, many := Load{8, t.plan.Length}, Load{writers, t.plan.Length}
	get := func(path string) func(Load, string) (Result, error) {
		return func(l Load, name string) (Result, error) { return t.get(l, name, path) }
	}
	long := "/tickets/" + string(t.people.Long)
	var results []Result
	for _, m := range []struct {
		name string
		load Load
		run  func(Load, string) (Result, error)
	}{
		{"a handler that does nothing", eight, t.trivial},
		{"list: active", eight, get("/tickets?status=active")},
		{"list: all", eight, get("/tickets")},
		{"list: unassigned", eight, get("/tickets?assignee=none&status=active")},
		{"list: urgent", eight, get("/tickets?priority=urgent")},
		{"list: closed, deep page", eight, get("/tickets?status=closed&cursor=" + url.QueryEscape(deep))},
		{"open: ticket", eight, get(long)},
		{"open: its 20 messages", eight, get(long + "/messages?limit=20")},
		{"reply", many, t.reply},
		{"ask for help (staff, for a client)", eight, t.open},
		{"raw insert of a reply's bytes", many, func(l Load, name string) (Result, error) { return t.raw(ctx, l, name) }},
	} {
		if !strings.Contains(m.name, t.plan.Only) {
			continue
		}
		r, err := profiled(t.plan.Profile, fmt.Sprintf("%d-%s", t.people.Made, m.name), func() (Result, error) { return m.run(m.load, m.name) })
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	return results, nil
}

func (t target) get(l Load, name, path string) (Result, error) {
	head := t.head("GET", path, 0)
	return t.http(l, name, t.run.Address, func(*rand.Rand) (string, string) { return head, "" })
}

// trivial is the floor: the same server library answering nothing much.
func (t target) trivial(l Load, name string) (Result, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return Result{}, err
	}
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"items":[]}`) }), ReadHeaderTimeout: time.Second}
	go func() { _ = s.Serve(listener) }() // ended by Close
	defer s.Close()
	head := t.head("GET", "/", 0)
	return t.http(l, name, listener.Addr().String(), func(*rand.Rand) (string, string) { return head, "" })
}

func (t target) reply(l Load, name string) (Result, error) {
	body, err := json.Marshal(map[string]any{"text": replyText, "kind": "message", "seen": 0, "anyway": true})
	if err != nil {
		return Result{}, err
	}
	return t.http(l, name, t.run.Address, func(r *rand.Rand) (string, string) {
		id := t.people.Active[r.IntN(len(t.people.Active))]
		return t.head("POST", "/tickets/"+string(id)+"/messages", len(body)), string(body)
	})
}

func (t target) open(l Load, name string) (Result, error) {
	return t.http(l, name, t.run.Address, func(r *rand.Rand) (string, string) {
		words, n := said[r.IntN(len(said))], r.IntN(len(t.people.Clients))
		body, _ := json.Marshal(map[string]any{"subject": words[0], "text": words[1], "department": t.people.Departments[0], "requester": t.people.Clients[n].Account})
		return t.head("POST", "/tickets", len(body)), string(body)
	})
}

func (t target) http(l Load, name, address string, next func(*rand.Rand) (head, body string)) (Result, error) {
	return l.run(name, func(client int) (work, func(), error) {
		a, err := dial(address)
		if err != nil {
			return nil, nil, err
		}
		r := rand.New(rand.NewPCG(uint64(client), 1))
		return func(int, int) (int64, error) { return a.ask(next(r)) }, a.close, nil
	})
}

// raw inserts rows of the size of a reply, durably and grouped as everything is, but sealed and recorded nowhere.
func (t target) raw(ctx context.Context, l Load, name string) (Result, error) {
	err := t.run.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS bench_raw (client BIGINT NOT NULL, turn BIGINT NOT NULL, body BYTEA NOT NULL, PRIMARY KEY (client, turn))`)
		return err
	})
	if err != nil {
		return Result{}, err
	}
	base := time.Now().UnixNano()
	return l.run(name, func(client int) (work, func(), error) {
		return func(client, turn int) (int64, error) {
			return 0, t.run.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `INSERT INTO bench_raw (client, turn, body) VALUES ($1, $2, $3)`, client, base+int64(turn), []byte(replyText))
				return err
			})
		}, func() {}, nil
	})
}

// deepCursor walks far into the closed tickets: to page 400, or half of them.
func (t target) deepCursor() (string, error) {
	cursor := ""
	for range min(200, t.people.Made*6/10/200) {
		req, err := http.NewRequest("GET", "http://"+t.run.Address+"/api/v1/tickets?status=closed&limit=100&cursor="+url.QueryEscape(cursor), nil)
		if err != nil {
			return "", err
		}
		req.Header.Set("Authorization", "Bearer "+t.people.Token)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return "", err
		}
		var page struct{ Next string }
		err = json.NewDecoder(res.Body).Decode(&page)
		res.Body.Close()
		if err != nil || page.Next == "" {
			return cursor, err
		}
		cursor = page.Next
	}
	return cursor, nil
}

// resident reads a memory figure of this process, in bytes; 0 where the system does not say.
func resident(field string) int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10
		}
	}
	return 0
}
