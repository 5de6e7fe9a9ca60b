package complaint

import (
	"slices"
	"time"
)

// Kind is what is complained of.
type Kind string

const (
	Disclosed Kind = "disclosed" // passed on, published, used elsewhere
	Looked    Kind = "looked"    // looked at without need
	Kept      Kind = "kept"      // kept after the work, or copied
	Exposed   Kind = "exposed"   // left where others can see it
	Other     Kind = "other"
)

// Kinds are all of them, in the order screens show them.
var Kinds = []Kind{Disclosed, Looked, Kept, Exposed, Other}

// State is where a complaint stands.
type State string

const (
	Triage        State = "triage"        // whom does it speak of, is personal data concerned
	Investigating State = "investigating" // the record is read, the accused heard
	Confirmed     State = "confirmed"
	Unfounded     State = "unfounded"
	Inconclusive  State = "inconclusive"
)

// States are all of them, in their order.
var States = []State{Triage, Investigating, Confirmed, Unfounded, Inconclusive}

// Open reports whether the case stands still for it.
func (s State) Open() bool { return s == Triage || s == Investigating }

// Event is what happens to a complaint.
type Event string

const (
	Sift      Event = "sift"
	Confirm   Event = "confirm"
	Clear     Event = "clear"
	LeaveOpen Event = "leave_open" // what there is neither shows nor excludes it
)

var moves = map[State]map[Event]State{
	Triage:        {Sift: Investigating},
	Investigating: {Sift: Investigating, Confirm: Confirmed, Clear: Unfounded, LeaveOpen: Inconclusive},
}

// Next is the machine: where the event leads. False when it cannot happen.
func Next(s State, e Event) (State, bool) {
	to, ok := moves[s][e]
	return to, ok
}

// events by the outcome that they lead to.
var events = map[State]Event{Confirmed: Confirm, Unfounded: Clear, Inconclusive: LeaveOpen}

// limits of states, from filing and from the end of triage. When they are over, officers are called, every day anew.
var limits = map[State]time.Duration{Triage: 4 * time.Hour, Investigating: 72 * time.Hour}

// Hearing is how long the accused has to answer before a complaint can be confirmed without their word.
const Hearing = 24 * time.Hour

// again is how long officers are left alone once they were called.
const again = 24 * time.Hour

// Law is a rule that asks for notice when personal data is concerned.
type Law struct {
	Code   string        `json:"code"`
	Whom   string        `json:"whom"`  // authority, people
	Within time.Duration `json:"-"`     // from when it was known here, which is the filing; 0: at once
	Hours  int           `json:"hours"` // the same
	Source string        `json:"source"`
	Since  string        `json:"since"` // the version: in force since this day
}

// Laws are those that are known here.
var Laws = []Law{
	law("gdpr_33", "authority", 72, "Regulation (EU) 2016/679, Article 33(1)", "2018-05-25"),
	law("gdpr_34", "people", 0, "Regulation (EU) 2016/679, Article 34(1)", "2018-05-25"),
	law("fz152_21_first", "authority", 24, "Федеральный закон № 152-ФЗ, статья 21, часть 3.1, пункт 1", "2022-09-01"),
	law("fz152_21_result", "authority", 72, "Федеральный закон № 152-ФЗ, статья 21, часть 3.1, пункт 2", "2022-09-01"),
	law("pipl_57", "authority", 0, "中华人民共和国个人信息保护法，第五十七条", "2021-11-01"),
	law("pipl_57_people", "people", 0, "中华人民共和国个人信息保护法，第五十七条", "2021-11-01"),
}

func law(code, whom string, hours int, source, since string) Law {
	return Law{code, whom, time.Duration(hours) * time.Hour, hours, source, since}
}

func lawOf(code string) (Law, bool) {
	i := slices.IndexFunc(Laws, func(l Law) bool { return l.Code == code })
	if i < 0 {
		return Law{}, false
	}
	return Laws[i], true
}

// Remedies that the code knows by name.
const (
	ChangeSecrets = "change_secrets"
	Attest        = "attest_destruction" // the accused does it
)

// Remedies are what can remain to be done after a confirmed complaint.
var Remedies = []string{ChangeSecrets, Attest, "apply_nda", "train", "close_gap"}

// remedyTime is how long each may take before who decided is called, every day anew. The destruction's is that of the published NDA.
var remedyTime = map[string]time.Duration{ChangeSecrets: 3 * day, Attest: 7 * day, "apply_nda": 14 * day, "train": 30 * day, "close_gap": 30 * day}

const day = 24 * time.Hour
