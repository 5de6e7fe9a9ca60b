package system_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// birds are the secrets of one installation, each under the name of the input it went in by.
type birds struct {
	sealed scanner // must not be found
	clear  scanner // may lie in the clear; found where it lies, it shows that the search looks in the right place
	told   []string
}

func (b *birds) text(input string) string {
	one := "kestrel" + strings.ToLower(rand.Text()[:10])
	b.sealed.seek(input, []byte(one))
	return one + " é«" + input + "»"
}

func (b *birds) email(input string) string {
	return strings.Fields(b.text(input))[0] + "@client.example"
}

// open is what may lie in the clear, and why.
func (b *birds) open(input, why string) string {
	one := "sparrow" + strings.ToLower(rand.Text()[:10])
	b.clear.seek(input+", since "+why, []byte(one))
	b.told = append(b.told, input+", since "+why)
	return one
}

func (b *birds) made(input, secret string) {
	b.sealed.seek(input, []byte(secret))
	b.sealed.seek(input+" without signs", []byte(strings.NewReplacer("-", "", " ", "").Replace(secret)))
	if raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret); err == nil {
		b.sealed.seek(input+", its bytes", raw)
	}
	if raw, err := base64.RawURLEncoding.DecodeString(secret); err == nil {
		b.sealed.seek(input+", its bytes", raw)
	}
}

// TestS1Canary gives every input of the API a secret of its own, at the most talkative log level, and then searches every
// byte that is left: the data directory with the store, its journal, the files and the keys, the temporary directory, all that
// PostgreSQL keeps and was told, the logs and the metrics.
func TestS1Canary(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		b := &birds{}
		w := b.world(t, "text")
		b.fly(t, w)
		b.hunt(t, w, w.data, filepath.Join(scratch, "tmp"))
	})
	t.Run("postgres", func(t *testing.T) {
		c := newCluster(t)
		data, keys := c.url("surety"), c.url("keys")
		c.logAll()
		b := &birds{}
		w := b.world(t, "json", "--database", data, "--keys-database", keys)
		b.fly(t, w)
		c.checkpoint()
		b.hunt(t, w, w.data, filepath.Join(scratch, "tmp"), c.dir)
	})
}

func (b *birds) world(t *testing.T, format string, args ...string) *world {
	t.Helper()
	someone := func(who string) role {
		r := role{b.text("account name of " + who), b.email("e-mail of " + who), b.text("password of " + who)}
		r.password = r.password[:20] // the sign of the input is not needed to find it
		return r
	}
	c := cast{site: b.open("installation's name", "anyone sees it before signing in"), department: b.open("department", "it is a setting, read by all"),
		admin: someone("admin"), agent: someone("agent"), client: someone("client")}
	args = append(args, "--log-level", "debug", "--log-format", format, "--metrics", freeAddress(t))
	w := newWorld(t, c, filepath.Join(t.TempDir(), "data"), args...)
	for _, token := range w.welcome {
		b.made("invitation link", token)
	}
	for who, p := range map[string]*person{"admin": w.admin, "agent": w.agent, "client": w.client} {
		b.made("API token of "+who, p.program.token)
		b.made("session of "+who, p.browser.cookie[strings.Index(p.browser.cookie, "=")+1:])
		if p.totp != "" {
			b.made("TOTP secret of "+who, p.totp)
		}
		for _, code := range p.recovery {
			b.made("recovery code of "+who, code)
		}
		p.browser.agent = b.text("User-Agent of " + who)
	}
	return w
}

// lookedUp is what PostgreSQL may be asked for by its own word, and so write down when it is told to log every statement.
var lookedUp = map[string]string{
	"filter": "tags lie in the clear, so they are looked up in the clear",
	"path":   "an id means nothing by itself",
}

// hunt searches everything, first while the server runs and then what it leaves.
func (b *birds) hunt(t *testing.T, w *world, dirs ...string) {
	t.Helper()
	res, err := http.Get("http://" + value(w.args, "--metrics") + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := io.ReadAll(res.Body)
	if err != nil || res.Body.Close() != nil || !bytes.Contains(metrics, []byte("surety_requests_total")) {
		t.Fatalf("metrics: %v %s", err, metrics)
	}
	hits := b.sealed.look("metrics", metrics)
	seen := map[string]bool{}
	for range 2 {
		for _, dir := range dirs {
			hits = append(hits, b.sealed.tree(t, dir)...)
			for _, h := range b.clear.tree(t, dir) {
				seen[h.secret] = true
			}
		}
		if !w.server.gone() {
			w.server.stop()
		}
	}
	hits = append(hits, b.sealed.look("standard output", []byte(w.server.out.String()))...)
	hits = append(hits, b.sealed.look("log", []byte(w.server.errs.String()))...)
	said := map[string]bool{}
	for _, h := range hits {
		if lookedUp[h.secret] != "" && h.where == "/log" || said[h.secret+h.where] {
			continue
		}
		said[h.secret+h.where] = true
		t.Errorf("%s lies in %s, %s", h.secret, h.where, h.how)
	}
	for _, name := range b.told {
		if !seen[name] {
			t.Errorf("%s: it was not found, so the search may look in the wrong place", name)
		}
	}
	if !strings.Contains(w.server.errs.String(), "POST /api/v1/tickets") {
		t.Error("the log says nothing of requests")
	}
	t.Logf("searched %d files, %d MB, for %d forms", b.sealed.files, b.sealed.bytes>>20, b.sealed.size())
}

func (s *scanner) size() (n int) {
	for _, f := range s.forms {
		n += len(f)
	}
	return n
}

func value(args []string, name string) string {
	for i, a := range args[:len(args)-1] {
		if a == name {
			return args[i+1]
		}
	}
	return ""
}

// attach uploads a file to a message of the client's.
func attach(t testing.TB, c *client, ticket string, message int, name string, body []byte) {
	t.Helper()
	path := fmt.Sprintf("/tickets/%s/files?message=%d&size=%d", ticket, message, len(body))
	a, err := c.send(t.Context(), "POST", path, bytes.NewReader(body), "Upload-Name", base64.RawURLEncoding.EncodeToString([]byte(name)),
		"Content-Type", "application/octet-stream")
	if err != nil || a.status != 201 {
		t.Fatalf("upload: %v %d %s", err, a.status, a.body)
	}
	got, err := c.send(t.Context(), "GET", "/tickets/"+ticket+"/files/"+idOf(a.body), nil)
	if err != nil || !bytes.Equal(got.body, body) {
		t.Fatalf("the file came back as %d bytes of %d: %v %d", len(got.body), len(body), err, got.status)
	}
}

// photo is a picture with words in its comment, as cameras leave them, and noise behind.
func photo(comment string) []byte {
	noise := make([]byte, 200_000)
	_, _ = rand.Read(noise) // never fails
	head := []byte{0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xff, 0xfe, 0, byte(len(comment) + 2)}
	return append(append(append(head, comment...), noise...), comment...)
}

func mustRead(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
