package web

import (
	"time"

	"surety/internal/deal"
	"surety/internal/ticket"
)

// What deals say of themselves is sent as it is where it has the API's names.
type (
	Terms       = deal.Terms
	Charge      = deal.Charge
	Charges     = deal.Charges
	Call        = deal.Call
	Application = deal.Application
	TermsChange = deal.Change
)

// DealRow is a deal in a list: states and dates, no terms.
type DealRow struct{ deal.Summary }

// Deal is a deal as a party sees it.
type Deal struct {
	deal.Summary
	Can       []string   `json:"can"`
	Current   *Offer     `json:"current,omitempty" doc:"the version under negotiation, or in force"`
	InForce   *Offer     `json:"inForce,omitempty" doc:"while another version is under negotiation"`
	Questions []Question `json:"questions"`
	Papers    []PaperRow `json:"papers"`
	Works     []Work     `json:"works"`
	Progress  []Progress `json:"progress"`
	Clocks    []Clock    `json:"clocks"`
	Steps     []Step     `json:"steps"`
	Like      *LikeDeals `json:"like,omitempty" doc:"absent when there are fewer than five like deals"`
}

// Offer is a version of the terms.
type Offer struct {
	Version    int64           `json:"version"`
	Base       int64           `json:"base" doc:"the version it amends; 0 for none"`
	By         DealSide        `json:"by"`
	State      OfferState      `json:"state"`
	Terms      Terms           `json:"terms"`
	Charges    Charges         `json:"charges"`
	Changes    []TermsChange   `json:"changes" doc:"against the version before"`
	MadeAt     time.Time       `json:"madeAt"`
	OfferedAt  *time.Time      `json:"offeredAt,omitempty"`
	DecidedAt  *time.Time      `json:"decidedAt,omitempty"`
	Signatures []DealSignature `json:"signatures"`
}

// DealSignature is one side's, on both papers of a version.
type DealSignature struct {
	Side DealSide  `json:"side"`
	At   time.Time `json:"at"`
}

// Question is about a clause; open ones keep everybody from signing.
type Question struct {
	ID          string        `json:"id"`
	Version     int64         `json:"version"`
	Paper       PaperKind     `json:"paper"`
	Clause      string        `json:"clause"`
	By          DealSide      `json:"by"`
	Text        string        `json:"text"`
	Marks       []ticket.Mark `json:"marks" doc:"the places of the text that are covered"`
	AskedAt     time.Time     `json:"askedAt"`
	Answer      string        `json:"answer,omitempty"`
	AnswerMarks []ticket.Mark `json:"answerMarks" doc:"those of the answer"`
	AnsweredAt  *time.Time    `json:"answeredAt,omitempty"`
	Dropped     bool          `json:"dropped"`
	Open        bool          `json:"open"`
}

// PaperRow is one of the two papers of a version.
type PaperRow struct {
	Version   int64     `json:"version"`
	Kind      PaperKind `json:"kind"`
	Digest    string    `json:"digest" doc:"SHA-256 of the canonical text, in hexadecimal: what a signer names"`
	SizeBytes int64     `json:"sizeBytes"`
	Brought   []Brought `json:"brought"`
}

// Brought is a paper that was signed elsewhere and checked against ours.
type Brought struct {
	ID        string    `json:"id"`
	By        DealSide  `json:"by"`
	At        time.Time `json:"at"`
	Sound     bool      `json:"sound"`
	Findings  []string  `json:"findings"`
	SizeBytes int64     `json:"sizeBytes"`
	Check     FileCheck `json:"check"`
}

// Progress is a milestone of the contract, with its money.
type Progress struct {
	deal.Stage
	Title         string         `json:"title"`
	Charge        Charge         `json:"charge"`
	Before        MilestoneState `json:"before,omitempty" doc:"under a request to cancel or a dispute"`
	Canceller     DealSide       `json:"canceller,omitempty"`
	Dispute       string         `json:"dispute,omitempty"`
	Accepted      string         `json:"accepted,omitempty" enum:"client,silence,settled"`
	RoundsUsed    int            `json:"roundsUsed"`
	RoundsLeft    int            `json:"roundsLeft"`
	ReleasedMinor int64          `json:"releasedMinor"`
	Money         *Money         `json:"money,omitempty"`
	Reference     string         `json:"reference,omitempty" doc:"to pay by, for the client while the milestone awaits funds"`
	PayTo         []OwnAccount   `json:"payTo,omitempty" doc:"where to, then"`
	ByCard        bool           `json:"byCard,omitempty" doc:"the client may pay by card"`
	Card          *CardPayment   `json:"card,omitempty" doc:"the last try to, for the client"`
	Submissions   []Submission   `json:"submissions"`
	Payouts       []DealPayout   `json:"payouts"`
	Licence       Licence        `json:"licence,omitempty" doc:"that has passed"`
	Events        []MilestoneDo  `json:"events" doc:"that the viewer can bring about now"`
}

// Money is what became of a milestone's money: funded = held + released + fees + taxes + refunded.
type Money struct {
	Currency       string `json:"currency"`
	FundedMinor    int64  `json:"fundedMinor"`
	HeldMinor      int64  `json:"heldMinor"`
	ReleasedMinor  int64  `json:"releasedMinor" doc:"net, to the specialist"`
	FeesMinor      int64  `json:"feesMinor"`
	TaxesMinor     int64  `json:"taxesMinor"`
	RefundedMinor  int64  `json:"refundedMinor"`
	GuaranteeMinor int64  `json:"guaranteeMinor" doc:"paid to the client from the fund, besides"`
	OwedMinor      int64  `json:"owedMinor" doc:"charged back and not recovered"`
}

// Submission is what was handed in, and the answer.
type Submission struct {
	Round      int           `json:"round"`
	At         time.Time     `json:"at"`
	Text       string        `json:"text"`
	Marks      []ticket.Mark `json:"marks" doc:"the places of the text that are covered"`
	Works      []string      `json:"works"`
	Verdict    MilestoneDo   `json:"verdict,omitempty"`
	Reply      string        `json:"reply,omitempty"`
	ReplyMarks []ticket.Mark `json:"replyMarks" doc:"those of the reply"`
	RepliedAt  *time.Time    `json:"repliedAt,omitempty"`
}

// DealPayout is money on its way out of a milestone.
type DealPayout struct {
	ID          string    `json:"id"`
	To          DealSide  `json:"to"`
	AmountMinor int64     `json:"amountMinor"`
	State       string    `json:"state" enum:"clearing,payable,sent,paid,returned,repeated"`
	At          time.Time `json:"at"`
	ChangedAt   time.Time `json:"changedAt"`
}

// Work is a registered work: its digest and time stand on the record.
type Work struct {
	ID        string        `json:"id"`
	Milestone string        `json:"milestone"`
	Name      string        `json:"name"`
	Type      string        `json:"type"`
	Preview   string        `json:"preview"`
	Marks     []ticket.Mark `json:"marks" doc:"the places of the preview that are covered"`
	SizeBytes int64         `json:"sizeBytes"`
	Digest    string        `json:"digest" doc:"SHA-256 of its bytes, in hexadecimal"`
	At        time.Time     `json:"at"`
	Open      bool          `json:"open" doc:"the viewer may fetch it, once its check lets it go"`
	Check     FileCheck     `json:"check"`
}

// Clock is a deadline: whose turn it is, until when, and, by its kind, what happens if nobody moves.
type Clock struct {
	Kind             string     `json:"kind"`
	Of               string     `json:"of" doc:"the id of what it is about"`
	Turn             Turn       `json:"turn"`
	StartedAt        time.Time  `json:"startedAt"`
	Due              *time.Time `json:"due,omitempty" doc:"absent while it stands still"`
	RemainingSeconds int64      `json:"remainingSeconds"`
	LengthSeconds    int64      `json:"lengthSeconds"`
	Percent          int        `json:"percent"`
	Standing         []string   `json:"standing" doc:"why it stands still; none while it runs"`
}

// Step is something that happened.
type Step struct {
	N           int64          `json:"n"`
	At          time.Time      `json:"at"`
	Code        StepCode       `json:"code"`
	Side        DealSideOrNone `json:"side" doc:"empty: a clock, the bank or an outcome"`
	Milestone   string         `json:"milestone,omitempty"`
	Version     int64          `json:"version,omitempty" doc:"of the terms"`
	AmountMinor int64          `json:"amountMinor,omitempty"`
}

// LikeDeals is the median price of like deals: of the same department and currency, within twelve months.
type LikeDeals struct {
	MedianMinor int64 `json:"medianMinor"`
	Deals       int   `json:"deals"`
}

// Quote is terms as they would be offered, with every amount.
type Quote struct {
	Terms   Terms   `json:"terms"`
	Charges Charges `json:"charges"`
}

// VersionOf names a version of the terms.
type VersionOf struct {
	Version int64 `json:"version" minimum:"1"`
}

// NewQuestion asks about a clause, by its id in one of the papers.
type NewQuestion struct {
	Paper  PaperKind `json:"paper"`
	Clause string    `json:"clause" minLength:"1" maxLength:"80"`
	Text   string    `json:"text" minLength:"1" maxLength:"2000"`
}

// Words carry a text.
type Words struct {
	Text string `json:"text" minLength:"1" maxLength:"20000"`
}

// Brief is what specialists see of a ticket that is open to applications.
type Brief struct {
	Brief string `json:"brief" minLength:"1" maxLength:"5000"`
}

// Signing names what was read: the version, and the digests of both texts.
type Signing struct {
	Version  int64  `json:"version" minimum:"1"`
	Contract string `json:"contract" minLength:"64" maxLength:"64"`
	NDA      string `json:"nda" minLength:"64" maxLength:"64"`
}

// HandIn is what a specialist submits.
type HandIn struct {
	Text  string   `json:"text" minLength:"1" maxLength:"20000"`
	Works []string `json:"works" maxItems:"200"`
}

// Part is an amount of what is held.
type Part struct {
	AmountMinor int64 `json:"amountMinor" minimum:"1"`
}

// ChosenSpecialist names a specialist.
type ChosenSpecialist struct {
	Specialist string `json:"specialist" maxLength:"64"`
}

// Applications are the ticket's call, unless there never was one, and who answered it.
type Applications struct {
	Call         *Call         `json:"call,omitempty"`
	Applications []Application `json:"applications"`
}

// Paper is a paper clause by clause, with what each means in one plain sentence. Texts are in the paper's languages, in their order.
type Paper struct {
	Version   int64     `json:"version"`
	Kind      PaperKind `json:"kind"`
	Digest    string    `json:"digest,omitempty" doc:"of the canonical text; absent before the terms are accepted"`
	Exact     bool      `json:"exact" doc:"the clauses are the paper's very words; false before there is one, or when a name was changed since"`
	Languages []string  `json:"languages" doc:"the first controls"`
	Clauses   []Clause  `json:"clauses"`
}

// Clause is one clause of a paper.
type Clause struct {
	ID      string   `json:"id" doc:"what a question names"`
	Number  int      `json:"number"`
	Heading []string `json:"heading"`
	Summary []string `json:"summary" doc:"what it means; no part of what is signed"`
	Text    []string `json:"text"`
}

// LedgerLine is a transfer of a milestone's money.
type LedgerLine struct {
	N         int64           `json:"n"`
	At        time.Time       `json:"at"`
	Operation string          `json:"operation"`
	Phase     string          `json:"phase" enum:"posted,pending,complete,void,reversal"`
	Reference string          `json:"reference,omitempty"`
	Subject   int64           `json:"subject,omitempty" doc:"the transfer it completes, voids or reverses"`
	Postings  []LedgerPosting `json:"postings"`
	Hash      string          `json:"hash"`
}

// LedgerPosting is one leg of it.
type LedgerPosting struct {
	Account     string `json:"account" enum:"bank,card,client,hold,specialist,fees,taxes,guarantee,suspense,receivable"`
	AmountMinor int64  `json:"amountMinor" doc:"credits are above zero"`
}
