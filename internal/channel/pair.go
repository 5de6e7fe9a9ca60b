package channel

import (
	"context"
	"crypto/subtle"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"time"
)

// alpn keeps a handshake of ours from being led to another protocol, or another's to ours.
const alpn = "surety-relay/1"

const (
	handshakeWithin = 20 * time.Second // also when a relay holds it back
	partWithin      = 2 * time.Second  // for the other end to hear why it failed
)

// Pair is an own key and the other end's pin. It seals as many connections as the session needs, one after another or at a time.
type Pair struct {
	own  *Key
	peer Pin
}

// Dial seals a connection as the end that speaks first: the specialist's. Faults: ErrWrongKey, ErrKeyRefused, ErrTampered, ErrNotSealed, and what ended
// the connection. On a fault the connection is closed.
func (p Pair) Dial(ctx context.Context, conn net.Conn) (*Sealed, error) {
	return p.seal(ctx, conn, tls.Client, func(c *Sealed) error {
		// With TLS 1.3 this end is done before the other has looked at our key. One byte says that it has, and liked it.
		_, err := io.ReadFull(c, make([]byte, 1))
		return err
	})
}

// Serve seals a connection as the other end: the client's machine. Faults as of Dial.
func (p Pair) Serve(ctx context.Context, conn net.Conn) (*Sealed, error) {
	return p.seal(ctx, conn, tls.Server, func(c *Sealed) error {
		_, err := c.Write([]byte{1})
		return err
	})
}

func (p Pair) seal(ctx context.Context, conn net.Conn, side func(net.Conn, *tls.Config) *tls.Conn, agree func(*Sealed) error) (*Sealed, error) {
	ctx, done := context.WithTimeout(ctx, handshakeWithin)
	defer done()
	c := &Sealed{Conn: side(conn, p.config())}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	err := c.Conn.HandshakeContext(ctx)
	if err == nil {
		err = agree(c)
	}
	if !stop() {
		err = errors.Join(ErrNotSealed, ctx.Err())
	}
	if err != nil {
		part(conn)
		return nil, refusal(err)
	}
	c.Words = words(p.own.cert.Leaf.RawSubjectPublicKeyInfo, c.ConnectionState().PeerCertificates[0].RawSubjectPublicKeyInfo)
	return c, nil
}

// part closes a connection on which a handshake failed, in a way that lets the other end read why: a stream that is simply cut
// loses what is under way.
func part(conn net.Conn) {
	defer conn.Close()
	s, ok := conn.(interface{ CloseWrite() error })
	if !ok || s.CloseWrite() != nil {
		return
	}
	late := time.AfterFunc(partWithin, func() { conn.Close() })
	defer late.Stop()
	_, _ = io.Copy(io.Discard, io.LimitReader(conn, maxMessage))
}

func (p Pair) config() *tls.Config {
	return &tls.Config{
		Certificates:                []tls.Certificate{p.own.cert},
		MinVersion:                  tls.VersionTLS13,
		NextProtos:                  []string{alpn},
		ClientAuth:                  tls.RequireAnyClientCert,
		InsecureSkipVerify:          true, // there is no authority; VerifyConnection holds the key to its pin
		VerifyConnection:            p.verify,
		SessionTicketsDisabled:      true, // and with them resumption and early data
		DynamicRecordSizingDisabled: true,
		CurvePreferences:            []tls.CurveID{tls.X25519MLKEM768, tls.X25519},
	}
}

func (p Pair) verify(s tls.ConnectionState) error {
	if len(s.PeerCertificates) != 1 || s.DidResume || s.NegotiatedProtocol != alpn {
		return ErrNotSealed
	}
	pin := pinOf(s.PeerCertificates[0])
	if subtle.ConstantTimeCompare(pin[:], p.peer[:]) != 1 {
		return ErrWrongKey
	}
	return nil
}

// refusal names why a handshake failed.
func refusal(err error) error {
	var said *net.OpError
	switch {
	case errors.Is(err, ErrWrongKey):
		return ErrWrongKey
	case errors.Is(err, ErrNotSealed):
		return ErrNotSealed.Because(err)
	case errors.As(err, &said) && said.Op == "remote error" && strings.Contains(said.Error(), "bad certificate"):
		return ErrKeyRefused
	case errors.Is(err, ErrTampered) || broken(err):
		return ErrTampered.Because(err)
	case err == io.EOF:
		return ErrNotSealed.Because(io.ErrUnexpectedEOF)
	}
	return ErrNotSealed.Because(err)
}

// Sealed is a connection that only its two ends can read or change.
type Sealed struct {
	*tls.Conn
	Words [4]string // both ends show the same, or somebody stands between them
}

// Read is ErrTampered when what came was not what was sent, or not in its order. io.EOF is the other end's word; a
// connection that was cut is an error.
func (s *Sealed) Read(p []byte) (int, error) {
	n, err := s.Conn.Read(p)
	return n, tampered(err)
}

// Write writes.
func (s *Sealed) Write(p []byte) (int, error) {
	n, err := s.Conn.Write(p)
	return n, tampered(err)
}

func tampered(err error) error {
	if broken(err) {
		return ErrTampered.Because(err)
	}
	return err
}

// broken reports whether TLS found the bytes wrong, here or, by its alert, at the other end.
func broken(err error) bool {
	var said *net.OpError
	var header tls.RecordHeaderError
	return errors.As(err, &said) && (said.Op == "local error" || said.Op == "remote error") ||
		errors.As(err, &header) || err != nil && strings.HasPrefix(err.Error(), "tls: ")
}
