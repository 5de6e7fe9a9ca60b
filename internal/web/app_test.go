package web

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
)

func TestTheAppIsServedWithItsCachesAndCodings(t *testing.T) {
	p := onSQLite(t)
	v := p.anonymous()
	for _, tc := range []struct{ path, accept, body, cache, coding string }{
		{"/", "", "<p>app</p>", "no-cache", ""},
		{"/tickets/anything", "", "<p>app</p>", "no-cache", ""},
		{"/_app/immutable/a.js", "identity", "let a = 1", "public, max-age=31536000, immutable", ""},
		{"/_app/immutable/a.js", "gzip, br", "br", "public, max-age=31536000, immutable", "br"},
		{"/_app/immutable/a.js", "gzip", "gz", "public, max-age=31536000, immutable", "gzip"},
		{"/_app/immutable/a.js", "br;q=0, gzip", "gz", "public, max-age=31536000, immutable", "gzip"},
		{"/_app/immutable/b.wasm", "br", "br", "public, max-age=31536000, immutable", "br"},
		{"/_app/immutable/b.wasm", "identity", "only compressed", "public, max-age=31536000, immutable", ""},
	} {
		g := v.ask("GET", tc.path, nil, "Accept-Encoding", orIdentity(tc.accept))
		if g.StatusCode != 200 || !strings.Contains(string(g.body), tc.body) || g.Header.Get("Cache-Control") != tc.cache || g.Header.Get("Content-Encoding") != tc.coding {
			t.Errorf("%s with %q: %d %q %q %q", tc.path, tc.accept, g.StatusCode, g.body, g.Header.Get("Cache-Control"), g.Header.Get("Content-Encoding"))
		}
	}
	for _, path := range []string{"/_app/immutable/gone.js", "/_app/../_app/x", "/api/none", "/api"} {
		if g := v.ask("GET", path, nil); g.StatusCode != 404 || strings.Contains(string(g.body), "<p>app</p>") {
			t.Errorf("%s: %d %s", path, g.StatusCode, g.body)
		}
	}
}

func zipped(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.Bytes()
}

func orIdentity(s string) string {
	if s == "" {
		return "identity"
	}
	return s
}
