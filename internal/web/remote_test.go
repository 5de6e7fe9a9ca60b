package web

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/suretytest"
	"surety/internal/wire"
)

// asked is a ticket whose client is asked for a session, over HTTP.
type asked struct {
	*place
	client, specialist *visitor
	ticket             string
	id                 string
}

func newAsked(p *place) *asked {
	p.T.Helper()
	d := p.Department("Support")
	client, specialist := p.Client(), p.Specialist()
	t := p.Ticket(client, d)
	if err := p.Desk.AddMember(context.Background(), p.Agent(d), t.ID, specialist.Account, "specialist"); err != nil {
		p.T.Fatal(err)
	}
	return &asked{place: p, client: p.as(client), specialist: p.as(specialist), ticket: string(t.ID)}
}

var newRemote = NewRemoteSession{Powers: []RemotePower{"terminal.view", "terminal.type"}, Reason: "To look.", Minutes: 60}

func (a *asked) fine(g got, status int, into any) {
	a.T.Helper()
	if g.StatusCode != status {
		a.T.Fatalf("%d %s, want %d", g.StatusCode, g.body, status)
	}
	if into != nil {
		g.json(a.T, into)
	}
}

func (a *asked) ask() RemoteSession {
	a.T.Helper()
	var r RemoteSession
	a.fine(a.specialist.ask("POST", "/api/v1/tickets/"+a.ticket+"/remote-sessions", newRemote), 201, &r)
	a.id = r.ID
	return r
}

func (a *asked) at(what string) string { return "/api/v1/remote-sessions/" + a.id + what }

// bare is a client's program: neither a cookie nor what browsers send.
func (a *asked) bare(token, path string, body any) got {
	a.T.Helper()
	headers := []string{csrfHeader, "", "Origin", ""}
	if token != "" {
		headers = append(headers, "Authorization", "Bearer "+token)
	}
	return a.anonymous().ask("POST", "/api/v1/assist"+path, body, headers...)
}

func TestARemoteSessionOverHTTP(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		a := newAsked(newPlace(t, w, nil))
		r := a.ask()
		if r.State != "requested" || r.Reason != newRemote.Reason || len(r.Powers) != 2 || r.Powers[0].State != "asked" {
			t.Errorf("%+v", r)
		}
		if g := a.specialist.ask("POST", "/api/v1/tickets/"+a.ticket+"/remote-sessions", newRemote); g.StatusCode != 409 || g.code() != "remote_open" {
			t.Errorf("a second one: %d %s", g.StatusCode, g.body)
		}
		var c RemoteCode
		a.fine(a.client.ask("POST", a.at("/code"), Empty{}), 201, &c)
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		var in AssistJoined
		a.fine(a.bare("", "/join", AssistJoin{Code: c.Code, Key: hex.EncodeToString(public), Program: "1", System: "linux/amd64"}), 200, &in)
		if g := a.bare("", "/join", AssistJoin{Code: c.Code, Key: hex.EncodeToString(public)}); g.StatusCode != 403 || g.code() != "code_wrong" {
			t.Errorf("used again: %d %s", g.StatusCode, g.body)
		}
		if g := a.bare("x"+in.Token, "/waiver", AssistWaiver{"None."}); g.StatusCode != 401 {
			t.Errorf("another's token: %d", g.StatusCode)
		}
		if g := a.client.ask("POST", "/api/v1/assist/waiver", AssistWaiver{"None."}); g.StatusCode != 401 {
			t.Errorf("the client's cookie: %d", g.StatusCode)
		}
		if g := a.anonymous().ask("POST", "/api/v1/assist/waiver", AssistWaiver{"None."}, "Origin", "https://elsewhere.example", "Authorization", "Bearer "+in.Token); g.StatusCode != 403 {
			t.Errorf("another site's page: %d", g.StatusCode)
		}
		var f AssistFacts
		a.fine(a.bare(in.Token, "/waiver", AssistWaiver{"It is a spare machine."}), 200, &f)
		facts, err := wire.DecodeFacts(f.Facts)
		if err != nil {
			t.Fatal(err)
		}
		agreed := wire.Agreed{Session: facts.Session, Facts: facts.Digest(), Granted: facts.Powers, At: 1}
		var done AssistConsented
		a.fine(a.bare(in.Token, "/consent", AssistConsent{agreed.Encode(), ed25519.Sign(private, agreed.Signed())}), 200, &done)
		if done.Entry == 0 || !strings.HasPrefix(done.Receipt, "surety receipt") {
			t.Errorf("%+v", done)
		}
		if g := a.specialist.ask("POST", a.at("/join"), RemoteJoin{noDigest}); g.StatusCode != 409 || g.code() != "session_not_ready" {
			t.Errorf("nobody is there: %d %s", g.StatusCode, g.body)
		}
		a.fine(a.client.ask("POST", a.at("/turns"), RemoteTurn{Step: "end"}), 200, &r)
		if r.State != "ended" || r.Ended == nil || r.Ended.By != "client" || r.Snapshot.State != "waived" || r.Powers[0].State != "granted" {
			t.Errorf("%+v", r)
		}
		var page Page[RemoteSession]
		a.fine(a.client.ask("GET", "/api/v1/tickets/"+a.ticket+"/remote-sessions", nil), 200, &page)
		if len(page.Items) != 1 || page.Items[0].ID != a.id {
			t.Errorf("%+v", page)
		}
		if g := a.bare(in.Token, "/refuse", Empty{}); g.StatusCode != 401 {
			t.Errorf("the token outlives its session: %d", g.StatusCode)
		}
	})
}

// A second click with the same key is the first.
func TestRemoteClicksCountOnce(t *testing.T) {
	a := newAsked(onSQLite(t))
	key := []string{"Idempotency-Key", "the same click"}
	var first, again RemoteSession
	a.fine(a.specialist.ask("POST", "/api/v1/tickets/"+a.ticket+"/remote-sessions", newRemote, key...), 201, &first)
	a.fine(a.specialist.ask("POST", "/api/v1/tickets/"+a.ticket+"/remote-sessions", newRemote, key...), 201, &again)
	if a.id = first.ID; first.ID != again.ID {
		t.Error("two sessions")
	}
	var c, d, e RemoteCode
	a.fine(a.client.ask("POST", a.at("/code"), Empty{}, key...), 201, &c)
	a.fine(a.client.ask("POST", a.at("/code"), Empty{}, key...), 201, &d)
	a.fine(a.client.ask("POST", a.at("/code"), Empty{}), 201, &e)
	if c != d || c.Code == e.Code {
		t.Errorf("%+v, %+v, %+v", c, d, e)
	}
	if g := a.client.ask("POST", a.at("/code"), Empty{}, key...); g.StatusCode != 409 {
		t.Errorf("a code that a newer one ended: %d", g.StatusCode)
	}
	if n := len(first.May); n == 0 {
		t.Error("nothing may be done")
	}
}

// Five codes of one address that do not work are its last for a while; others are not kept from coming in.
func TestWrongCodesAreFew(t *testing.T) {
	a := newAsked(newPlace(t, suretytest.New(t, db.SQLite), func(s *Settings) { s.RateScale = 1 }))
	a.ask()
	var c RemoteCode
	a.fine(a.client.ask("POST", a.at("/code"), Empty{}), 201, &c)
	try := func(code string) got { return a.bare("", "/join", AssistJoin{Code: code, Key: noDigest}) }
	for range 5 {
		if g := try("00000-00000"); g.code() != "code_wrong" {
			t.Fatalf("%d %s", g.StatusCode, g.body)
		}
	}
	if g := try(c.Code); g.StatusCode != 429 { // also the right one
		t.Errorf("a sixth: %d", g.StatusCode)
	}
	a.Clock.Advance(12 * time.Second)
	if g := try(c.Code); g.StatusCode != 200 {
		t.Errorf("after a while: %d %s", g.StatusCode, g.body)
	}
	l := newLimits(a.Clock, 1)
	right := 0
	for range 50 {
		if l.try(prefixOf(1), func() bool { right++; return true }) != nil {
			t.Fatal("codes that work are counted")
		}
	}
	for i := range 600 {
		if err := l.try(prefixOf(i), func() bool { return false }); err != nil {
			t.Fatal(err)
		}
	}
	if l.try(prefixOf(7000), func() bool { t.Error("tried"); return true }) == nil {
		t.Error("many addresses at once are not braked")
	}
}

func TestProgramsAreServedWithHashAndSignature(t *testing.T) {
	dir := t.TempDir()
	p := newPlace(t, suretytest.New(t, db.SQLite), func(s *Settings) { s.AssistDir = dir })
	v := p.anonymous()
	get := func(path string) got { return v.ask("GET", "/api/v1/assist"+path, nil) }
	var all []AssistProgram
	get("/downloads").json(t, &all)
	if len(all) != 0 {
		t.Errorf("%+v", all)
	}
	const name = "surety-assist-windows-amd64.exe"
	write := func(name, text string, at time.Time) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(dir, name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	write(name, "a program", time.Unix(1000, 0))
	write("surety.key", "a secret", time.Unix(1000, 0))
	if err := os.Symlink("/etc/hostname", filepath.Join(dir, "surety-assist-linux-amd64")); err != nil {
		t.Fatal(err)
	}
	var key AssistKey
	get("/key").json(t, &key)
	check := func(text string) {
		t.Helper()
		all = nil
		get("/downloads").json(t, &all)
		sum := sha256.Sum256([]byte(text))
		if len(all) != 1 || all[0].SHA256 != hex.EncodeToString(sum[:]) || all[0].Bytes != int64(len(text)) || all[0].System != "windows" || all[0].Arch != "amd64" {
			t.Fatalf("%+v", all)
		}
		if !ed25519.Verify(key.Public, []byte("surety assist 1\n"+name+"\n"+strconv.Itoa(len(text))+"\n"+all[0].SHA256+"\n"), all[0].Signature) {
			t.Error("the signature does not verify")
		}
		if g := get("/downloads/" + name); string(g.body) != text || !strings.HasPrefix(g.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%d %q", g.StatusCode, g.body)
		}
	}
	check("a program")
	write(name, "a newer one", time.Unix(2000, 0))
	check("a newer one")
	if g := v.ask("GET", "/api/v1/assist/downloads/"+name, nil, "Range", "bytes=2-6"); g.StatusCode != 206 || string(g.body) != "newer" {
		t.Errorf("%d %q", g.StatusCode, g.body)
	}
	for _, other := range []string{"surety.key", "surety-assist-linux-amd64", "surety-assist-linux-arm64", "..%2fsurety.key", "%2e%2e"} {
		if g := get("/downloads/" + other); g.StatusCode != 404 {
			t.Errorf("%s: %d", other, g.StatusCode)
		}
	}
}

// A program's token opens nothing but its own routes, and an account's opens none of them.
func TestTokensAreKeptApart(t *testing.T) {
	a := newAsked(onSQLite(t))
	a.ask()
	var c RemoteCode
	a.fine(a.client.ask("POST", a.at("/code"), Empty{}), 201, &c)
	var in AssistJoined
	a.fine(a.bare("", "/join", AssistJoin{Code: c.Code, Key: noDigest}), 200, &in)
	v := a.anonymous()
	v.bearer = in.Token
	for _, path := range []string{"/me", "/tickets/" + a.ticket, "/remote-sessions/" + a.id} {
		if g := v.ask("GET", "/api/v1"+path, nil); g.StatusCode != 401 {
			t.Errorf("%s by a program's token: %d", path, g.StatusCode)
		}
	}
	token := a.token(a.specialist)
	if g := a.bare(token, "/refuse", Empty{}); g.StatusCode != 401 {
		t.Errorf("a program's route by an account's token: %d", g.StatusCode)
	}
	v.bearer = token
	if g := v.ask("GET", a.at(""), nil); g.StatusCode != 200 {
		t.Errorf("its scope does not reach: %d %s", g.StatusCode, g.body)
	}
}

func (a *asked) token(who *visitor) string {
	a.T.Helper()
	var made TokenMade
	a.fine(who.ask("POST", "/api/v1/me/tokens", NewToken{"connect", []string{access.ScopeRemote}, 1}), 201, &made)
	return made.Secret
}

// prefixOf is one of many addresses.
func prefixOf(i int) netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)}), 32)
}
