package system_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// rotated renews each level of keys, by the app at one server and by the command line, while both go on. A new root
// is carried to the second machine, whose server refuses until then what it has not in memory.
func (p *pair) rotated(t *testing.T) {
	old := p.open(t, "before any rotation")
	for _, level := range []string{"case", "organisation", "own", "root"} {
		body, args := m{"level": level}, append([]string{"admin", "keys", "rotate", "--data", p.data, "--level", level}, places(p.args)...)
		if level == "case" {
			body["id"], args = old, append(args, "--id", old)
		}
		if level == "organisation" {
			id := p.organisation(t)
			body["id"], args = id, append(args, "--id", id)
		}
		if level != "own" {
			p.admin.browser.must(t, 200, "POST", "/admin/keys/rotate", body, nil)
			p.renewed(t, level, "app")
			p.bothWork(t, old, level+" by the app")
		}
		succeed(t, args...)
		p.renewed(t, level, "line")
		p.bothWork(t, old, level+" by the command line")
	}
	type row struct{ ID, Subject string }
	for _, c := range []*client{p.agent.browser, p.there[p.agent]} {
		rows := all[row](t, c, "/tickets")
		for _, r := range rows {
			c.must(t, 200, "GET", "/tickets/"+r.ID+"/messages", nil, nil)
		}
		t.Logf("%d tickets are read after all rotations", len(rows))
	}
}

// renewed puts a new root in place at the second machine. Until then its server refuses what it has not in memory; from
// then on it works, without a new start.
func (p *pair) renewed(t *testing.T, level, how string) {
	t.Helper()
	if level != "root" {
		return
	}
	var newcomer struct{ ID string } // whose key this server has never seen
	p.agent.browser.must(t, 201, "POST", "/requesters", m{"name": "New Comer", "email": how + "@client.example", "language": "en"}, &newcomer)
	cold := idOf(p.agent.browser.must(t, 201, "POST", "/tickets", m{"subject": how, "text": how, "department": p.department, "requester": newcomer.ID}, nil).body)
	read := func() answer {
		a, err := p.there[p.agent].call(t.Context(), "GET", "/tickets/"+cold, nil)
		if err != nil {
			t.Error(err)
		}
		return a
	}
	if a := read(); a.status != 503 || a.code != "root_mismatch" {
		t.Errorf("without the new root: %d %s", a.status, a.body)
	}
	p.carryRoot()
	wait(t, 20*time.Second, "the second server to find the new root", func() bool { return read().status == 200 })
}

// carryRoot copies the root's file to the second machine, as its operator does.
func (p *pair) carryRoot() {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.data, "keys", "root.key"))
	if err != nil {
		p.t.Fatal(err)
	}
	keep(p.t, p.rootThere, string(text))
}

// organisation is whose keys seal the tickets.
func (p *pair) organisation(t *testing.T) string {
	t.Helper()
	var keys []struct{ Level, ID string }
	unmarshal(t, []byte(succeed(t, append([]string{"admin", "keys", "list", "--json", "--data", p.data}, places(p.args)...)...)), &keys)
	for _, k := range keys {
		if k.Level == "organisation" && k.ID != "installation" {
			return k.ID
		}
	}
	t.Fatalf("no organisation has a key: %v", keys)
	return ""
}

// bothWork writes and reads at each server what the other wrote, in an old ticket and in new ones.
func (p *pair) bothWork(t *testing.T, old, after string) {
	t.Helper()
	for i, c := range []*client{p.agent.browser, p.there[p.agent]} {
		text := fmt.Sprint("after ", after, ", at ", i)
		p.reply(t, c, old, text)
		asked := []*client{p.client.browser, p.there[p.client]}[i]
		fresh := idOf(asked.must(t, 201, "POST", "/tickets", m{"subject": text, "text": text, "department": p.department}, nil).body)
		other := []*client{p.there[p.agent], p.agent.browser}[i]
		var newcomer struct{ ID string } // with keys of their own, made by this server
		c.must(t, 201, "POST", "/requesters", m{"name": "New Comer", "email": fmt.Sprintf("new%d-%s@client.example", i, strings.ReplaceAll(after, " ", "-")), "language": "en"}, &newcomer)
		foreign := idOf(c.must(t, 201, "POST", "/tickets", m{"subject": text, "text": text, "department": p.department, "requester": newcomer.ID}, nil).body)
		for _, id := range []string{old, fresh, foreign} {
			if a := other.must(t, 200, "GET", "/tickets/"+id+"/messages?before=1000000", nil, nil); !strings.Contains(string(a.body), text) {
				t.Errorf("%q is not read at the other server", text)
			}
		}
	}
}
