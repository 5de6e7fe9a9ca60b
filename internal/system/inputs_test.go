package system_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

type m = map[string]any

// fly sends a secret into every input.
func (b *birds) fly(t *testing.T, w *world) {
	t.Helper()
	other := b.settings(t, w)
	ticket := b.conversation(t, w)
	b.account(t, w)
	b.stray(t, w, ticket)
	w.agent.browser.must(t, 200, "POST", "/tickets/"+ticket+"/hand-over", m{"department": other, "note": b.text("hand-over note")}, nil)
}

// settings are a second department, a field, an organisation.
func (b *birds) settings(t *testing.T, w *world) (other string) {
	t.Helper()
	admin := w.admin.browser
	why := "it is a setting, read by all"
	var department struct {
		ID      string
		Version int
	}
	admin.must(t, 201, "POST", "/admin/departments", m{"name": m{"en": "Finance"}, "description": m{"en": b.open("department's description", why)}, "open": true}, &department)
	a := admin.must(t, 200, "GET", "/admin/departments", nil, nil)
	field := m{"key": "serial", "label": m{"en": b.open("field's label", why)}, "kind": "text", "required": false, "choices": []string{}, "visibleToClient": true}
	admin.must(t, 200, "PATCH", "/admin/departments/"+w.department, m{"fields": []m{field}}, nil, "If-Match", versionOf(t, a.body, w.department))
	admin.must(t, 201, "POST", "/admin/organisations", m{"name": b.text("organisation's name")}, nil)
	admin.must(t, 201, "POST", "/admin/accounts", m{"email": b.email("e-mail of an invitation"), "name": b.text("name in an invitation"), "language": "fa",
		"roles": []string{"client"}, "posts": []m{}}, nil)
	return department.ID
}

// conversation is everything that is said in a ticket.
func (b *birds) conversation(t *testing.T, w *world) (id string) {
	t.Helper()
	asker, agent := w.client.browser, w.agent.browser
	request := func(what string) m {
		return m{"subject": b.text("subject" + what), "text": b.text("first message" + what), "department": w.department, "fields": m{"serial": b.text("field" + what)}}
	}
	asker.must(t, 200, "PUT", "/me/draft", request(" of a request draft"), nil)
	asker.must(t, 200, "GET", "/me/draft", nil, nil)
	for _, what := range []string{"", " of another"} {
		one := request(what)
		for range 2 { // the second is answered from what was kept
			id = idOf(asker.must(t, 201, "POST", "/tickets", one, nil, "Idempotency-Key", "key "+b.text("idempotency key" + what)[:17]).body)
		}
	}
	say := func(c *client, path string, what string, more m) int {
		body := m{"text": b.text(what), "kind": "message", "seen": 0, "anyway": true}
		for k, v := range more {
			body[k] = v
		}
		var said struct{ Seq int }
		c.must(t, 201, "POST", "/tickets/"+id+path, body, &said)
		return said.Seq
	}
	seq := say(asker, "/messages", "message", m{"files": 2})
	attach(t, asker, id, seq, b.text("name of a text file")+".txt", []byte(strings.Repeat("line\n", 30_000)+b.text("bytes of a text file")))
	attach(t, asker, id, seq, b.text("name of a photo")+".jpg", photo(b.text("bytes of a photo")))
	say(agent, "/messages", "answer", m{"status": "waiting"})
	say(agent, "/messages", "note", m{"kind": "note"})
	apart := say(agent, "/messages", "answer to be split off", nil)
	asker.must(t, 200, "PUT", "/tickets/"+id+"/draft", m{"text": b.text("draft"), "kind": "message"}, nil)
	agent.must(t, 200, "PUT", "/tickets/"+id+"/draft", m{"text": b.text("draft of a note"), "kind": "note"}, nil)
	a := agent.must(t, 200, "GET", "/tickets/"+id, nil, nil)
	agent.must(t, 200, "PATCH", "/tickets/"+id, m{"subject": b.text("subject, changed"), "fields": m{"serial": b.text("field, changed")},
		"tags": []string{b.open("tag", "tags are words of the department, not of the client")}}, nil, "If-Match", a.header.Get("ETag"))
	agent.must(t, 201, "POST", "/tickets/"+id+"/split", m{"messages": []int{apart}, "subject": b.text("subject of a split"), "department": w.department}, nil)
	for _, c := range []*client{asker, agent} {
		for _, path := range []string{"/tickets", "/tickets/counts", "/tickets/" + id, "/tickets/" + id + "/messages", "/tickets/" + id + "/record"} {
			c.must(t, 200, "GET", path, nil, nil)
		}
	}
	return id
}

// account is everything that a person says of themselves, and signing in, rightly and wrongly.
func (b *birds) account(t *testing.T, w *world) {
	t.Helper()
	a := w.client.browser.must(t, 200, "GET", "/me", nil, nil)
	w.client.browser.must(t, 200, "PATCH", "/me", m{"name": b.text("account name, changed")}, nil, "If-Match", a.header.Get("ETag"))
	w.agent.browser.must(t, 201, "POST", "/requesters", m{"name": b.text("name of a requester"), "email": b.email("e-mail of a requester"), "language": "ru"}, nil)
	var token struct{ Token string }
	w.agent.browser.must(t, 201, "POST", "/me/tokens", m{"label": b.text("label of a token"), "scopes": []string{"tickets:read"}, "expiresInDays": 3}, &token)
	b.made("API token made in the browser", token.Token)
	stranger := &client{address: w.server.address, agent: b.text("User-Agent of a stranger")}
	stranger.must(t, 401, "POST", "/sign-in/password", m{"email": w.cast.agent.email, "password": b.text("wrong password")}, nil)
	stranger.must(t, 401, "POST", "/sign-in/password", m{"email": b.email("e-mail of nobody"), "password": b.text("password of nobody")}, nil)
	stranger.must(t, 200, "POST", "/sign-in/password", m{"email": w.cast.agent.email, "password": w.cast.agent.password}, nil)
	_, err := stranger.call(t.Context(), "POST", "/sign-in/factor", m{"recoveryCode": b.text("wrong recovery code")[:17]})
	if err != nil {
		t.Fatal(err)
	}
	stranger.must(t, 200, "POST", "/sign-in/factor", m{"recoveryCode": w.agent.recovery[0]}, nil)
	b.made("session of the second sign-in", stranger.cookie[strings.Index(stranger.cookie, "=")+1:])
	stranger.must(t, 200, "GET", "/me/sign-ins", nil, nil)
	codes := stranger.must(t, 200, "POST", "/me/recovery-codes", nil, nil)
	for _, code := range strings.Split(strings.Trim(string(codes.body), "{}[]\n"), `"`) {
		if len(code) >= least && code != "recoveryCodes" {
			b.made("new recovery code", code)
		}
	}
}

// stray is what is asked for in the wrong place or form; the answer does not matter here, what is kept of it does.
func (b *birds) stray(t *testing.T, w *world, ticket string) {
	t.Helper()
	in := func(what string) string { return url.QueryEscape(b.text(what)) }
	for _, path := range []string{"/tickets?tag=" + in("filter"), "/tickets?status=" + in("filter status"), "/tickets?cursor=" + in("cursor"), "/people?q=" + in("search"),
		"/requesters?email=" + in("e-mail searched"), "/tickets/" + in("path"), "/" + in("unknown path"), "/tickets?" + in("unknown parameter") + "=1",
		"/record?action=" + in("record filter"), "/admin/accounts?email=" + in("e-mail filter"), "/invitations/" + in("wrong link"), "/password-reset/" + in("wrong reset")} {
		for _, c := range []*client{w.agent.browser, w.admin.browser, w.client.program} {
			if _, err := c.call(t.Context(), "GET", path, nil); err != nil {
				t.Error(err)
			}
		}
	}
	bodies := []string{`{"text":"` + b.text("broken JSON"), fmt.Sprintf(`{"text":%q,"kind":%q,"seen":"x"}`, b.text("refused text"), b.text("refused kind")),
		fmt.Sprintf(`{%q:1,"text":"a","kind":"note","seen":0}`, b.text("unknown key")), fmt.Sprintf(`{"text":%q,"kind":"message","seen":0}`, strings.Repeat(b.text("text too long"), 5_000))}
	for _, body := range bodies {
		a, err := w.agent.browser.send(t.Context(), "POST", "/tickets/"+ticket+"/messages", strings.NewReader(body), "Content-Type", "application/json")
		if err != nil || a.status < 400 {
			t.Errorf("a bad body was answered %d: %v", a.status, err)
		}
	}
	for header, value := range map[string]string{"Authorization": "Bearer sty_" + b.text("wrong token")[:17], "Cookie": "surety=" + b.text("wrong cookie")[:17],
		"Origin": "http://" + b.text("Origin")[:17], "X-Forwarded-For": b.text("X-Forwarded-For")[:17], "Accept-Language": b.text("Accept-Language")[:17],
		"Idempotency-Key": b.text("key of a refused request")[:17], "Content-Type": b.text("Content-Type")[:17], "If-Match": b.text("If-Match")[:17]} {
		if _, err := w.client.browser.call(t.Context(), "POST", "/tickets", m{"subject": "x"}, header, value); err != nil {
			t.Error(err)
		}
	}
}

// versionOf is the ETag of one thing in a list.
func versionOf(t testing.TB, list []byte, id string) string {
	t.Helper()
	var page struct {
		Items []struct {
			ID      string
			Version int
		}
	}
	unmarshal(t, list, &page)
	for _, i := range page.Items {
		if i.ID == id {
			return fmt.Sprintf(`"%d"`, i.Version)
		}
	}
	t.Fatalf("%s is not in the list", id)
	return ""
}
