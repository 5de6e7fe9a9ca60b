package far

import (
	"context"
	"net"

	"surety/internal/channel"
	"surety/internal/rfb"
	"surety/internal/wire"
)

// Screen connects to the screen: RFB (RFC 6143), of which the client's end is the server. power is wire.ScreenView or
// wire.ScreenControl. What comes is of the one form that is recorded, whatever the client's end sends; anything else ends the connection. It ends with the
// line.
func (s *Session) Screen(ctx context.Context, power wire.Purpose) (net.Conn, error) {
	conn, err := connection(s.open(ctx, channel.Interactive, power, nil))
	if err != nil {
		return nil, err
	}
	return &screen{Conn: conn, filter: rfb.NewGreeted(), buf: make([]byte, 32<<10)}, nil
}

// screen lets pass what a viewer can show.
type screen struct {
	net.Conn
	filter *rfb.Filter
	buf    []byte
	passed []byte // and not read yet
	from   int
}

func (s *screen) Read(b []byte) (int, error) {
	for s.from == len(s.passed) {
		if err := s.more(); err != nil {
			return 0, err
		}
	}
	n := copy(b, s.passed[s.from:])
	s.from += n
	return n, nil
}

func (s *screen) more() error {
	n, err := s.Conn.Read(s.buf)
	s.passed, s.from = s.passed[:0], 0
	for rest, wrong := s.buf[:n], error(nil); len(rest) > 0; {
		if s.passed, rest, wrong = s.filter.Take(s.passed, rest); wrong != nil {
			s.passed = s.passed[:0]
			return wrong
		}
	}
	if len(s.passed) > 0 {
		return nil
	}
	return err
}
