// Package recovery gives lost access back to somebody who has neither a second factor nor a recovery code left.
//
// Whoever reads the account's mail asks; two of staff, one after the other, call the telephone number that the owner enrolled at
// least seven days before, and the person called says three words that only the asking browser shows. Then a link goes to the
// account's address, lives an hour, and does nothing but let one factor be added. [Next] is the whole machine.
//
// What holds everywhere:
//   - nothing here takes away a factor that was there before, and nothing needs one person's word alone, but for the operator's, of an
//     administrator, where no two others are left ([Recoveries.LetIn]);
//   - asking is answered alike, after the same work, whether or not there is such an account, and so is every later look;
//   - staff can neither see nor type another number than the one that counted when it was asked for; seeing it is on the record;
//   - the words come from the server and are compared by it: who did not hear them cannot approve;
//   - two approvals are by two people who may do so under the rules of access; the words of the second are others than those of the first;
//   - the owner is told of every step, with a link that stops everything, in every letter, without a sign-in;
//   - for a day after it nothing sensitive opens: that is one rule of package access, not a habit of each slice.
//
// It refuses an account without a number that counts: a mailbox alone, which may be what was stolen, is not enough.
package recovery

import (
	"log/slog"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// ID names a request to be let in again. It has 128 random bits.
type ID string

// Settings are what requests work with.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Vault    *vault.Vault
	Log      *audit.Log
	Jobs     *job.Queue
	Accounts *account.Accounts
	Desk     *ticket.Desk
	Logger   *slog.Logger // nil: silent
}

// Recoveries is where they are kept. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Recoveries struct{ Settings }

// Open prepares requests and registers their jobs; call it before the queue runs.
func Open(s Settings) *Recoveries {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Recoveries{s}
	r.Jobs.HandleTx(bindJob, r.bind)
	r.Jobs.HandleTx(expireJob, r.expire)
	r.Jobs.Handle(letterJob, r.send)
	return r
}

// Faults of requests.
var (
	ErrState     = fault.New(fault.Conflict, "recovery_state", "its present state does not allow this")
	ErrNumber    = fault.New(fault.Conflict, "recovery_number", "no telephone number of the account counted when it was asked")
	ErrNotCalled = fault.New(fault.Conflict, "recovery_not_called", "have the number shown first, and call it")
	ErrTwice     = fault.New(fault.Conflict, "recovery_twice", "somebody else must be the second")
	ErrInvited   = fault.New(fault.Invalid, "recovery_invited", "who was asked by the person to do it does not").At("uninvited")
	ErrWords     = fault.New(fault.Invalid, "recovery_words", "these are not the words that the asking page shows").At("words")
	ErrReason    = fault.ErrInvalid.At("reason")
)

// View is a request as who may decide it sees it.
type View struct {
	ID                      ID
	State                   State
	Owner                   access.AccountID
	Name, Email             string // the address partly shown
	Operator                bool   // given back by a command on the server: nobody was called
	Staff                   bool   // more than a client: only officers and administrators decide
	Number                  string // partly shown; empty: none counted when it was asked, so it can only be refused
	Place                   account.Place
	Asked, Changed, Expires time.Time
	Wrong                   int // words that were not those of the page
	Others                  int // further requests for the same account, open now
	Calls                   []Call
	Can                     []access.Action
}

// Call is what one of staff did.
type Call struct {
	Caller          access.AccountID
	Name, Reason    string
	Shown, Approved time.Time // Approved is zero until they say that the words were said
}

// Waiting is a request as the browser that asked sees it; it says the same whether or not there is an account.
type Waiting struct {
	State       string // waiting, granted, withdrawn, over
	Words       []string
	WordsUntil  time.Time
	Expires     time.Time
	EmailMasked string
}
