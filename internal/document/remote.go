package document

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"surety/internal/fault"
)

// Faults of asking an authority outside.
var (
	ErrTimeAddress = fault.New(fault.Invalid, "time_authority_address", "the address of the time authority must be http or https, without user or fragment")
	ErrTimePrivate = fault.New(fault.Invalid, "time_authority_private", "the time authority's name leads to a private or local address; the settings can allow it")
	ErrTimeSilent  = fault.New(fault.Unavailable, "time_authority_silent", "the time authority did not answer in time or not as RFC 3161 asks")
	ErrTimeUntrue  = fault.New(fault.Unavailable, "time_authority_untrue", "the time authority's answer does not hold: other digest, other nonce, or no trusted certificate")
)

const (
	askSeconds    = 20
	maxTokenBytes = 32 << 10
)

// RemoteTime asks an authority of time outside over HTTP (RFC 3161, 3.4). Its address is the operator's setting. A private or
// local address is refused unless AllowPrivate is set, at the moment of connecting, so that a name cannot lead there either;
// redirections are not followed.
type RemoteTime struct {
	URL          string
	Roots        *x509.CertPool        // whom to believe
	Policy       asn1.ObjectIdentifier // to ask for; nil leaves it to the authority
	AllowPrivate bool
}

// Timestamp asks for a token and checks the answer before it is used.
func (r *RemoteTime) Timestamp(ctx context.Context, digest [sha256.Size]byte) (token []byte, err error) {
	defer fault.Wrap(&err, "timestamp")
	nonce, err := newSerial()
	if err != nil {
		return nil, err
	}
	query, err := asn1.Marshal(stampRequest{Version: 1, Imprint: imprint{withNull, digest[:]}, Policy: r.Policy, Nonce: nonce, Certificates: true})
	if err != nil {
		return nil, err
	}
	answer, err := r.ask(ctx, query)
	if err != nil {
		return nil, err
	}
	return r.checked(answer, digest, nonce)
}

func (r *RemoteTime) checked(answer []byte, digest [sha256.Size]byte, nonce *big.Int) ([]byte, error) {
	var response stampResponse
	const granted, grantedWithMods = 0, 1
	rest, err := asn1.Unmarshal(answer, &response)
	if err != nil || len(rest) > 0 || response.Status.Status != granted && response.Status.Status != grantedWithMods {
		return nil, ErrTimeSilent.Because(err)
	}
	of := func(h crypto.Hash) []byte {
		if h != crypto.SHA256 {
			return nil
		}
		return digest[:]
	}
	stamp, found := readStamp(response.Token.FullBytes, of, nonce, r.Roots)
	if len(found) > 0 || r.Policy != nil && stamp.Policy != r.Policy.String() {
		return nil, ErrTimeUntrue.With("findings", found)
	}
	return response.Token.FullBytes, nil
}

func (r *RemoteTime) ask(ctx context.Context, query []byte) ([]byte, error) {
	address, err := url.Parse(r.URL)
	if err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Host == "" || address.User != nil || address.Fragment != "" {
		return nil, ErrTimeAddress
	}
	ctx, cancel := context.WithTimeout(ctx, askSeconds*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, bytes.NewReader(query))
	if err != nil {
		return nil, ErrTimeAddress.Because(err)
	}
	request.Header.Set("Content-Type", "application/timestamp-query")
	client := r.client()
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if errors.Is(err, ErrTimePrivate) {
		return nil, ErrTimePrivate
	} else if err != nil {
		return nil, ErrTimeSilent.Because(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxTokenBytes+1))
	if err != nil || response.StatusCode != http.StatusOK || len(body) > maxTokenBytes || response.Header.Get("Content-Type") != "application/timestamp-reply" {
		return nil, ErrTimeSilent.Because(err)
	}
	return body, nil
}

func (r *RemoteTime) client() *http.Client {
	dialer := &net.Dialer{Timeout: askSeconds * time.Second}
	if !r.AllowPrivate {
		dialer.Control = onlyPublic
	}
	return &http.Client{
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: askSeconds * time.Second, MaxResponseHeaderBytes: 16 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// onlyPublic refuses a connection to an address that is not on the open Internet.
func onlyPublic(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !public(at.Addr().Unmap()) {
		return ErrTimePrivate
	}
	return nil
}

// notPublic are the special ranges (RFC 6890 and its registries) that the standard library does not name: carriers' own, protocol
// assignments, documentation, benchmarks, reserved; and those that carry another address within: NAT64, 6to4, Teredo.
var notPublic = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("::/96"), netip.MustParsePrefix("fec0::/10"),
}

func public(a netip.Addr) bool {
	for _, p := range notPublic {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsGlobalUnicast() && !a.IsPrivate()
}

var _, _ Timestamper = (*RemoteTime)(nil), (*TimeAuthority)(nil)
