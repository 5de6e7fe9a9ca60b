package native

import (
	"bufio"
	"encoding/hex"
	"io"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Guarded tells whether a local listener turns away other users of this machine.
const Guarded = true

// own reports whether the other end of a loopback connection belongs to this process's user, as the kernel has it.
func own(c *net.TCPConn) bool {
	theirs, ok1 := c.RemoteAddr().(*net.TCPAddr)
	ours, ok2 := c.LocalAddr().(*net.TCPAddr)
	if !ok1 || !ok2 {
		return false
	}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		f, err := os.Open(table)
		if err != nil {
			continue
		}
		uid, found := owner(f, theirs.AddrPort(), ours.AddrPort())
		f.Close()
		if found {
			return uid == os.Getuid()
		}
	}
	return false
}

// owner finds the user of the connection from one address to another in a table of proc(5).
func owner(table io.Reader, from, to netip.AddrPort) (uid int, found bool) {
	for lines := bufio.NewScanner(table); lines.Scan(); {
		f := strings.Fields(lines.Text())
		if len(f) < 8 || !same(f[1], from) || !same(f[2], to) {
			continue
		}
		uid, err := strconv.Atoi(f[7])
		return uid, err == nil
	}
	return 0, false
}

// same compares an address with one of the table: words of 32 bits in the machine's own order, then the port.
func same(text string, want netip.AddrPort) bool {
	host, port, _ := strings.Cut(text, ":")
	b, err := hex.DecodeString(host)
	n, errPort := strconv.ParseUint(port, 16, 16)
	if err != nil || errPort != nil || len(b)%4 != 0 || uint16(n) != want.Port() {
		return false
	}
	swapped := slices.Clone(b)
	for w := range slices.Chunk(swapped, 4) {
		slices.Reverse(w)
	}
	for _, order := range [][]byte{b, swapped} {
		if a, ok := netip.AddrFromSlice(order); ok && a.Unmap() == want.Addr().Unmap() {
			return true
		}
	}
	return false
}
