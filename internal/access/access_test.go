package access_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/fault"
)

// world draws an actor and a ticket from few names, so that relations meet often.
func drawActor(t *rapid.T) access.Actor {
	account := rapid.SampledFrom([]access.AccountID{"", "ann", "bob", "cyd"}).Draw(t, "account")
	a := access.Actor{Account: account, Posts: map[access.DepartmentID]access.Post{}}
	a.Roles = rapid.SliceOfDistinct(rapid.SampledFrom(access.Roles), func(r access.Role) access.Role { return r }).Draw(t, "roles")
	for _, d := range []access.DepartmentID{"sales", "finance"} {
		if p := rapid.SampledFrom([]access.Post{"", access.Agent, access.Lead}).Draw(t, "post"); p != "" {
			a.Posts[d] = p
		}
	}
	a.Organisation = rapid.SampledFrom([]access.OrganisationID{"", "north", "south"}).Draw(t, "organisation")
	a.Enrolling = rapid.Bool().Draw(t, "enrolling")
	a.SteppedUp = rapid.Bool().Draw(t, "stepped up")
	if a.Token = rapid.Bool().Draw(t, "token"); a.Token {
		a.Scopes = rapid.SliceOfDistinct(rapid.SampledFrom(access.Scopes), func(s string) string { return s }).Draw(t, "scopes")
	}
	return a
}

func drawTicket(t *rapid.T) access.Thing {
	return access.Thing{
		Kind: "ticket", ID: "1", Ticket: "1",
		Department:   rapid.SampledFrom([]access.DepartmentID{"sales", "finance"}).Draw(t, "department"),
		Organisation: rapid.SampledFrom([]access.OrganisationID{"north", "south"}).Draw(t, "ticket organisation"),
		Requester:    rapid.SampledFrom([]access.AccountID{"ann", "bob"}).Draw(t, "requester"),
		Members:      rapid.SliceOfDistinct(rapid.SampledFrom([]access.AccountID{"bob", "cyd"}), func(m access.AccountID) access.AccountID { return m }).Draw(t, "members"),
	}
}

// within says whether a reach covers a ticket, as a list's query would.
func within(r access.Reach, t access.Thing) bool {
	return !r.IsEmpty && (r.Requester != "" && r.Requester == t.Requester ||
		r.Organisation != "" && r.Organisation == t.Organisation ||
		r.Specialist != "" && slices.Contains(t.Members, r.Specialist) ||
		slices.Contains(r.Departments, t.Department))
}

func TestA2ReachIsTheRuleTurnedRound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		actor, ticket := drawActor(t), drawTicket(t)
		_, err := access.Check(actor, access.TicketSee, ticket)
		if got, want := within(access.ReachOf(actor, access.TicketSee), ticket), err == nil; got != want {
			t.Fatalf("reach %v, check %v", got, err)
		}
	})
}

func TestA1DefaultIsRefusal(t *testing.T) {
	all := access.Actor{Account: "ann", Roles: access.Roles, SteppedUp: true, Posts: map[access.DepartmentID]access.Post{"sales": access.Lead}}
	if _, err := access.Check(all, "no.such_action", access.Thing{Kind: "settings"}); !errors.Is(err, fault.ErrDenied) {
		t.Errorf("an action without a rule: %v, want denied", err)
	}
	for _, act := range access.Actions() {
		if _, err := access.Check(access.Actor{}, act, access.Thing{Kind: "settings"}); err == nil {
			t.Errorf("%s is open to nobody in particular", act)
		}
		if g, _ := access.Check(access.Actor{}, act, access.Thing{}); g.Valid() {
			t.Errorf("%s: a refusal came with a valid grant", act)
		}
	}
}

func TestA1AdministeringGivesNoRightToRead(t *testing.T) {
	ticket := access.Thing{Kind: "ticket", Ticket: "1", Department: "sales", Organisation: "north", Requester: "bob"}
	for _, role := range []access.Role{access.Administrator, access.Auditor, access.Security, access.Manager, access.Arbiter, access.Specialist} {
		actor := access.Actor{Account: "ann", Roles: []access.Role{role}, SteppedUp: true}
		for _, act := range access.Actions() {
			rule, _ := access.Lookup(act)
			if !rule.Content {
				continue
			}
			if _, err := access.Check(actor, act, ticket); err == nil {
				t.Errorf("%s may %s on a case they are not in", role, act)
			}
		}
	}
}

func TestA1ServerReadsNoContent(t *testing.T) {
	for _, act := range access.Actions() {
		if rule, _ := access.Lookup(act); act != access.FileScan && rule.Content && rule.By&access.TheServer != 0 {
			t.Errorf("%s opens content to the installation itself", act)
		}
	}
}

func TestUnknowableIsAbsentNotDenied(t *testing.T) {
	ticket := access.Thing{Kind: "ticket", Ticket: "1", Department: "finance", Organisation: "north", Requester: "bob"}
	sales := access.Actor{Account: "ann", Posts: map[access.DepartmentID]access.Post{"sales": access.Agent}}
	for _, act := range []access.Action{access.TicketRead, access.TicketReply, access.TicketMerge, access.FileFetch} {
		if _, err := access.Check(sales, act, ticket); !errors.Is(err, fault.ErrAbsent) {
			t.Errorf("%s by a sales agent on a finance ticket: %v, want absent", act, err)
		}
	}
	requester := access.Actor{Account: "bob", Roles: []access.Role{access.Client}}
	if _, err := access.Check(requester, access.TicketReadNote, ticket); !errors.Is(err, fault.ErrDenied) {
		t.Errorf("notes to the requester: %v, want denied", err)
	}
}

func TestStepUpScopesAndEnrolling(t *testing.T) {
	settings := access.Thing{Kind: "settings"}
	admin := access.Actor{Account: "ann", Roles: []access.Role{access.Administrator}}
	if _, err := access.Check(admin, access.SettingsChange, settings); !errors.Is(err, fault.ErrStepUp) {
		t.Errorf("without a step-up: %v", err)
	}
	admin.SteppedUp = true
	if _, err := access.Check(admin, access.SettingsChange, settings); err != nil {
		t.Errorf("with a step-up: %v", err)
	}
	admin.Enrolling = true
	if _, err := access.Check(admin, access.SettingsChange, settings); err == nil {
		t.Error("allowed without the second factor that the role requires")
	}
	token := access.Actor{Account: "ann", Roles: admin.Roles, Token: true, Scopes: []string{access.ScopeTicketsRead}}
	if _, err := access.Check(token, access.SettingsRead, settings); !errors.Is(err, fault.ErrDenied) {
		t.Errorf("a token outside its scope: %v", err)
	}
}

func TestGrantsNarrowByAskingAgain(t *testing.T) {
	mine := access.Thing{Kind: "ticket", Ticket: "1", Organisation: "north", Requester: "bob"}
	bob := access.Actor{Account: "bob", Roles: []access.Role{access.Client}}
	g, err := access.Check(bob, access.TicketSee, mine)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.For(access.Thing{Kind: "ticket", Ticket: "2", Organisation: "south", Requester: "cyd"}); err == nil {
		t.Error("a grant stretched to another's ticket")
	}
	again, err := g.For(mine)
	if err != nil || again.Recorded() {
		t.Fatalf("narrowing: %v, recorded %v", err, again.Recorded())
	}
	g.MarkRecorded()
	if !again.Recorded() {
		t.Error("grants of one list are recorded by one entry")
	}
}

// TestASuspendedCaseIsClosedToThoseWhomTheRulesHalt: a complaint takes away what the rule says, from those it says, and nothing else.
func TestASuspendedCaseIsClosedToThoseWhomTheRulesHalt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		actor, ticket := drawActor(t), drawTicket(t)
		act := rapid.SampledFrom(access.Actions()).Draw(t, "action")
		rule, _ := access.Lookup(act)
		before := access.Ask(&actor, act, &ticket)
		ticket.Suspended = true
		after := access.Ask(&actor, act, &ticket)
		switch {
		case rule.Halts == 0 && !errors.Is(after, before):
			t.Fatalf("%s is not halted, and was %v, is %v", act, before, after)
		case before != nil && after == nil:
			t.Fatalf("%s was %v before", act, before)
		case before == nil && after != nil && !errors.Is(after, access.ErrSuspended):
			t.Fatalf("%s: %v", act, after)
		}
	})
	member := access.Actor{Account: "cyd", Roles: []access.Role{access.Specialist}}
	client := access.Actor{Account: "bob", Roles: []access.Role{access.Client}}
	ticket := access.Thing{Kind: "ticket", Ticket: "1", Department: "sales", Requester: "bob", Members: []access.AccountID{"cyd"}, Suspended: true}
	if err := access.Ask(&member, access.FileFetch, &ticket); !errors.Is(err, access.ErrSuspended) {
		t.Errorf("the specialist's file: %v", err)
	}
	member.SteppedUp = true
	if err := access.Ask(&member, access.EvidenceExport, &ticket); !errors.Is(err, access.ErrSuspended) {
		t.Errorf("the specialist's pack, which holds the files too: %v", err)
	}
	if err := access.Ask(&client, access.FileFetch, &ticket); err != nil {
		t.Errorf("the client's own file: %v", err)
	}
	if err := access.Ask(&client, access.RemoteCode, &ticket); !errors.Is(err, access.ErrSuspended) {
		t.Errorf("a code for a session: %v", err)
	}
}
