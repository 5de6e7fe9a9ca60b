package deal

import (
	"io"
	"time"

	"surety/internal/access"
	"surety/internal/card"
	"surety/internal/deadline"
	"surety/internal/escrow"
	"surety/internal/payment"
	"surety/internal/scan"
	"surety/internal/sensitive"
)

// OfferState is where a version of the terms stands.
type OfferState string

const (
	Draft     OfferState = "draft"     // its writer's alone
	Offered   OfferState = "offered"   // the other side decides
	Countered OfferState = "countered" // a later version took its place
	Accepted  OfferState = "accepted"  // locked; both sign
	Signed    OfferState = "signed"    // by both
	Declined  OfferState = "declined"
	Withdrawn OfferState = "withdrawn"
	Expired   OfferState = "expired"
)

// Person is a side with the name to show.
type Person struct {
	ID   access.AccountID `json:"id"`
	Name string           `json:"name"`
}

// Summary is a deal in a list: states and dates, no terms.
type Summary struct {
	ID         ID              `json:"id"`
	Ticket     access.TicketID `json:"ticket"`
	Client     Person          `json:"client"`
	Specialist Person          `json:"specialist"`
	Side       Side            `json:"side"` // of the viewer; empty for a lead, who only watches
	State      State           `json:"state"`
	Offer      OfferState      `json:"offer"`
	Turn       Side            `json:"turn"`
	Milestones []Stage         `json:"milestones"`
	Suspended  bool            `json:"suspended"`
	CreatedAt  time.Time       `json:"createdAt"`
	UpdatedAt  time.Time       `json:"updatedAt"`
	Version    int64           `json:"version"`
}

// Stage is how far a milestone has come.
type Stage struct {
	ID    MilestoneID    `json:"id"`
	State MilestoneState `json:"state"`
	Turn  Side           `json:"turn"`
	Then  Event          `json:"then,omitempty"` // what happens if nobody moves
	Due   time.Time      `json:"due,omitzero"`   // when
}

// Page is one page of a list; Next is empty on the last.
type Page struct {
	Items []Summary
	Next  string
}

// View is a deal as a party sees it.
type View struct {
	Summary
	Can       []string         // operations the viewer may do now, by the names of actions' last words
	Current   Offer            // the version under negotiation, or in force
	InForce   *Offer           // when another version is under negotiation
	Questions []Question       // of all versions
	Papers    []Paper          // of all accepted versions
	Works     []Work           //
	Progress  []Progress       // of the milestones in force, or cancelled since
	Clocks    []deadline.State // of the deal and all its parts
	Steps     []Step           // what happened, oldest first
	Like      *Comparison      // nil when there are too few like deals
}

// Offer is a version of the terms.
type Offer struct {
	Version    int64
	Base       int64 // the version it amends
	By         Side
	State      OfferState
	Terms      Terms
	Charges    Charges
	Changes    []Change // against the version before
	MadeAt     time.Time
	OfferedAt  time.Time
	DecidedAt  time.Time
	Signatures []Signature
}

// Change is a field that differs between two versions. Path is that of the JSON, milestones by their id.
type Change struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Signature is one side's, on both papers of a version.
type Signature struct {
	Side Side
	At   time.Time
}

// Question is about a clause, asked and answered on the record.
type Question struct {
	ID         QuestionID
	Version    int64
	Paper      PaperKind // whose clause it is
	Clause     string    // its id
	By         Side
	Text       string
	Marks      []sensitive.Shown // the places of Text that are covered
	AskedAt    time.Time
	Answer     string
	Answered   []sensitive.Shown // those of Answer
	AnsweredAt time.Time         // zero while it is open
	Dropped    bool              // taken back by who asked
}

// Open reports whether it keeps both from signing.
func (q Question) Open() bool { return q.AnsweredAt.IsZero() && !q.Dropped }

// PaperKind is contract or NDA.
type PaperKind string

const (
	Contract PaperKind = "contract"
	NDA      PaperKind = "nda"
)

// Paper is one of the two that are signed.
type Paper struct {
	Version int64
	Kind    PaperKind
	Digest  string // SHA-256 of the canonical text, in hexadecimal: what a signer names
	Size    int64
	Brought []Brought // signed elsewhere
}

// Brought is a paper that was signed elsewhere and checked against ours.
type Brought struct {
	ID       string
	By       Side
	At       time.Time
	Sound    bool
	Findings []string // codes of document.Finding
	Size     int64
	Check    scan.Result
}

// Progress is a milestone of the contract with its money.
type Progress struct {
	Stage
	Charge        Charge
	Title         string
	Before        MilestoneState // under a request to cancel or a dispute
	Canceller     Side
	Matter        string // the dispute
	Accepted      string // how it was approved: client, silence, settled
	RoundsUsed    int
	RoundsLeft    int
	ReleasedMinor int64 // gross
	Money         *escrow.Position
	Reference     payment.Reference // to pay by, for the client while it awaits funds
	ByCard        bool              // the client may pay by card
	Card          *card.Payment     // the last try to, for the client
	Submissions   []Submission
	Payouts       []Payout
	Licence       Licence // that has passed; empty before
	Events        []Event // that the viewer can bring about now
}

// Submission is what was handed in, and the answer.
type Submission struct {
	Round     int
	At        time.Time
	Text      string
	Marks     []sensitive.Shown // the places of Text that are covered
	Said      sensitive.Text    // Text as it came out of its seal: it prints covered
	Works     []WorkID
	Verdict   Event // empty while there is none
	Reply     string
	Replied   []sensitive.Shown // the places of Reply that are covered
	RepliedAt time.Time
}

// Payout is money on its way out of a milestone.
type Payout struct {
	ID          escrow.PayoutID
	To          Side
	AmountMinor int64
	State       PayoutState
	At          time.Time
	ChangedAt   time.Time
}

// Work is a registered work: its hash and time stand on the record.
type Work struct {
	ID        WorkID
	Milestone MilestoneID
	Name      string
	Type      string
	Preview   string            // what the specialist tells of it
	Marks     []sensitive.Shown // the places of Preview that are covered
	Size      int64
	Digest    string // SHA-256 of its bytes, in hexadecimal
	At        time.Time
	Open      bool // the viewer may fetch it, once its check lets it go
	Check     scan.Result
}

// Upload is a work that comes in.
type Upload struct {
	Name    string
	Preview string
	Size    int64 // announced; -1 when unknown
	Body    io.Reader
}

// Download is bytes that go out. Close it.
type Download struct {
	Name, Type string
	Size       int64
	io.ReadSeeker
	io.Closer
}

// StepCodes are what a step can tell: what became of offer, questions, papers, milestones, payouts and the deal itself.
var StepCodes = []string{
	"offered", "countered", "accepted", "declined", "withdrawn", "expired", "asked", "answered", "dropped", "signed", "brought", "active", "completed", "ended", "suspended", "lifted", "late",
	"open_funding", "received", "lapse", "start", "submit", "request_changes", "release_part", "approve", "silence",
	"request_cancel", "withdraw_cancel", "refuse_cancel", "agree_cancel", "cancel_silence", "open_dispute", "drop_dispute", "settle", "drop",
	"payout_waits", "payout_payable", "payout_paid", "payout_returned", "payout_repeated", "charged_back", "chargeback_won", "chargeback_lost", "guarantee_paid",
}

// Step is something that happened.
type Step struct {
	N           int64
	At          time.Time
	Code        string // one of StepCodes
	Side        Side   // empty: a clock, the bank or an outcome
	Milestone   MilestoneID
	Version     int64 // of the terms
	AmountMinor int64
}

// Comparison is the price of like deals: of the same department and currency, completed within twelve months.
type Comparison struct {
	MedianMinor int64
	Deals       int // at least five
}

// Signing is what a side agrees to by signing: the version and the digests of the canonical texts it read.
type Signing struct {
	Version  int64
	Contract string // hexadecimal
	NDA      string
}

// Call is a call to specialists to apply, as they see it: the brief, never the ticket.
type Call struct {
	ID       CallID    `json:"id"`
	Brief    string    `json:"brief"`
	OpenedAt time.Time `json:"openedAt"`
	Applied  string    `json:"applied,omitempty"` // the viewer's own application: its state
	// Ticket is told to who was invited alone: a call does not lead others to its request.
	Ticket  access.TicketID `json:"ticket,omitempty"`
	Open    bool            `json:"open"`
	Version int64           `json:"version"`
}

// Application is who applied, as the client sees it.
type Application struct {
	Specialist Person    `json:"specialist"`
	Text       string    `json:"text"`
	State      string    `json:"state"` // applied, invited, withdrawn
	At         time.Time `json:"at"`
}
