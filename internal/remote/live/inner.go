package live

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/wire"
)

const (
	innerProtocol = "surety-node/1"
	innerWithin   = 5 * time.Second  // to reach another server and to be known
	answerWithin  = 15 * time.Second // for its answer: a join takes ten
	mostInner     = 8192             // connections of other servers at a time
)

// inner is how servers know each other: TLS 1.3 in which both sides prove the one key that the installation's servers derive from its
// vault. There is no ticket and no early data, so nothing can be sent a second time; who has not the key gets no further than the
// handshake.
type inner struct{ config *tls.Config }

var errStranger = errors.New("live: the other side is not a server of this installation")

func newInner(seed [ed25519.SeedSize]byte) (*inner, error) {
	key := ed25519.NewKeyFromSeed(seed[:])
	// Nobody looks at more of the certificate than its key.
	cert := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Unix(1<<33, 0)}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return &inner{&tls.Config{
		MinVersion: tls.VersionTLS13, NextProtos: []string{innerProtocol}, SessionTicketsDisabled: true,
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
		ClientAuth:   tls.RequireAnyClientCert, InsecureSkipVerify: true, //nolint:gosec // VerifyConnection compares the key itself
		VerifyConnection: func(s tls.ConnectionState) error {
			if theirs, ok := s.PeerCertificates[0].PublicKey.(ed25519.PublicKey); !ok || !bytes.Equal(theirs, key.Public().(ed25519.PublicKey)) || s.NegotiatedProtocol != innerProtocol {
				return errStranger
			}
			return nil
		},
	}}, nil
}

func (i *inner) dial(ctx context.Context, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, innerWithin)
	defer cancel()
	return (&tls.Dialer{Config: i.config}).DialContext(ctx, "tcp", address)
}

// ask makes a call to another server and returns its answer.
func (n *Node) ask(ctx context.Context, address string, c call) ([]byte, error) {
	conn, answer, err := n.call(ctx, address, c)
	if err == nil {
		conn.Close()
	}
	return answer, err
}

func (n *Node) call(ctx context.Context, address string, c call) (net.Conn, []byte, error) {
	conn, err := n.inner.dial(ctx, address)
	if err != nil {
		return nil, nil, ErrAway.Because(err)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(answerWithin)) // a failure shows in what follows
	answer, err := exchange(conn, c)
	if !stop() || conn.SetDeadline(time.Time{}) != nil {
		err = errors.Join(err, ErrAway)
	}
	if err != nil {
		conn.Close()
		return nil, nil, err
	}
	return conn, answer, nil
}

func exchange(conn net.Conn, c call) ([]byte, error) {
	if _, err := conn.Write(wire.AppendFrame(nil, frameCall, c.encode())); err != nil {
		return nil, ErrAway.Because(err)
	}
	kind, answer, err := wire.NewFrameReader(conn).Next(maxCall)
	switch {
	case err != nil:
		return nil, ErrAway.Because(err)
	case kind == frameFault:
		return nil, faultOf(answer)
	case kind != frameDone:
		return nil, ErrAway
	}
	return answer, nil
}

// passOn finds a place at another server. What the end sends goes there as it is, and the other way.
func (n *Node) passOn(ctx context.Context, address string, e Entry) (*Seat, error) {
	there, _, err := n.call(ctx, address, call{kind: callEnter, session: e.Session, lane: e.Lane, number: e.Number})
	if err != nil {
		return nil, err
	}
	seat := n.seat(func(c net.Conn) { n.splice(c, there, e.Lane) })
	seat.Leave = func() { there.Close() }
	return seat, nil
}

// splice copies between two connections until one ends, and closes both.
func (n *Node) splice(a, b net.Conn, l channel.Lane) {
	stop := context.AfterFunc(n.ctx, func() { a.Close(); b.Close() })
	defer stop()
	var both sync.WaitGroup
	for _, way := range [][2]net.Conn{{a, b}, {b, a}} {
		both.Go(func() {
			pour(way[0], way[1], l)
			a.Close()
			b.Close()
		})
	}
	both.Wait()
}

// pour copies one way, with a buffer that a lane at rest can afford.
func pour(to, from net.Conn, l channel.Lane) {
	buf := make([]byte, 4<<10)
	if l == channel.Bulk {
		buf = make([]byte, 32<<10)
	}
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// answer serves the other servers until the listener is closed.
func (n *Node) answer() {
	room := make(chan struct{}, mostInner)
	for {
		conn, err := n.Inner.Accept()
		if err != nil {
			return
		}
		select {
		case room <- struct{}{}:
			go func() { defer func() { <-room }(); n.answerCall(conn) }()
		default:
			conn.Close()
		}
	}
}

// answerCall serves one connection of another server.
func (n *Node) answerCall(raw net.Conn) {
	conn := tls.Server(raw, n.inner.config)
	defer conn.Close()
	defer context.AfterFunc(n.ctx, func() { conn.Close() })()
	ctx, cancel := context.WithTimeout(n.ctx, answerWithin)
	defer cancel()
	if conn.SetDeadline(time.Now().Add(answerWithin)) != nil || conn.HandshakeContext(ctx) != nil {
		return
	}
	kind, payload, err := wire.NewFrameReader(conn).Next(maxCall)
	if err != nil || kind != frameCall {
		return
	}
	c, err := decodeCall(payload)
	if err != nil {
		return
	}
	answer, seat, err := n.do(ctx, c)
	frame := wire.AppendFrame(nil, frameDone, answer)
	if err != nil {
		frame = wire.AppendFrame(nil, frameFault, codeOf(err))
	}
	if _, werr := conn.Write(frame); werr != nil || err != nil || seat == nil {
		return
	}
	if conn.SetDeadline(time.Time{}) == nil {
		seat.Serve(conn)
	}
}

// do does what another server asks, for sessions that are here: nothing is passed on twice.
func (n *Node) do(ctx context.Context, c call) (answer []byte, seat *Seat, err error) {
	s := n.here(c.session)
	if s == nil {
		return nil, nil, ErrAway
	}
	switch c.kind {
	case callEnter:
		seat, err = n.local(s, Entry{Session: c.session, Lane: c.lane, Number: c.number})
	case callJoin:
		far, err := wire.DecodePeer(c.body)
		if err != nil {
			return nil, nil, ErrNotReady
		}
		near, err := s.join(ctx, far)
		return near.Encode(), nil, err
	case callTurn:
		t, err := wire.DecodeTurn(c.body)
		if err != nil {
			return nil, nil, ErrAway
		}
		s.turn(t)
	case callLeave:
		s.unexpect(c.number)
	}
	return nil, seat, err
}
