package port

import "net/netip"

// never are the addresses that a name may not lead to: they belong to the machine itself, to its link, to who runs the machine, or
// carry another address inside. The standard library's IsPrivate and IsGlobalUnicast know few of them. Sources: the registries of special
// addresses at IANA (RFC 6890), and each cloud's documentation for its metadata service.
var never = prefixes(
	"0.0.0.0/8",        // this network (RFC 791)
	"100.64.0.0/10",    // carriers' NAT (RFC 6598); metadata of Alibaba
	"127.0.0.0/8",      // this machine
	"169.254.0.0/16",   // link-local (RFC 3927); metadata of most
	"168.63.129.16/32", // Azure's host
	"192.0.0.0/24",     // protocol assignments (RFC 6890); metadata of Oracle
	"192.0.2.0/24",     // documentation (RFC 5737)
	"192.88.99.0/24",   // 6to4 relays (RFC 7526)
	"198.18.0.0/15",    // measurements (RFC 2544)
	"198.51.100.0/24",  // documentation
	"203.0.113.0/24",   // documentation
	"224.0.0.0/4",      // multicast
	"240.0.0.0/4",      // reserved; broadcast
	"::/96",            // unspecified, this machine, IPv4-compatible
	"::ffff:0:0:0/96",  // IPv4-translated (RFC 2765)
	"64:ff9b::/96",     // NAT64 (RFC 6052)
	"64:ff9b:1::/48",   // NAT64, local (RFC 8215)
	"100::/64",         // discard (RFC 6666)
	"2001::/23",        // protocol assignments, Teredo among them
	"2001:db8::/32",    // documentation
	"2002::/16",        // 6to4 (RFC 3056)
	"3fff::/20",        // documentation (RFC 9637)
	"5f00::/16",        // segment routing (RFC 9602)
	"fd00:ec2::/32",    // Amazon's metadata
	"fd20:ce::/32",     // Google's metadata
	"fe80::/10",        // link-local
	"fec0::/10",        // site-local (RFC 3879)
	"ff00::/8",         // multicast
)

func prefixes(all ...string) (out []netip.Prefix) {
	for _, p := range all {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

// reachable tells whether a name may lead to an address. Private networks are reachable: the client names a machine in theirs.
func reachable(a netip.Addr, local bool) bool {
	a = a.Unmap()
	if a.Zone() != "" || !a.IsValid() {
		return false
	}
	if local {
		return a.IsLoopback()
	}
	for _, p := range never {
		if p.Contains(a) {
			return false
		}
	}
	return true
}
