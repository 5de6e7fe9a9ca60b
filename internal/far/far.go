// Package far is the specialist's end of a remote session: it reaches the client's end through the server's relay, and uses the
// powers that the client granted.
//
// Invariants. The key of an end is made here and for one session; nothing is asked or shown before the client's end has proved to
// have the key that the record tells. Output of a terminal reaches a viewer through the escape filter only: there is no
// way around it. What was typed while the line was lost is not typed later. Bytes of a file count only when their hash is the one
// that was told, also after they came in two parts. A name that the client's machine tells is a name of one thing in a folder, or
// it cannot be asked for.
//
// Refused: by the client's end, what was not granted; here, names that lead elsewhere, typing where only looking on was asked for,
// more entries of a folder than anybody reads.
//
// It compiles for machines and for a browser, and knows neither HTTP nor files: who uses it brings a Desk.
package far

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/wire"
)

// giveUp is how long a lost line is dialled again: as long as the server waits for an end that is gone.
const giveUp = 2 * time.Minute

// Joined is what the server answers to who joins. Granted, Folders and Ports are for showing: what may be done is decided by the
// client's end alone.
type Joined struct {
	Number  uint32      // of this end among the session's
	Pin     channel.Pin // of the client's end, as the record has it
	Receipt string      // of the record's entry with both pins
	Granted []wire.Purpose
	Ports   []string
	Folders int // how many were named
	Until   time.Time
}

// Desk is the server, as this end asks it.
type Desk interface {
	// Join tells the server this end's pin. Faults: the server's.
	Join(ctx context.Context, pin channel.Pin) (Joined, error)
	// Dial connects one lane for the end of that number: one try. Faults: those of channel.Dialer.
	Dial(ctx context.Context, lane channel.Lane, number uint32) (net.Conn, error)
}

// Session is this end of one session. It is safe for use by many goroutines.
type Session struct {
	Joined

	desk    Desk
	clock   clock.Clock
	changed func(channel.Lane, bool)
	ctx     context.Context
	end     context.CancelFunc
	running sync.WaitGroup
	idle    idle

	mu    sync.Mutex
	lanes map[channel.Lane]*lane
	seat  seat
	words [4]string
}

// Join makes a key, tells its pin and reaches the client's end. changed, which may be nil, hears when a lane is had or lost. Faults:
// the desk's; ErrWrongKey and ErrKeyRefused, when a key is not the one on the record; those of a line.
func Join(ctx context.Context, desk Desk, c clock.Clock, changed func(channel.Lane, bool)) (*Session, error) {
	if changed == nil {
		changed = func(channel.Lane, bool) {}
	}
	s := &Session{desk: desk, clock: c, changed: changed, lanes: map[channel.Lane]*lane{}}
	var err error
	if s.Joined, err = s.join(ctx); err != nil {
		return nil, err
	}
	s.ctx, s.end = context.WithCancel(context.Background())
	if _, err := s.mux(ctx, channel.Interactive); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Words are the safety words: the client reads the same, or somebody stands in between. After an interactive lane was lost they are others, which changed is told
// after they are.
func (s *Session) Words() [4]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.words
}

// Close ends this end of the session, and waits until it has.
func (s *Session) Close() {
	s.end()
	s.running.Wait()
}

// Done is closed when the session can do nothing any more; Err tells why.
func (s *Session) Done() <-chan struct{} { return s.ctx.Done() }

// Err is nil while the session runs, net.ErrClosed after Close, and otherwise why a lane was given up.
func (s *Session) Err() error {
	if s.ctx.Err() == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lanes {
		if l.err != nil && !errors.Is(l.err, context.Canceled) {
			return l.err
		}
	}
	return net.ErrClosed
}

// open opens a stream of a power. Faults: ErrRefused of wire's reasons, those of the line.
func (s *Session) open(ctx context.Context, l channel.Lane, power wire.Purpose, argument []byte) (*channel.Stream, error) {
	m, err := s.mux(ctx, l)
	if err != nil {
		return nil, err
	}
	stream, err := m.Open(ctx, wire.Open{Purpose: power, Argument: argument})
	return stream, named(err)
}

// Port connects to an address that the client named, as host:port. The connection ends with the line.
func (s *Session) Port(ctx context.Context, address string) (net.Conn, error) {
	return connection(s.open(ctx, channel.Bulk, wire.Port, []byte(address)))
}

func connection(stream *channel.Stream, err error) (net.Conn, error) {
	if err != nil {
		return nil, err
	}
	return stream, nil
}
