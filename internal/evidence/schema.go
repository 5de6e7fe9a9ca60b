package evidence

import (
	"time"

	"surety/internal/access"
	"surety/internal/complaint"
	"surety/internal/deal"
	"surety/internal/dispute"
	"surety/internal/escrow"
)

// The files of a pack, version 1; docs/evidence.md explains each field. A field is only ever added together with a new version.

// said is a message, in messages.json.
type said struct {
	Seq   int64     `json:"seq"`
	At    time.Time `json:"at"`
	Kind  string    `json:"kind"`
	By    string    `json:"by"` // client, specialist, staff, or third
	Name  string    `json:"name"`
	Text  string    `json:"text"`
	Event string    `json:"event,omitempty"`
	Files []string  `json:"files"` // paths in the pack
	// Withheld are files that the scanner keeps closed, or whose class or list closes them to the maker; with no file, the message itself.
	Withheld []withheld `json:"withheld,omitempty"`
}

// answered is a complaint, in complaint.json.
type answered struct {
	V         int             `json:"v"` // 2
	Complaint complaint.ID    `json:"complaint"`
	Ticket    access.TicketID `json:"ticket"`
	Kind      complaint.Kind  `json:"kind"`
	Outcome   complaint.State `json:"outcome"`
	Filer     person          `json:"filer"`
	Accused   *person         `json:"accused,omitempty"`
	Officer   person          `json:"officer"`
	FiledAt   time.Time       `json:"filedAt"` // from then to closedAt the case was suspended
	ClosedAt  time.Time       `json:"closedAt"`
	Personal  bool            `json:"personal"` // personal data was concerned
	Words     []spoken        `json:"words"`
	Duties    []owed          `json:"duties"`
	Openings  []opened        `json:"openings"` // of what the case held, up to closedAt; for the accused their own
}

// person is somebody by the role they had in it: client, specialist, staff, officer, complainant, accused, other, or third.
type person struct {
	By   string `json:"by"`
	Name string `json:"name"`
}

type spoken struct {
	Kind complaint.WordKind `json:"kind"`
	person
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// owed is a notice that a law asks for, or a remedy.
type owed struct {
	Code   string         `json:"code"`
	Law    *complaint.Law `json:"law,omitempty"`
	DueAt  time.Time      `json:"dueAt,omitzero"`
	DoneAt time.Time      `json:"doneAt,omitzero"`
	By     string         `json:"by,omitempty"` // who did it
}

// opened is an opening: the entry of the record, with the name and the thing.
type opened struct {
	entry
	Name  string `json:"name"`
	Thing string `json:"thing"`
}

// withheld is a file that is not in the pack, and the state that keeps it out.
type withheld struct {
	File  string `json:"file"`
	State string `json:"state"`
}

// agreed is a deal, in deals/<deal>/deal.json.
type agreed struct {
	V          int             `json:"v"`
	Deal       deal.ID         `json:"deal"`
	Ticket     access.TicketID `json:"ticket"`
	Client     deal.Person     `json:"client"`
	Specialist deal.Person     `json:"specialist"`
	State      deal.State      `json:"state"`
	Suspended  bool            `json:"suspended"`
	CreatedAt  time.Time       `json:"createdAt"`
	UpdatedAt  time.Time       `json:"updatedAt"`
	Offers     []offered       `json:"offers"` // every version that was ever offered
	Questions  []asked         `json:"questions"`
	Papers     []written       `json:"papers"`
	Milestones []stage         `json:"milestones"`
	Works      []work          `json:"works"`
	Steps      []step          `json:"steps"`
}

type offered struct {
	Version    int64           `json:"version"`
	Amends     int64           `json:"amends,omitempty"` // the signed version that it is to change
	By         deal.Side       `json:"by"`
	State      deal.OfferState `json:"state"`
	Terms      deal.Terms      `json:"terms"`
	Charges    deal.Charges    `json:"charges"`
	Changes    []deal.Change   `json:"changes"` // against the version before
	MadeAt     time.Time       `json:"madeAt"`
	OfferedAt  time.Time       `json:"offeredAt,omitzero"`
	DecidedAt  time.Time       `json:"decidedAt,omitzero"`
	Signatures []signature     `json:"signatures"`
}

type signature struct {
	Side deal.Side `json:"side"`
	At   time.Time `json:"at"`
}

// asked is a question about a clause of one of the papers.
type asked struct {
	Paper      deal.PaperKind `json:"paper"`
	Clause     string         `json:"clause"`
	Version    int64          `json:"version"`
	By         deal.Side      `json:"by"`
	Text       string         `json:"text"`
	AskedAt    time.Time      `json:"askedAt"`
	Answer     string         `json:"answer,omitempty"`
	AnsweredAt time.Time      `json:"answeredAt,omitzero"`
	Dropped    bool           `json:"dropped"`
}

// written is a paper: its canonical text, whose digest both sides signed, and its PDF with the seals.
type written struct {
	Version int64          `json:"version"`
	Kind    deal.PaperKind `json:"kind"`
	Digest  string         `json:"digest"`
	Text    string         `json:"text"` // path
	PDF     string         `json:"pdf"`  // path
	Brought []brought      `json:"brought"`
}

// brought is a paper that a side signed elsewhere.
type brought struct {
	PDF      string    `json:"pdf"` // path
	By       deal.Side `json:"by"`
	At       time.Time `json:"at"`
	Sound    bool      `json:"sound"` // when it came in
	Findings []string  `json:"findings"`
}

type stage struct {
	Milestone     deal.MilestoneID    `json:"milestone"`
	Title         string              `json:"title"`
	State         deal.MilestoneState `json:"state"`
	Accepted      string              `json:"accepted,omitempty"` // client, silence, settled
	Charge        deal.Charge         `json:"charge"`
	RoundsUsed    int                 `json:"roundsUsed"`
	ReleasedMinor int64               `json:"releasedMinor"`
	Money         *money              `json:"money,omitempty"`
	Licence       deal.Licence        `json:"licence,omitempty"` // that has passed
	Submissions   []handedIn          `json:"submissions"`
	Payouts       []payout            `json:"payouts"`
	Ledger        string              `json:"ledger"` // path
}

type money struct {
	Currency       escrow.Currency `json:"currency"`
	FundedMinor    int64           `json:"fundedMinor"`
	HeldMinor      int64           `json:"heldMinor"`
	ReleasedMinor  int64           `json:"releasedMinor"`
	FeesMinor      int64           `json:"feesMinor"`
	TaxesMinor     int64           `json:"taxesMinor"`
	RefundedMinor  int64           `json:"refundedMinor"`
	GuaranteeMinor int64           `json:"guaranteeMinor"`
	OwedMinor      int64           `json:"owedMinor"`
}

type handedIn struct {
	Round     int           `json:"round"`
	At        time.Time     `json:"at"`
	Text      string        `json:"text"`
	Works     []deal.WorkID `json:"works"`
	Verdict   deal.Event    `json:"verdict,omitempty"`
	Reply     string        `json:"reply,omitempty"`
	RepliedAt time.Time     `json:"repliedAt,omitzero"`
}

type payout struct {
	ID          escrow.PayoutID  `json:"payout"`
	To          deal.Side        `json:"to"`
	AmountMinor int64            `json:"amountMinor"`
	State       deal.PayoutState `json:"state"`
	At          time.Time        `json:"at"`
	ChangedAt   time.Time        `json:"changedAt"`
}

// work is a registered work. Path is missing where the maker may not have its bytes.
type work struct {
	Work      deal.WorkID      `json:"work"`
	Milestone deal.MilestoneID `json:"milestone"`
	Name      string           `json:"name"`
	Type      string           `json:"type"`
	Preview   string           `json:"preview,omitempty"`
	SizeBytes int64            `json:"sizeBytes"`
	Digest    string           `json:"digest"`
	At        time.Time        `json:"at"`
	Path      string           `json:"path,omitempty"`
}

type step struct {
	N           int64            `json:"n"`
	At          time.Time        `json:"at"`
	Code        string           `json:"code"`
	Side        deal.Side        `json:"side,omitempty"` // empty: a clock, the bank, or an outcome
	Milestone   deal.MilestoneID `json:"milestone,omitempty"`
	Version     int64            `json:"version,omitempty"`
	AmountMinor int64            `json:"amountMinor,omitempty"`
}

// disputed is a dispute with its file, in deals/<deal>/disputes/<dispute>/dispute.json. A sealed offer is in no pack.
type disputed struct {
	V            int              `json:"v"`
	Dispute      dispute.ID       `json:"dispute"`
	Deal         deal.ID          `json:"deal"`
	Milestone    deal.MilestoneID `json:"milestone"`
	Opener       deal.Side        `json:"opener"`
	Way          string           `json:"way"` // party; silence: nobody answered a request to cancel
	State        dispute.State    `json:"state"`
	Outcome      dispute.Outcome  `json:"outcome,omitempty"`
	Currency     escrow.Currency  `json:"currency"`
	StakeMinor   int64            `json:"stakeMinor"`
	ReleaseMinor int64            `json:"releaseMinor"` // of the stake, once it is closed
	OpenedAt     time.Time        `json:"openedAt"`
	ClosedAt     time.Time        `json:"closedAt,omitzero"`
	Arbiters     []string         `json:"arbiters"` // names, in the order in which they judged
	Proposal     *dispute.Split   `json:"proposal,omitempty"`
	Award        *dispute.Split   `json:"award,omitempty"`
	Appellant    deal.Side        `json:"appellant,omitempty"`
	Words        []word           `json:"words"`
	Exhibits     []exhibit        `json:"exhibits"`
}

// word is a statement of a side, or a decision of an arbiter with its reasons.
type word struct {
	N           int64            `json:"n"`
	Kind        dispute.WordKind `json:"kind"`
	By          string           `json:"by"` // client, specialist, arbiter
	Name        string           `json:"name"`
	AmountMinor int64            `json:"amountMinor"`
	Text        string           `json:"text"`
	At          time.Time        `json:"at"`
}

// exhibit is a copy of something of the case. Those of a third person are there by their digest alone.
type exhibit struct {
	N         int64               `json:"n"`
	Side      deal.Side           `json:"side"` // who put it in
	Kind      dispute.ExhibitKind `json:"kind"`
	Ref       string              `json:"ref"`
	By        string              `json:"by"` // client, specialist, both, other
	Name      string              `json:"name,omitempty"`
	Type      string              `json:"type,omitempty"`
	Text      string              `json:"text,omitempty"`
	SizeBytes int64               `json:"sizeBytes"`
	SHA256    string              `json:"sha256,omitempty"` // of its bytes
	Path      string              `json:"path,omitempty"`
	Withheld  string              `json:"withheld,omitempty"` // the state in which the scanner keeps its bytes closed
	MadeAt    time.Time           `json:"madeAt"`
	AddedAt   time.Time           `json:"addedAt"`
}

// entry is an entry of the record, in record/entries.json. The receipt proves it; there is none for one that names a third person.
type entry struct {
	N       int64             `json:"n"`
	At      time.Time         `json:"at"`
	By      string            `json:"by"` // client, specialist, staff, installation, third
	Action  access.Action     `json:"action"`
	Params  map[string]string `json:"params"`
	Receipt string            `json:"receipt,omitempty"` // path
}
