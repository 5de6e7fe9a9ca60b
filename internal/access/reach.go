package access

import "slices"

// Reach is where an actor can meet tickets for an action: the same rule as Check, turned round for a list's query.
// A list must still Check each row it shows.
type Reach struct {
	Requester    AccountID
	Organisation OrganisationID
	Specialist   AccountID
	Departments  []DepartmentID
	IsEmpty      bool // nothing at all
}

// ReachOf derives the reach of the action from its rule.
func ReachOf(a Actor, act Action) Reach {
	rule, ok := rules[act]
	if !ok || a.server || a.Account == "" || a.Enrolling || a.Token && !slices.Contains(a.Scopes, rule.Scope) {
		return Reach{IsEmpty: true}
	}
	var r Reach
	if rule.By&Requester != 0 {
		r.Requester = a.Account
	}
	if rule.By&Colleague != 0 && a.Has(Client) {
		r.Organisation = a.Organisation
	}
	if rule.By&CaseSpecialist != 0 && a.Has(Specialist) {
		r.Specialist = a.Account
	}
	if rule.By&DepartmentAgent != 0 {
		r.Departments = append(r.Departments, a.Departments(Agent)...)
	}
	if rule.By&DepartmentLead != 0 {
		r.Departments = append(r.Departments, a.Departments(Lead)...)
	}
	slices.Sort(r.Departments)
	return r
}
