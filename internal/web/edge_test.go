package web

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"surety/internal/db"
	"surety/internal/suretytest"
)

func TestForgedRequestsAreRefused(t *testing.T) {
	p := onSQLite(t)
	v := p.as(p.Client())
	for name, tc := range map[string]struct {
		headers []string
		want    int
	}{
		"the app":                {nil, 200},
		"fetch metadata alone":   {[]string{"Origin", "", "Sec-Fetch-Site", "same-origin"}, 200},
		"no header":              {[]string{csrfHeader, ""}, 403},
		"another origin":         {[]string{"Origin", "https://evil.example"}, 403},
		"the same host in clear": {[]string{"Origin", "http://help.surety.example"}, 403},
		"null origin":            {[]string{"Origin", "null"}, 403},
		"another site":           {[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		"a sibling":              {[]string{"Sec-Fetch-Site", "same-site"}, 403},
		"neither":                {[]string{"Origin", ""}, 403},
	} {
		g := v.ask("PATCH", "/api/v1/me", map[string]any{"theme": "dark"}, tc.headers...)
		if g.StatusCode != tc.want || tc.want == 403 && g.code() != "csrf" {
			t.Errorf("%s: %d %s, want %d", name, g.StatusCode, g.body, tc.want)
		}
	}
}

func TestHostsAndMethodsAndShapes(t *testing.T) {
	p := onSQLite(t)
	v := p.as(p.Client())
	big := `{"name":"` + strings.Repeat("x", maxBody) + `"}`
	for name, tc := range map[string]struct {
		method, path string
		body         any
		headers      []string
		status       int
		code         string
	}{
		"unknown route":    {"GET", "/api/v1/none", nil, nil, 404, "absent"},
		"unknown method":   {"PUT", "/api/v1/session", nil, nil, 405, "method_unknown"},
		"app, not to post": {"POST", "/tickets", nil, nil, 405, "method_unknown"},
		"not JSON":         {"PATCH", "/api/v1/me", "{", nil, 422, "invalid"},
		"not an object":    {"PATCH", "/api/v1/me", "[]", nil, 422, "invalid"},
		"unknown field":    {"PATCH", "/api/v1/me", `{"roles":["admin"]}`, nil, 422, "invalid"},
		"bad enum":         {"PATCH", "/api/v1/me", `{"theme":"neon"}`, nil, 422, "invalid"},
		"other type":       {"PATCH", "/api/v1/me", `{}`, []string{"Content-Type", "text/plain"}, 415, "unsupported_type"},
		"too large":        {"PATCH", "/api/v1/me", big, nil, 413, "too_large"},
		"bad query":        {"GET", "/api/v1/tickets?limit=1000", nil, nil, 422, "invalid"},
	} {
		g := v.ask(tc.method, tc.path, tc.body, tc.headers...)
		var got Problem
		g.json(t, &got)
		if g.StatusCode != tc.status || got.Code != tc.code || got.Status != tc.status || got.Title == "" || g.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %s, want %d %s", name, g.StatusCode, g.Header.Get("Content-Type"), g.body, tc.status, tc.code)
		}
	}
	r := v.request("GET", "/api/v1/session", nil)
	r.Host = "evil.example"
	resp, err := v.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close(); resp.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("foreign host: %d, want 421", resp.StatusCode)
	}
}

func TestRefusedValuesAreNotRepeated(t *testing.T) {
	p := onSQLite(t)
	secret := "correct-horse-battery"
	for _, body := range []string{
		`{"email":"a@b.example","password":["` + secret + `"]}`, `{"email":"a@b.example","password":"` + secret + `"`,
		`{"email":1,"password":"` + secret + `"}`, `{"email":"a@b.example","password":"` + strings.Repeat(secret, 80) + `"}`,
		`{"email":"` + secret + `","password":"x","` + secret + `":1}`,
	} {
		g := p.anonymous().ask("POST", "/api/v1/sign-in/password", body)
		text := strings.ReplaceAll(string(g.body), `"field":"`+secret, "")
		if g.StatusCode < 400 || strings.Contains(text, secret) {
			t.Errorf("%d %s", g.StatusCode, g.body)
		}
	}
}

func TestEveryAnswerCarriesTheStrictHeaders(t *testing.T) {
	p := onSQLite(t)
	v := p.as(p.Client())
	for _, path := range []string{"/", "/tickets/x", "/favicon.svg", "/api/v1/session", "/api/v1/none", "/api/v1/me", "/_app/none.js", "/api/openapi.json"} {
		g := v.ask("GET", path, nil)
		csp := g.Header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Access-Control-Allow-Origin": ""} {
			if g.Header.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", path, name, g.Header.Get(name), want)
			}
		}
		if g.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: no HSTS", path)
		}
	}
	if g := v.ask("GET", "/", nil); !strings.Contains(g.Header.Get("Content-Security-Policy"), "'sha256-") {
		t.Error("the app's own start script has no hash in the policy")
	}
}

func TestSessionCookieIsStrictAndNew(t *testing.T) {
	p := onSQLite(t)
	who := p.Client()
	p.server.Demo, p.server.Personas = nil, []Persona{{ID: string(who.Account)}}
	if g := p.anonymous().ask("POST", "/api/v1/demo/sign-in", Chosen{ID: string(who.Account)}); g.StatusCode != 404 {
		t.Errorf("the demo's door is open in a normal installation: %d", g.StatusCode)
	}
	before := p.as(who)
	g := before.ask("POST", "/api/v1/sign-out", nil)
	c := g.Cookies()
	if g.StatusCode != 204 || len(c) != 1 || c[0].Name != secureCookie || c[0].Value != "" || !c[0].Secure || !c[0].HttpOnly || c[0].Path != "/" || c[0].Domain != "" || c[0].SameSite != http.SameSiteLaxMode {
		t.Errorf("sign-out: %d %v", g.StatusCode, g.Header.Values("Set-Cookie"))
	}
	if g := before.ask("GET", "/api/v1/me", nil); g.StatusCode != 401 || g.code() != "not_signed_in" {
		t.Errorf("after sign-out: %d %s", g.StatusCode, g.body)
	}
}

func TestForwardedHeadersCountFromProxiesAlone(t *testing.T) {
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, tc := range []struct{ peer, header, want string }{
		{"192.0.2.9:1", "198.51.100.1", "192.0.2.9"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "203.0.113.66, 198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "203.0.113.66, 198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"10.0.0.1:1", "203.0.113.66, nonsense", "10.0.0.1"},
		{"[::ffff:10.0.0.1]:1", "2001:db8::1", "2001:db8::1"},
	} {
		r := &http.Request{RemoteAddr: tc.peer, Header: http.Header{}}
		if tc.header != "" {
			r.Header.Set("X-Forwarded-For", tc.header)
		}
		if got := clientAddress(r, proxies).String(); got != tc.want {
			t.Errorf("%s with %q: %s, want %s", tc.peer, tc.header, got, tc.want)
		}
	}
}

func TestPanicIsAProblemAndTellsNothing(t *testing.T) {
	p := newPlace(t, suretytest.New(t, db.SQLite), func(s *Settings) { s.Desk = nil })
	g := p.as(p.Client()).ask("GET", "/api/v1/tickets", nil)
	if g.StatusCode != 500 || g.code() != "internal" || strings.Contains(string(g.body), "nil") || g.Header.Get("X-Request-Id") == "" {
		t.Errorf("%d %s", g.StatusCode, g.body)
	}
}

func TestGuessesAreLimitedByAddress(t *testing.T) {
	p := onSQLite(t)
	p.server.limits = newLimits(p.Clock, 1)
	v := p.anonymous()
	var g got
	for range perGuess.burst + 1 {
		g = v.ask("GET", "/api/v1/invitations/none", nil)
	}
	if g.StatusCode != 429 || g.code() != "too_many" || g.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s, want 429 with Retry-After", g.StatusCode, g.body)
	}
	if g := v.ask("GET", "/api/v1/session", nil); g.StatusCode != 200 {
		t.Errorf("other routes: %d, want 200", g.StatusCode)
	}
}
