// Package remote is what the server decides about a remote session: who may ask for one, what the client is shown before
// consenting, the codes by which the client's program comes in, what is consented to, and everything that ends it.
//
// A session is asked for by a specialist or agent of the case, for powers one by one. The client who opened the ticket, and nobody
// else, gets a code; the program it is typed into gets a token, the facts and the keys that recording and snapshots begin with. Only
// a signature of the program's own key over the digest of facts that were really sent is a consent. [Next] is the whole machine.
//
// What holds everywhere:
//   - a code has 50 random bits, is kept as a keyed digest, works once, for ten minutes, and is worthless once either side may no
//     longer be in the session; every code that does not work gets the same answer;
//   - what is granted is a part of what was asked for; nothing starts without a snapshot or the client's own words that none is
//     wanted;
//   - reason, ports, waiver and consent lie sealed under the case key. Keys of recordings and snapshots come of it too, so that they go
//     with it (S4); an operator's database opens neither;
//   - whoever loses a right loses the session: [Desk.Live] says so by the same rules as every other question (A3);
//   - each step stands on the record with the grant it was made by.
//
// It refuses a second request beside an open one, a request of somebody this client reported, on a closed ticket, or under a
// deal over which a complaint or a dispute is open. Moving bytes between the ends is not its matter: see [Ends].
package remote

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/review"
	"surety/internal/ticket"
	"surety/internal/vault"
	"surety/internal/wire"
)

// Settings are what a desk works with.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Vault    *vault.Vault
	Log      *audit.Log
	Jobs     *job.Queue
	Hub      *live.Hub
	Accounts *account.Accounts
	Tickets  *ticket.Desk
	Clocks   *deadline.Clocks
	Deals    *deal.Deals
	Disputes *dispute.Disputes
	Reviews  *review.Reviews
	Host     string       // the installation's name, as a client dials it
	Version  string       // of this server, which older programs of clients are doubted by
	Logger   *slog.Logger // nil: silent
}

// Desk is where remote sessions are decided on. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Desk struct {
	Settings
	ends atomic.Pointer[Ends]
}

// Ends are the machines of both sides, as far as this server holds them.
type Ends interface {
	// Turn tells the client's end what somebody with the right did. It must not wait.
	Turn(session string, t wire.Turn)
	// Join asks the client's end to let a specialist's end come, and returns the key that it made for it.
	Join(ctx context.Context, session string, far wire.Peer) (near wire.Peer, err error)
	// Leave has the client's end forget a specialist's end that will not come. It must not wait.
	Leave(session string, number uint32)
}

// Attach says who holds the ends. Before, nobody can join.
func (d *Desk) Attach(e Ends) { d.ends.Store(&e) }

// Open prepares the desk and registers its jobs and clocks; call it before the queue runs.
func Open(s Settings) *Desk {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	d := &Desk{Settings: s}
	d.handleClocks()
	d.Jobs.Handle(letterJob, d.send)
	return d
}

// Limits that are published.
const (
	MinutesLeast  = 5
	MinutesMost   = 480
	ReasonLimit   = 4000 // bytes
	PortsLimit    = 32
	WaiverLimit   = 2000 // bytes
	AnswerTime    = 30 * time.Minute
	PrepareTime   = 4 * time.Hour // from when the client's program came in: a first snapshot takes its time
	CodeTime      = 10 * time.Minute
	RestoreTime   = 8 * time.Hour
	SealTime      = 10 * time.Minute // after its end a recording that is not whole counts as abandoned
	joinTime      = 10 * time.Second
	factsLimit    = 32 // times that facts are sent in one session
	pageUsual     = 50
	pageLimit     = 100
	programLength = 64
)

// Faults of remote sessions.
var (
	ErrState    = fault.New(fault.Conflict, "remote_state", "its present state does not allow this")
	ErrOpen     = fault.New(fault.Conflict, "remote_open", "a session of yours on this ticket is open already")
	ErrUnbanned = fault.New(fault.Conflict, "remote_not_banned", "no ban of this report stands")
	ErrBanned   = fault.New(fault.Denied, "remote_banned", "this client does not want to be asked by you")
	ErrFrozen   = fault.New(fault.Conflict, "remote_deal_frozen", "a complaint or a dispute is open over the deal")
	ErrClosed   = fault.New(fault.Conflict, "remote_ticket_closed", "the ticket is closed")
	ErrSelf     = fault.New(fault.Denied, "remote_with_oneself", "nobody asks for a session with themselves")
	ErrCode     = fault.New(fault.Denied, "code_wrong", "the code does not work: it is wrong, used, or too old")
	ErrConsent  = fault.New(fault.Invalid, "consent_invalid", "this is not a consent to the facts that were sent, by the key that came with the code")
	ErrNotReady = fault.New(fault.Conflict, "session_not_ready", "the client's end is not there, or has not consented")
	ErrPaused   = fault.New(fault.Denied, "remote_paused_by_other", "only who paused resumes")
)
