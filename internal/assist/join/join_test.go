package join

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"surety/internal/wire"
)

func TestWhatPeopleMakeOfACode(t *testing.T) {
	for _, text := range []string{"help.example/7K3QX-M2F9T", "https://help.example/7k3qxm2f9t", " help.example/7K3QX M2F9T ", "HELP.example/7k3qx-m2f9t", "help.example/۷K۳QX-M۲F۹T"} {
		if p, err := Parse(text, false); err != nil || p.Host != "help.example" || p.Code != "7K3QX-M2F9T" {
			t.Errorf("%q: %+v, %v", text, p, err)
		}
	}
	if p, _ := Parse("h/oOiIl-LLLLL", false); p.Code != "00111-11111" {
		t.Errorf("letters that are taken for digits: %q", p.Code)
	}
	for _, text := range []string{"", "help.example", "help.example/", "/7K3QX-M2F9T", "help.example/7K3QX-M2F9", "help.example/7K3QX-M2F9TT", "help.example/7K3QU-M2F9T",
		"user@help.example/7K3QX-M2F9T", "help.example\n/7K3QX-M2F9T", "help.example/7K3QX-M2F9T?x"} {
		if p, err := Parse(text, false); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %+v, %v", text, p, err)
		}
	}
}

func TestPlainIsForThisMachineAlone(t *testing.T) {
	for host, fine := range map[string]bool{"localhost:8080": true, "127.0.0.1": true, "[::1]:80": true, "help.example": false, "10.0.0.1": false, "localhost.example": false} {
		if _, err := Parse(host+"/7K3QX-M2F9T", true); (err == nil) != fine {
			t.Errorf("%s: %v", host, err)
		}
	}
}

// answering is a client of a server that answers so.
func answering(t *testing.T, handle http.HandlerFunc) *Client {
	t.Helper()
	s := httptest.NewTLSServer(handle)
	t.Cleanup(s.Close)
	p, err := Parse(strings.TrimPrefix(s.URL, "https://")+"/7K3QX-M2F9T", false)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return New(p, &tls.Config{RootCAs: pool, ServerName: "example.com"})
}

func (c *Client) try() (*Joined, error) {
	return c.Join(context.Background(), make(ed25519.PublicKey, 32), "test")
}

func TestAServerThatNobodyVouchesForIsNotJoined(t *testing.T) {
	asked := false
	c := answering(t, func(http.ResponseWriter, *http.Request) { asked = true })
	if _, err := New(c.Place, nil).try(); !errors.Is(err, ErrUnproven) || asked {
		t.Errorf("an unknown certificate: %v, asked: %v", err, asked)
	}
}

func TestAnswersThatAreNotBelieved(t *testing.T) {
	session := wire.Session{1, 2, 3}
	good := func(host string) answered {
		f := wire.Facts{Session: session, Host: host, Powers: []wire.Purpose{wire.TerminalView}, Until: time.Now().Add(time.Hour).Unix()}
		return answered{Session: hex.EncodeToString(session[:]), Token: "t", Facts: f.Encode(), RecordingKey: make([]byte, 32), SnapshotKey: make([]byte, 32), Kind: KindSession}
	}
	facts := func(a *answered, change func(*wire.Facts)) {
		f, _ := wire.DecodeFacts(a.Facts)
		change(&f)
		a.Facts = f.Encode()
	}
	for name, c := range map[string]struct {
		change func(*answered)
		want   error
	}{
		"as it should be":         {func(*answered) {}, nil},
		"another session":         {func(a *answered) { facts(a, func(f *wire.Facts) { f.Session[0]++ }) }, ErrDishonest},
		"another server":          {func(a *answered) { facts(a, func(f *wire.Facts) { f.Host = "other.example" }) }, ErrDishonest},
		"nothing asked for":       {func(a *answered) { facts(a, func(f *wire.Facts) { f.Powers = nil }) }, ErrDishonest},
		"ports without the power": {func(a *answered) { facts(a, func(f *wire.Facts) { f.Ports = []string{"a:1"} }) }, ErrDishonest},
		"something behind facts":  {func(a *answered) { a.Facts = append(a.Facts, 0) }, ErrUnreadable},
		"a short key":             {func(a *answered) { a.RecordingKey = a.RecordingKey[1:] }, ErrUnreadable},
		"no snapshot key":         {func(a *answered) { a.SnapshotKey = nil }, ErrUnreadable},
		"no token":                {func(a *answered) { a.Token = "" }, ErrUnreadable},
		"an unknown kind":         {func(a *answered) { a.Kind = "everything" }, ErrUnreadable},
		"a session of no form":    {func(a *answered) { a.Session = "xyz" }, ErrUnreadable},
	} {
		cl := answering(t, func(w http.ResponseWriter, r *http.Request) {
			a := good(r.Host)
			c.change(&a)
			_ = json.NewEncoder(w).Encode(map[string]any{"session": a.Session, "token": a.Token, "facts": a.Facts, "recordingKey": a.RecordingKey, "snapshotKey": a.SnapshotKey, "kind": a.Kind})
		})
		if _, err := cl.try(); !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		code   string
	}{
		"a refusal": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(403)
			w.Write([]byte(`{"code":"code_wrong"}`))
		}, "code_wrong"},
		"a page": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502); w.Write([]byte("<html>")) }, "status_502"},
		"a code that draws": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(403)
			w.Write([]byte("{\"code\":\"\\u001b[2J\"}"))
		}, "status_403"},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://other.example/", http.StatusTemporaryRedirect)
		}, "status_307"},
		"no JSON": {func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("yes")) }, "answer_unreadable"},
		"without end": {func(w http.ResponseWriter, _ *http.Request) {
			w.Write([]byte(`{"kind":"` + strings.Repeat("x", maxAnswer)))
		}, "answer_unreadable"},
	} {
		_, err := answering(t, c.answer).try()
		if err == nil || !strings.HasPrefix(err.Error(), c.code+":") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("help.example/7K3QX-M2F9T")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text, false)
		if err != nil {
			return
		}
		if again, err := Parse(p.Host+"/"+p.Code, false); err != nil || again != p {
			t.Errorf("%q became %+v, and that %+v, %v", text, p, again, err)
		}
	})
}
