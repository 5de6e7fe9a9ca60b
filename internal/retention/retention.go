// Package retention says how long a case is kept, keeps it where something obliges to, and destroys it when its time is up (S4).
//
// An administrator sets rules by class, department and kind ([Rule]); where none applies, a case is kept. A closed case that is due gets
// at least [NoticeDays] days' notice, in which its client may take the data out or extend. Then its key is shredded, what was sealed with
// it is removed, and a signed certificate stays in its place.
//
// What holds everywhere:
//   - nothing that something obliges to keep is destroyed: an open ticket, a running deal, money on its way, a dispute, a complaint, a
//     remote session, a legal hold, a signed contract for [PaperDays]. It is asked again in the transaction that begins a destruction;
//   - a destruction begins with its entry on the record, and from then on only goes forward: whatever ends the process, the next turn goes
//     on where it stopped;
//   - a clock that jumps destroys nothing: the day must have come, the notice must have run by the clock, and the installation must have
//     been there all that time, in steps that it witnessed ([pulse]);
//   - ledger postings and entries of the record are never touched (M1, R2): they hold no content;
//   - what lies in a table of the installation is of a case and is cleared, or is not and says why: a test holds [clearings] to the schema.
//
// It reads no content. It refuses a rule of under a day, a hold lifted by one, and a case destroyed before its time by one.
package retention

import (
	"context"
	"log/slog"
	"time"

	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Periods that no setting changes.
const (
	NoticeDays    = 14   // between telling the client and destroying
	PaperDays     = 1461 // a signed contract is kept from the end of the case: decision 0082
	ExtensionDays = 90   // by which a client keeps a case longer, each time
	Extensions    = 4    // how often
	ObjectHours   = 72   // for a client to object when two of the staff want a case destroyed
)

// Settings are what retention works with.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Vault    *vault.Vault
	Blobs    blob.Store
	Log      *audit.Log
	Jobs     *job.Queue
	Live     *live.Hub
	Accounts *account.Accounts
	Desk     *ticket.Desk
	Deals    *deal.Deals
	Ledger   *escrow.Ledger
	// KeyBackupDays is how long a backup of the keys is kept at most: afterwards a shredded case opens from none. Published.
	KeyBackupDays int
	Logger        *slog.Logger // nil: silent
}

// Keeper keeps cases and lets them go. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Keeper struct{ Settings }

// Open prepares retention and registers its jobs; call it before the queue runs.
func Open(s Settings) *Keeper {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	k := &Keeper{s}
	k.Jobs.Handle(sweepJob, k.sweep)
	k.Jobs.Handle(destroyJob, k.destroyNext)
	k.Jobs.Handle(wipeJob, func(ctx context.Context, _ job.Job) error { return k.Vault.Wipe(ctx) })
	k.Jobs.Handle(letterJob, k.send)
	return k
}

// Schedule has cases looked after every hour from now on. Call it when serving begins; twice is once.
func (k *Keeper) Schedule(ctx context.Context) error {
	return k.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return k.Jobs.AddTurn(ctx, tx, sweepJob, k.Clock.Now()) })
}

const day = 24 * time.Hour

// Faults of retention.
var (
	ErrRule     = fault.New(fault.Invalid, "retention_rule", "a rule names a class, a department and a kind that exist, or none, and between 0 (kept) and 36,500 days")
	ErrReason   = fault.ErrInvalid.At("reason")
	ErrObliged  = fault.New(fault.Conflict, "retention_obliged", "something obliges to keep this case")
	ErrHeld     = fault.New(fault.Conflict, "retention_held", "the case is on hold for this reason already")
	ErrSecond   = fault.New(fault.Conflict, "second_person", "it takes a second person")
	ErrWished   = fault.New(fault.Conflict, "retention_wished", "somebody has asked for this already")
	ErrEarly    = fault.New(fault.Conflict, "retention_early", "the client has 72 hours to object")
	ErrNotDue   = fault.New(fault.Conflict, "retention_not_due", "no date is set to extend")
	ErrExtended = fault.New(fault.Conflict, "retention_extended", "it was extended as often as it can be")
)
