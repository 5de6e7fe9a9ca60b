package channel

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"surety/internal/fault"
	"surety/internal/wire"
)

// Mux carries streams over one connection, which it owns. All methods are safe for use by many goroutines.
//
// At rest it has one goroutine, which reads, and no buffers: what is short is written by whoever writes it, what is long by a goroutine that lives as long
// as there is something to write.
type Mux struct {
	conn    net.Conn
	largest uint32 // window of a stream
	most    int    // streams that the other end may have open

	head [frameSize]byte // of the frame being read

	mu        sync.Mutex
	streams   map[uint32]*Stream
	theirs    int       // of them the other end opened
	next      uint32    // number of the next stream that is opened here
	last      uint32    // of the newest that was opened there
	take      taking    // of Serve; nil before it
	waiting   []*Stream // opened there before Serve
	receiving bool

	turn    *sync.Cond // windows, room and ends: for who writes
	pending []byte     // frames that wait for the connection
	owed    int        // answers to the other end's own questions among them
	writing bool       // somebody writes on the connection

	began atomic.Int64 // when the write under way began, in Unix nanoseconds; 0 where none is
	heard time.Time    // when something came last
	asked bool         // and nothing has come since the other end was asked
	alive *time.Timer

	err    error // why it has ended
	closed bool  // by Close
	done   chan struct{}
}

// mostOwed is how many answers wait for an end that asks and does not read.
const mostOwed = 64

// taking begins to serve a stream. It does not wait.
type taking func(*Stream)

// Client makes the mux of the end that dialled; Server that of the other. streams is how many the other end may have open at a
// time; one more is reset.
func Client(conn net.Conn, lane Lane, streams int) (*Mux, error) {
	return muxed(conn, lane, streams, 1)
}

// Server makes the mux of the end that was dialled.
func Server(conn net.Conn, lane Lane, streams int) (*Mux, error) {
	return muxed(conn, lane, streams, 2)
}

func muxed(conn net.Conn, lane Lane, streams int, first uint32) (*Mux, error) {
	m := &Mux{conn: conn, largest: lane.window(), most: streams, streams: map[uint32]*Stream{}, next: first, heard: time.Now(), done: make(chan struct{})}
	m.turn = sync.NewCond(&m.mu)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.alive = time.AfterFunc(writeWithin, m.keep)
	return m, nil
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
	s, err := m.begin()
	if err != nil {
		return nil, err
	}
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

// begin opens a stream whose Open follows.
func (m *Mux) begin() (*Stream, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return nil, m.why()
	}
	if m.next > lastNumber {
		return nil, ErrLaneLost
	}
	s := m.stream(m.next)
	m.next += 2
	m.queue(frame{kind: frameOpen, stream: s.id})
	if !m.receiving {
		m.receiving = true
		go m.receive()
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
// Close. serve is given each stream; its context ends with the mux. Who serves reads: the mux needs no goroutine but the caller's.
func (m *Mux) Serve(ctx context.Context, serve func(context.Context, *Stream)) error {
	ctx, end := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer end()
	stop := context.AfterFunc(ctx, func() { m.Close() })
	defer stop()
	if m.begun(func(s *Stream) { running.Go(func() { serve(ctx, s) }) }) {
		m.receive()
	}
	<-m.done
	return m.Err()
}

// begun takes what waits and whatever comes, and reports whether the caller is to read.
func (m *Mux) begun(take taking) (mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return false
	}
	for _, s := range m.waiting {
		take(s)
	}
	m.take, m.waiting = take, nil
	mine = !m.receiving
	m.receiving = true
	return mine
}

// Close ends the mux and cuts all its streams; what is under way may be lost. To end without loss, end the streams first.
func (m *Mux) Close() error {
	m.mu.Lock()
	m.closed = m.closed || m.err == nil
	m.mu.Unlock()
	m.fail(net.ErrClosed)
	return nil
}

// fail ends the mux, once.
func (m *Mux) fail(err error) {
	m.mu.Lock()
	if m.err != nil {
		m.mu.Unlock()
		return
	}
	m.err, m.take = err, nil
	m.alive.Stop()
	for _, s := range m.streams {
		s.leave()
	}
	m.turn.Broadcast()
	close(m.done)
	m.mu.Unlock()
	m.conn.Close()
}

// Done is closed when the mux has ended.
func (m *Mux) Done() <-chan struct{} { return m.done }

// Err tells why the mux has ended: net.ErrClosed after Close here, a fault otherwise, nil while it runs.
func (m *Mux) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.why()
}

// why names in our faults why the mux has ended. The caller holds the lock.
func (m *Mux) why() error {
	var named *fault.Fault
	switch {
	case m.err == nil:
		return nil
	case m.closed:
		return net.ErrClosed
	case errors.As(m.err, &named):
		return named
	}
	return ErrLaneLost.Because(m.err)
}

var (
	errSilent  = errors.New("channel: nothing came for too long")
	errStalled = errors.New("channel: the connection takes nothing")
)

// keep is called every ten seconds or earlier. It asks the other end whether it is there when nothing came for a while, and ends the mux when no
// answer comes, or when the connection takes nothing.
func (m *Mux) keep() {
	if again, err := m.kept(); err != nil {
		m.fail(err)
	} else if again > 0 {
		m.alive.Reset(again)
	}
}

// kept tells after how long it is to be looked again; 0 is never.
func (m *Mux) kept() (again time.Duration, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return 0, nil
	}
	again = writeWithin
	if began := m.began.Load(); began != 0 {
		if again = time.Until(time.Unix(0, began).Add(writeWithin)); again <= 0 {
			return 0, errStalled
		}
	}
	switch silent := time.Since(m.heard); {
	case silent < keepAlive:
		m.asked = false
		return min(again, keepAlive-silent), nil
	case !m.asked:
		m.asked = true
		m.queue(frame{kind: framePing})
		return again, nil
	case silent < keepAlive+writeWithin:
		return min(again, keepAlive+writeWithin-silent), nil
	}
	return 0, errSilent
}
