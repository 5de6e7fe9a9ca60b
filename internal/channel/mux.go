package channel

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"

	"github.com/libp2p/go-yamux/v5"

	"surety/internal/fault"
	"surety/internal/wire"
)

// Mux carries streams over one connection, which it owns. All methods are safe for use by many goroutines.
type Mux struct {
	session *yamux.Session
	closed  atomic.Bool
}

// Client makes the mux of the end that dialled; Server that of the other. streams is how many the other end may have open at a
// time; one more is reset.
func Client(conn net.Conn, lane Lane, streams int) (*Mux, error) {
	return muxed(yamux.Client(conn, config(lane, streams), nil))
}

// Server makes the mux of the end that was dialled.
func Server(conn net.Conn, lane Lane, streams int) (*Mux, error) {
	return muxed(yamux.Server(conn, config(lane, streams), nil))
}

func muxed(s *yamux.Session, err error) (*Mux, error) {
	if err != nil {
		return nil, err
	}
	return &Mux{session: s}, nil
}

func config(lane Lane, streams int) *yamux.Config {
	c := yamux.DefaultConfig()
	c.InitialStreamWindowSize, c.MaxStreamWindowSize = smallWindow, lane.window()
	c.MaxIncomingStreams, c.AcceptBacklog = uint32(streams), smallAccept
	c.MaxMessageSize = maxMessage
	c.KeepAliveInterval, c.ConnectionWriteTimeout = keepAlive, writeWithin
	c.ReadBufSize = 0 // what is below has a buffer
	c.LogOutput = io.Discard
	return c
}

// Open opens a stream and waits, at most 30 s, for the other end to take it. Faults: ErrRefused because of a wire.Refusal, ErrLaneLost,
// ErrStreamReset (also when the other end has too many).
func (m *Mux) Open(ctx context.Context, o wire.Open) (*Stream, error) {
	payload := o.Encode()
	if _, err := wire.DecodeOpen(payload); err != nil {
		return nil, err
	}
	ctx, done := context.WithTimeout(ctx, askWithin)
	defer done()
	raw, err := m.session.OpenStream(ctx)
	if err != nil {
		return nil, m.why(err)
	}
	s := &Stream{raw: raw, mux: m}
	stop := context.AfterFunc(ctx, s.cut)
	err = s.ask(payload)
	if !stop() {
		err = ctx.Err()
	}
	if err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Stream) ask(payload []byte) error {
	if _, err := s.Write(wire.AppendFrame(nil, wire.FrameOpen, payload)); err != nil {
		return err
	}
	kind, answer, err := wire.NewFrameReader(s).Next(wire.MaxAnswer)
	switch {
	case errors.Is(err, wire.ErrLong):
		return ErrProtocol.Because(err)
	case err != nil:
		return err
	case kind == wire.FrameOpened:
		s.Number, err = wire.DecodeStream(answer)
	case kind == wire.FrameRefused:
		err = refused(answer)
	default:
		return ErrProtocol
	}
	return err
}
func refused(answer []byte) error {
	why, err := wire.DecodeRefusal(answer)
	if err != nil {
		return ErrProtocol.Because(err)
	}
	return ErrRefused.Because(why)
}

// Serve takes streams until the mux ends or ctx does, and returns when the last stream has been served: always an error, net.ErrClosed after
// Close. serve is given each stream; its context ends with the mux.
func (m *Mux) Serve(ctx context.Context, serve func(context.Context, *Stream)) error {
	ctx, end := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer end()
	stop := context.AfterFunc(ctx, func() { m.Close() })
	defer stop()
	for {
		raw, err := m.session.AcceptStream()
		if err != nil {
			return m.why(err)
		}
		running.Go(func() { serve(ctx, &Stream{raw: raw, mux: m}) })
	}
}

// Close ends the mux and cuts all its streams; what is under way may be lost. To end without loss, end the streams first.
func (m *Mux) Close() error {
	if !m.session.IsClosed() {
		m.closed.Store(true)
	}
	return m.session.Close()
}

// Done is closed when the mux has ended.
func (m *Mux) Done() <-chan struct{} { return m.session.CloseChan() }

// Err tells why the mux has ended: net.ErrClosed after Close here, a fault otherwise, nil while it runs.
func (m *Mux) Err() error {
	if !m.session.IsClosed() {
		return nil
	}
	_, err := m.session.OpenStream(context.Background()) // tells the session's own reason, at once
	return m.why(err)
}

// why names what the library says in our faults.
func (m *Mux) why(err error) error {
	var named *fault.Fault
	switch {
	case err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, yamux.ErrTimeout):
		return os.ErrDeadlineExceeded
	case m.closed.Load():
		return net.ErrClosed
	case errors.As(err, &named):
		return named
	case m.session.IsClosed():
		return ErrLaneLost.Because(err)
	}
	return ErrStreamReset.Because(err)
}
