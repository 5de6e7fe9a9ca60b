// Package person gives people a copy of all that is kept about them, and erases them from the installation when they wish it (GDPR art. 15,
// 17, 20; 152-FZ art. 14, 21; PIPL art. 45, 47).
//
// One register ([holdings]) says of every table whether it holds data about people, which rows are somebody's, what of them a copy shows, and
// what an erasure does with them; a test holds it to the schema. A copy is made by a job, as what the person themself may read: nobody's
// notes, no word of a complaint that is told elsewhere, and what is covered stays covered. It lies sealed under a key of its own, is fetched
// by the person alone, with a fresh proof, and is gone after [CopyDays].
//
// An erasure is asked for, cools off, is decided by an officer (by two where something is disputed) and then only goes forward, as a job that
// may end at any place: what nothing obliges to keep goes, what is kept is listed with reason and date, and goes when the reason ends. The
// record stays as it is: it holds ids, and what an id was called is gone.
//
// It refuses a copy for anybody else, a decision on one's own wish or before its time, and the erasure of the last administrator.
package person

import (
	"context"
	"log/slog"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/complaint"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/retention"
	"surety/internal/review"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Periods that no setting changes.
const (
	CopyDays    = 7  // a copy can be fetched, from when it was made
	CoolingDays = 14 // a wish to be forgotten can be withdrawn before anybody decides; GDPR art. 12(3) leaves a month
	day         = 24 * time.Hour
)

// Settings are what the package works with.
type Settings struct {
	DB         *db.DB
	Clock      clock.Clock
	Vault      *vault.Vault
	Blobs      blob.Store
	Log        *audit.Log
	Jobs       *job.Queue
	Accounts   *account.Accounts
	Desk       *ticket.Desk
	Deals      *deal.Deals
	Disputes   *dispute.Disputes
	Complaints *complaint.Complaints
	Reviews    *review.Reviews
	Retention  *retention.Keeper
	Logger     *slog.Logger // nil: silent
}

// Registrar makes copies and carries erasures out. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Registrar struct{ Settings }

// Open prepares the package and registers its jobs; call it before the queue runs.
func Open(s Settings) *Registrar {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Registrar{s}
	r.Jobs.Handle(copyJob, r.make)
	r.Jobs.Handle(sweepJob, r.sweep)
	r.Jobs.Handle(letterJob, r.send)
	return r
}

// Jobs. Their payloads are ids.
const (
	copyJob    = "person.copy"
	sweepJob   = "person.sweep"
	letterJob  = "person.letter"
	sweepEvery = time.Hour
	batch      = 200
)

// errand is a job's payload.
type errand struct {
	ID      string           `json:"id"`
	Account access.AccountID `json:"account"`
	Code    string           `json:"code,omitempty"` // of a letter
	Until   int64            `json:"until,omitempty"`
}

// Schedule has copies and erasures looked after every hour from now on. Call it when serving begins; twice is once.
func (r *Registrar) Schedule(ctx context.Context) error {
	return r.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return r.Jobs.AddTurn(ctx, tx, sweepJob, r.Clock.Now()) })
}

// Reasons for which somebody of the staff asks in a person's place.
var Reasons = []string{"letter", "telephone", "authority", "representative"}

// thing is a person as the rules see what is kept about them.
func thing(a access.AccountID) access.Thing {
	return access.Thing{Kind: "person", ID: string(a), Owner: a}
}

// Faults of the package.
var (
	ErrCopyRuns  = fault.New(fault.Conflict, "copy_runs", "a copy is being made already")
	ErrCopyMany  = fault.New(fault.Conflict, "copy_many", "there are two copies already: they go after a few days")
	ErrCopyGone  = fault.New(fault.Absent, "copy_gone", "the copy is not there any more: ask for another")
	ErrReason    = fault.ErrInvalid.At("reason")
	ErrWished    = fault.New(fault.Conflict, "erasure_wished", "an erasure is under way already")
	ErrEarly     = fault.New(fault.Conflict, "erasure_early", "it can still be withdrawn: nobody decides before that time is over")
	ErrDecided   = fault.New(fault.Conflict, "erasure_decided", "it was decided already")
	ErrSecond    = fault.New(fault.Conflict, "second_person", "it takes another person")
	ErrLastAdmin = account.ErrLastAdmin
)

func micros(t time.Time) int64 { return db.Micros(t) }
