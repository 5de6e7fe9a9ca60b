package contract

import (
	"time"

	"surety/internal/document"
)

// Params are the values of a paper. Fields that only some papers use say so.
type Params struct {
	Languages []document.Language // one or two; the first controls
	Zone      string              // IANA name of the time zone of the dates; UTC if empty

	Client, Specialist Party
	Platform           Platform
	Ticket, Deal       string    // numbers under which the platform knows them
	Number             string    // of this paper
	Version            int       // of this paper, from 1; a new offer is a new version
	Date               time.Time // when this text was offered
	Main               Reference // the contract this paper belongs to; not for Service
	Amends             *Signed   // Service, NDA: the signed paper that this one takes the place of; nil for a first one

	Currency   Currency
	Milestones []Milestone // Service
	Charges    []Charge    // fees and taxes beside the milestones; each has one payer
	Excluded   []string    // Service: what is not included
	Scope      []Secret    // Service, NDA: the client's scope of confidentiality
	Licence    Licence     // Service
	Works      []Work      // Service: what the specialist registered before

	Periods        Periods
	Rounds         int            // of changes that the price includes; 0–20
	Weekend        []time.Weekday // the days that are no business days; one to three
	GuaranteeMinor int64          // up to what the guarantee fund stands in; 0 for no guarantee
	PenaltyMinor   int64          // NDA: agreed sum for a breach; 0 for none
	Law            string         // governing law in the parties' words; empty for none
}

// Party is one side.
type Party struct {
	Name    string
	ID      string // e-mail or number by which the platform knows it
	Details string // seat, registration, representative; may be empty
}

// Platform is the installation, which holds the money and seals the papers.
type Platform struct{ Name, Address string }

// Reference names a signed contract.
type Reference struct {
	Number  string
	Version int
	Date    time.Time
}

// Signed is a paper that both sides have signed, as it was written. What it amended in its turn does not count.
type Signed struct {
	Template int // the version of the model
	Params   Params
	SHA256   string // of its canonical text, in hexadecimal
}

// Currency is an ISO 4217 code and how many digits its minor unit has.
type Currency struct {
	Code     string
	Exponent int
}

// Milestone is a piece of the work that is delivered and paid for by itself.
type Milestone struct {
	Title       string
	Description []string // what is delivered, point by point; may be empty
	AmountMinor int64
	Due         time.Time
}

// Charge is a fee or a tax. A client pays it beside the price; from a specialist it is taken out of the price.
type Charge struct {
	Kind            ChargeKind
	Label           string // may be empty: "VAT"
	RateBasisPoints int    // 500 for 5 %; 0 if it is not a rate
	By              Payer
	AmountMinor     int64
}

// ChargeKind is what a charge is for.
type ChargeKind string

// Kinds of charges.
const (
	PlatformFee ChargeKind = "fee"
	Tax         ChargeKind = "tax"
	PaymentCost ChargeKind = "payment" // of moving the money
)

// Payer is who bears a charge.
type Payer string

// Payers.
const (
	ByClient     Payer = "client"
	BySpecialist Payer = "specialist"
)

// Secret is an item of the scope of confidentiality.
type Secret struct {
	What  string
	Who   string    // may know of it
	Until time.Time // zero: as long as the law protects it
}

// Licence is what the client gets of the results.
type Licence string

// Licences.
const (
	ClientOwns   Licence = "owned" // rights pass to the client on release
	Exclusive    Licence = "exclusive"
	NonExclusive Licence = "shared"
	Open         Licence = "open" // everybody may use them, as the open licence says that the milestone names
)

// Work is a prior work of the specialist that stands on the record.
type Work struct {
	Title  string
	SHA256 string // hexadecimal
	At     time.Time
}

// Periods are the clocks of a deal. Days are calendar days, save where the name says otherwise.
type Periods struct {
	FundingDays, SilenceDays, CancelDays, WarrantyDays, RetentionDays  int
	AnswerBusinessDays, OfferDays, ProposalDays, AwardDays, AppealDays int
	DestroyDays                                                        int // to give back or destroy at the end
	BreachHours                                                        int
	SurvivalYears                                                      int
}

// DefaultPeriods are those of the product, which a contract may change within the limits that Write holds.
func DefaultPeriods() Periods {
	return Periods{FundingDays: 7, SilenceDays: 14, CancelDays: 7, WarrantyDays: 30, RetentionDays: 180,
		AnswerBusinessDays: 5, OfferDays: 5, ProposalDays: 5, AwardDays: 10, AppealDays: 5, DestroyDays: 7, BreachHours: 72, SurvivalYears: 3}
}
