package native

import (
	"net"
	"net/netip"
	"os"
	"strings"
	"testing"
)

// table is /proc/net/tcp and tcp6 as machines of both byte orders write them.
const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 0100007F:C001 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1001        0 2 1 0 20 4 30 10 -1
   2: 0100007F:1F90 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 3 1 0 20 4 30 10 -1
   3: 0000000000000000FFFF00000100007F:C002 0000000000000000FFFF00000100007F:1F90 01 00000000:00000000 00:00000000 00000000  1002        0 4
   4: 7F000001:C003 7F000001:1F90 01 00000000:00000000 00:00000000 00000000  1003        0 5
   5: broken
   6: 0100007F:C004 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  many        0 5
`

func TestOnlyOnesOwnConnectionsPass(t *testing.T) {
	to := netip.MustParseAddrPort("127.0.0.1:8080")
	for from, want := range map[string]int{"127.0.0.1:49153": 1001, "127.0.0.1:49154": 1002, "127.0.0.1:49155": 1003, "127.0.0.1:49156": -1, "127.0.0.1:49157": -1, "127.0.0.2:49153": -1} {
		uid, found := owner(strings.NewReader(table), netip.MustParseAddrPort(from), to)
		if found != (want >= 0) || found && uid != want {
			t.Errorf("%s belongs to %d, %v; want %d", from, uid, found, want)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	mine, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer mine.Close()
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if !own(c.(*net.TCPConn)) {
		t.Errorf("one's own connection (user %d) is turned away", os.Getuid())
	}
}
