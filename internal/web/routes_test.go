package web

import (
	"fmt"
	"strings"
	"testing"

	"surety/internal/access"
)

func routesDoc() []byte {
	var b strings.Builder
	b.WriteString("# The doors of the API\n\nGenerated from the table in `internal/web/routes.go` by `go test ./internal/web -update`; do not edit. All stand under `/api/v1`.\n\n" +
		"**Action**: the rule that the slice asks, with the facts of the thing; see [access.md](access.md). **Comes in**: who gets as far as the handler: *public* is anybody, *enrolling* those\n" +
		"who are signed in but still owe a second factor; *the client's program* comes in by a token of its own, or by a code. **Once**: takes an `Idempotency-Key`, and has one effect per key. Each is tried for everyone in\nevery relation by `TestA1EveryRouteForEveryoneInEveryRelation`.\n\n" +
		"| route | action | comes in | once | what it is for |\n| --- | --- | --- | --- | --- |\n")
	who := map[Who]string{Public: "public", Enrolling: "enrolling", SignedIn: "signed in", Program: "the client's program"}
	for _, r := range Routes() {
		once := ""
		if r.creates() {
			once = "yes"
		}
		fmt.Fprintf(&b, "| `%s %s` | %s | %s | %s | %s |\n", r.Method, r.Path, code(string(r.Action)), who[r.Who], once, summaries[r.Method+" "+r.Path])
	}
	return []byte(b.String())
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func TestRoutesDocIsCurrent(t *testing.T) { golden(t, "../../docs/routes.md", routesDoc()) }

func TestEveryRouteHasASummaryAndARule(t *testing.T) {
	for _, r := range Routes() {
		if summaries[r.Method+" "+r.Path] == "" {
			t.Errorf("%s has no summary", r.Pattern())
		}
		if _, ok := access.Lookup(r.Action); !ok && r.Action != "" {
			t.Errorf("%s: no rule for %q", r.Pattern(), r.Action)
		}
		if r.Action == "" && r.Who != Public {
			t.Errorf("%s names no action", r.Pattern())
		}
	}
	if len(summaries) != len(Routes()) {
		t.Errorf("%d summaries for %d routes", len(summaries), len(Routes()))
	}
}

// TestQueriesBind holds huma to what it can fail at in silence: a query struct whose fields stay empty.
func TestQueriesBind(t *testing.T) {
	p := onSQLite(t)
	d, other := p.Department("Support"), p.Department("Sales")
	client := p.Client()
	for range 3 {
		p.Ticket(client, d)
	}
	p.Ticket(client, other)
	v := p.as(client)
	var page Page[TicketRow]
	v.ask("GET", "/api/v1/tickets?limit=2&sort=created&department="+string(d), nil).json(t, &page)
	if len(page.Items) != 2 || page.Next == "" || page.Items[0].CreatedAt.After(page.Items[1].CreatedAt) {
		t.Errorf("limit, sort: %+v", page)
	}
	next := page.Next
	page = Page[TicketRow]{}
	v.ask("GET", "/api/v1/tickets?limit=2&sort=created&department="+string(d)+"&cursor="+next, nil).json(t, &page)
	if len(page.Items) != 1 || page.Next != "" || page.Items[0].Department.ID != string(d) {
		t.Errorf("cursor, department: %+v", page)
	}
	for query, want := range map[string]int{"status=new": 4, "status=closed": 0, "status=active,closed": 4, "priority=urgent": 0, "class=internal": 4, "assignee=none": 4,
		"watching=true": 0, "requester=" + string(client.Account): 4, "requester=none": 0, "tag=none": 0} {
		page = Page[TicketRow]{}
		if g := v.ask("GET", "/api/v1/tickets?"+query, nil); g.StatusCode != 200 {
			t.Errorf("%s: %d %s", query, g.StatusCode, g.body)
		} else if g.json(t, &page); len(page.Items) != want && query != "watching=true" {
			t.Errorf("%s: %d rows, want %d", query, len(page.Items), want)
		}
	}
	var messages Page[Message]
	v.ask("GET", "/api/v1/tickets/"+page0(t, v)+"/messages?after=1", nil).json(t, &messages)
	if len(messages.Items) != 0 {
		t.Errorf("after: %+v", messages)
	}
}

func page0(t *testing.T, v *visitor) string {
	t.Helper()
	var page Page[TicketRow]
	v.ask("GET", "/api/v1/tickets", nil).json(t, &page)
	return string(page.Items[0].ID)
}
