package access_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/fault"
)

// waiting are the actions that stay closed for a day after access was given back though they ask for no step-up and move no money.
// What asks for a step-up or may move money does so by the rule itself; this list is what a person decided.
var waiting = []access.Action{access.OwnFactor, access.TicketMembers, access.TicketMerge, access.TicketSplit, access.AccountsRead, access.OrganisationSet,
	access.DepartmentSet, access.BankRead, access.CallInvite, access.DealFetch, access.RemoteCode, access.RemoteArrive, access.RemoteWaive, access.RemoteConsent,
	access.RemoteReplay, access.RecordRead, access.RoomRead, access.RoomWrite, access.RoomTurn, access.HoneyRead}

// stays are actions that protect: who was let in again must be able to do them at once.
var stays = []access.Action{access.TicketRead, access.TicketReply, access.OwnRead, access.OwnSessions, access.RemoteEnd, access.RemotePause, access.RemoteTake,
	access.RemoteRefuse, access.SecretWithdraw, access.ComplaintFile, access.RecoveryStop}

func TestWhatStaysClosedForADayAfterAccessWasGivenBack(t *testing.T) {
	for _, act := range access.Actions() {
		rule, _ := access.Lookup(act)
		want := rule.StepUp || rule.Money || slices.Contains(waiting, act)
		if got := rule.Sensitive(&access.Thing{Class: access.Internal}); got != want {
			t.Errorf("%s: sensitive %v, want %v", act, got, want)
		}
		if byClass := rule.Sensitive(&access.Thing{Class: access.Confidential}); byClass != want && act != access.FileFetch && act != access.FileFetchNote && act != access.FilePreview {
			t.Errorf("%s waits by class", act)
		}
		if want && slices.Contains(stays, act) {
			t.Errorf("%s protects, and may not wait", act)
		}
	}
}

// Whatever the actor, the thing and the action: what may be done within the day may be done without it too, and nothing sensitive is
// done in it, with one exception: the factor for which the link was sent.
func TestA1NothingSensitiveOpensWithinTheDay(t *testing.T) {
	all := access.Actions()
	until := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		who, thing := drawActor(t), drawTicket(t)
		act := rapid.SampledFrom(all).Draw(t, "action")
		thing.Kind = rapid.SampledFrom([]string{"ticket", "deal", "dispute", "complaint", "secret", "remote", "recovery", "account", "settings", "record"}).Draw(t, "kind")
		thing.Owner = rapid.SampledFrom([]access.AccountID{"", "ann", "bob"}).Draw(t, "owner")
		thing.Specialist = rapid.SampledFrom([]access.AccountID{"", "bob", "cyd"}).Draw(t, "specialist")
		thing.Class = rapid.SampledFrom(access.Classes).Draw(t, "class")
		before := access.Ask(&who, act, &thing)
		who.Recovered = until
		within := access.Ask(&who, act, &thing)
		rule, _ := access.Lookup(act)
		switch {
		case within == nil && before != nil:
			t.Fatalf("%s opens only within the day: %v", act, before)
		case within == nil && rule.Sensitive(&thing) && !(who.Enrolling && act == access.OwnFactor):
			t.Fatalf("%s is open within the day", act)
		case before == nil && !rule.Sensitive(&thing) && within != nil:
			t.Fatalf("%s is closed for no reason: %v", act, within)
		case errors.Is(within, access.ErrRecovered) && fault.As(within).Params["until"] != "2026-11-23T09:00:00Z":
			t.Fatalf("%s does not say when it opens", act)
		}
	})
}

func TestARecoveryIsDecidedByOthersOfTheRightRank(t *testing.T) {
	lead := access.Actor{Account: "ann", SteppedUp: true, Posts: map[access.DepartmentID]access.Post{"sales": access.Lead}}
	role := func(r access.Role) access.Actor {
		return access.Actor{Account: "ann", SteppedUp: true, Roles: []access.Role{r}}
	}
	agent := access.Actor{Account: "ann", SteppedUp: true, Posts: map[access.DepartmentID]access.Post{"sales": access.Agent}}
	both := access.Actor{Account: "ann", SteppedUp: true, Token: true, Scopes: access.Scopes, Roles: []access.Role{access.Security, access.Administrator}}
	of := func(who access.Actor, staff bool, owner access.AccountID, barred ...access.AccountID) bool {
		return access.Ask(&who, access.RecoveryApprove, &access.Thing{Kind: "recovery", ID: "1", Owner: owner, Staff: staff, Barred: barred}) == nil
	}
	for name, c := range map[string]struct{ got, want bool }{
		"a lead, of a client's":           {of(lead, false, "bob"), true},
		"a lead, of staff's":              {of(lead, true, "bob"), false},
		"an officer, of a client's":       {of(role(access.Security), false, "bob"), true},
		"an officer, of staff's":          {of(role(access.Security), true, "bob"), true},
		"an administrator, of a client's": {of(role(access.Administrator), false, "bob"), false},
		"an administrator, of staff's":    {of(role(access.Administrator), true, "bob"), true},
		"an agent":                        {of(agent, false, "bob"), false},
		"the owner, being an officer":     {of(role(access.Security), true, "ann"), false},
		"an officer who is of the case":   {of(role(access.Security), false, "bob", "ann"), false},
		"a token of an officer with all":  {of(both, true, "bob"), false},
		"the server":                      {of(access.Server("x"), false, "bob"), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v", name, c.got)
		}
	}
}
