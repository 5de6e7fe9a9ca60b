// Package port lets the specialist reach the host:port pairs that the client named, and none else.
//
// W1: names are resolved once, when the client names them, and only to addresses that a name may lead to; what an Open
// reaches are the addresses found then. A name that is pointed elsewhere afterwards (rebinding) leads nowhere new. Metadata services,
// link-local, carriers' NAT, 6to4, NAT64, multicast and the like are reached only where the client named that very address.
//
// W2: where a tunnel goes is on the recording before it is dialled, and how many bytes went each way while it lasts and at its
// end. When the recording refuses, the tunnel closes.
package port

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

// Limits.
const (
	MaxNames    = 32               // pairs in one grant
	dialTimeout = 10 * time.Second // per address
	notedBytes  = 1 << 20          // a tunnel's count is noted at least this often
	bufferBytes = 32 << 10
)

// ErrAddress says that a name leads where no name may lead, or nowhere.
var ErrAddress = errors.New("port: the name leads to an address that it may not lead to")

// Resolver finds the addresses of a name; *net.Resolver is one.
type Resolver interface {
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// Target is a pair that the client named, with the addresses it was found to have: the client is shown both.
type Target struct {
	Name      string
	Addresses []netip.AddrPort
}

// Ports are the pairs of one grant.
type Ports struct {
	record  power.Recorder
	targets map[string]Target
	dial    func(ctx context.Context, network, address string) (net.Conn, error)
}

// New resolves what the client named. Faults: ErrName, ErrAddress, what the resolver says.
func New(ctx context.Context, record power.Recorder, resolver Resolver, named []string) (*Ports, error) {
	if len(named) > MaxNames {
		return nil, ErrName
	}
	dialer := net.Dialer{Timeout: dialTimeout}
	p := &Ports{record: record, targets: map[string]Target{}, dial: dialer.DialContext}
	for _, text := range named {
		n, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("%w: %q", err, text)
		}
		addresses, err := n.resolve(ctx, resolver)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", text, err)
		}
		p.targets[n.text] = Target{n.text, addresses}
	}
	return p, nil
}

// resolve finds the addresses. One that may not be is reason to refuse the name: who gives such an answer is not to be trusted
// with the rest of it.
func (n name) resolve(ctx context.Context, resolver Resolver) (out []netip.AddrPort, err error) {
	if n.addr.IsValid() {
		return []netip.AddrPort{netip.AddrPortFrom(n.addr, n.port)}, nil
	}
	found, err := resolver.LookupNetIP(ctx, "ip", n.host)
	if err != nil {
		return nil, err
	}
	for _, a := range found {
		if !reachable(a, n.local()) {
			return nil, ErrAddress
		}
		out = append(out, netip.AddrPortFrom(a.Unmap(), n.port))
	}
	if len(out) == 0 {
		return nil, ErrAddress
	}
	return out, nil
}

// Targets are the pairs, to be shown to the client before the consent.
func (p *Ports) Targets() (out []Target) {
	for _, t := range p.targets {
		out = append(out, t)
	}
	return out
}

// Open is the handler of the power: after FrameOpened the stream carries the connection's bytes, bare.
func (p *Ports) Open(ctx context.Context, s *power.Stream, argument []byte) error {
	asked := strings.ToLower(string(argument))
	t, named := p.targets[asked]
	if !named {
		return errors.Join(wire.NotNamed, power.Refused(p.record, s.Number, fmt.Sprintf("port %q", argument), wire.NotNamed))
	}
	w := &tunnel{record: p.record, stream: s.Number, name: t.Name}
	if err := w.tell(false, p.record.Append); err != nil {
		return err
	}
	conn, err := p.reach(ctx, t)
	if err != nil {
		return errors.Join(wire.Unreachable, err, w.tell(true, p.record.Append))
	}
	if err := s.Opened(); err != nil {
		conn.Close()
		return errors.Join(err, w.tell(true, p.record.Append))
	}
	return errors.Join(w.carry(s.Line(), conn), w.tell(true, p.record.Append))
}

// reach dials the addresses that were found when the client named the pair.
func (p *Ports) reach(ctx context.Context, t Target) (conn net.Conn, err error) {
	for _, a := range t.Addresses {
		if conn, err = p.dial(ctx, "tcp", a.String()); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// tunnel counts what goes through.
type tunnel struct {
	record power.Recorder
	stream uint32
	name   string

	mu      sync.Mutex
	in, out uint64 // bytes towards the machine, and from it
	told    uint64 // of both, when last noted
}

// tell records the counts.
func (w *tunnel) tell(finished bool, how func(wire.Kind, uint32, []byte) error) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = w.in + w.out
	return how(wire.Tunnel, w.stream, wire.Transfer{Address: w.name, In: w.in, Out: w.out, Finished: finished}.Encode())
}

// count counts n bytes before they are handed on.
func (w *tunnel) count(to *uint64, n int) error {
	w.mu.Lock()
	*to += uint64(n)
	due := w.in+w.out-w.told >= notedBytes
	w.mu.Unlock()
	if due {
		return w.tell(false, w.record.Note)
	}
	return nil
}

// carry copies both ways until both are done. An end of one direction is passed on; an error ends both.
func (w *tunnel) carry(line io.ReadWriteCloser, conn net.Conn) error {
	failed := make(chan error, 2)
	go func() { failed <- w.copy(conn, line, &w.in) }()
	go func() { failed <- w.copy(line, conn, &w.out) }()
	err := <-failed
	if err != nil {
		conn.Close()
		line.Close()
	}
	if second := <-failed; err == nil {
		err = second
	}
	conn.Close()
	return errors.Join(err, line.Close())
}

// copy hands bytes on after counting them. Nothing goes either way while the recording is not ready.
func (w *tunnel) copy(to io.Writer, from io.Reader, counted *uint64) error {
	buf := make([]byte, bufferBytes)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if w.record.Ready() != nil {
				return wire.NotReady
			}
			if err := w.count(counted, n); err != nil {
				return err
			}
			if _, err := to.Write(buf[:n]); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return endWriting(to)
		}
		if err != nil {
			return err
		}
	}
}

// endWriting passes the end of one direction on where the other side can be told (TCP), else closes it.
func endWriting(to io.Writer) error {
	switch t := to.(type) {
	case interface{ CloseWrite() error }:
		return t.CloseWrite()
	case io.Closer:
		return t.Close()
	}
	return nil
}
