package access

import "slices"

// Relation is how an actor stands to a thing; a set of bits.
type Relation uint32

const (
	Anyone          Relation = 1 << iota // signed in
	Self                                 // the account that owns the thing
	Requester                            // whose request it is
	Colleague                            // a client of the same organisation
	CaseSpecialist                       // a specialist called to the case
	DepartmentAgent                      // agent of the ticket's department
	DepartmentLead                       // lead of the ticket's department
	AnyStaff                             // agent or lead somewhere
	AnyClient                            // holds the role client
	TheSecurity                          // security officer
	TheAuditor
	TheManager
	TheAdministrator
	TheBank        // works at the bank desk
	TheServer      // work of the installation itself; of content only the bytes of files, to scan them
	AnySpecialist  // holds the role specialist
	DealClient     // for whom the deal's work is done
	DealSpecialist // who does it
	AnyArbiter     // holds the role arbiter and has nothing to do with the dispute
	CaseArbiter    // judges the dispute now
	Helper         // the specialist or agent of a remote session, while still of the case
	Complainant    // who filed the complaint
	Accused        // of whom it speaks
	Investigator   // who looks into it
	AnyOfficer     // a security officer without an interest in it
	SecretOwner    // who handed the secret over
	SecretReader   // to whose key it is sealed, while still of the case
	Approver       // lets somebody else in again: a lead or security officer; of who is more than a client, an officer or administrator
	Assignee       // whose the ticket is at the desk, while still of its department
	Author         // who wrote the message or brought the file, while still of the case
	Listed         // stands on the file's list, while still of the case
)

// Sides of a case.
const (
	ClientSide = Requester | Colleague
	Desk       = DepartmentAgent | DepartmentLead
	Case       = ClientSide | CaseSpecialist | Desk
	Parties    = DealClient | DealSpecialist
)

// relations says how the actor stands to the thing.
func relations(a *Actor, t *Thing) Relation {
	if a.server {
		return TheServer
	}
	if a.Account == "" {
		return 0
	}
	if is, whole := aside(a, t); whole {
		return is
	}
	var is Relation
	set := is.set
	switch t.Kind {
	case "ticket", "message", "file", "room", "remote":
	case "retention":
		set(AnyStaff, a.Staff())
		set(TheAdministrator, a.Has(Administrator))
		set(TheSecurity, a.Has(Security))
		set(TheAuditor, a.Has(Auditor))
	default:
		set(Anyone, true)
		set(Self, t.Owner == a.Account)
		set(AnyStaff, a.Staff())
		set(TheAdministrator, a.Has(Administrator))
		set(TheManager, a.Has(Manager))
		set(TheBank, a.Has(Bank))
		set(TheAuditor, a.Has(Auditor))
		set(TheSecurity, a.Has(Security))
	}
	set(AnyClient, a.Has(Client) && (t.Requester == "" || t.Requester == a.Account))
	set(Requester, t.Requester != "" && t.Requester == a.Account)
	set(Colleague, a.Has(Client) && a.Organisation != "" && a.Organisation == t.Organisation)
	set(CaseSpecialist, a.Has(Specialist) && slices.Contains(t.Members, a.Account))
	set(DepartmentAgent, t.Department != "" && a.Posts[t.Department] == Agent)
	set(DepartmentLead, t.Department != "" && a.Posts[t.Department] == Lead)
	if t.isPart() && is&Case != 0 {
		set(Assignee, t.Assignee == a.Account && is&Desk != 0)
		set(Author, t.Owner == a.Account)
		set(Listed, slices.Contains(t.List, a.Account))
	}
	if t.isPart() { // narrowed from a complaint: nothing else names judges of a part
		set(Investigator, a.Has(Security) && is == 0 && slices.Contains(t.Judges, a.Account) && !slices.Contains(t.Barred, a.Account))
	}
	if t.Kind == "remote" {
		set(Helper, t.Specialist == a.Account && is&(CaseSpecialist|DepartmentAgent) != 0)
		set(CaseArbiter, a.Has(Arbiter) && slices.Contains(t.Judges, a.Account))
	}
	return is
}

// aside says how the actor stands to what has sides of its own, and whether that is all.
func aside(a *Actor, t *Thing) (is Relation, whole bool) {
	set := is.set
	switch t.Kind {
	case "deal":
		set(DealClient, t.Requester == a.Account)
		set(DealSpecialist, t.Specialist == a.Account)
		set(DepartmentLead, t.Department != "" && a.Posts[t.Department] == Lead)
	case "dispute", "complaint":
		is = judged(a, t)
	case "recovery":
		set(Self, t.Owner != "" && t.Owner == a.Account)
		set(Approver, is == 0 && !slices.Contains(t.Barred, a.Account) && approves(a, t.Staff))
	case "assurance", "follow_up", "concern":
		is = assured(a, t)
	case "honey", "alert":
		set(TheSecurity, a.Has(Security) && a.Posts[t.Department] == "" && !slices.Contains(t.Barred, a.Account))
	case "call":
		set(AnySpecialist, a.Has(Specialist))
	case "secret":
		of := a.Has(Specialist) && slices.Contains(t.Members, a.Account) || t.Department != "" && a.Posts[t.Department] != ""
		set(SecretOwner, t.Owner == a.Account)
		set(SecretReader, t.Specialist == a.Account && of)
	default:
		return 0, false
	}
	return is, true
}

func (r *Relation) set(more Relation, yes bool) {
	if yes {
		*r |= more
	}
}

// approves reports whether the actor's roles let them give access back. Nobody does for themselves.
func approves(a *Actor, staff bool) bool {
	if staff {
		return a.Has(Security) || a.Has(Administrator)
	}
	return a.Has(Security) || len(a.Departments(Lead)) > 0
}

// judged says how the actor stands to what somebody without an interest decides: a side never does.
func judged(a *Actor, t *Thing) Relation {
	first, second, any, one, role := DealClient, DealSpecialist, AnyArbiter, CaseArbiter, Arbiter
	mine := t.Requester
	if t.Kind == "complaint" {
		first, second, any, one, role = Complainant, Accused, AnyOfficer, Investigator, Security
		mine = t.Owner
	}
	var is Relation
	if mine == a.Account {
		is |= first
	}
	if t.Specialist == a.Account {
		is |= second
	}
	if t.Kind == "complaint" && t.Requester == a.Account {
		is |= Requester
	}
	if is != 0 || !a.Has(role) || slices.Contains(t.Barred, a.Account) {
		return is
	}
	if slices.Contains(t.Judges, a.Account) {
		return any | one
	}
	return any
}

// assured says how the actor stands to what a client is told of their case, and to what they say of it: who works on the case is nobody
// here. A follow-up is for who leads the department, or, as a concern, for a security officer who has no hand in the case.
func assured(a *Actor, t *Thing) Relation {
	var is Relation
	switch officer := a.Has(Security) && a.Posts[t.Department] == "" && !slices.Contains(t.Members, a.Account); {
	case t.Kind == "follow_up" && t.Department != "" && a.Posts[t.Department] == Lead:
		return DepartmentLead
	case t.Kind == "concern" && officer && t.Requester != a.Account:
		return TheSecurity
	case t.Kind != "assurance":
		return 0
	case officer:
		is |= TheSecurity
	}
	if t.Requester != "" && t.Requester == a.Account {
		is |= Requester
	}
	if a.Has(Client) && a.Organisation != "" && a.Organisation == t.Organisation {
		is |= Colleague
	}
	return is
}
