package recovery

import "time"

// State is how far a request is.
type State string

const (
	Asked     State = "asked"
	Approved  State = "approved" // by one of two
	Granted   State = "granted"  // the link is sent
	Used      State = "used"     // and was followed
	Refused   State = "refused"
	Stopped   State = "stopped" // by the owner: "it was not me"
	Withdrawn State = "withdrawn"
	Expired   State = "expired"
)

// How long things last.
const (
	Lasts     = 72 * time.Hour   // a request, until it is granted
	LinkLasts = time.Hour        // the link; account's own rule ends it too
	WordsLast = 15 * time.Minute // words, before the page shows others; they are taken as long again
	CallLasts = time.Hour        // between seeing the number and saying what was heard
	wrongMost = 5                // words, before the request is refused
	openMost  = 3                // requests for one account at a time: more concern nobody
	Approvals = 2
	keptFor   = 365 * 24 * time.Hour
)

// Step is what can happen to a request.
type Step string

const (
	Approve  Step = "approve"
	Follow   Step = "follow" // the link
	Refuse   Step = "refuse"
	Stop     Step = "stop"
	Withdraw Step = "withdraw"
	Expire   Step = "expire"
)

// Next is where a step leads; no state goes on from what is not here. What was granted can still be stopped, also after the link was
// followed: then what it added goes again.
func Next(s State, step Step) (State, bool) {
	to, ok := steps[s][step]
	return to, ok
}

var steps = map[State]map[Step]State{
	Asked:    {Approve: Approved, Refuse: Refused, Stop: Stopped, Withdraw: Withdrawn, Expire: Expired},
	Approved: {Approve: Granted, Refuse: Refused, Stop: Stopped, Withdraw: Withdrawn, Expire: Expired},
	Granted:  {Follow: Used, Stop: Stopped, Expire: Expired},
	Used:     {Stop: Stopped},
}

// Open reports whether something can still come of it.
func (s State) Open() bool { return s == Asked || s == Approved || s == Granted }

// Reasons for having the number shown.
var Reasons = []string{"asked", "again", "doubt"}

// Refusals are why a request is refused.
var Refusals = []string{"unreached", "not_them", "no_number", "doubt"}

// shown is the state as the asking browser may know it: what staff or the owner did meanwhile would tell that there is an account.
func (r row) shown(now time.Time) string {
	switch {
	case r.state == Granted || r.state == Used:
		return "granted"
	case r.state == Withdrawn:
		return "withdrawn"
	case !now.Before(r.asked.Add(Lasts)):
		return "over"
	}
	return "waiting"
}

// States are all states, in the order of the story.
var States = []State{Asked, Approved, Granted, Used, Refused, Stopped, Withdrawn, Expired}
