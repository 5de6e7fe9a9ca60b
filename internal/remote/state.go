package remote

import "slices"

// State is where a session stands.
type State string

// The states. From the last six on nothing can be done on the client's machine.
const (
	Requested State = "requested"
	Prepared  State = "prepared" // a snapshot is made, or waived in writing
	Consented State = "consented"
	Active    State = "active" // and the client's end is there
	Paused    State = "paused"
	Ended     State = "ended"
	Sealed    State = "sealed"   // the recording is whole, or will not become so
	Reviewed  State = "reviewed" // the client has looked at the recording
	Refused   State = "refused"
	Expired   State = "expired"
	Reported  State = "reported"
)

// States are all states in the order of a session's life.
var States = []State{Requested, Prepared, Consented, Active, Paused, Ended, Sealed, Reviewed, Refused, Expired, Reported}

var open = []State{Requested, Prepared, Consented, Active, Paused}

// Open reports whether the session can still lead to, or is, access to the client's machine.
func (s State) Open() bool { return slices.Contains(open, s) }

// Runs reports whether powers are granted now.
func (s State) Runs() bool { return s == Consented || s == Active || s == Paused }

// Event is what happens to a session.
type Event string

// The events.
const (
	Prepare Event = "prepare"
	Agree   Event = "agree"
	Begin   Event = "begin" // the client's end is there
	Pause   Event = "pause"
	Resume  Event = "resume"
	Finish  Event = "end"
	Seal    Event = "seal"
	Look    Event = "look"
	Refuse  Event = "refuse"
	Report  Event = "report"
	Silence Event = "silence"
)

// roads are the whole machine: what is not here is refused.
var roads = map[State]map[Event]State{
	Requested: {Prepare: Prepared, Refuse: Refused, Report: Reported, Silence: Expired, Finish: Ended},
	Prepared:  {Prepare: Prepared, Agree: Consented, Refuse: Refused, Report: Reported, Silence: Expired, Finish: Ended},
	Consented: {Begin: Active, Finish: Ended, Report: Reported},
	Active:    {Pause: Paused, Finish: Ended, Report: Reported},
	Paused:    {Pause: Paused, Resume: Active, Finish: Ended, Report: Reported},
	Ended:     {Seal: Sealed, Report: Ended},
	Sealed:    {Look: Reviewed, Report: Sealed},
	Reviewed:  {Look: Reviewed, Report: Reviewed},
	Refused:   {Report: Refused},
	Expired:   {Report: Expired},
	Reported:  {Seal: Reported, Report: Reported},
}

// Next is where the event leads; false where it cannot happen.
func Next(s State, e Event) (State, bool) {
	to, ok := roads[s][e]
	return to, ok
}
