package port

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
)

// ErrName says that what the client named is not host:port in the one form taken.
var ErrName = errors.New("port: not a host and port")

// name is host:port as the client named it; addr is valid where the host is an address and not a name.
type name struct {
	text string
	host string
	addr netip.Addr
	port uint16
}

// parse reads host:port. An address has its one canonical form, so that the client sees what is reached; a name is ASCII (an
// international one in its xn-- form) and cannot be a number in disguise (0x7f.1, 2130706433), which some resolvers take for an
// address.
func parse(text string) (name, error) {
	i := strings.LastIndexByte(text, ':')
	if i < 0 || len(text) > 262 {
		return name{}, ErrName
	}
	n, err := strconv.ParseUint(text[i+1:], 10, 16)
	if err != nil || n == 0 || strconv.FormatUint(n, 10) != text[i+1:] {
		return name{}, ErrName
	}
	host := strings.ToLower(text[:i])
	out := name{text: host + text[i:], host: host, port: uint16(n)}
	if inner, ok := strings.CutPrefix(host, "["); ok {
		inner, ok = strings.CutSuffix(inner, "]")
		addr, err := netip.ParseAddr(inner)
		if !ok || err != nil || !addr.Is6() || addr.Is4In6() || addr.Zone() != "" || addr.String() != inner {
			return name{}, ErrName
		}
		out.addr = addr
		return out, nil
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		if !addr.Is4() {
			return name{}, ErrName // a second form of [address]:port
		}
		out.addr = addr
		return out, nil
	}
	if !domain(host) {
		return name{}, ErrName
	}
	return out, nil
}

// domain tells whether a host is a name of letters, digits, hyphens and underscores whose last label is no number.
func domain(host string) bool {
	labels := strings.Split(host, ".")
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(host) <= 253 && strings.Trim(last, "0123456789") != "" && !strings.HasPrefix(last, "0x")
}

// local tells whether a name means this machine (RFC 6761, 6.3).
func (n name) local() bool { return n.host == "localhost" || strings.HasSuffix(n.host, ".localhost") }
