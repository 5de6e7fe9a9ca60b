package dispute

import (
	"surety/internal/deal"
)

// State is where a dispute stands.
type State string

const (
	Answering     State = "answering"      // the other side says its mind
	Offering      State = "offering"       // both make sealed offers
	Seeking       State = "seeking"        // waits for an arbiter
	Proposing     State = "proposing"      // the arbiter reads, and proposes
	Proposed      State = "proposed"       // both may accept; the arbiter awards
	SeekingSecond State = "seeking_second" // an award waits for a second arbiter
	Confirming    State = "confirming"     // who agrees, or does not
	Awarded       State = "awarded"        // either side may appeal
	SeekingThird  State = "seeking_third"  // an appeal waits for a third arbiter
	Deciding      State = "deciding"       // who decides for good
	Closed        State = "closed"
)

// States are all of them, in their order.
var States = []State{Answering, Offering, Seeking, Proposing, Proposed, SeekingSecond, Confirming, Awarded, SeekingThird, Deciding, Closed}

// Event is what happens to a dispute.
type Event string

const (
	Answer   Event = "answer"
	Silence  Event = "silence" // time is up
	Cross    Event = "cross"   // two offers meet
	Take     Event = "take"    // an arbiter takes it
	Leave    Event = "leave"   // the arbiter whose turn it is declares an interest
	Void     Event = "void"    // one who has judged declares an interest: the award falls
	Propose  Event = "propose"
	Agree    Event = "agree" // both accept the proposal
	Award    Event = "award"
	Confirm  Event = "confirm" // the second arbiter agrees
	Object   Event = "object"  // the second arbiter does not
	Appeal   Event = "appeal"
	Decide   Event = "decide"   // the third arbiter's award
	Withdraw Event = "withdraw" // by who began it
)

// moves is the whole machine. What is not here is refused. Silence never ends a dispute in somebody's favour: it leads on,
// and after an award it lets the award stand.
var moves = map[State]map[Event]State{
	Answering:     {Answer: Offering, Silence: Seeking, Withdraw: Closed},
	Offering:      {Cross: Closed, Silence: Seeking, Withdraw: Closed},
	Seeking:       {Take: Proposing, Silence: Seeking, Withdraw: Closed},
	Proposing:     {Propose: Proposed, Silence: Seeking, Leave: Seeking},
	Proposed:      {Agree: Closed, Award: SeekingSecond, Silence: Seeking, Leave: Seeking},
	SeekingSecond: {Take: Confirming, Silence: SeekingSecond, Void: Seeking},
	Confirming:    {Confirm: Awarded, Object: Proposed, Silence: SeekingSecond, Leave: SeekingSecond, Void: Seeking},
	Awarded:       {Appeal: SeekingThird, Silence: Closed, Void: Seeking},
	SeekingThird:  {Take: Deciding, Silence: SeekingThird},
	Deciding:      {Decide: Closed, Silence: SeekingThird, Leave: SeekingThird},
}

// Next is the machine: where the event leads. False when it cannot happen.
func Next(s State, e Event) (State, bool) {
	to, ok := moves[s][e]
	return to, ok
}

// Events are what can happen in the state, and where it leads.
func Events(s State) map[Event]State { return moves[s] }

// Outcome is how a dispute ended.
type Outcome string

const (
	Withdrawn Outcome = "withdrawn" // the milestone is where it was
	Crossed   Outcome = "crossed"   // by offers that met
	Accepted  Outcome = "accepted"  // by the arbiter's proposal
	Decided   Outcome = "awarded"   // by an award that two arbiters agreed on
	Appealed  Outcome = "appealed"  // by the third arbiter's award
)

// outcomeOf is the outcome when the event closes a dispute.
var outcomeOf = map[Event]Outcome{Withdraw: Withdrawn, Cross: Crossed, Agree: Accepted, Silence: Decided, Decide: Appealed}

// Turns besides the sides.
const (
	arbiterTurn  deal.Side = "arbiter"  // the one who judges
	arbitersTurn deal.Side = "arbiters" // any who may
)

// clockRule is the clock of a state: whose turn it is, and for how many days. Silence then happens.
type clockRule struct {
	turn     deal.Side
	days     int
	business bool
}

const seekDays = 3 // after which arbiters are asked again

var clocks = map[State]clockRule{
	Answering:     {turn: deal.Nobody, days: Published.AnswerDays, business: true}, // the turn is that of the side that did not begin
	Offering:      {turn: deal.Both, days: Published.OfferDays},
	Seeking:       {turn: arbitersTurn, days: seekDays},
	Proposing:     {turn: arbiterTurn, days: Published.ProposalDays},
	Proposed:      {turn: arbiterTurn, days: Published.AwardDays},
	SeekingSecond: {turn: arbitersTurn, days: seekDays},
	Confirming:    {turn: arbiterTurn, days: Published.ConfirmDays},
	Awarded:       {turn: deal.Both, days: Published.AppealDays},
	SeekingThird:  {turn: arbitersTurn, days: seekDays},
	Deciding:      {turn: arbiterTurn, days: Published.AwardDays},
}

// Meet tells whether two offers settle, and at how much: when the client releases at least what the specialist demands, at
// the middle. An odd minor unit stays with the client.
func Meet(clientMinor, specialistMinor int64) (releaseMinor int64, ok bool) {
	if clientMinor < specialistMinor {
		return 0, false
	}
	return specialistMinor + (clientMinor-specialistMinor)/2, true
}

// Verdict is for whom a dispute was decided.
type Verdict string

const (
	Won  Verdict = "won"
	Lost Verdict = "lost"
	Even Verdict = "even"
)

// Judged is the verdict for a side of an award that releases so much of the stake: more than half of what was held went its
// way. What was agreed or withdrawn has no verdict.
func Judged(side deal.Side, releaseMinor, stakeMinor int64) Verdict {
	theirs, ours := releaseMinor, stakeMinor-releaseMinor
	if side == deal.Specialist {
		theirs, ours = ours, theirs
	}
	switch {
	case ours > theirs:
		return Won
	case ours < theirs:
		return Lost
	}
	return Even
}

// isSerial reports whether somebody with so many decided and lost disputes of their own needs a lead's consent.
func isSerial(decided, lost int64) bool {
	return decided >= int64(Published.DecidedInYear) && lost*100 >= decided*int64(Published.LostPercent)
}
