// Package dispute decides a disagreement on a milestone: by the two sides themselves, or by arbiters.
//
// A side that says its mind is answered within five business days. Then both make sealed offers for five days; two that
// meet settle at once. What is left goes to an arbiter, who proposes, and awards with reasons; a second arbiter must agree;
// one appeal leads to a third, whose award is final. [Next] is the whole machine.
//
// What holds everywhere:
//   - silence never wins: it leads on to the next step and, after an award, lets stand what two arbiters agreed on;
//   - the money stays where it is from the first moment, and leaves by the outcome alone, once (M4);
//   - no offer can be read by the other side or an arbiter, and no view, list, count, letter, event or entry that they see says
//     that there is one. Offers are gone when their time ends;
//   - nobody judges in whose way stands [Conflict], nor twice in one dispute; who finds an interest of their own says so;
//   - an arbiter reads the dispute file and nothing else of the case, while they judge, and no longer. The file holds copies
//     of what the sides chose; both sides and the arbiter read the same;
//   - every step stands on the record with the grant it was made by, has a clock that says what happens if nobody moves, and
//     both sides are written to.
//
// It refuses a dispute where nothing is held, a second one beside an open one, and more than [Published] allows of one
// person. Nothing here costs a fee. Package deal moves the milestone and its money.
package dispute

import (
	"log/slog"

	"surety/internal/account"
	"surety/internal/audit"
	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/deadline"
	"surety/internal/deal"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/scan"
	"surety/internal/ticket"
	"surety/internal/vault"
)

// ID names a dispute; it is the matter by which the ledger keeps the money. It has 128 random bits.
type ID string

// Settings are what disputes work with.
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
	Deals    *deal.Deals
	Logger   *slog.Logger // nil: silent
}

// Disputes is where disputes are held. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Disputes struct{ Settings }

// Open prepares disputes and registers their jobs and clocks; call it before the queue runs.
func Open(s Settings) *Disputes {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	d := &Disputes{s}
	d.handleClocks()
	d.Desk.Shelf.Keep(scan.Exhibit, scan.Source{Table: "dispute_exhibit", Place: scan.At(bytesPlace)})
	d.Jobs.Handle(letterJob, d.send)
	d.Jobs.HandleTx(deal.JobDisputed, d.fellInto)
	return d
}

// Limits are those that are published.
type Limits struct {
	OpenAtOnce     int   `json:"openAtOnce"`     // that one person began and that are open
	OfMilestone    int   `json:"ofMilestone"`    // that one side may begin on one milestone
	DecidedInYear  int   `json:"decidedInYear"`  // begun by one person and decided in 12 months, from which on ...
	LostPercent    int   `json:"lostPercent"`    // ... so many lost make a lead's consent necessary for another
	OffersOfSide   int   `json:"offersOfSide"`   // so that nobody feels their way to the other's
	ExhibitsOfSide int   `json:"exhibitsOfSide"` //
	ExhibitBytes   int64 `json:"exhibitBytes"`
	TextRunes      int   `json:"textRunes"`
	AnswerDays     int   `json:"answerDays"` // business days
	OfferDays      int   `json:"offerDays"`
	ProposalDays   int   `json:"proposalDays"`
	AwardDays      int   `json:"awardDays"`
	ConfirmDays    int   `json:"confirmDays"`
	AppealDays     int   `json:"appealDays"`
	FeeMinor       int64 `json:"feeMinor"` // of a dispute: none
}

// Published are the limits.
var Published = Limits{OpenAtOnce: 3, OfMilestone: 2, DecidedInYear: 10, LostPercent: 70, OffersOfSide: 5, ExhibitsOfSide: 50, ExhibitBytes: 64 << 20,
	TextRunes: 20_000, AnswerDays: 5, OfferDays: 5, ProposalDays: 5, AwardDays: 10, ConfirmDays: 5, AppealDays: 5}

// Faults of disputes.
var (
	ErrState    = fault.New(fault.Conflict, "dispute_state", "its present state does not allow this")
	ErrNotYours = fault.New(fault.Denied, "dispute_other_side", "this is for the other side to do")
	ErrConflict = fault.New(fault.Denied, "conflict_of_interest", "somebody with an interest in it does not judge")
	ErrSerial   = fault.New(fault.Conflict, "dispute_consent_needed", "after so many lost disputes a lead must agree to another")
	ErrTooMany  = fault.New(fault.Conflict, "dispute_limit", "the published limit of disputes is reached")
	ErrOffers   = fault.New(fault.Conflict, "dispute_offers_used", "the published number of offers is used up")
	ErrNothing  = fault.New(fault.Conflict, "dispute_nothing_held", "nothing is held for this milestone")
	ErrOutdated = fault.New(fault.Conflict, "dispute_outdated", "this is not the proposal that is open")
)
