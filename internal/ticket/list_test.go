package ticket_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/fault"
	"surety/internal/suretytest"
	"surety/internal/ticket"
)

// crowd is a random population with its tickets.
type crowd struct {
	departments []access.DepartmentID
	actors      []access.Actor
	tickets     []access.TicketID
}

func one[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// populate makes people of all mixtures of roles, and tickets in all states among them.
func populate(t *testing.T, w *suretytest.World, r *rand.Rand) (c crowd) {
	t.Helper()
	var clients, staff, helpers []access.Actor
	for _, name := range []string{"Support", "Sales", "Finance"} {
		c.departments = append(c.departments, w.Department(name))
	}
	organisations := []access.OrganisationID{"", w.Organisation("Alder"), w.Organisation("Birch")}
	for range 6 {
		clients = append(clients, w.ClientOf(one(r, organisations)))
	}
	for i := range 6 {
		p := account.NewPerson{Posts: map[access.DepartmentID]access.Post{one(r, c.departments): access.Agent, one(r, c.departments): access.Lead}}
		if i%2 == 0 { // staff who also ask for help themselves
			p.Roles, p.Organisation = []access.Role{access.Client}, one(r, organisations)
		}
		staff = append(staff, w.Person(p))
	}
	both := w.Person(account.NewPerson{Roles: []access.Role{access.Client, access.Specialist}, Organisation: organisations[1]})
	helpers = append(helpers, w.Specialist(), both)
	askers := append(slices.Clone(clients), both)
	for _, s := range staff {
		if s.Has(access.Client) {
			askers = append(askers, s)
		}
	}
	token, other := staff[0], staff[1]
	token.Token, token.Scopes = true, []string{access.ScopeTicketsRead}
	other.Token, other.Scopes = true, []string{access.ScopeRecordRead}
	enrolling := staff[2]
	enrolling.Enrolling = true
	c.actors = slices.Concat(clients, staff, helpers, []access.Actor{w.Admin, token, other, enrolling, access.Server("job")})
	for range 40 {
		w.Clock.Advance(time.Duration(r.IntN(3)) * time.Second)
		c.tickets = append(c.tickets, w.Ticket(one(r, askers), one(r, c.departments)).ID)
	}
	for range 160 {
		w.Clock.Advance(time.Duration(r.IntN(2)) * time.Second)
		stir(w, r, c, slices.Concat(clients, staff, helpers), helpers)
	}
	return c
}

var someTags = []string{"vpn", "printer", "принтер"}

// stir lets somebody do something; much of it is refused, which is fine.
func stir(w *suretytest.World, r *rand.Rand, c crowd, people, helpers []access.Actor) {
	who, id := one(r, people), one(r, c.tickets)
	status, priority, class := one(r, ticket.Statuses), one(r, ticket.Priorities), one(r, ticket.Classes)
	switch r.IntN(9) {
	case 0, 1:
		w.Desk.Reply(ctx, who, id, ticket.Reply{Text: "words", Anyway: true})
	case 2:
		w.Desk.Reply(ctx, who, id, ticket.Reply{Text: "words", Kind: ticket.KindNote, Anyway: true})
	case 3:
		w.Desk.Change(ctx, who, id, ticket.AnyVersion, ticket.Patch{Status: &status, Priority: &priority})
	case 4:
		w.Desk.Change(ctx, who, id, ticket.AnyVersion, ticket.Patch{Class: &class})
	case 5:
		w.Desk.Change(ctx, who, id, ticket.AnyVersion, ticket.Patch{Tags: &[]string{one(r, someTags)}, Assignee: &who.Account})
	case 6:
		w.Desk.Watch(ctx, who, id, r.IntN(4) > 0)
	case 7:
		w.Desk.AddMember(ctx, who, id, one(r, helpers).Account, "specialist")
	case 8:
		w.Desk.HandOver(ctx, who, id, one(r, c.departments), "")
	}
}

func drawQuery(t *rapid.T, c crowd, all []ticket.Facts) ticket.Query {
	maybe := func(name string, all ...string) string {
		return rapid.SampledFrom(append(all, "", "", "")).Draw(t, name)
	}
	q := ticket.Query{
		Department: access.DepartmentID(maybe("department", string(c.departments[0]), string(c.departments[1]))),
		Assignee:   maybe("assignee", "me", "none", string(c.actors[7].Account)),
		Requester:  access.AccountID(maybe("requester", string(c.actors[0].Account), string(c.actors[6].Account))),
		Tag:        maybe("tag", someTags...),
		Priority:   ticket.Priority(maybe("priority", "high", "normal")),
		Class:      ticket.Class(maybe("class", "internal", "restricted")),
		Watching:   rapid.IntRange(0, 4).Draw(t, "watching") == 0,
		Sort:       rapid.SampledFrom([]string{"", "updated", "-updated", "created", "-created"}).Draw(t, "sort"),
		Limit:      rapid.IntRange(1, 12).Draw(t, "limit"),
	}
	if rapid.Bool().Draw(t, "by status") {
		q.Status = rapid.SliceOfN(rapid.SampledFrom([]string{"active", "new", "open", "waiting", "solved", "closed"}), 1, 3).Draw(t, "status")
	}
	if rapid.IntRange(0, 4).Draw(t, "by number") == 0 {
		q.Number = rapid.SampledFrom(all).Draw(t, "number").Number
	}
	return q
}

// wanted is the model: every ticket that the rules let the actor see and that the query asks for, in order.
func wanted(who access.Actor, q ticket.Query, all []ticket.Facts) []access.TicketID {
	type keyed struct {
		key, number int64
		id          access.TicketID
	}
	var hits []keyed
	for _, f := range all {
		if _, err := access.Check(who, access.TicketSee, f.Thing); err != nil || !matches(who, q, f) {
			continue
		}
		key := f.FaceUpdated
		if _, err := access.Check(who, access.TicketReadNote, f.Thing); err == nil {
			key = f.Updated
		}
		if q.Sort == "created" || q.Sort == "-created" {
			key = f.Created
		}
		hits = append(hits, keyed{key, f.Number, f.Thing.Ticket})
	}
	slices.SortFunc(hits, func(a, b keyed) int {
		order := cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.number, b.number))
		if q.Sort == "updated" || q.Sort == "created" {
			return order
		}
		return -order
	})
	ids := []access.TicketID{}
	for _, h := range hits {
		ids = append(ids, h.id)
	}
	return ids
}

func matches(who access.Actor, q ticket.Query, f ticket.Facts) bool {
	_, notes := access.Check(who, access.TicketReadNote, f.Thing)
	assignee := map[string]access.AccountID{"me": who.Account, "none": ""}
	want, special := assignee[q.Assignee]
	if !special {
		want = access.AccountID(q.Assignee)
	}
	status := len(q.Status) == 0 || slices.Contains(q.Status, string(f.Status)) || slices.Contains(q.Status, "active") && f.Status.Active()
	return status && (q.Department == "" || q.Department == f.Thing.Department) && (q.Assignee == "" || want == f.Assignee) &&
		(q.Requester == "" || q.Requester == f.Thing.Requester) && (q.Tag == "" || notes == nil && slices.Contains(f.Tags, q.Tag)) &&
		(q.Priority == "" || q.Priority == f.Priority) && (q.Class == "" || q.Class == f.Class) && (q.Number == 0 || q.Number == f.Number) &&
		(!q.Watching || slices.Contains(f.Watchers, string(who.Account)))
}

// pages reads a list to its end. All but the last page must be full.
func pages(t *rapid.T, w *suretytest.World, who access.Actor, q ticket.Query) []access.TicketID {
	ids := []access.TicketID{}
	for {
		p, err := w.Desk.List(ctx, who, q)
		if err != nil {
			t.Fatalf("list: %v", err)
		}
		for _, r := range p.Items {
			ids = append(ids, r.ID)
		}
		if p.Next == "" {
			return ids
		}
		if len(p.Items) != q.Limit {
			t.Fatalf("a page of %d, not %d, has a next one", len(p.Items), q.Limit)
		}
		q.Cursor = p.Next
	}
}

func TestA2ListsShowExactlyWhatChecksAllow(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		c := populate(t, w, rand.New(rand.NewPCG(seed, 1)))
		all, err := w.Desk.AllFacts(ctx)
		if err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(t *rapid.T) {
			who, q := rapid.SampledFrom(c.actors).Draw(t, "actor"), drawQuery(t, c, all)
			if who.Account == "" {
				if _, err := w.Desk.List(ctx, who, q); err == nil {
					t.Fatal("a list for nobody")
				}
				return
			}
			if got, want := pages(t, w, who, q), wanted(who, q, all); !slices.Equal(got, want) {
				t.Fatalf("list\n%v\nwant\n%v", got, want)
			}
		})
		for _, who := range c.actors {
			countsAgree(t, w, who, all)
		}
	})
}

func countsAgree(t *testing.T, w *suretytest.World, who access.Actor, all []ticket.Facts) {
	t.Helper()
	got, err := w.Desk.Counts(ctx, who)
	if who.Account == "" {
		expect(t, "counts for nobody", err, fault.ErrAnonymous)
		return
	}
	mine := ticket.Query{Status: []string{"active"}, Assignee: "me"}
	if !who.Staff() {
		mine = ticket.Query{Status: []string{"active"}, Requester: who.Account}
	}
	n := func(q ticket.Query) int { return min(len(wanted(who, q, all)), ticket.CountCap) }
	want := ticket.Counts{Mine: n(mine), Unassigned: n(ticket.Query{Status: []string{"active"}, Assignee: "none"}), Active: n(ticket.Query{Status: []string{"active"}}),
		Waiting: n(ticket.Query{Status: []string{"waiting"}}), Solved: n(ticket.Query{Status: []string{"solved"}}), Watching: n(ticket.Query{Watching: true})}
	if err != nil || got != want {
		t.Errorf("counts of %v: %+v %v, want %+v", who.Account, got, err, want)
	}
}

func TestCursorOfAnotherListIsRefused(t *testing.T) {
	suretytest.Each(t, func(t *testing.T, w *suretytest.World) {
		dep := w.Department("Support")
		client, agent := w.Client(), w.Agent(dep)
		for range 3 {
			w.Ticket(client, dep)
		}
		p, err := w.Desk.List(ctx, agent, ticket.Query{Limit: 2})
		if err != nil || p.Next == "" {
			t.Fatalf("%+v %v", p, err)
		}
		altered := []byte(p.Next)
		altered[3] ^= 1
		for name, q := range map[string]ticket.Query{"altered": {Cursor: string(altered)}, "other filter": {Cursor: p.Next, Status: []string{"new"}},
			"other order": {Cursor: p.Next, Sort: "created"}, "no cursor": {Cursor: "' OR 1=1 --"}} {
			_, err := w.Desk.List(ctx, agent, q)
			expect(t, name, err, fault.ErrInvalid)
		}
		_, err = w.Desk.List(ctx, client, ticket.Query{Limit: 2, Cursor: p.Next})
		expect(t, "another's", err, fault.ErrInvalid)
		for name, q := range map[string]ticket.Query{"sort": {Sort: "id; DROP TABLE ticket"}, "status": {Status: []string{"dead"}}, "limit": {Limit: 101},
			"view": {View: "x"}, "priority": {Priority: "x"}, "class": {Class: "x"}, "tag": {Tag: "a\x00b"}} {
			_, err := w.Desk.List(ctx, agent, q)
			expect(t, name, err, fault.ErrInvalid)
		}
	})
}
