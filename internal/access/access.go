// Package access decides who may do what. It is pure: no database, no time, no HTTP.
//
// [Check] is the only source of a [Grant], and a grant is the only thing that vault and audit accept: code that forgot
// to ask does not compile, and what was allowed and what is written down cannot differ. What is not in the table of
// rules is refused. A thing that an actor may not know of is absent to them, not denied.
package access

import (
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"surety/internal/fault"
)

// Ids carry 128 random bits; they are typed so that one kind cannot be given for another.
type (
	AccountID      string
	OrganisationID string
	DepartmentID   string
	TicketID       string
)

// Role is what an account is, installation-wide. Agents and leads are so per department: see [Post].
type Role string

const (
	Client        Role = "client"
	Specialist    Role = "specialist"
	Arbiter       Role = "arbiter"
	Security      Role = "security"
	Manager       Role = "manager"
	Auditor       Role = "auditor"
	Administrator Role = "admin"
	Bank          Role = "bank" // the bank desk: statements, suspense, payouts; no case
)

// Roles are all roles, in the order screens show them.
var Roles = []Role{Client, Specialist, Security, Auditor, Manager, Arbiter, Bank, Administrator}

// Post is what an account is in one department.
type Post string

const (
	Agent Post = "agent"
	Lead  Post = "lead"
)

// Actor is who is asking.
type Actor struct {
	Account      AccountID
	Session      string // of a browser, or the id of a token
	Roles        []Role
	Posts        map[DepartmentID]Post
	Organisation OrganisationID // of a client
	SteppedUp    bool           // proved again who they are, minutes ago
	Enrolling    bool           // signed in, but a required second factor is still missing
	Recovered    time.Time      // let in again by two of staff: until then nothing sensitive opens; zero: no, or no longer
	Scopes       []string       // of a token; a browser session has none and Token is false
	Token        bool
	Address      netip.Addr
	Doubts       []string // why it may not be they who sit at this session: codes, see package account
	server       bool
}

// Server is the actor of work that the installation does on its own behalf (jobs, clocks) or that its operator does at
// the machine's own command line. It reads no content, except that it scans files: see the table.
func Server(name string) Actor { return Actor{Session: name, server: true} }

// Has reports whether the actor holds the role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// Staff reports whether the actor holds a post in any department.
func (a Actor) Staff() bool { return len(a.Posts) > 0 }

// Departments lists where the actor holds one of the posts, sorted.
func (a Actor) Departments(posts ...Post) []DepartmentID {
	var ds []DepartmentID
	for d, p := range a.Posts {
		if slices.Contains(posts, p) {
			ds = append(ds, d)
		}
	}
	slices.Sort(ds)
	return ds
}

// Thing is what is asked about: a ticket with the facts that decide, or a thing of another kind.
type Thing struct {
	Kind  string // "ticket", "message", "file" and "room" (its parts), "message" and "file" (its parts), "deal", "dispute", "remote" (a remote session), "complaint", "recovery" (of lost access), "secret", "assurance" (what a client is told of a case), "follow_up" and "concern" (a client feels unsafe), "retention" (how long a case is kept), "person" (what is kept about somebody), "honey" (a decoy), "alert" (that one was opened), "call" (to specialists, to apply), "account", "record", "settings", …
	ID    string
	Owner AccountID // of an account's own things, of a secret, and of a part of a ticket
	// Of a ticket:
	Ticket       TicketID
	Department   DepartmentID
	Organisation OrganisationID
	Requester    AccountID   // also of a complaint, once it is decided
	Members      []AccountID // specialists called to the case
	Assignee     AccountID   // whose it is at the desk
	Suspended    bool        // a complaint lies on the case: also of its deals and remote sessions
	// Of a recovery, whose Owner asks for access and whose Barred do not decide it: the account is more than a client's.
	Staff     bool
	Destroyed bool        // its content is gone for good, and with it that of its deals, disputes and remote sessions
	Class     Class       // the ticket's, or that of a part of it: see [Part]
	List      []AccountID // of a file
	// Of a deal, whose Requester is its client, of a remote session, and the reader of a secret; of a complaint: the accused.
	Specialist AccountID
	// Of a dispute, besides: who judges it now, and who never may. Of an alert: who opened the decoy. Of a complaint: who investigates. Of a remote session: who judges a dispute on its deal.
	Judges []AccountID
	Barred []AccountID
}

// ofCase reports whether the thing belongs to a case: who has nothing to do with it does not learn that it exists.
func (t *Thing) ofCase() bool {
	return t.Kind == "ticket" || t.Kind == "deal" || t.Kind == "call" || t.Kind == "dispute" || t.Kind == "remote" || t.Kind == "complaint" || t.Kind == "secret" || t.Kind == "recovery" || t.isPart() ||
		t.Kind == "retention" && t.Ticket != "" ||
		(t.Kind == "honey" || t.Kind == "alert") && t.ID != "" && t.Department == "" ||
		t.Kind == "assurance" || t.Kind == "follow_up" || t.Kind == "concern"
}

// Grant is the yes to one actor for one action on one thing. Its zero value opens nothing.
type Grant struct {
	actor    *Actor
	action   Action
	thing    *Thing
	recorded *atomic.Bool
}

// Valid reports whether the grant came from Check.
func (g Grant) Valid() bool { return g.actor != nil }

// Actor is who was allowed.
func (g Grant) Actor() Actor { return *g.actor }

// Action is what was allowed.
func (g Grant) Action() Action { return g.action }

// Thing is what it was allowed on.
func (g Grant) Thing() Thing { return *g.thing }

// Ticket is the case the grant is for; empty when it is for none.
func (g Grant) Ticket() TicketID { return g.thing.Ticket }

// Organisation is whose case it is.
func (g Grant) Organisation() OrganisationID { return g.thing.Organisation }

// Recorded reports whether an audit entry names this grant. The vault opens content for no other (S3).
func (g Grant) Recorded() bool { return g.recorded != nil && g.recorded.Load() }

// MarkRecorded is called by audit alone, when the entry stands in the transaction.
func (g Grant) MarkRecorded() { g.recorded.Store(true) }

// Unmark is called by audit alone, when that transaction was undone and the entry with it.
func (g Grant) Unmark() { g.recorded.Store(false) }

// For narrows the grant to another place of the same action, for one list that shows many things. It asks the rules again.
func (g Grant) For(thing Thing) (Grant, error) {
	n, err := Check(*g.actor, g.action, thing)
	n.recorded = g.recorded
	return n, err
}

// ErrSuspended refuses what a complaint on the case closes until it is decided.
var ErrSuspended = fault.New(fault.Conflict, "case_suspended", "a complaint is open on this case: this is closed until it is decided")

// ErrDestroyed refuses what would open or add content of a case whose content was destroyed.
var ErrDestroyed = fault.New(fault.Conflict, "case_destroyed", "the content of this case was destroyed; what remains is its certificate")

// ErrRecovered refuses what stays closed for a day to who was let in again by two of staff; Params["until"] says when it opens.
var ErrRecovered = fault.New(fault.Denied, "recovered", "access was given back a short while ago: this opens later")

// Check asks whether the actor may do the action on the thing. Faults: absent, denied, step_up_needed, not_signed_in,
// case_suspended, case_destroyed, recovered, class_closed.
func Check(a Actor, act Action, t Thing) (Grant, error) {
	if err := Ask(&a, act, &t); err != nil {
		return Grant{}, err
	}
	return Grant{actor: &a, action: act, thing: &t, recorded: new(atomic.Bool)}, nil
}

// Ask is Check for who only wants to know; its yes opens nothing.
func Ask(a *Actor, act Action, t *Thing) error {
	rule, ok := rules[act]
	if !ok {
		return fault.ErrDenied
	}
	is := relations(a, t)
	if is == 0 && t.ofCase() {
		return fault.ErrAbsent
	}
	if t.Suspended && rule.By&is != 0 && rule.By&is&^rule.Halts == 0 {
		return ErrSuspended
	}
	if t.Destroyed && rule.Content && !rule.Outlives && rule.By&is != 0 {
		return ErrDestroyed
	}
	if err := rule.decide(a, is, t); err != nil {
		return err
	}
	return rule.classed(a, is, t)
}

func (r Rule) decide(a *Actor, is Relation, t *Thing) error {
	switch {
	case a.server && r.By&TheServer == 0:
		return fault.ErrDenied
	case a.server:
		return nil
	case a.Account == "":
		return fault.ErrAnonymous
	case r.By&is == 0:
		return fault.ErrDenied
	case a.Enrolling && !r.Enrolling:
		return fault.New(fault.Denied, "enrol_needed", "add a second factor first")
	case a.Token && (r.Scope == "" || !slices.Contains(a.Scopes, r.Scope)):
		return fault.ErrDenied.With("scope", r.Scope)
	case !a.Recovered.IsZero() && !a.Enrolling && r.Sensitive(t):
		return ErrRecovered.With("until", a.Recovered.UTC().Format(time.RFC3339))
	case r.StepUp && !a.Token && !a.SteppedUp:
		return fault.ErrStepUp
	}
	return nil
}
