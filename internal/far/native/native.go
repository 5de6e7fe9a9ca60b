// Package native lets a specialist's own programs use a remote session: an SSH server (RFC 4251 to 4254) on this machine alone, whose
// shell is the client's terminal, whose SFTP are the client's folders, and whose forwarded ports are those that the client named.
//
// Invariants. Only who has the key that was made for this run comes in: it lies in a folder that only its owner may read. Whatever the
// client did not grant is refused, in words, on the standard error of the program that asked. What is sent with SFTP is kept in a
// private file here until its hash can be told, and nothing that came incomplete is sent. What a terminal shows has passed far's filter.
//
// Refused: passwords, agents, X11, environment, signals, ports that listen at the client's end, addresses that were not named, names
// that the client's machine made up to lead elsewhere.
package native

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"surety/internal/far"
	"surety/internal/fault"
	"surety/internal/wire"
)

const (
	loginWithin = 10 * time.Second
	maxConns    = 32 // at a time, those that have not proved their key among them
)

// Server gives one session to this machine's programs. Its zero value is not usable: call New.
type Server struct {
	session *far.Session
	scratch string // where files wait for their hash
	config  *ssh.ServerConfig
	keys    keys

	mu   sync.Mutex
	left []uint32 // terminals whose window was closed and whose shell goes on
}

// keys are made for one run.
type keys struct {
	host ssh.Signer
	user ed25519.PrivateKey
}

// New makes a server with keys of its own. scratch is a folder that only its owner may read.
func New(s *far.Session, scratch string) (*Server, error) {
	_, host, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	_, user, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.NewSignerFromSigner(host)
	if err != nil {
		return nil, err
	}
	known, err := ssh.NewPublicKey(user.Public())
	if err != nil {
		return nil, err
	}
	n := &Server{session: s, scratch: scratch, keys: keys{signer, user}}
	n.config = &ssh.ServerConfig{MaxAuthTries: 2, ServerVersion: "SSH-2.0-surety", PublicKeyCallback: only(known)}
	n.config.Ciphers = []string{"aes128-gcm@openssh.com", "aes256-gcm@openssh.com"} // loopback: the fastest
	n.config.AddHostKey(signer)
	return n, nil
}

var errKey = errors.New("native: not the key of this run")

func only(key ssh.PublicKey) func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) {
	want := key.Marshal()
	return func(_ ssh.ConnMetadata, offered ssh.PublicKey) (*ssh.Permissions, error) {
		if subtle.ConstantTimeCompare(want, offered.Marshal()) != 1 {
			return nil, errKey
		}
		return nil, nil
	}
}

// Serve takes connections until the listener is closed or ctx ends, and returns when all are over. The listener must be on a loopback
// address.
func (n *Server) Serve(ctx context.Context, l net.Listener) error {
	if !loopback(l.Addr()) {
		return fmt.Errorf("native: %s is not this machine alone", l.Addr())
	}
	return accept(ctx, l, n.connection)
}

func loopback(a net.Addr) bool {
	t, ok := a.(*net.TCPAddr)
	return ok && t.IP.IsLoopback()
}

// accept serves a listener's connections, a bounded number at a time. When ctx ends they are closed.
func accept(ctx context.Context, l net.Listener, serve func(context.Context, net.Conn)) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	var running sync.WaitGroup
	defer running.Wait()
	defer end()
	for places := make(chan struct{}, maxConns); ; {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		select {
		case places <- struct{}{}:
		default:
			c.Close()
			continue
		}
		running.Go(func() {
			defer func() { <-places }()
			defer c.Close()
			defer context.AfterFunc(ctx, func() { c.Close() })()
			serve(ctx, c)
		})
	}
}

func (n *Server) connection(ctx context.Context, c net.Conn) {
	_ = c.SetDeadline(time.Now().Add(loginWithin))
	conn, channels, requests, err := ssh.NewServerConn(c, n.config)
	if err != nil {
		return
	}
	_ = c.SetDeadline(time.Time{})
	defer conn.Close()
	go ssh.DiscardRequests(requests) // tcpip-forward among them
	ctx, end := context.WithCancel(ctx)
	var running sync.WaitGroup
	for asked := range channels {
		switch asked.ChannelType() {
		case "session":
			running.Go(func() { n.serveSession(ctx, asked) })
		case "direct-tcpip":
			running.Go(func() { n.forward(ctx, asked) })
		default:
			_ = asked.Reject(ssh.Prohibited, "surety: a session has shells, files and the ports that were granted")
		}
	}
	end()
	running.Wait()
}

// granted reports whether the client granted a power, as the server told it. It chooses between ways; the client's end decides.
func (n *Server) granted(power wire.Purpose) bool { return slices.Contains(n.session.Granted, power) }

// forward carries a connection to a port that was named.
func (n *Server) forward(ctx context.Context, asked ssh.NewChannel) {
	var to struct {
		Host     string
		Port     uint32
		From     string
		FromPort uint32
	}
	if err := ssh.Unmarshal(asked.ExtraData(), &to); err != nil {
		_ = asked.Reject(ssh.ConnectionFailed, "surety: malformed")
		return
	}
	there, err := n.reach(ctx, net.JoinHostPort(to.Host, strconv.FormatUint(uint64(to.Port), 10)))
	if err != nil {
		_ = asked.Reject(ssh.Prohibited, "surety: "+words(err))
		return
	}
	here, requests, err := asked.Accept()
	if err != nil {
		there.Close()
		return
	}
	go ssh.DiscardRequests(requests)
	carry(here, there)
}

// reach connects to a port that was named. Others are refused here already, so that a program that tries around leaves no
// refusals on the recording.
func (n *Server) reach(ctx context.Context, address string) (net.Conn, error) {
	address = strings.ToLower(address)
	if !slices.ContainsFunc(n.session.Ports, func(p string) bool { return strings.EqualFold(p, address) }) {
		return nil, errNotNamed
	}
	return n.session.Port(ctx, address)
}

var errNotNamed = fault.New(fault.Denied, "port_not_named", "the client did not name this address for this session")

// half is a connection whose directions end one by one.
type half interface {
	io.ReadWriteCloser
	CloseWrite() error
}

// carry copies both ways until both have ended or one has failed.
func carry(a half, b net.Conn) {
	defer a.Close()
	defer b.Close()
	ended := make(chan error, 2)
	one := func(to io.Writer, from io.Reader) {
		_, err := io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, make([]byte, 64<<10))
		if w, ok := to.(interface{ CloseWrite() error }); err == nil && ok {
			err = w.CloseWrite()
		}
		ended <- err
	}
	go one(a, b)
	go one(b, a)
	if <-ended == nil {
		<-ended
	}
}

// words tell a specialist what a fault means.
func words(err error) string {
	if f := fault.As(err); f.Kind != fault.Internal {
		return f.Detail
	}
	return err.Error()
}
