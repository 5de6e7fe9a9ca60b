package arch

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"surety/internal/access"
)

var update = flag.Bool("update", false, "write generated files anew")

// relations are how the page names what access knows as bits, in the order of its columns of reasons.
var relations = []struct {
	is   access.Relation
	name string
}{
	{access.Anyone, "anyone signed in"},
	{access.Self, "oneself"},
	{access.AnyClient, "a client, for themselves"},
	{access.Requester, "whose request it is"},
	{access.Colleague, "a client of the same organisation"},
	{access.CaseSpecialist, "a specialist called to the case"},
	{access.DepartmentAgent, "an agent of the department"},
	{access.DepartmentLead, "a lead of the department"},
	{access.AnyStaff, "an agent or lead of any department"},
	{access.AnySpecialist, "any specialist"},
	{access.DealClient, "the deal's client"},
	{access.DealSpecialist, "the deal's specialist"},
	{access.AnyArbiter, "an arbiter without an interest"},
	{access.CaseArbiter, "the arbiter who judges it"},
	{access.Complainant, "who filed the complaint"},
	{access.Accused, "of whom it speaks"},
	{access.Investigator, "who looks into it"},
	{access.AnyOfficer, "a security officer without an interest"},
	{access.Helper, "who helps in the remote session, while still of the case"},
	{access.SecretOwner, "who handed the secret over"},
	{access.SecretReader, "for whom the secret is, while still of the case"},
	{access.Approver, "who may let somebody else in again"},
	{access.Assignee, "whose the ticket is at the desk"},
	{access.Author, "who wrote or brought it"},
	{access.Listed, "who is on the file's list"},
	{access.TheSecurity, "security officer"},
	{access.TheAuditor, "auditor"},
	{access.TheManager, "manager"},
	{access.TheAdministrator, "administrator"},
	{access.TheBank, "the bank desk"},
	{access.TheServer, "the server itself"},
}

const accessHead = `# Who may do what

Made from the table of rules in ` + "`internal/access/rules.go`" + ` by ` + "`make generate`" + `; do not edit. What is not here is refused.

**Content**: the action opens or seals what is said in a case, and stands on the record before anything is opened. **Step-up**: one must have
proved again, minutes ago, who one is. **Money**: the action may move money. **Scope**: an API token needs it; where there is none, no token can do it. **Enrolling**: allowed while a
required second factor is still missing. **Suspended**: who may not while a complaint lies on the case. **Waits**: closed for a day
after two of staff gave lost access back; "by class" on what is confidential or above.

| action | who | content | step-up | money | scope | enrolling | suspended | waits |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`

// TestAccessTableIsCurrent holds docs/access.md to the rules.
func TestAccessTableIsCurrent(t *testing.T) {
	var page strings.Builder
	page.WriteString(accessHead)
	for _, action := range access.Actions() {
		rule, _ := access.Lookup(action)
		fmt.Fprintf(&page, "| `%s` | %s | %s | %s | %s | %s | %s | %s | %s |\n", action, who(t, rule.By), yes(rule.Content), yes(rule.StepUp), yes(rule.Money), rule.Scope, yes(rule.Enrolling),
			who(t, rule.By&rule.Halts), waits(rule))
	}
	path := filepath.Join(root, "docs/access.md")
	if *update {
		if err := os.WriteFile(path, []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(path); err != nil || string(have) != page.String() {
		t.Errorf("docs/access.md is not current: run make generate (%v)", err)
	}
}

func who(t *testing.T, by access.Relation) string {
	t.Helper()
	var names []string
	for _, r := range relations {
		if by&r.is != 0 {
			names = append(names, r.name)
			by &^= r.is
		}
	}
	if by != 0 {
		t.Errorf("relation %b has no name here", by)
	}
	return strings.Join(names, "; ")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func waits(r access.Rule) string {
	switch {
	case r.By == access.TheServer:
		return ""
	case r.Waits == access.ByClass && !r.Sensitive(&access.Thing{}):
		return "by class"
	}
	return yes(r.Sensitive(&access.Thing{}))
}
