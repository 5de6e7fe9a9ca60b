// Package live is where the ends of remote sessions meet: it holds the connections of the client's program and of the specialist's
// ends, copies between them what it cannot read, takes the recording in, and cuts.
//
// What holds here, whatever an end does:
//   - a specialist's end reaches a client's machine only under a number that the client's program has answered for, in the same
//     session;
//   - nothing is copied after a session is over: one second after it was told so, at the latest, also when an end does not read,
//     does not answer or does not leave (A3: a lost right is seen within two seconds);
//   - the recording is taken in as long as it is needed, also after that, and only as it was sealed and signed;
//   - what waits for an end that does not read is bounded, and then its sender waits;
//   - a client's program that is gone for two minutes has ended its session, also when the server that had it is gone.
//
// Several servers on one PostgreSQL are one: the server that has the client's program is where its session is, and the others pass on to
// it what comes to them ([Node.Enter], [Node.Join], [Node.Turn]). The program is where it last came to.
//
// It refuses purposes that an end does not have, ends that open, ask or tell too much, and words that are not theirs to say. It knows
// nothing of rights: [Desk] does.
package live

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"surety/internal/access"
	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/recording"
	"surety/internal/remote/chunk"
	"surety/internal/wire"
)

// Pace and limits.
const (
	Check       = 2 * time.Second  // between two looks at what must be cut
	Farewell    = time.Second      // from the word that it is over until everything is cut
	Patience    = 2 * time.Minute  // that the client's end may be gone, and that the rest of a recording may take
	Idle        = 15 * time.Minute // that nobody of the specialist's side is there
	joinWithin  = 10 * time.Second // for the client's end to answer
	comeWithin  = time.Minute      // for an end that was let in to come
	awaitLane   = 20 * time.Second // that an end waits for the client's lane
	relayIdle   = 2 * time.Minute  // without a byte: the ends ask each other more often
	unrecorded  = 30 * time.Second // that something is copied while nothing takes the recording
	mostHere    = 4000             // sessions at a server
	mostGuests  = 4                // specialist's ends in a session at a time
	mostStreams = 8                // that an end may have open on a lane at a time
	lease       = 10 * time.Second // that a server counts as running after its last word
)

// Faults.
var (
	ErrNotReady  = fault.New(fault.Conflict, "session_not_ready", "the client's end is not there, or has not consented")
	ErrNotJoined = fault.New(fault.Conflict, "end_not_joined", "no end was let in under this number, or it has left: join anew")
	ErrAway      = fault.New(fault.Unavailable, "end_away", "the client's end is not there now")
	ErrFull      = fault.New(fault.Busy, "too_many", "too many ends").After(10 * time.Second)
)

// Desk decides about sessions. Its methods may be called twice for the same thing, and then do nothing the second time.
type Desk interface {
	// Cut ends a session by this server's own decision; why is a code. One that is over stays as it is.
	Cut(ctx context.Context, session, why string) error
	// Here keeps whether an end is there.
	Here(ctx context.Context, session string, end wire.Party, here bool) error
	// Live tells which of these sessions must be cut, and why.
	Live(ctx context.Context, sessions []string) ([]Cut, error)
	// Recorded says that nothing will be added to the recording of a session that is over.
	Recorded(ctx context.Context, session string, stand chunk.Stand) error
}

// Cut is a session that must end, and the code of why.
type Cut struct{ Session, Why string }

// Chunks is the store of recordings: *chunk.Store.
type Chunks interface {
	Tail(ctx context.Context, session wire.Session) (recording.Tail, error)
	Put(ctx context.Context, session wire.Session, c recording.Sealed) error
	Has(ctx context.Context, session wire.Session, c recording.Sealed) (bool, error)
	Stand(ctx context.Context, session wire.Session) (chunk.Stand, error)
	Abandon(ctx context.Context, session wire.Session) (chunk.Stand, error)
}

// Facts are what the desk knows of a client's program that comes in by its token.
type Facts struct {
	Session wire.Session
	Public  ed25519.PublicKey // signs the recording
	Until   time.Time         // nothing is possible after; zero: no limit of its own
	Ticket  access.TicketID
	Asked   time.Time   // when the session was asked for
	Restore bool        // it comes for its snapshots only: nothing is copied or recorded
	Over    bool        // it may bring the rest of its recording, and nothing else
	Turns   []wire.Turn // pauses and powers taken back that stand: told to it each time it comes

	Turned func(context.Context, wire.Turn) error // keeps what it says is so now
	Again  func(context.Context) (Facts, error)   // asks the desk anew: a fault when its token is worth nothing any more
}

// early says that the program has no session to come to: it was not consented to yet, or it only restores.
func (f Facts) early() bool { return !f.Over && (f.Restore || f.Until.IsZero()) }

// Replaced is why a client's program is told that it is over when another came in with a new code, though the session is not.
const Replaced = wire.WhyReplaced

// Settings are what a node works with.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Chunks   Chunks
	Desk     Desk
	Logger   *slog.Logger
	Snapshot func(ctx context.Context, f Facts, s *channel.Stream) // serves a stream of snapshots; nil: there are none
	Seed     [ed25519.SeedSize]byte                                // the same at all servers of the installation, and nowhere else
	Inner    net.Listener                                          // where other servers come; nil: they do not
	Address  string                                                // by which they reach it
}

// Node holds the ends that came to this server. It is safe for concurrent use.
type Node struct {
	Settings
	id      string
	inner   *inner
	ctx     context.Context //nolint:containedctx // the node's own life
	stop    context.CancelFunc
	running sync.WaitGroup

	mu       sync.Mutex
	sessions map[wire.Session]*session
	closed   bool
	lanes    atomic.Int64
	relayed  atomic.Uint64 // by relays that have ended
	relays   sync.Map      // *channel.Relay that run
	early    sync.Map      // by session, *channel.Mux of programs that are not in one yet
}

// Open makes a node. It takes ends at once, and looks after them while Run runs.
func Open(s Settings) (*Node, error) {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	n := &Node{Settings: s, id: access.NewID[string](), sessions: map[wire.Session]*session{}}
	n.ctx, n.stop = context.WithCancel(context.Background())
	var err error
	if n.inner, err = newInner(s.Seed); err == nil && s.Inner != nil {
		go n.answer()
	}
	return n, err
}

// Count is what a node holds.
type Count struct {
	Sessions, Lanes int
	Relayed         uint64 // bytes, in both directions, since the start
}

// Count tells what the node holds now.
func (n *Node) Count() Count {
	n.mu.Lock()
	c := Count{Sessions: len(n.sessions), Lanes: int(n.lanes.Load()), Relayed: n.relayed.Load()}
	n.mu.Unlock()
	n.relays.Range(func(r, _ any) bool {
		c.Relayed += sum(r.(*channel.Relay)) //nolint:forcetypeassert // nothing else is kept there
		return true
	})
	return c
}

func sum(r *channel.Relay) uint64 {
	ab, ba := r.Counted()
	return ab + ba
}

// Parse reads a session's name.
func Parse(name string) (s wire.Session, ok bool) {
	b, err := hex.DecodeString(name)
	return wire.Session(append(b, make([]byte, len(s))...)[:len(s)]), err == nil && len(b) == len(s)
}

// here finds a session at this node.
func (n *Node) here(id wire.Session) *session {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.sessions[id]
}

// all are the sessions at this node.
func (n *Node) all() []*session {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := make([]*session, 0, len(n.sessions))
	for _, s := range n.sessions {
		all = append(all, s)
	}
	return all
}
