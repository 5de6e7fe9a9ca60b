//go:build !js

package channel

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// Dialer reaches a server from a machine. Its zero value trusts what the system trusts and goes through the proxy that the
// environment names (HTTPS_PROXY, NO_PROXY), if any.
type Dialer struct {
	Header http.Header                           // the bearer token, for one
	TLS    *tls.Config                           // nil: the system's authorities
	Proxy  func(*http.Request) (*url.URL, error) // nil: as the environment says
}

// Dial connects to an address of the form wss://host/path; ws:// only on this very machine. It follows no redirect, so that
// the token goes nowhere else. Faults: ErrPlain; ErrUnproven; ErrTurnedAway, with the status as parameter, when the server answered but not
// with a channel and will not another time; ErrLaneLost otherwise.
func (d Dialer) Dial(ctx context.Context, address string) (net.Conn, error) {
	if err := sealedOrHere(address); err != nil {
		return nil, err
	}
	var below atomic.Pointer[gather]
	t := d.transport(&below)
	defer t.CloseIdleConnections()
	client := &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ws, answer, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: client, HTTPHeader: d.Header, Subprotocols: []string{protocol}})
	if err != nil {
		return nil, turned(answer, err)
	}
	if ws.Subprotocol() != protocol {
		_ = ws.CloseNow()
		return nil, ErrProtocol
	}
	return newSocket(ws, below.Load()), nil
}

func sealedOrHere(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return ErrPlain.Because(err)
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme == "wss" || u.Scheme == "ws" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()) {
		return nil
	}
	return ErrPlain
}

func (d Dialer) transport(below *atomic.Pointer[gather]) *http.Transport {
	dialer := &net.Dialer{Timeout: writeWithin, KeepAlive: time.Minute}
	t := &http.Transport{
		Proxy:                  d.Proxy,
		TLSClientConfig:        d.TLS,
		TLSNextProto:           map[string]func(string, *tls.Conn) http.RoundTripper{}, // HTTP/2 has no upgrade
		TLSHandshakeTimeout:    writeWithin,
		ResponseHeaderTimeout:  writeWithin,
		MaxResponseHeaderBytes: 16 << 10,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			below.Store(&gather{Conn: c}) // under TLS, if there is any
			return below.Load(), nil
		},
	}
	if t.Proxy == nil {
		t.Proxy = http.ProxyFromEnvironment
	}
	return t
}

func turned(answer *http.Response, err error) error {
	var unproven *tls.CertificateVerificationError
	if errors.As(err, &unproven) {
		return ErrUnproven.Because(err)
	}
	if answer == nil || answer.StatusCode >= 500 || answer.StatusCode == http.StatusTooManyRequests {
		return ErrLaneLost.Because(err)
	}
	return ErrTurnedAway.With("status", answer.StatusCode).Because(err)
}
