// Package complaint answers the suspicion that confidence was broken: that somebody looked at, kept or passed on what the other side
// entrusted to them.
//
// Either side files it, in their own words. In the same transaction the case is suspended: its files, works and remote sessions are
// closed to those whom the rules of access halt ([access.Rule]), every clock of its deals stands, and no money moves (M4). A security
// officer without an interest looks into it: says whom it speaks of and which laws bear on it, reads on the record who opened what,
// hears the accused, and decides with a report. [Next] is the whole machine.
//
// What holds everywhere:
//   - time that runs out decides nothing: it calls for attention, again and again;
//   - nobody looks into a complaint in whose way stands an interest ([ticket.Desk.Interest]), nor who declared one;
//   - the accused reads the allegation and is heard before anything is decided;
//   - what is unfounded leaves nothing behind: no mark, no review, and says so to both;
//   - what a law demands stands as a duty with its source and its time, which runs from the filing ([Laws]);
//   - what is confirmed ends all secrets that the accused was handed, and brings held money before two arbiters: no officer moves money;
//   - who it concerns can prove the outcome to anybody ([Complaints.Dossier]);
//   - every step stands on the record with the grant it was made by.
//
// It refuses a second complaint by one person about a case while the first is open. The trace tells who opened what, by ids; the case's
// content the investigator looks at while the complaint is open, and takes nothing along ([Complaints.Material], remote.Inquiry).
package complaint

import (
	"log/slog"

	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/fault"
	"surety/internal/handover"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// ID names a complaint; it is the matter by which deals and their money stand still. It has 128 random bits.
type ID string

// Settings are what complaints work with.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Vault    *vault.Vault
	Log      *audit.Log
	Jobs     *job.Queue
	Live     *live.Hub
	Accounts *account.Accounts
	Desk     *ticket.Desk
	Clocks   *deadline.Clocks
	Deals    *deal.Deals
	Disputes *dispute.Disputes
	Secrets  *handover.Desk
	Logger   *slog.Logger // nil: silent
}

// Complaints is where they are kept. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Complaints struct{ Settings }

// Open prepares complaints and registers their jobs and clocks; call it before the queue runs.
func Open(s Settings) *Complaints {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	c := &Complaints{s}
	c.handleClocks()
	c.Jobs.Handle(letterJob, c.send)
	return c
}

// Faults of complaints.
var (
	ErrKind     = fault.ErrInvalid.At("kind")
	ErrOutcome  = fault.ErrInvalid.At("outcome")
	ErrDuty     = fault.ErrAbsent
	ErrState    = fault.New(fault.Conflict, "complaint_state", "its present state does not allow this")
	ErrOpen     = fault.New(fault.Conflict, "complaint_open", "a complaint of yours about this case is open")
	ErrInterest = fault.New(fault.Denied, "conflict_of_interest", "somebody with an interest in it does not look into it")
	ErrAccused  = fault.New(fault.Invalid, "complaint_accused", "who never had a hand in the case, or complains themselves, cannot be accused of it")
	ErrLaw      = fault.New(fault.Invalid, "complaint_law", "a law that is not known here, or one without personal data")
	ErrAttest   = fault.New(fault.Conflict, "complaint_attest", "the accused attests this; it can be closed without their word once their time is up")
	ErrUnheard  = fault.New(fault.Conflict, "complaint_unheard", "nobody is confirmed to have broken confidence who was not named and heard, or had time to answer")
)
