package connect

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"surety/internal/channel"
	"surety/internal/far"
	"surety/internal/fault"
	"surety/internal/wire"
)

const (
	maxAnswer    = 64 << 10
	answerWithin = 30 * time.Second
)

// serverDesk asks a server for one session, with an API token that goes nowhere else.
type serverDesk struct {
	base    *url.URL
	session string
	token   string
	client  *http.Client
}

var (
	errServerURL = errors.New("the help desk's address is https://HOST, or http:// on this very machine")
	errSessionID = errors.New("a session is named by 32 hexadecimal digits")
	errOtherWay  = errors.New("the server answered in a way that this program does not know; is it of the same version?")
)

func newServerDesk(server, session, token string) (*serverDesk, error) {
	base, err := url.Parse(strings.TrimSuffix(server, "/"))
	if err != nil || base.Host == "" || base.User != nil || base.Scheme != "https" && (base.Scheme != "http" || !thisMachine(base.Hostname())) {
		return nil, errServerURL
	}
	if b, err := hex.DecodeString(session); err != nil || len(b) != len(wire.Session{}) {
		return nil, errSessionID
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, errors.New("this is not an API token")
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &serverDesk{base, strings.ToLower(session), token, &http.Client{Timeout: answerWithin, CheckRedirect: stay}}, nil
}

func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (d *serverDesk) address(path string) *url.URL {
	return d.base.JoinPath("api/v1/remote-sessions", d.session, path)
}

// Join tells the server our pin.
func (d *serverDesk) Join(ctx context.Context, pin channel.Pin) (far.Joined, error) {
	body := fmt.Sprintf(`{"pin":%q}`, hex.EncodeToString(pin[:]))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.address("join").String(), strings.NewReader(body))
	if err != nil {
		return far.Joined{}, err
	}
	req.Header.Set("Authorization", "Bearer "+d.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := d.client.Do(req)
	if err != nil {
		return far.Joined{}, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return far.Joined{}, err
	}
	if res.StatusCode/100 != 2 {
		return far.Joined{}, problem(res.StatusCode, answer)
	}
	return joined(answer)
}

// joined reads the server's answer. What it tells is shown on a terminal: a word that acts is refused.
func joined(answer []byte) (far.Joined, error) {
	var a struct {
		Number  uint32    `json:"number"`
		Pin     string    `json:"pin"`
		Receipt string    `json:"receipt"`
		Granted []string  `json:"granted"`
		Ports   []string  `json:"ports"`
		Folders int       `json:"folders"`
		Until   time.Time `json:"until"`
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return far.Joined{}, errOtherWay
	}
	j := far.Joined{Number: a.Number, Receipt: a.Receipt, Ports: a.Ports, Folders: a.Folders, Until: a.Until}
	pin, err := hex.DecodeString(a.Pin)
	if err != nil || len(pin) != len(j.Pin) || slices.ContainsFunc(a.Ports, odd) {
		return far.Joined{}, errOtherWay
	}
	copy(j.Pin[:], pin)
	for _, code := range a.Granted {
		if slices.Contains(wire.Powers, wire.Purpose(code)) {
			j.Granted = append(j.Granted, wire.Purpose(code))
		}
	}
	return j, nil
}

// odd reports whether an address has anything but what addresses have.
func odd(address string) bool {
	return len(address) > wire.MaxAddress || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' })
}

// problem is a refusal of the server's (RFC 9457) as a fault.
func problem(status int, answer []byte) error {
	var p struct{ Code string }
	if json.Unmarshal(answer, &p) != nil || p.Code == "" || strings.ContainsFunc(p.Code, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		return fmt.Errorf("the server answered %d: %w", status, errOtherWay)
	}
	kind, detail := fault.Denied, "the server refused"
	switch {
	case status >= 500 || status == http.StatusTooManyRequests:
		kind, detail = fault.Unavailable, "the server cannot answer now"
	case status == http.StatusUnauthorized:
		kind, detail = fault.Anonymous, "the token is not known, expired, or has not the scope"
	case status == http.StatusNotFound:
		kind, detail = fault.Absent, "there is no such session, or it is not yours"
	case status == http.StatusConflict && p.Code == "remote_state":
		kind, detail = fault.Conflict, "the session is over"
	case status == http.StatusConflict:
		kind, detail = fault.Conflict, "the client has not consented yet, or is not there"
	}
	return fault.New(kind, p.Code, detail)
}

// Dial connects a lane.
func (d *serverDesk) Dial(ctx context.Context, lane channel.Lane, number uint32) (net.Conn, error) {
	u := d.address("channel")
	u.Scheme = map[string]string{"https": "wss", "http": "ws"}[u.Scheme]
	u.RawQuery = url.Values{"lane": {lane.String()}, "number": {fmt.Sprint(number)}}.Encode()
	return channel.Dialer{Header: http.Header{"Authorization": {"Bearer " + d.token}}}.Dial(ctx, u.String())
}
