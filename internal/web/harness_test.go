package web

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/assurance"
	"surety/internal/card"
	"surety/internal/card/stripetest"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/escrow"
	"surety/internal/handover"
	"surety/internal/honey"
	"surety/internal/paper"
	"surety/internal/payment"
	"surety/internal/person"
	"surety/internal/recovery"
	"surety/internal/remote"
	"surety/internal/remote/chunk"
	"surety/internal/remote/keep"
	remotelive "surety/internal/remote/live"
	"surety/internal/remote/replay"
	"surety/internal/remote/work"
	"surety/internal/retention"
	"surety/internal/review"
	"surety/internal/room"
	"surety/internal/suretytest"
)

const address = "https://help.surety.example"

// place is a world behind its real edge: TLS, HTTP/2, every layer.
type place struct {
	*suretytest.World
	*testing.T
	server *Server
	http   *httptest.Server
	stripe *stripetest.Fake
}

// ourAccounts are the installation's at a bank.
var ourAccounts = []payment.Own{{Account: "DE89370400440532013000", Currency: "EUR", Holder: "Harbour Help GmbH"}}

// uiFiles stand for a built app.
var uiFiles = fstest.MapFS{
	"index.html":                {Data: []byte("<!doctype html><script>start()</script><p>app</p>")},
	"_app/immutable/a.js":       {Data: []byte("let a = 1")},
	"_app/immutable/a.js.br":    {Data: []byte("br")},
	"_app/immutable/a.js.gz":    {Data: []byte("gz")},
	"_app/immutable/b.wasm.br":  {Data: []byte("br")},
	"_app/immutable/b.wasm.gz":  {Data: zipped("only compressed")},
	"favicon.svg":               {Data: []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")},
	"_app/immutable/unknown.xy": {Data: []byte("?")},
}

func newPlace(t *testing.T, w *suretytest.World, change func(*Settings)) *place {
	t.Helper()
	w.Accounts.Demo = true // lets tests sign in without a ceremony
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	ledger := escrow.Open(escrow.Settings{DB: w.DB, Clock: w.Clock})
	bank := payment.Open(payment.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Ledger: ledger, Accounts: ourAccounts})
	stripe := stripetest.New(w.Clock.Now)
	provider := httptest.NewServer(stripe)
	t.Cleanup(provider.Close)
	stripe.Address = provider.URL
	cards := card.Open(card.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Ledger: ledger, Bank: bank, URL: address,
		Provider: provider.URL, Key: stripetest.Key, Secrets: []string{stripetest.Secret}})
	clocks := deadline.Open(deadline.Settings{DB: w.DB, Clock: w.Clock, Jobs: w.Jobs})
	deals := deal.Open(deal.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Blobs: w.Blobs, Log: w.Log, Jobs: w.Jobs, Live: w.Live, Accounts: w.Accounts, Desk: w.Desk,
		Clocks: clocks, Ledger: ledger, Bank: bank, Cards: cards, Papers: paper.Writer{},
		URL: address, FeeBasisPoints: 500})
	disputes := dispute.Open(dispute.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Blobs: w.Blobs, Log: w.Log, Jobs: w.Jobs, Live: w.Live, Accounts: w.Accounts, Desk: w.Desk,
		Clocks: clocks, Ledger: ledger, Deals: deals})
	reviews := review.Open(review.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Live: w.Live, Accounts: w.Accounts,
		Clocks: clocks, Ledger: ledger, Deals: deals, Disputes: disputes})
	remotes := remote.Open(remote.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Hub: w.Live, Accounts: w.Accounts, Tickets: w.Desk,
		Clocks: clocks, Deals: deals, Disputes: disputes, Reviews: reviews, Host: u.Host})
	secrets := handover.Open(handover.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Hub: w.Live, Accounts: w.Accounts, Tickets: w.Desk,
		Clocks: clocks, Deals: deals})
	rooms := room.Open(room.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Hub: w.Live, Accounts: w.Accounts, Tickets: w.Desk, Keys: secrets})
	chunks := chunk.Open(w.DB, w.Clock)
	player := replay.Open(replay.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Sessions: remotes, Chunks: chunks, People: w.Accounts})
	keeper := keep.Open(keep.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Blobs: w.Blobs, Log: w.Log, Jobs: w.Jobs, Cases: w.Desk, Keys: remotes, Accounts: w.Accounts})
	book := work.Open(work.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Sessions: remotes, Player: player, Deals: deals})
	ends, err := remotelive.Open(remotelive.Settings{DB: w.DB, Clock: w.Clock, Chunks: chunks, Desk: remotelive.Of(remotes), Seed: w.Vault.Shared("node")})
	if err != nil {
		t.Fatal(err)
	}
	remotes.Attach(ends)
	t.Cleanup(ends.Close)
	complaints := complaint.Open(complaint.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Live: w.Live, Accounts: w.Accounts, Desk: w.Desk,
		Clocks: clocks, Deals: deals, Disputes: disputes, Secrets: secrets})
	decoys := honey.Open(honey.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Live: w.Live, Accounts: w.Accounts, Desk: w.Desk, Complaints: complaints})
	recoveries := recovery.Open(recovery.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Accounts: w.Accounts, Desk: w.Desk})
	keeps := retention.Open(retention.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Blobs: w.Blobs, Log: w.Log, Jobs: w.Jobs, Live: w.Live, Accounts: w.Accounts, Desk: w.Desk,
		Deals: deals, Ledger: ledger, KeyBackupDays: 30})
	registrar := person.Open(person.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Blobs: w.Blobs, Log: w.Log, Jobs: w.Jobs, Accounts: w.Accounts, Desk: w.Desk, Deals: deals,
		Disputes: disputes, Complaints: complaints, Reviews: reviews, Retention: keeps})
	told := assurance.Open(assurance.Settings{DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Accounts: w.Accounts, Tickets: w.Desk, Clocks: clocks, Sources: []assurance.Source{untilOf(keeps)}, Seal: deals.Seal})
	s := Settings{Complaints: complaints, Honey: decoys, Retention: keeps, People: registrar, Recoveries: recoveries, Remote: remotes, Secrets: secrets, Rooms: rooms, Ends: ends, Player: player, Keeper: keeper, Work: book, RecordKey: w.Key, Deals: deals, Bank: bank, Cards: cards, Disputes: disputes, Reviews: reviews, Mode: Market, DB: w.DB, Clock: w.Clock, Vault: w.Vault, Log: w.Log, Jobs: w.Jobs, Live: w.Live, Accounts: w.Accounts, Desk: w.Desk, Assurance: told,
		UI: uiFiles, URL: u, Hosts: []string{u.Host}, RateScale: 1000, Version: "test", DataDir: w.Dir}
	if change != nil {
		change(&s)
	}
	p := &place{World: w, T: t, stripe: stripe}
	if p.server, err = Open(s); err != nil {
		t.Fatal(err)
	}
	p.http = httptest.NewUnstartedServer(p.server.Handler())
	p.http.EnableHTTP2 = true
	p.http.StartTLS()
	t.Cleanup(func() { p.server.EndStreams(); p.http.Close() })
	return p
}

func onSQLite(t *testing.T) *place {
	t.Helper()
	return newPlace(t, suretytest.New(t, db.SQLite), nil)
}

// client reaches the server under its public name.
func (p *place) client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "tcp", p.http.Listener.Addr().String())
		},
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // the test server's own
		ForceAttemptHTTP2: true,
	}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// visitor is a browser, signed in or not.
type visitor struct {
	*place
	token  string
	bearer string
	http   *http.Client
}

func (p *place) anonymous() *visitor { return &visitor{place: p, http: p.client()} }

func (p *place) as(who access.Actor) *visitor {
	p.T.Helper()
	v := p.anonymous()
	s, err := p.Accounts.SignInAs(context.Background(), who.Account, "", account.Client{Address: who.Address})
	if err != nil {
		p.T.Fatal(err)
	}
	v.token = s.Token
	return v
}

// got is an answer.
type got struct {
	*http.Response
	body []byte
}

func (g got) json(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal(g.body, into); err != nil {
		t.Fatalf("%d %s: %v", g.StatusCode, g.body, err)
	}
}

func (g got) code() string {
	var p struct{ Code string }
	_ = json.Unmarshal(g.body, &p) // what is no problem has no code
	return p.Code
}

// ask sends a request as the app would; headers come in pairs and replace, an empty value removes.
func (v *visitor) ask(method, path string, body any, headers ...string) got {
	v.T.Helper()
	r := v.request(method, path, body, headers...)
	resp, err := v.http.Do(r)
	if err != nil {
		v.T.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		v.T.Fatal(err)
	}
	return got{resp, b}
}

func (v *visitor) request(method, path string, body any, headers ...string) *http.Request {
	v.T.Helper()
	r, err := http.NewRequestWithContext(v.T.Context(), method, address+path, encoded(v.T, body))
	if err != nil {
		v.T.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if v.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+v.bearer)
	} else {
		r.Header.Set(csrfHeader, "1")
		r.Header.Set("Origin", address)
	}
	if v.token != "" {
		r.AddCookie(&http.Cookie{Name: secureCookie, Value: v.token})
	}
	for i := 0; i < len(headers); i += 2 {
		if r.Header.Del(headers[i]); headers[i+1] != "" {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	return r
}

func encoded(t testing.TB, body any) io.Reader {
	t.Helper()
	switch b := body.(type) {
	case nil:
		return http.NoBody
	case string:
		return strings.NewReader(b)
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(text)
}
