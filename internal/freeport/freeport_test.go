package freeport_test

import (
	"net"
	"net/netip"
	"testing"

	"surety/internal/freeport"
)

// TestNobodyElseIsGivenIt: a free port among those that the kernel hands out is soon somebody else's.
func TestNobodyElseIsGivenIt(t *testing.T) {
	const first = 32768 // of Linux, unless an operator settles otherwise
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
