package live

import (
	"context"
	"crypto/ed25519"
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/fault"
	"surety/internal/wire"
)

// session is one whose client's end came to this node.
type session struct {
	node *Node
	id   wire.Session
	name string
	ctx  context.Context //nolint:containedctx // of all that is copied in it
	cut  context.CancelFunc

	mu       sync.Mutex
	facts    Facts
	lanes    [3]*channel.Mux // of the client's end, by lane
	came     chan struct{}   // closed when a lane comes
	talk     *talk           // the client's end's control stream
	told     []wire.Turn     // to it, and not repeated by it yet
	guests   map[uint32]*guest
	left     []uint32      // guests that left while there was no talk
	takes    *channel.Mux  // the lane of the stream that takes the recording; nil when none does
	took     bool          // one did
	copying  int           // relays that run
	lost     time.Time     // since when the client's end is not here
	alone    time.Time     // since when nobody of the specialist's side is
	blind    time.Time     // since when something is copied and nothing takes the recording
	over     *wire.Turn    // how it ended
	done     chan struct{} // closed when it is over
	overAt   time.Time
	owed     []debt // what the desk could not keep yet
	brought  bool   // the recording is whole
	recorded bool   // the desk knows that the recording is complete or given up
}

// newSession needs the node's lock.
func (n *Node) newSession(f Facts) *session {
	now := n.Clock.Now()
	s := &session{node: n, id: f.Session, name: hexOf(f.Session), facts: f, came: make(chan struct{}), done: make(chan struct{}), guests: map[uint32]*guest{}, lost: now, alone: now}
	s.ctx, s.cut = context.WithCancel(n.ctx)
	return s
}

// know takes what the desk says when the client's end comes.
func (s *session) know(f Facts) {
	s.mu.Lock()
	s.facts = f
	s.mu.Unlock()
	if f.Over {
		s.finish(wire.Turn{Step: wire.Finish, By: wire.Server, Why: "over"})
	}
}

// refresh asks the desk anew what it knows, as until when the session runs since it was consented to.
func (s *session) refresh(ctx context.Context) error {
	s.mu.Lock()
	again := s.facts.Again
	s.mu.Unlock()
	if again == nil {
		return nil
	}
	f, err := again(ctx)
	if err == nil {
		s.know(f)
	}
	return err
}

func (s *session) lane(l channel.Lane) *channel.Mux {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lanes[l]
}

// of reports whether the session is that of the program with this key, or has none yet.
func (s *session) of(public ed25519.PublicKey) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.facts.Public) == 0 || s.facts.Public.Equal(public)
}

// current reports whether this is still where the client's end is to be.
func (s *session) current() bool { return s.node.here(s.id) == s }

func (s *session) restores() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.facts.Restore
}

func (s *session) ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over != nil
}

// put takes a lane of the client's end in the place of the one before, which it thinks is lost.
func (s *session) put(l channel.Lane, m *channel.Mux) {
	s.mu.Lock()
	before := s.lanes[l]
	s.lanes[l] = m
	if l == channel.Interactive {
		s.lost = time.Time{}
	}
	close(s.came)
	s.came = make(chan struct{})
	s.mu.Unlock()
	if before != nil {
		before.Close()
	}
}

// drop notes that a lane is lost, and reports whether it was the one in use.
func (s *session) drop(l channel.Lane, m *channel.Mux) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lanes[l] != m {
		return false
	}
	s.lanes[l] = nil
	if l == channel.Interactive {
		s.lost = s.node.Clock.Now()
	}
	return true
}

// await waits a while for the client's lane to be there.
func (s *session) await(ctx context.Context, l channel.Lane) *channel.Mux {
	late := s.node.Clock.After(awaitLane)
	for {
		s.mu.Lock()
		m, came := s.lanes[l], s.came
		s.mu.Unlock()
		if m != nil {
			return m
		}
		select {
		case <-came:
		case <-late:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// turn tells the client's end what somebody with the right did, and everyone when that was the end.
func (s *session) turn(t wire.Turn) {
	switch {
	case t.Step == wire.Finish && t.Why == Replaced:
		s.node.goes(func() { s.prove(t) })
		return
	case t.Step == wire.Finish:
		s.finish(t)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.talk == nil {
		return // it is told when it comes: the desk has kept the turn
	}
	if len(s.told) == mostTold {
		s.told = s.told[1:]
	}
	s.told = append(s.told, t)
	s.talk.send(wire.FrameTurn, t.Encode())
}

// mostTold is how many turns the client's end may leave without repeating them, before the oldest is forgotten.
const mostTold = 32

// end ends the session by this server's own decision, and has the desk keep it.
func (s *session) end(ctx context.Context, why string) {
	t := wire.Turn{Step: wire.Finish, By: wire.Server, Why: why}
	s.finish(t)
	s.keep(ctx, debt{t, true})
}

// prove lets the client's program go if it is the one that was replaced: its token is worth nothing then. The session goes on without it.
func (s *session) prove(t wire.Turn) {
	if s.refresh(s.node.ctx) != nil {
		s.dismiss(t)
	}
}

// dismiss tells the client's program that it is over for it, and lets it go a second later.
func (s *session) dismiss(t wire.Turn) {
	late := s.node.Clock.After(Farewell)
	s.mu.Lock()
	if s.talk != nil {
		s.talk.send(wire.FrameTurn, t.Encode())
	}
	s.mu.Unlock()
	select {
	case <-late:
	case <-s.ctx.Done():
	}
	s.leave()
}

// finish says that it is over, and cuts a second later, whatever the ends do until then.
func (s *session) finish(t wire.Turn) {
	s.mu.Lock()
	if s.over != nil {
		s.mu.Unlock()
		return
	}
	s.over, s.overAt = &t, s.node.Clock.Now()
	close(s.done)
	if s.talk != nil {
		s.talk.send(wire.FrameTurn, t.Encode())
	}
	for _, g := range s.guests {
		g.tell(t)
	}
	s.mu.Unlock()
	late := s.node.Clock.After(Farewell)
	go func() {
		select {
		case <-late:
		case <-s.ctx.Done():
		}
		s.sever()
	}()
}

// sever ends everything but the recording's way: relays stop, the specialist's ends and the bulk lane are closed.
func (s *session) sever() {
	s.cut()
	s.mu.Lock()
	var all []*channel.Mux
	for _, g := range s.guests {
		all = append(all, g.lanes[:]...)
	}
	all = append(all, s.lanes[channel.Bulk])
	s.mu.Unlock()
	closeAll(all)
}

// closeAll does not wait for connections that take nothing.
func closeAll(all []*channel.Mux) {
	for _, m := range all {
		if m != nil {
			go m.Close()
		}
	}
}

// leave drops the session from this node, and with it all its ends.
func (s *session) leave() {
	s.node.mu.Lock()
	if s.node.sessions[s.id] == s {
		delete(s.node.sessions, s.id)
	}
	s.node.mu.Unlock()
	s.sever()
	closeAll([]*channel.Mux{s.lane(channel.Interactive)})
}

// debt is a turn that the desk is to keep: this server's own, or what the client's end says.
type debt struct {
	turn wire.Turn
	own  bool
}

// keep has the desk keep a turn; what it cannot keep now it is told again. What it refuses to believe of an end's end is ended by the server.
func (s *session) keep(ctx context.Context, d debt) {
	err := s.tellDesk(ctx, d)
	if err == nil {
		return
	}
	s.node.Logger.Warn("a turn could not be kept", "session", s.name, "error", err)
	if k := fault.KindOf(err); !d.own && k != fault.Internal && k != fault.Unavailable {
		if d.turn.Step != wire.Finish {
			return
		}
		d.own = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.owed) < mostTold {
		s.owed = append(s.owed, d)
	}
}

func (s *session) tellDesk(ctx context.Context, d debt) error {
	s.mu.Lock()
	turned := s.facts.Turned
	s.mu.Unlock()
	if d.own || turned == nil {
		return s.node.Desk.Cut(ctx, s.name, d.turn.Why)
	}
	return turned(ctx, d.turn)
}

func (s *session) settle(ctx context.Context) {
	s.mu.Lock()
	owed := s.owed
	s.owed = nil
	s.mu.Unlock()
	for _, d := range owed {
		s.keep(ctx, d)
	}
}
