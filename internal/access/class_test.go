package access_test

import (
	"testing"

	"pgregory.net/rapid"

	"surety/internal/access"
)

// TestA1AClassNeverWidensARule: what the case refuses, no class or list opens; and a higher class opens no more than a lower one.
func TestA1AClassNeverWidensARule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		actor, ticket := drawActor(t), drawTicket(t)
		act := rapid.SampledFrom([]access.Action{access.TicketRead, access.TicketReadNote, access.FilePreview, access.FileFetch, access.SensitiveUncovered}).Draw(t, "action")
		ticket.Class = rapid.SampledFrom(access.Classes).Draw(t, "ticket's")
		ticket.Assignee = rapid.SampledFrom([]access.AccountID{"", "ann", "bob"}).Draw(t, "assignee")
		p := access.Part{Kind: "file", ID: "f", Class: rapid.SampledFrom(access.Classes).Draw(t, "own"), Author: rapid.SampledFrom([]access.AccountID{"ann", "bob"}).Draw(t, "author")}
		if rapid.Bool().Draw(t, "listed") {
			p.List = []access.AccountID{"cyd"}
		}
		part := p.Of(ticket)
		if part.Class != access.Higher(ticket.Class, p.Class) || ticket.Class.Above(part.Class) {
			t.Fatalf("a part of %s in a ticket of %s is %s", p.Class, ticket.Class, part.Class)
		}
		opens := access.Ask(&actor, act, &part) == nil
		if opens && access.Ask(&actor, act, &ticket) != nil {
			t.Fatalf("%s is refused in the case, and opens a part", act)
		}
		p.Class = access.Restricted
		if above := p.Of(ticket); !opens && access.Ask(&actor, act, &above) == nil {
			t.Fatalf("%s is refused at %s, and opens what is restricted", act, part.Class)
		}
		p.Class, ticket.Class = "unheard of", "unheard of"
		if odd, top := p.Of(ticket), (access.Part{Kind: "file", Class: access.Restricted, Author: p.Author, List: p.List}).Of(ticket); (access.Ask(&actor, act, &odd) == nil) != (access.Ask(&actor, act, &top) == nil) {
			t.Fatal("what is no class is not handled as the highest")
		}
	})
}
