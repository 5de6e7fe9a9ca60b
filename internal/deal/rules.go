package deal

import "time"

// MilestoneState is where a milestone stands.
type MilestoneState string

const (
	Planned          MilestoneState = "planned"           // its turn has not come
	AwaitingFunds    MilestoneState = "awaiting_funds"    // the client pays
	Funded           MilestoneState = "funded"            // the money is held
	InProgress       MilestoneState = "in_progress"       // the specialist works
	Submitted        MilestoneState = "submitted"         // the client looks at it
	ChangesRequested MilestoneState = "changes_requested" // the specialist works again
	CancelRequested  MilestoneState = "cancel_requested"  // one side wants to end it
	Disputed         MilestoneState = "disputed"          // somebody neutral decides
	Released         MilestoneState = "released"          // approved, by the client or by silence
	Settled          MilestoneState = "settled"           // divided by the outcome of a dispute
	Cancelled        MilestoneState = "cancelled"         // ended by both; what was held went back
	Lapsed           MilestoneState = "lapsed"            // never paid
)

// Over reports whether nothing more can happen to the milestone but payouts.
func (s MilestoneState) Over() bool {
	return s == Released || s == Settled || s == Cancelled || s == Lapsed
}

// holds reports whether money is held in the state.
func (s MilestoneState) holds() bool {
	switch s {
	case Funded, InProgress, Submitted, ChangesRequested, CancelRequested, Disputed:
		return true
	}
	return false
}

// Event is what happens to a milestone.
type Event string

const (
	OpenFunding    Event = "open_funding"    // its turn has come
	Received       Event = "received"        // the bank has the money, and it is held
	Lapse          Event = "lapse"           // it was not paid in time
	Start          Event = "start"           // the specialist begins
	Submit         Event = "submit"          // the specialist hands in
	RequestChanges Event = "request_changes" // the client sends it back
	ReleasePart    Event = "release_part"    // the client releases a part; the work on the rest goes on
	Approve        Event = "approve"         // the client releases all
	Silence        Event = "silence"         // the client said nothing for the agreed time
	RequestCancel  Event = "request_cancel"
	WithdrawCancel Event = "withdraw_cancel" // by who asked
	RefuseCancel   Event = "refuse_cancel"   // by the other
	AgreeCancel    Event = "agree_cancel"    // by the other
	CancelSilence  Event = "cancel_silence"  // the other said nothing
	OpenDispute    Event = "open_dispute"
	DropDispute    Event = "drop_dispute" // it was withdrawn
	Settle         Event = "settle"       // its outcome
	Drop           Event = "drop"         // an amendment leaves it out, before it was paid
)

// Effect is what an event does besides changing the state.
type Effect string

const (
	Expect   Effect = "expect"   // give the client a reference to pay by
	Withdraw Effect = "withdraw" // money that still comes goes to suspense
	Release  Effect = "release"  // held money to the specialist, less fee and taxes; a payout
	Refund   Effect = "refund"   // all that is held back to the client; a payout
	Divide   Effect = "divide"   // as the outcome says; payouts
	Freeze   Effect = "freeze"   // nothing leaves the hold
	Thaw     Effect = "thaw"
	Pass     Effect = "pass"  // the licence passes, works open
	Lay      Effect = "lay"   // keep the state below, its clocks standing
	Take     Effect = "take"  // go back to it, with what was left
	Clear    Effect = "clear" // forget it, with its clocks
)

// Move is one line of the table.
type Move struct {
	To      MilestoneState // empty: the state below (Take)
	By      Side           // who does it; Both: either; Nobody: a clock, the bank or an outcome
	Effects []Effect
}

// below is the state that a move with Take goes back to.
const below MilestoneState = ""

// moves is the whole machine. What is not here is refused.
var moves = map[MilestoneState]map[Event]Move{
	Planned: {
		OpenFunding: {AwaitingFunds, Client, []Effect{Expect}},
		Drop:        {Cancelled, Nobody, nil},
	},
	AwaitingFunds: {
		Received: {Funded, Nobody, nil},
		Lapse:    {Lapsed, Nobody, []Effect{Withdraw}},
		Drop:     {Cancelled, Nobody, []Effect{Withdraw}},
	},
	Funded: with(running, map[Event]Move{
		Start: {InProgress, Specialist, nil},
	}),
	InProgress: with(running, map[Event]Move{
		Submit: {Submitted, Specialist, nil},
	}),
	Submitted: with(running, map[Event]Move{
		Approve:        {Released, Client, []Effect{Release, Pass}},
		ReleasePart:    {InProgress, Client, []Effect{Release}},
		RequestChanges: {ChangesRequested, Client, nil},
		Silence:        {Released, Nobody, []Effect{Release, Pass}},
	}),
	ChangesRequested: with(running, map[Event]Move{
		Submit: {Submitted, Specialist, nil},
	}),
	CancelRequested: {
		WithdrawCancel: {below, Both, []Effect{Take}},
		RefuseCancel:   {below, Both, []Effect{Take}},
		AgreeCancel:    {Cancelled, Both, []Effect{Refund, Clear}},
		CancelSilence:  {Disputed, Nobody, []Effect{Freeze}},
		OpenDispute:    {Disputed, Nobody, []Effect{Freeze}},
	},
	Disputed: {
		DropDispute: {below, Nobody, []Effect{Thaw, Take}},
		Settle:      {Settled, Nobody, []Effect{Divide, Clear}},
	},
}

// running are the moves out of every state in which work or its judgement is under way.
var running = map[Event]Move{
	RequestCancel: {CancelRequested, Both, []Effect{Lay}},
	OpenDispute:   {Disputed, Nobody, []Effect{Lay, Freeze}},
}

func with(a, b map[Event]Move) map[Event]Move {
	all := map[Event]Move{}
	for _, m := range []map[Event]Move{a, b} {
		for e, v := range m {
			all[e] = v
		}
	}
	return all
}

// Next is the machine: what the event does in the state. Before is the state that a request to cancel or a dispute lies
// over. False when the event cannot happen.
func Next(s MilestoneState, before MilestoneState, e Event) (Move, bool) {
	m, ok := moves[s][e]
	if ok && m.To == below {
		m.To = before
	}
	return m, ok && m.To != below
}

// Events are what can happen in the state.
func Events(s MilestoneState) map[Event]Move { return moves[s] }

// Turn is whose turn it is in the state, and what happens if nobody moves. Canceller is who asked to cancel.
func Turn(s MilestoneState, canceller Side) Side {
	switch s {
	case AwaitingFunds, Submitted:
		return Client
	case Funded, InProgress, ChangesRequested:
		return Specialist
	case CancelRequested:
		return canceller.Other()
	case Disputed:
		return Both
	}
	return Nobody
}

// clockRule is the clock of a state: what happens if nobody moves, and after how long.
type clockRule struct {
	kind string
	then Event // empty: nobody is forced; both are told
	days func(*kept) int64
}

func daysOf(n int64) func(*kept) int64 { return func(*kept) int64 { return n } }

// clockOf has the clocks of states. Work that is due has one too, by its day: see delivery.
var clockOf = map[MilestoneState]clockRule{
	AwaitingFunds:   {"deal.funding", Lapse, daysOf(FundingDays)},
	Submitted:       {"deal.silence", Silence, func(m *kept) int64 { return m.silenceDays }},
	CancelRequested: {"deal.cancel", CancelSilence, daysOf(CancelDays)},
}

const day24 = 24 * time.Hour

// PayoutState is where a payout stands.
type PayoutState string

const (
	Clearing PayoutState = "clearing" // rests
	Payable  PayoutState = "payable"  // reserved; leaves with the next file
	Sent     PayoutState = "sent"     // in a file
	Paid     PayoutState = "paid"     // the bank says so
	Returned PayoutState = "returned" // it came back; the money is its owner's again
	Repeated PayoutState = "repeated" // another took its place
)

// payouts is the machine of payouts. Sent is the bank desk's to know, so that paid and returned follow payable too.
var payouts = map[PayoutState][]PayoutState{
	Clearing: {Payable},
	Payable:  {Paid, Returned},
	Paid:     {Returned},
	Returned: {Repeated},
}
