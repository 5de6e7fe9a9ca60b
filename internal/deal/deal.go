// Package deal is the agreement between a client and a specialist on a ticket: terms, contract and NDA, milestones.
//
// [Deals] has one method per thing that people do. Each takes the actor who asks and owns its transaction: the rule of
// package access, the pure rule of the state machine ([Next]), the money, the clocks, the audit entry, the jobs and letters
// commit together. Whoever changes a deal says which version they had before their eyes; a stale one, and with it the
// second press of a button, is refused.
//
// What holds everywhere:
//   - terms, questions, submissions, names and bytes of works and papers lie sealed under the ticket's case key, and open
//     only by a recorded grant of one of the two parties; a lead of the department sees states and dates;
//   - what is accepted is locked: it changes only by an amendment that both sides sign;
//   - both sign the same papers, once, after proving again who they are, naming the digest of what they read; open
//     questions keep everybody from signing;
//   - work starts only on money that is held; what is held leaves as [Next] says and no other way (M2), never while a
//     dispute or a complaint is open, except by its outcome (M4);
//   - each state has its clock; a complaint stops all clocks of a deal, a dispute or a request to cancel those of its
//     milestone, and lifting gives back what was left;
//   - the bytes of a work are the specialist's until its milestone is released.
//
// It refuses terms beyond its limits or in which a charge is hidden, an amendment that takes back what was released, and a
// deal with oneself. The ledger (escrow), the bank desk (payment) and the clocks (deadline) stand below it: they know of
// deals only ids.
package deal

import (
	"context"
	"crypto/x509"
	"log/slog"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/card"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/document"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/payment"
	"surety/internal/scan"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// Ids of things of a deal, of 128 random bits. Deals and milestones are named as the ledger names them.
type (
	ID          = escrow.DealID
	MilestoneID = escrow.MilestoneID
	QuestionID  string
	WorkID      string
	CallID      string
)

// Side is on which side of a deal somebody stands.
type Side string

const (
	Client     Side = "client"
	Specialist Side = "specialist"
	Nobody     Side = ""     // a clock, the bank, the installation
	Both       Side = "both" // whose turn it is
	Bank       Side = "bank" // whose turn it is
)

// Other is the opposite side.
func (s Side) Other() Side {
	switch s {
	case Client:
		return Specialist
	case Specialist:
		return Client
	}
	return s
}

// State is where a deal stands.
type State string

const (
	Negotiating State = "negotiating" // no contract yet: see the offer's state
	Active      State = "active"      // signed by both; the milestones say how far it has come
	Completed   State = "completed"   // all milestones are over, and something was released
	Ended       State = "ended"       // all are over, and nothing was
)

// Papers makes the texts that both sign. Package contract is the one in use; a test may have its own.
type Papers interface {
	// Contract is the contract, or with Base > 0 the amendment. It has places to sign named client, specialist and platform.
	Contract(Parameters) (document.Document, error)
	// NDA is the agreement on confidentiality, with the same places.
	NDA(Parameters) (document.Document, error)
}

// Parameters are what the papers say of one deal.
type Parameters struct {
	Deal       ID
	Ticket     access.TicketID
	Version    int64
	Amends     *Amended // what is amended; nil for a first contract
	Platform   string
	URL        string
	Client     Party
	Specialist Party
	Terms      Terms
	Charges    Charges
	At         time.Time // of the agreement
	Weekend    deadline.Weekend
}

// Party is a side as the papers name it.
type Party struct {
	ID           access.AccountID
	Name, Email  string
	Organisation string // empty for a person on their own
}

// Settings are what deals work with.
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
	Clocks   *deadline.Clocks
	Ledger   *escrow.Ledger
	Bank     *payment.Desk
	Cards    *card.Desk // nil where cards are not taken
	Papers   Papers
	Time     document.Timestamper // dates the seals; nil: the installation's own authority
	Trusted  []*x509.Certificate  // roots of signers and time authorities elsewhere, for papers that are brought in
	Logger   *slog.Logger         // nil: silent
	URL      string               // of the installation
	// FeeBasisPoints is what the platform takes of each release.
	FeeBasisPoints int64
	// ClearingDays is how long released money rests before it is paid out; 0: not at all.
	ClearingDays int
	// Weekend are the days that are no business days in contracts made from now on; empty: saturday and sunday.
	Weekend deadline.Weekend
	// FileLimit bounds a work, in bytes; 0 means [FileLimit].
	FileLimit int64
}

// Deals is where deals are made and kept. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Deals struct {
	Settings
	before func() error // tests break a transaction here, before it commits
}

// JobDisputed is the kind of the job that says that a milestone fell into dispute because a request to cancel was left
// without an answer; its payload is a [DisputedJob]. Whoever judges disputes handles it.
const JobDisputed = "deal.disputed"

// DisputedJob names the dispute that the clock opened.
type DisputedJob struct {
	Deal      ID          `json:"deal"`
	Milestone MilestoneID `json:"milestone"`
	Matter    string      `json:"matter"`
	By        Side        `json:"by"` // who had asked to cancel
}

// JobOver is the kind of the job that says that a milestone is over; its payload is an [OverJob]. Reviews begin with it.
const JobOver = "deal.milestone_over"

// OverJob names the milestone.
type OverJob struct {
	Deal      ID             `json:"deal"`
	Milestone MilestoneID    `json:"milestone"`
	State     MilestoneState `json:"state"`
}

// Limits that are published.
const (
	FileLimit         = int64(2) << 30
	WorksLimit        = 200 // of a milestone
	OfferLimit        = 100 // versions of a deal
	QuestionsLimit    = 200
	ApplicationsLimit = 50 // of a call: nobody reads more
	CancelLimit       = 3  // requests of one milestone
	PartsLimit        = 10 // releases of a part of one milestone
	PaperLimit        = 32 << 20
	OfferDays         = 5 // an offer, and then the signing, stands so long
	FundingDays       = 7
	CancelDays        = 7
	silenceUsual      = 14
	pageUsual         = 50
	pageLimit         = 100
	textLimit         = 20_000 // runes
	likeDeals         = 5      // deals that a comparison needs at least
)

// Faults of deals.
var (
	ErrState     = fault.New(fault.Conflict, "deal_state", "its present state does not allow this")
	ErrLocked    = fault.New(fault.Conflict, "deal_locked", "what is agreed changes only by an amendment")
	ErrQuestions = fault.New(fault.Conflict, "deal_questions_open", "a question about a clause is not answered yet")
	ErrSigned    = fault.New(fault.Conflict, "deal_signed", "you have signed this version")
	ErrOutdated  = fault.New(fault.Conflict, "deal_outdated", "this is not the version, or not the text, that is to be signed")
	ErrSuspended = fault.New(fault.Conflict, "deal_suspended", "a complaint is open: everything stands still until it is decided")
	ErrRounds    = fault.New(fault.Conflict, "deal_rounds_used", "the agreed rounds of changes are used up")
	ErrClosed    = fault.New(fault.Denied, "work_locked", "the work opens when its milestone is released")
	ErrReserve   = fault.New(fault.Conflict, "reserve_not_funded", "the reserve does not cover a refund guarantee for this deal")
	ErrOneDeal   = fault.New(fault.Conflict, "deal_exists", "there is a deal with this specialist on the ticket")
	ErrFull      = fault.New(fault.Conflict, "call_full", "so many have applied that no more are taken")
	ErrSelf      = fault.New(fault.Denied, "deal_with_oneself", "client and specialist must be two people")
)

// Open prepares deals and registers their jobs and clocks; call it before the queue runs.
func Open(s Settings) *Deals {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	if s.FileLimit == 0 {
		s.FileLimit = FileLimit
	}
	d := &Deals{Settings: s, before: func() error { return nil }}
	if len(s.Weekend) == 0 {
		d.Weekend = deadline.Weekend{time.Saturday, time.Sunday}
	}
	d.handleClocks()
	d.Desk.Shelf.Keep(scan.Work, scan.Source{Table: "deal_work", Place: scan.At(func(id string) vault.Place { return workPlace(WorkID(id), "key") })})
	d.Desk.Shelf.Keep(scan.Brought, scan.Source{Table: "deal_brought", Place: broughtPlace})
	d.handleJobs()
	return d
}

// inTx is DB.InTx with the place where tests break it.
func (d *Deals) inTx(ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) error {
	return d.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := fn(ctx, tx); err != nil {
			return err
		}
		return d.before()
	})
}
