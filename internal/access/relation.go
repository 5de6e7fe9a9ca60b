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
	var is Relation
	set := func(r Relation, yes bool) {
		if yes {
			is |= r
		}
	}
	switch t.Kind {
	case "ticket", "remote":
	case "deal":
		set(DealClient, t.Requester == a.Account)
		set(DealSpecialist, t.Specialist == a.Account)
		set(DepartmentLead, t.Department != "" && a.Posts[t.Department] == Lead)
		return is
	case "dispute", "complaint":
		return judged(a, t)
	case "call":
		set(AnySpecialist, a.Has(Specialist))
		return is
	case "secret":
		of := a.Has(Specialist) && slices.Contains(t.Members, a.Account) || t.Department != "" && a.Posts[t.Department] != ""
		set(SecretOwner, t.Owner == a.Account)
		set(SecretReader, t.Specialist == a.Account && of)
		return is
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
	if t.Kind == "remote" {
		set(Helper, t.Specialist == a.Account && is&(CaseSpecialist|DepartmentAgent) != 0)
		set(CaseArbiter, a.Has(Arbiter) && slices.Contains(t.Judges, a.Account))
	}
	return is
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
	if is != 0 || !a.Has(role) || slices.Contains(t.Barred, a.Account) {
		return is
	}
	if slices.Contains(t.Judges, a.Account) {
		return any | one
	}
	return any
}
