// Package join is how the client's program speaks with the server before a session and beside it: by HTTPS, proved by the
// authorities that the machine trusts, through the proxy that the environment names.
//
// The server is not trusted with more than it is for. What it says a consent is about is decoded here once, from the bytes that are
// signed; it must be of the session and of the server that was dialled. Answers are bounded, redirects are not followed, and the
// token goes to that server alone.
package join

import (
	"errors"
	"net"
	"net/url"
	"strings"

	"surety/internal/fault"
)

// Faults of this package; those of a server's refusal have the server's code.
var (
	ErrAddress    = fault.New(fault.Invalid, "address_unreadable", "it is not HOST/CODE")
	ErrPlain      = fault.New(fault.Invalid, "plain_address", "another machine is reached by TLS only")
	ErrUnproven   = fault.New(fault.Denied, "server_unproven", "nobody vouches that this server is the one that was dialled")
	ErrUnreached  = fault.New(fault.Unavailable, "server_unreached", "the server does not answer")
	ErrDishonest  = fault.New(fault.Denied, "server_contradicts", "the server's answer is not about what was asked")
	ErrUnreadable = fault.New(fault.Invalid, "answer_unreadable", "the server's answer is not one of this program's")
)

// CodeLength is how many characters a code has: Crockford's base 32, 50 bits.
const CodeLength = 10

// alphabet is Crockford's: no letter that is taken for a digit, or for another.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Place is a server and a code, as the client typed them.
type Place struct {
	Host  string // with a port, if one was typed
	Code  string
	plain bool
}

// Parse reads HOST/CODE. It takes what people make of it: https:// before it, small letters, O for 0, I and L for 1, digits of
// other scripts, no hyphen. plain speaks without TLS, and only to this very machine. Faults: ErrAddress, ErrPlain.
func Parse(text string, plain bool) (Place, error) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "https://")
	host, code, found := strings.Cut(strings.TrimPrefix(text, "http://"), "/")
	code, ok := readCode(code)
	u, err := url.Parse("//" + host)
	if !found || !ok || err != nil || u.Host != host || u.Hostname() == "" || u.User != nil {
		return Place{}, ErrAddress
	}
	if plain && !here(u.Hostname()) {
		return Place{}, ErrPlain
	}
	return Place{Host: strings.ToLower(host), Code: code, plain: plain}, nil
}

// Again is a server that was dialled before, for who has a token.
func Again(host string, plain bool) (Place, error) {
	return Parse(host+"/"+strings.Repeat("0", CodeLength), plain)
}

// Plain tells whether it is spoken to without TLS.
func (p Place) Plain() bool { return p.plain }

func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// readCode puts a code into its one form, XXXXX-XXXXX.
func readCode(text string) (string, bool) {
	var b strings.Builder
	for _, r := range strings.ToUpper(Digits(text)) {
		switch r {
		case '-', ' ', '\u200c', '/':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if !strings.ContainsRune(alphabet, r) {
			return "", false
		}
		b.WriteRune(r)
	}
	code := b.String()
	if len(code) != CodeLength {
		return "", false
	}
	return code[:CodeLength/2] + "-" + code[CodeLength/2:], true
}

// Digits turns Persian and Arabic digits into those of ASCII.
func Digits(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		}
		return r
	}, text)
}

// address is a URL of the server's.
func (p Place) address(scheme, path string) string {
	if !p.plain {
		scheme += "s"
	}
	return scheme + "://" + p.Host + path
}

// is reports whether a server that calls itself this was dialled.
func (p Place) is(host string) bool {
	name, _, err := net.SplitHostPort(p.Host)
	if err != nil {
		name = p.Host
	}
	return strings.EqualFold(host, p.Host) || strings.EqualFold(host, name)
}

var errStatus = errors.New("the server refused")
