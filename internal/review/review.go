// Package review keeps what the two sides of a deal say of each other, and what it adds up to.
//
// A pair of reviews begins when a milestone that was funded is over. Each side speaks once, in points on four axes and in
// words, and until both have, or fourteen days have passed, what was said is sealed: nobody but its author can read it, count
// it, or learn that it is there. Then both are published at once, and nobody can add one. Who is reviewed may answer once.
//
// What holds everywhere:
//   - points stand in the clear only once they are published; points and words lie sealed under the installation's own key, in
//     their place, so that a row that was changed or moved is found when it is read;
//   - a review goes only by a rule of [RemovalReasons], which one of the staff names and another confirms, neither of them a
//     side; a tombstone with reason and day stays;
//   - many reviews of one voice count once: an author, or all authors of one organisation, give their mean. Tiny deals one
//     after another change nothing that one deal would not;
//   - shown is a Bayesian mean with the count, sorted by is Wilson's lower bound; disputes are shown apart;
//   - nothing can be bought or withheld by being second: what the other said is known to nobody who can still speak.
//
// It refuses reviews of what was never funded, points outside 1 to 5, a second review or answer, and words beyond
// [TextLimit].
package review

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
	"surety/internal/dispute"
	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/job"
	"surety/internal/live"
	"surety/internal/vault"
)

// ID names a review, by 128 random bits.
type ID string

// Limits that are published.
const (
	TextLimit   = 2_000 // runes
	SealedDays  = 14
	SkillsLimit = 20
	PriorMean   = 3.5 // what is assumed of somebody of whom nobody has spoken ...
	PriorVoices = 5   // ... with the weight of so many voices
	Confidence  = 1.96
)

// Axis is what is rated. Its text is a code that screens have words for.
type Axis string

// Axes are what each side rates the other on, in their order.
var Axes = map[deal.Side][4]Axis{
	deal.Client:     {"quality", "communication", "timeliness", "confidentiality"},
	deal.Specialist: {"clarity", "communication", "payment", "fairness"},
}

// Points are 1 to 5 on each axis.
type Points [4]int

func (p Points) check() error {
	for _, n := range p {
		if n < 1 || n > 5 {
			return fault.ErrInvalid.At("points")
		}
	}
	return nil
}

// Reason is the rule that a review breaks.
type Reason string

const (
	Insult       Reason = "insult"
	PersonalData Reason = "personal_data" // or what the case kept secret
	OffTopic     Reason = "off_topic"     // not about the work
	Extortion    Reason = "extortion"     // a threat or a bribe stands behind it
	Fake         Reason = "fake"          // the deal was made for the review
	ByLaw        Reason = "by_law"        // a court or an authority orders it
)

// RemovalReasons are all of them. That somebody does not like a review is none.
var RemovalReasons = []Reason{Insult, PersonalData, OffTopic, Extortion, Fake, ByLaw}

// Settings are what reviews work with.
type Settings struct {
	DB       *db.DB
	Clock    clock.Clock
	Vault    *vault.Vault
	Log      *audit.Log
	Jobs     *job.Queue
	Live     *live.Hub
	Accounts *account.Accounts
	Clocks   *deadline.Clocks
	Ledger   *escrow.Ledger
	Deals    *deal.Deals
	Disputes *dispute.Disputes
	Logger   *slog.Logger // nil: silent
}

// Reviews is where reviews and profiles are kept. It is safe for concurrent use, also by several servers on one PostgreSQL.
type Reviews struct{ Settings }

// Open prepares reviews and registers their jobs and clocks; call it before the queue runs.
func Open(s Settings) *Reviews {
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Reviews{s}
	r.Clocks.Handle(sealedClock, deadline.Handler{Hold: r.holdPair, Due: r.timeIsUp, Remind: r.remind})
	r.Jobs.Handle(letterJob, r.send)
	r.Jobs.HandleTx(deal.JobOver, r.over)
	return r
}

// Faults of reviews.
var (
	ErrSpoken  = fault.New(fault.Conflict, "review_given", "you have said it already")
	ErrOver    = fault.New(fault.Conflict, "review_closed", "the time for reviews of this milestone is over")
	ErrReplied = fault.New(fault.Conflict, "review_answered", "you have answered already")
	ErrGone    = fault.New(fault.Conflict, "review_removed", "the review was removed")
	ErrState   = fault.New(fault.Conflict, "review_state", "somebody has proposed or decided this")
	ErrSame    = fault.New(fault.Denied, "same_person", "somebody else must agree to this, who is no side of it")
)

// Review is one as its reader sees it. Before it is published only its author has it.
type Review struct {
	ID          ID               `json:"id"`
	Milestone   deal.MilestoneID `json:"milestone,omitempty"` // for the two sides alone
	Side        deal.Side        `json:"side"`                // of the author
	Author      Person           `json:"author"`
	Subject     Person           `json:"subject"`
	Points      Points           `json:"points"` // zeros when it was removed
	Text        string           `json:"text"`
	Reply       string           `json:"reply,omitempty"`
	WrittenAt   time.Time        `json:"writtenAt"`
	PublishedAt time.Time        `json:"publishedAt,omitzero"` // zero: sealed
	RepliedAt   time.Time        `json:"repliedAt,omitzero"`
	RemovedAt   time.Time        `json:"removedAt,omitzero"`
	Reason      Reason           `json:"reason,omitempty"` // of the removal
}

// Person is somebody with the name to show.
type Person struct {
	ID   access.AccountID `json:"id"`
	Name string           `json:"name"`
}

// Pair is what one side sees of a milestone's reviews.
type Pair struct {
	Milestone   deal.MilestoneID `json:"milestone"`
	Until       time.Time        `json:"until"`
	PublishedAt time.Time        `json:"publishedAt,omitzero"`
	Axes        [4]Axis          `json:"axes"`  // to rate the other on
	Mine        *Review          `json:"mine"`  // nil: not written
	Other       *Review          `json:"other"` // nil: not written, or not published yet; nobody can tell which
	May         bool             `json:"may"`   // write
}
