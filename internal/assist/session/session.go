// Package session is what runs on the client's machine between the consent and the end: the lanes to the server, the recording on
// its way, the specialist's ends that come and go, and who may stop what.
//
// Invariants. Before Start nothing of a session exists: no handler, no control stream, no lane that the server could open a relay on.
// W1: what can be opened is the set made from the grant, and only inside a relay sealed to a key that came with a FrameJoin. W2: every
// power records through the gate; what the gate refuses does not happen. While it is paused, or the recording is not acknowledged,
// nothing is typed, sent, opened or moved; what is shown goes on. Who paused lifts it, and nobody else: a pause that the
// client made on this machine is lifted on this machine.
//
// A lane that is lost is dialled again, and everything goes on where its two ends stand; consent is of this process and is never
// read back from anywhere. The session ends by its limits here, whatever the server says.
package session

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	"surety/internal/assist"
	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/recording"
	"surety/internal/wire"
)

const (
	// IdleLimit is how long a session may go on without anything typed, sent or moved.
	IdleLimit = 15 * time.Minute
	// MaxLength is the longest session, whatever was agreed.
	MaxLength = 8 * time.Hour
	// SpoolLimit is the most bytes of a recording that wait for the server.
	SpoolLimit = 1 << 30

	lanesGiveUp = recording.Limit
	streams     = 64 // that the server, or an end, may have open at a time on a connection
	farewell    = 2 * time.Second
)

// Plan is a session to be started.
type Plan struct {
	Session      wire.Session
	Until        time.Time
	Signer       ed25519.PrivateKey
	RecordingKey *recording.Key // is taken
	Spool        *recording.Spool
	Grant        assist.Grant
	Dial         func(context.Context, channel.Lane) (net.Conn, error)
	Clock        clock.Clock
	Changed      func()    // the State is another; must not wait
	Ended        func(End) // no power is served any more; the recording may still go up
}

// End is why a session ended, and by whom.
type End struct {
	By  wire.Party
	Why string // a code
}

// Session is one that runs.
type Session struct {
	plan   Plan
	record *recording.Recorder
	gate   *gate
	powers *assist.Session
	peers  *peers
	server *server

	mu        sync.Mutex
	connected map[channel.Lane]bool
	turned    chan struct{}  // closed when that changes
	taken     []wire.Purpose // back, on this machine
	end       *End
	over      chan struct{} // closed when end is set
}

// Start opens the recording and makes the powers of the grant. Nothing reaches them before Run. Faults: those of assist.Start.
func Start(ctx context.Context, p Plan) (*Session, error) {
	s := &Session{plan: p, connected: map[channel.Lane]bool{}, turned: make(chan struct{}), over: make(chan struct{})}
	s.record = recording.New(p.Clock, p.Spool, p.Session, p.RecordingKey, p.Signer)
	s.gate = newGate(s.record, p.Clock, p.Changed)
	var err error
	if s.powers, err = assist.Start(ctx, s.gate, p.Grant); err != nil {
		return nil, errors.Join(err, s.record.End(wire.WhyNotStarted))
	}
	s.peers = newPeers(s)
	s.server = &server{session: s}
	return s, nil
}

// Consented puts the consent on the recording, as it was signed.
func (s *Session) Consented(agreed wire.Agreed) error {
	return s.record.Append(wire.Consent, 0, agreed.Encode())
}

// Cancel ends a session that was never Run.
func (s *Session) Cancel(why string) error {
	s.powers.Close()
	return s.record.End(why)
}

// Run serves until the session ends and says why. When it returns no power is served any more, the recording has its end, and as
// much of it as the farewell allowed is with the server: complete tells whether that is all.
func (s *Session) Run(ctx context.Context) (end End, complete bool) {
	lanes, hangUp := context.WithCancel(ctx)
	work, stop := context.WithCancel(lanes)
	var running, dialling sync.WaitGroup
	sent := make(chan error, 1)
	dialling.Go(func() { sent <- s.lane(lanes, channel.Interactive, work) })
	dialling.Go(func() { _ = s.lane(lanes, channel.Bulk, work) })
	running.Go(func() { s.limits(work) })
	running.Go(func() { s.recorded(work) })
	select {
	case <-s.over:
	case <-ctx.Done():
		s.Finish(End{wire.Client, wire.WhyStopped})
	}
	s.gate.shut()
	stop()
	s.powers.Close()
	s.peers.close()
	running.Wait()
	end = s.ended()
	s.plan.Ended(end)
	s.server.turned(wire.Turn{Step: wire.Finish, By: end.By, Why: end.Why})
	err := s.record.End(end.Why)
	select {
	case lost := <-sent:
		complete = err == nil && lost == nil
	case <-s.plan.Clock.After(farewell):
	case <-ctx.Done():
	}
	hangUp()
	dialling.Wait()
	return end, complete
}

// Finish ends the session, once.
func (s *Session) Finish(e End) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.end == nil {
		s.end = &e
		close(s.over)
	}
}

func (s *Session) ended() End {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.end
}

// Turn is a step that the client takes on this machine. It holds at once, whether or not the server hears of it.
func (s *Session) Turn(t wire.Turn) error {
	t.By = wire.Client
	switch t.Step {
	case wire.Pause:
		if err := s.gate.pause(here); err != nil {
			return err
		}
	case wire.Resume:
		err := s.gate.resume(here, client)
		s.server.turned(t)
		s.plan.Changed()
		return err
	case wire.Take:
		if err := s.take(t.Power); err != nil {
			return err
		}
		s.mu.Lock()
		s.taken = append(s.taken, t.Power)
		s.mu.Unlock()
	case wire.Finish:
		s.Finish(End{wire.Client, wire.WhyStopped})
		return nil
	}
	s.server.turned(t)
	s.plan.Changed()
	return nil
}

func (s *Session) takenHere() []wire.Purpose {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.taken)
}

// take takes a power back with what implies it: who may no longer look on may no longer type.
func (s *Session) take(code wire.Purpose) error {
	for more, less := range assist.Implied() {
		if less == code {
			if err := s.powers.Take(more); err != nil {
				return err
			}
		}
	}
	return s.powers.Take(code)
}

// limits ends the session when its time is over, or when nothing was done for long.
func (s *Session) limits(ctx context.Context) {
	c := s.plan.Clock
	until := c.After(min(s.plan.Until.Sub(c.Now()), MaxLength))
	for {
		rest := IdleLimit - c.Now().Sub(s.gate.lastInput())
		if rest <= 0 {
			s.Finish(End{wire.Server, wire.WhyIdle})
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-until:
			s.Finish(End{wire.Server, wire.WhyTimeOver})
			return
		case <-c.After(rest):
		}
	}
}

// recorded keeps the recording going, and ends the session when it cannot.
func (s *Session) recorded(ctx context.Context) {
	watch := s.gate.watch()
	done := make(chan error, 1)
	go func() { done <- s.record.Run(ctx) }()
	for {
		select {
		case err := <-done:
			switch {
			case errors.Is(err, recording.ErrLost):
				s.Finish(End{wire.Server, wire.WhyRecordLost})
			case err != nil && ctx.Err() == nil:
				s.Finish(End{wire.Server, wire.WhyRecordFailed})
			}
			return
		case <-s.plan.Clock.After(time.Second):
			watch()
		}
	}
}

// lane keeps one lane: nil only when the server has the whole recording.
func (s *Session) lane(ctx context.Context, lane channel.Lane, work context.Context) error {
	l := channel.Line{
		Lane: lane, Streams: streams, Clock: s.plan.Clock, GiveUp: lanesGiveUp,
		Dial:    func(ctx context.Context) (net.Conn, error) { return s.plan.Dial(ctx, lane) },
		Use:     func(ctx context.Context, m *channel.Mux) error { return s.use(ctx, work, lane, m) },
		Changed: func(connected bool) { s.connect(lane, connected) },
	}
	if lane == channel.Bulk {
		l.Before = s.there
	}
	err := l.Run(ctx)
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, recording.ErrForked):
		s.Finish(End{wire.Server, wire.WhyRecordForked})
	case errors.Is(err, channel.ErrTurnedAway):
		s.Finish(End{wire.Server, wire.WhyTurnedAway})
	case errors.Is(err, channel.ErrLaneLost):
		s.Finish(End{wire.Server, wire.WhyConnection})
	default:
		s.Finish(End{wire.Server, wire.WhyChannel})
	}
	return err
}

func (s *Session) connect(lane channel.Lane, is bool) {
	s.mu.Lock()
	s.connected[lane] = is
	close(s.turned)
	s.turned = make(chan struct{})
	s.mu.Unlock()
	s.plan.Changed()
}

// there waits for the interactive lane: the server knows no session, and turns a bulk lane away, before that has come.
func (s *Session) there(ctx context.Context) error {
	for {
		s.mu.Lock()
		is, turned := s.connected[channel.Interactive], s.turned
		s.mu.Unlock()
		if is {
			return nil
		}
		select {
		case <-turned:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// use serves relays on a connection while the session works, and on the interactive lane sends the recording and listens to the
// server. It ends with the first that does, but for the recording, which goes on after the session's work.
func (s *Session) use(ctx, work context.Context, lane channel.Lane, m *channel.Mux) error {
	handlers := &channel.Handlers{}
	if work.Err() == nil {
		handlers.Put(wire.ForRelay, s.peers.relay(lane))
	}
	defer context.AfterFunc(work, func() { handlers.Remove(wire.ForRelay) })()
	ended := make(chan error, 3)
	go func() { ended <- m.Serve(ctx, handlers.Serve) }()
	if lane == channel.Interactive {
		go func() { ended <- s.control(ctx, m) }()
		go func() { ended <- s.send(ctx, m) }()
	}
	err := <-ended
	if retried(err) {
		m.Close() // a stream that broke alone is begun again with its lane
	}
	return err
}

// retried tells whether a failure is one that a new connection may mend.
func retried(err error) bool {
	for _, passing := range []error{channel.ErrStreamReset, channel.ErrLaneLost, errClosed, io.EOF, io.ErrUnexpectedEOF} {
		if errors.Is(err, passing) {
			return true
		}
	}
	return false
}

// send sends the recording until the server has it all.
func (s *Session) send(ctx context.Context, m *channel.Mux) error {
	stream, err := m.Open(ctx, wire.Open{Purpose: wire.ForRecord})
	if err != nil {
		return err
	}
	return s.plan.Spool.Send(ctx, stream)
}

// Done counts what was done so far.
func (s *Session) Done() Done { return s.gate.state().Done }

// State is what the client is shown all the time.
type State struct {
	Connected bool           `json:"connected"`
	Ready     bool           `json:"ready"` // the recording is acknowledged: something may be typed
	Here      []Peer         `json:"here"`
	Paused    []string       `json:"paused"` // by whom: here, client, specialist, lead, server
	Powers    []wire.Purpose `json:"powers"`
	Deeds     []Deed         `json:"deeds"` // the last
	Done      Done           `json:"done"`
}

// State tells how it stands.
func (s *Session) State() State {
	s.mu.Lock()
	connected := s.connected[channel.Interactive]
	s.mu.Unlock()
	out := s.gate.state()
	out.Connected, out.Here, out.Powers = connected, s.peers.here(), s.powers.Powers()
	slices.SortFunc(out.Here, func(a, b Peer) int { return int(a.Number) - int(b.Number) })
	return out
}
