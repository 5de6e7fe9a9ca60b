// Package clam asks a clamd whether bytes are harmful. It speaks the daemon's own protocol (clamd(8): zVERSION and
// zINSTREAM) over a Unix or TCP socket, one connection a question.
//
// A daemon that does not answer, breaks off, or answers in words that are not known has said nothing: that is
// [ErrSilent], never "clean". The bytes go through the socket and nowhere else here; where clamd puts them while it
// looks is its own matter (docs/run.md).
package clam

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"surety/internal/fault"
)

// ErrSilent says that the scanner gave no answer that counts.
var ErrSilent = fault.New(fault.Unavailable, "scanner_silent", "the scanner does not answer")

const (
	answerLimit = 4 << 10
	chunkSize   = 64 << 10
	dialWithin  = 5 * time.Second
	idle        = 60 * time.Second // how long clamd may take in nothing
	lookWithin  = 10 * time.Minute // from the last byte to the answer
)

// Daemon is where a clamd listens.
type Daemon struct{ network, address string }

// Parse reads unix:/PATH or tcp:HOST:PORT.
func Parse(s string) (Daemon, error) {
	network, address, _ := strings.Cut(s, ":")
	switch network {
	case "unix":
		if strings.HasPrefix(address, "/") {
			return Daemon{network, address}, nil
		}
	case "tcp":
		if host, port, err := net.SplitHostPort(address); err == nil && host != "" && port != "" {
			return Daemon{network, address}, nil
		}
	}
	return Daemon{}, fmt.Errorf("clamd %q is neither unix:/path nor tcp:host:port", s)
}

// Answer is what clamd says of a file.
type Answer struct {
	Found   string // the name of the signature that fits; empty when none does
	TooMuch bool   // it will not take so many bytes
}

// Version is what the daemon is and which signatures it has: it changes with them.
func (d Daemon) Version(ctx context.Context) (string, error) {
	c, end, err := d.dial(ctx)
	if err != nil {
		return "", err
	}
	defer end()
	if err := c.SetDeadline(time.Now().Add(dialWithin)); err != nil {
		return "", silent(err)
	}
	if _, err := c.Write([]byte("zVERSION\x00")); err != nil {
		return "", silent(err)
	}
	line, err := answer(c)
	if err == nil && !strings.HasPrefix(line, "ClamAV ") {
		err = silent(errors.New("no version"))
	}
	return line, err
}

// Scan has clamd look at all of r. An error of r itself is returned as it is; every other failure is ErrSilent.
func (d Daemon) Scan(ctx context.Context, r io.Reader) (Answer, error) {
	c, end, err := d.dial(ctx)
	if err != nil {
		return Answer{}, err
	}
	defer end()
	sent, err := send(c, r)
	if err != nil {
		return Answer{}, err
	}
	if err := c.SetReadDeadline(time.Now().Add(lookWithin)); err != nil {
		return Answer{}, silent(err)
	}
	line, err := answer(c)
	if err != nil {
		return Answer{}, errors.Join(err, sent)
	}
	a, err := parse(line)
	if err == nil && sent != nil && !a.TooMuch {
		err = silent(sent) // it answered before it had seen all
	}
	return a, err
}

// dial connects; the connection breaks when ctx ends.
func (d Daemon) dial(ctx context.Context) (net.Conn, func(), error) {
	dialer := net.Dialer{Timeout: dialWithin}
	c, err := dialer.DialContext(ctx, d.network, d.address)
	if err != nil {
		return nil, nil, silent(err)
	}
	stop := context.AfterFunc(ctx, func() { c.Close() })
	return c, func() { stop(); c.Close() }, nil
}

// send writes the stream in chunks, each with its length before it. A daemon that has had enough stops reading: what
// it has to say is still to be read then, so that failure is told apart.
func send(c net.Conn, r io.Reader) (cut, err error) {
	if _, err := c.Write([]byte("zINSTREAM\x00")); err != nil {
		return nil, silent(err)
	}
	buf := make([]byte, 4+chunkSize)
	defer clear(buf)
	for {
		n, err := io.ReadFull(r, buf[4:])
		ended := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !ended {
			return nil, err
		}
		if cut := chunk(c, buf[:4+n]); cut != nil || n == 0 {
			return cut, nil
		}
		if ended {
			return chunk(c, buf[:4]), nil
		}
	}
}

// chunk sends one; one without bytes ends the stream.
func chunk(c net.Conn, b []byte) error {
	binary.BigEndian.PutUint32(b, uint32(len(b)-4))
	if err := c.SetWriteDeadline(time.Now().Add(idle)); err != nil {
		return err
	}
	_, err := c.Write(b)
	return err
}

// answer reads up to the NUL that ends it.
func answer(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, answerLimit)).ReadString(0)
	if err != nil {
		return "", silent(fmt.Errorf("the answer broke off: %w", err))
	}
	return line[:len(line)-1], nil
}

// parse reads "stream: OK", "stream: NAME FOUND" or the refusal of a stream that is too long. All else is no answer.
func parse(line string) (Answer, error) {
	if strings.HasPrefix(line, "INSTREAM size limit exceeded") {
		return Answer{TooMuch: true}, nil
	}
	said, ok := strings.CutPrefix(line, "stream: ")
	name, found := strings.CutSuffix(said, " FOUND")
	switch {
	case ok && said == "OK":
		return Answer{}, nil
	case ok && found && name != "":
		return Answer{Found: clean(name)}, nil
	}
	return Answer{}, silent(errors.New("clamd gave an error or an unknown answer"))
}

const nameLimit = 120

// clean makes a signature's name harmless to show: it comes from a program that a stranger's file may have led astray.
func clean(name string) string {
	name = strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return '_'
		}
		return r
	}, name)
	return name[:min(len(name), nameLimit)]
}

func silent(err error) error { return ErrSilent.Because(err) }
