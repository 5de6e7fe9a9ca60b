// Package handover passes passwords and keys from a client to who works for them, without being able to read them (S5).
//
// A secret is sealed in its owner's browser, in the age format, to the key that its reader has published; the reader's own key lies
// here only sealed by what this server never sees: what a passkey computes, or a passphrase. The package holds the ciphertext, gives
// it out, and writes down whom it gave it to.
//
// What holds everywhere:
//   - nothing here opens a secret or a sealed key; that both are sealed, and to whom, is checked by their outer form ([sealedTo]);
//   - a key stands on the record when it is published, and the digest of the key that a secret was sealed to stands there with the
//     secret, so that a key the server had slipped in would stand there too, for both sides, provably;
//   - an opening and its entry commit together; the owner sees each of them, and is written to;
//   - what is shown once is given out for one opening. An answer that was lost can be asked for again with the same key of the request, from the
//     same sign-in, for two minutes; then the ciphertext is gone;
//   - nothing opens once its reader left the case, the deal or the ticket ended, or while a dispute or a complaint is open (A3);
//   - what was opened stays on its owner's list, and letters come, until the owner says that it was changed.
//
// It refuses what is not sealed, what is sealed to a key that its reader has replaced, readers outside the case, and secrets beyond
// [BodyLimit] and [SecretsLimit].
package handover

import (
	"log/slog"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/ticket"
	"surety/internal/vault"
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
	Logger   *slog.Logger // nil: silent
}

// Desk is where secrets are handed over. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Desk struct{ Settings }

// Open prepares the desk and registers its jobs and clocks; call it before the queue runs.
func Open(s Settings) *Desk {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	d := &Desk{s}
	d.handleClocks()
	d.Jobs.Handle(letterJob, d.send)
	return d
}

// Limits that are published.
const (
	BodyLimit    = 64 << 10 // bytes of ciphertext
	LabelLimit   = 200      // bytes
	SecretsLimit = 50       // that can be opened, of one ticket
	LocksLimit   = 10       // of one key
	KeepDays     = 30       // that one to be shown once waits
	AgainTime    = 2 * time.Minute
	lookEvery    = time.Hour
	remindEvery  = 7 * 24 * time.Hour
	remindTimes  = 4
	lockLimit    = 4 << 10 // bytes of a sealed identity
	nameLimit    = 100     // bytes of a lock's label
)

// Term is for how long a secret can be opened.
type Term string

// The terms.
const (
	Once Term = "once"
	Deal Term = "deal" // any number of times, until the deal of owner and reader is over
)

// Terms are all of them.
var Terms = []Term{Once, Deal}

// State is where a secret stands.
type State string

// The states.
const (
	Held      State = "held" // it can be opened
	Read      State = "read" // it was to be shown once, and was
	Withdrawn State = "withdrawn"
	Ended     State = "ended"
)

// States are all of them.
var States = []State{Held, Read, Withdrawn, Ended}

// Why a secret ended, as codes.
const (
	whyDeal   = "deal"   // the deal is over
	whyTicket = "ticket" // the ticket is closed
	whyReader = "reader" // the reader is no longer of the case
	whyKey    = "key"    // the reader made a new key
	whyTime   = "time"   // nobody opened it in time
	whyBreach = "breach" // a complaint about the reader was confirmed
)

// Reasons are all of them.
var Reasons = []string{whyDeal, whyTicket, whyReader, whyKey, whyTime, whyBreach}

// Faults of secrets.
var (
	ErrKey    = fault.New(fault.Conflict, "secret_key_changed", "the reader has another key by now, or none: compare it and seal anew")
	ErrReader = fault.New(fault.Invalid, "secret_reader", "this person does not work on the case")
	ErrNoDeal = fault.New(fault.Invalid, "secret_no_deal", "there is no deal with this person that it could last as long as")
	ErrFrozen = fault.New(fault.Conflict, "secret_deal_frozen", "a complaint or a dispute is open over the deal")
	ErrOver   = fault.New(fault.Conflict, "secret_over", "it cannot be opened any more")
	ErrRead   = fault.New(fault.Conflict, "secret_read", "it was to be shown once, and was")
	ErrClosed = fault.New(fault.Conflict, "secret_ticket_closed", "the ticket is closed")
	ErrMany   = fault.New(fault.Conflict, "secret_many", "too many secrets can be opened on this ticket; withdraw some")
	ErrSealed = fault.New(fault.Invalid, "secret_not_sealed", "this is not sealed the way secrets are")
	ErrLast   = fault.New(fault.Conflict, "secret_last_lock", "it is the last thing that unlocks the key")
)

// Person is somebody with the name to show.
type Person struct {
	ID   access.AccountID
	Name string
}
