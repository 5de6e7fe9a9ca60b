package remote

import (
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"
)

const (
	innerHost = "inside.example"
	tunnelled = "10.78.0.1"
	wgPort    = 51820
)

// TestAllOfItInsideWireGuard: the server listens at its address in the tunnel alone, and nothing but the tunnel's own packets is on the cables.
func TestAllOfItInsideWireGuard(t *testing.T) {
	t.Parallel()
	n := newNet(t)
	seen := []*cable{watch(t, n.client), watch(t, n.specialist)}
	n.tunnel(t)
	j := prelude(t, n, innerHost)
	j.ask("terminal.view", "terminal.type", "files.fetch", "files.send")
	j.consent()
	f, dir, size := j.connect(), t.TempDir(), int64(16<<20)
	shell := f.ssh()
	shell.press("echo in-$((40+2))\r")
	shell.see("in-42")
	want := random(t, filepath.Join(j.folder, "file"), size)
	must(t, f.run("scp", "surety:"+filepath.Join(j.folder, "file"), dir))
	if hashOf(t, filepath.Join(dir, "file")) != want {
		t.Error("what was fetched is another file")
	}
	j.assist.press("0")
	j.assist.see("The whole recording is on the server")
	if r := j.sealed(patience); !r.Complete {
		t.Error("the recording has no end of its own")
	}
	for _, c := range seen {
		if missed, err := unix.GetsockoptTpacketStats(c.socket, unix.SOL_PACKET, unix.PACKET_STATISTICS); err != nil || missed.Drops > 0 {
			t.Errorf("%s: %d packets were not looked at: %v", c.name, missed.Drops, err)
		}
		if c.other.Load() > 0 || c.tunnelled.Load() < size {
			t.Errorf("%s: %d bytes in the tunnel and %d packets beside it, the first %x", c.name, c.tunnelled.Load(), c.other.Load(), c.first.Load())
		}
	}
	t.Logf("%d and %d MB on the cables, all of it WireGuard's", seen[0].tunnelled.Load()/1e6, seen[1].tunnelled.Load()/1e6)
}

// tunnel puts a WireGuard interface on each machine: the server's with two peers, theirs with the server.
func (n net3) tunnel(t *testing.T) {
	t.Helper()
	keys := map[*machine]*ecdh.PrivateKey{}
	all := []*machine{n.server, n.client, n.specialist}
	for i, m := range all {
		key, err := ecdh.X25519().GenerateKey(rand.Reader)
		must(t, err)
		keys[m] = key
		file := filepath.Join(t.TempDir(), "key")
		must(t, os.WriteFile(file, []byte(base64.StdEncoding.EncodeToString(key.Bytes())), 0o600))
		n.background(t, m, "wireguard-go", "-f", m.wg())
		eventually(t, patience, "WireGuard runs", func() bool { // wg itself would take away a socket that does not listen yet
			c, err := net.Dial("unix", "/var/run/wireguard/"+m.wg()+".sock")
			if err == nil {
				c.Close()
			}
			return err == nil
		})
		wg(t, "set", m.wg(), "private-key", file, "listen-port", fmt.Sprint(wgPort))
		m.ip(t, "address", "add", fmt.Sprintf("10.78.0.%d/24", i+1), "dev", m.wg())
		m.ip(t, "link", "set", m.wg(), "up")
	}
	for i, m := range all[1:] {
		wg(t, "set", n.server.wg(), "peer", public(keys[m]), "allowed-ips", fmt.Sprintf("10.78.0.%d/32", i+2))
		wg(t, "set", m.wg(), "peer", public(keys[n.server]), "allowed-ips", tunnelled+"/32", "endpoint", fmt.Sprintf("%s:%d", serverAddress, wgPort))
	}
}

// wg is the interface: of another name on each machine, since their sockets lie in one folder.
func (m *machine) wg() string { return "wg-" + m.name }

func wg(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("wg", args...).CombinedOutput(); err != nil {
		t.Fatalf("wg %q: %v\n%s", args, err, out)
	}
}

func public(key *ecdh.PrivateKey) string {
	return base64.StdEncoding.EncodeToString(key.PublicKey().Bytes())
}

// cable is what went over a machine's.
type cable struct {
	name             string
	socket           int
	tunnelled, other atomic.Int64
	first            atomic.Value // []byte, of what did not belong there
}

// watch reads every packet of a machine's cable from now on (packet(7)).
func watch(t *testing.T, m *machine) *cable {
	t.Helper()
	const everything = unix.ETH_P_ALL<<8 | unix.ETH_P_ALL>>8 // in the network's order
	c := &cable{name: m.name}
	c.first.Store([]byte(nil))
	must(t, m.do(func() (err error) {
		if c.socket, err = unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, everything); err != nil {
			return err
		}
		return unix.Bind(c.socket, &unix.SockaddrLinklayer{Protocol: everything, Ifindex: m.cableIndex()})
	}))
	_ = unix.SetsockoptInt(c.socket, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, 64<<20) // more than all that goes over
	must(t, unix.SetsockoptTimeval(c.socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 100_000}))
	over, done := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(over); <-done; unix.Close(c.socket) })
	go func() {
		defer close(done)
		for packet := make([]byte, 64<<10); ; {
			n, err := unix.Read(c.socket, packet)
			select {
			case <-over:
				return
			default:
			}
			if err == nil {
				c.count(packet[:n])
			}
		}
	}()
	return c
}

func (m *machine) cableIndex() int {
	var of unix.Ifreq
	if r, err := unix.NewIfreq("cable"); err == nil {
		of = *r
	}
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		return 0
	}
	defer unix.Close(s)
	_ = unix.IoctlIfreq(s, unix.SIOCGIFINDEX, &of)
	return int(of.Uint32())
}

// count tells WireGuard's packets from others. Machines that look for each other on a cable (ARP, and ICMPv6 of a link) carry nothing of a session.
func (c *cable) count(p []byte) {
	if len(p) < 14+20 {
		return
	}
	ip := p[14:]
	switch kind := binary.BigEndian.Uint16(p[12:]); {
	case kind == unix.ETH_P_ARP:
		return
	case kind == unix.ETH_P_IPV6 && (ip[6] == unix.IPPROTO_ICMPV6 || ip[6] == unix.IPPROTO_HOPOPTS):
		return
	case kind == unix.ETH_P_IP && ip[9] == unix.IPPROTO_UDP:
		udp := ip[int(ip[0]&15)*4:]
		if len(udp) >= 8 && binary.BigEndian.Uint16(udp) == wgPort && binary.BigEndian.Uint16(udp[2:]) == wgPort {
			c.tunnelled.Add(int64(len(p)))
			return
		}
	}
	if c.other.Add(1) == 1 {
		c.first.Store(append([]byte(nil), p[:min(len(p), 64)]...))
	}
}
