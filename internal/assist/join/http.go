package join

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"surety/internal/fault"
)

const (
	base      = "/api/v1/assist/"
	maxAnswer = 256 << 10 // bytes
	within    = 30 * time.Second
)

// Client asks one server.
type Client struct {
	Place
	token string
	tls   *tls.Config
	http  *http.Client
}

// New makes a client that trusts what the machine trusts, or in a test what roots says.
func New(p Place, roots *tls.Config) *Client {
	t := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: roots, ForceAttemptHTTP2: true, MaxResponseHeaderBytes: 32 << 10}
	return &Client{Place: p, tls: roots, http: &http.Client{Transport: t, Timeout: within, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// ask posts a body as JSON and reads the answer into out, if it is not nil. Faults: ErrUnproven, ErrUnreached, ErrUnreadable, and the server's own.
func (c *Client) ask(ctx context.Context, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address("http", base+path), bytes.NewReader(body))
	if err != nil {
		return ErrAddress.Because(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return unreached(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	switch {
	case err != nil:
		return unreached(err)
	case answer.StatusCode/100 != 2:
		return refused(answer.StatusCode, text)
	case out != nil && len(text) > 0 && json.Unmarshal(text, out) != nil:
		return ErrUnreadable
	}
	return nil
}

func unreached(err error) error {
	var unproven *tls.CertificateVerificationError
	if errors.As(err, &unproven) {
		return ErrUnproven.Because(err)
	}
	return ErrUnreached.Because(err)
}

var kinds = map[int]fault.Kind{
	http.StatusUnauthorized: fault.Anonymous, http.StatusForbidden: fault.Denied, http.StatusNotFound: fault.Absent,
	http.StatusConflict: fault.Conflict, http.StatusTooManyRequests: fault.Busy, http.StatusUnprocessableEntity: fault.Invalid,
}

// refused is the server's problem (RFC 9457) as a fault. Only its code is taken: words are this program's own.
func refused(status int, text []byte) error {
	var p struct{ Code string }
	_ = json.Unmarshal(text, &p)
	if !isCode(p.Code) {
		p.Code = fmt.Sprintf("status_%d", status)
	}
	kind, known := kinds[status]
	if !known {
		kind = fault.Unavailable
	}
	return fault.New(kind, p.Code, "the server refused").Because(fmt.Errorf("%w: %d", errStatus, status))
}

func isCode(s string) bool {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
