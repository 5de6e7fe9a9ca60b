package channel

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/coder/websocket"

	"surety/internal/fault"
	"surety/internal/wire"
)

// proxy is an HTTP proxy that knows CONNECT and counts it.
func proxy(t *testing.T, count *atomic.Int32) *httptest.Server {
	p := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			http.Error(w, "CONNECT only", http.StatusMethodNotAllowed)
			return
		}
		count.Add(1)
		there, err := net.Dial("tcp", r.Host)
		if err != nil {
			t.Error(err)
			return
		}
		// Taken over before it answers: what the client sends at once would go into the server's own reader.
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() { _, _ = io.Copy(there, here); there.Close() }()
		go func() { _, _ = io.Copy(here, there); here.Close() }()
	}))
	t.Cleanup(p.Close)
	return p
}

func TestDialsByTLSThroughAProxyWithItsToken(t *testing.T) {
	accepted := make(chan net.Conn, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer t0ken" {
			t.Errorf("comes with %q", r.Header.Get("Authorization"))
		}
		c, err := Accept(w, r)
		if err != nil {
			t.Error(err)
		}
		accepted <- c
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	var through atomic.Int32
	at, err := url.Parse(proxy(t, &through).URL)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	d := Dialer{Header: http.Header{"Authorization": {"Bearer t0ken"}}, TLS: &tls.Config{RootCAs: roots}, Proxy: http.ProxyURL(at)}
	conn, err := d.Dial(t.Context(), "wss"+server.URL[5:])
	if err != nil {
		t.Fatal(err)
	}
	client, mux := join(t, Interactive, 8, conn, <-accepted)
	serve(t, mux, echoing(wire.ForControl))
	trip(t, open(t, client, wire.ForControl), make([]byte, 1<<20))
	if through.Load() != 1 {
		t.Errorf("%d connections through the proxy", through.Load())
	}
	d.TLS = nil
	if _, err := d.Dial(t.Context(), "wss"+server.URL[5:]); !errors.Is(err, ErrUnproven) {
		t.Errorf("a server that nobody vouches for: %v", err)
	}
}

func TestWhereADialIsRefused(t *testing.T) {
	for _, address := range []string{"ws://surety.example/x", "http://surety.example/x", "ws://10.0.0.1/x", "ws://localhost.evil.example/x", "://"} {
		if _, err := (Dialer{}).Dial(t.Context(), address); !errors.Is(err, ErrPlain) {
			t.Errorf("%s: %v", address, err)
		}
	}
	asked := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer elsewhere.Close()
	for path, c := range map[string]struct {
		answer http.HandlerFunc
		want   *fault.Fault
	}{
		"forbidden":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, ErrTurnedAway},
		"redirect":    {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) }, ErrTurnedAway},
		"ordinary":    {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }, ErrTurnedAway},
		"overloaded":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) }, ErrLaneLost},
		"wait":        {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }, ErrLaneLost},
		"another use": {func(w http.ResponseWriter, r *http.Request) { _, _ = websocket.Accept(w, r, nil) }, ErrProtocol},
	} {
		server := httptest.NewServer(c.answer)
		if _, err := (Dialer{}).Dial(t.Context(), "ws"+server.URL[4:]); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", path, err)
		}
		server.Close()
	}
	if asked {
		t.Error("a redirect was followed")
	}
}

func TestWhomAcceptTurnsAway(t *testing.T) {
	faults := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := Accept(w, r, "portal.example")
		if err == nil {
			c.Close()
		}
		faults <- err
	}))
	defer server.Close()
	for name, c := range map[string]struct {
		origin, protocol string
		want             error
	}{
		"a browser elsewhere":  {"https://evil.example", protocol, ErrTurnedAway},
		"a browser of ours":    {"https://portal.example", protocol, nil},
		"without the protocol": {"", "", ErrProtocol},
		"another protocol":     {"", "chat", ErrProtocol},
	} {
		o := &websocket.DialOptions{HTTPHeader: http.Header{}}
		if c.origin != "" {
			o.HTTPHeader.Set("Origin", c.origin)
		}
		if c.protocol != "" {
			o.Subprotocols = []string{c.protocol}
		}
		if ws, _, err := websocket.Dial(t.Context(), server.URL, o); err == nil {
			defer ws.CloseNow()
		}
		if err := <-faults; !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	answer, err := http.Get(server.URL)
	if err != nil || answer.StatusCode != http.StatusUpgradeRequired || !errors.Is(<-faults, ErrTurnedAway) {
		t.Errorf("an ordinary request: %v %v", answer, err)
	}
	answer.Body.Close()
}

// TestMessagesThatAreNotOurs: longer than a mux writes, and of text.
func TestMessagesThatAreNotOurs(t *testing.T) {
	for name, c := range map[string]struct {
		kind    websocket.MessageType
		message string
	}{
		"text": {websocket.MessageText, "hello"},
		"long": {websocket.MessageBinary, strings.Repeat("x", 4*maxMessage)},
	} {
		client, server := sockets(t)
		go func() { _ = client.(*socket).ws.Write(context.Background(), c.kind, []byte(c.message)) }()
		if n, err := io.Copy(io.Discard, server); err == nil || n > maxMessage+1 {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
		if _, err := server.Write([]byte("x")); err == nil {
			t.Errorf("%s: the connection goes on", name)
		}
		client.Close()
	}
}

// TestASocketThatTakesNothingIsLetGo: who waits for it gets away when it is closed, and half a message is followed by no other.
func TestASocketThatTakesNothingIsLetGo(t *testing.T) {
	client, server := sockets(t)
	defer client.Close()
	ended := make(chan error, 1)
	go func() {
		for { // until what the system holds for us is full
			if _, err := server.Write(make([]byte, maxMessage)); err != nil {
				ended <- err
				return
			}
		}
	}()
	server.Close()
	if err := <-ended; err == nil {
		t.Error("the write succeeded")
	}
	if _, err := server.Write([]byte("x")); err == nil {
		t.Error("half a message is followed by another")
	}
}

// TestNothingThatCameEarlyIsLost: a client that does not wait for the answer to its handshake.
func TestNothingThatCameEarlyIsLost(t *testing.T) {
	got := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := Accept(w, r)
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		b := make([]byte, 5)
		if _, err := io.ReadFull(c, b); err != nil {
			t.Error(err)
		}
		got <- string(b)
	}))
	defer server.Close()
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	early := "GET / HTTP/1.1\r\nHost: surety.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
		"Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: " + protocol + "\r\n\r\n" +
		"\x82\x85\x00\x00\x00\x00early" // one binary message, masked with zeros (RFC 6455, 5.2)
	if _, err := io.WriteString(c, early); err != nil {
		t.Fatal(err)
	}
	if s := <-got; s != "early" {
		t.Errorf("reads %q", s)
	}
}
