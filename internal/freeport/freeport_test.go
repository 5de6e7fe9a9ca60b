package freeport_test

import (
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"

	"surety/internal/freeport"
)

// TestNobodyElseIsGivenIt: a free port among those that the kernel hands out is soon somebody else's.
func TestNobodyElseIsGivenIt(t *testing.T) {
	first := uint16(49152)
	if text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range"); err == nil {
		first = netip.MustParseAddrPort("0.0.0.0:" + strings.Fields(string(text))[0]).Port()
	}
	for range 100 {
		address, err := freeport.Address()
		if err != nil {
			t.Fatal(err)
		}
		if at := netip.MustParseAddrPort(address); !at.Addr().IsLoopback() || at.Port() < 1024 || at.Port() >= first {
			t.Fatal(address)
		}
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
	}
}
