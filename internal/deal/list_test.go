package deal

import (
	"bytes"
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
)

// What a list shows equals what the check allows, and its pages hold each deal once (A2).
func TestA2ListsShowWhatTheCheckAllows(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := w.World.Department("Network")
		people := []access.Actor{w.client, w.World.Client(), w.specialist, w.World.Specialist(), w.lead, w.World.Agent(w.department), w.bank, w.World.Admin,
			w.World.Person(account.NewPerson{Posts: map[access.DepartmentID]access.Post{other: access.Lead}}),
			w.World.Person(account.NewPerson{Roles: []access.Role{access.Specialist, access.Client}}),
			w.World.Person(account.NewPerson{Roles: []access.Role{access.Manager, access.Auditor, access.Security, access.Arbiter}})}
		agents := map[access.DepartmentID]access.Actor{w.department: w.World.Agent(w.department), other: w.World.Agent(other)}
		var all []ID
		for i := range 12 {
			department := []access.DepartmentID{w.department, other}[i%2]
			client, specialist := people[i%2], people[2+i%3%2]
			id := w.World.Ticket(client, department).ID
			w.must(w.Desk.AddMember(ctx, agents[department], id, specialist.Account, "specialist"))
			d, err := w.Begin(ctx, specialist, id, sample(1))
			w.must(err)
			if i%4 != 0 {
				_, err = w.Offer(ctx, specialist, d, 1, sample(1))
				w.must(err)
			}
			all = append(all, d)
			w.World.Clock.Advance(time.Minute)
		}
		seen := 0
		for i, who := range people {
			var want []ID
			for _, d := range all {
				if _, err := w.Watch(ctx, who, d); err == nil {
					want = append(want, d)
				}
			}
			got := w.pages(who, 3)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("person %d: the list shows %d, the check allows %d", i, len(got), len(want))
			}
			seen += len(got)
		}
		if seen < 20 {
			t.Fatalf("only %d rows were compared", seen)
		}
	})
}

func (w *world) pages(who access.Actor, size int) (all []ID) {
	for cursor := ""; ; {
		p, err := w.List(ctx, who, cursor, size)
		w.must(err)
		for _, s := range p.Items {
			all = append(all, s.ID)
		}
		if cursor = p.Next; cursor == "" {
			return all
		}
		if _, err := w.List(ctx, w.World.Admin, cursor, size); fault.KindOf(err) != fault.Invalid {
			w.t.Fatal("a cursor serves somebody else")
		}
	}
}

// A lead sees states and dates; terms, papers and works are the parties' (S3, A1).
func TestALeadSeesStagesAndNoTerms(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, ms := w.signed(sample(1))
		s, err := w.Watch(ctx, w.lead, id)
		if err != nil || s.Milestones[0].State != AwaitingFunds || s.Milestones[0].Due.IsZero() || s.State != Active {
			t.Fatalf("%+v %v", s, err)
		}
		_, err = w.Read(ctx, w.lead, id)
		w.refused(err, fault.ErrDenied)
		for _, who := range []access.Actor{w.World.Agent(w.department), w.World.Specialist(), w.World.Client(), w.World.Admin, w.bank} {
			_, err = w.Read(ctx, who, id)
			w.refused(err, fault.ErrAbsent)
			_, err = w.Watch(ctx, who, id)
			w.refused(err, fault.ErrAbsent)
			_, err = w.Start(ctx, who, ms[0], s.Version)
			w.refused(err, fault.ErrAbsent)
		}
		_, err = w.Read(ctx, access.Server("test"), id)
		w.refused(err, fault.ErrDenied)
	})
}

// A specialist who was let go from the case stays a party of the contract; the case is closed to them.
func TestAPartyStaysAParty(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, _ := w.signed(sample(1))
		w.must(w.Desk.RemoveMember(ctx, w.World.Agent(w.department), w.ticket, w.specialist.Account))
		if _, err := w.Desk.Read(ctx, w.specialist, w.ticket); fault.KindOf(err) != fault.Absent {
			t.Fatal(err)
		}
		w.view(w.specialist, id)
	})
}

// Nothing that is said in a deal lies anywhere in the clear (S1).
func TestS1DealsLieSealed(t *testing.T) {
	w := newWorld(t, db.SQLite)
	canary := func(what string) string { return "canary" + what + "kJq7" }
	call, err := w.OpenCall(ctx, w.client, w.ticket, canary("brief"))
	w.must(err)
	w.must(w.Apply(ctx, w.World.Specialist(), call, canary("application")))
	terms := sample(1)
	terms.Title, terms.NotIncluded = canary("title"), []string{canary("not")}
	terms.Milestones[0].Title, terms.Milestones[0].Description = canary("part"), canary("description")
	terms.Secrets[0].What, terms.Secrets[0].Who = canary("secret"), []string{canary("who")}
	terms.Taxes[0].Label = canary("tax")
	id := w.accepted(terms)
	q, _, err := w.Ask(ctx, w.client, id, w.version(id), NDA, canary("clause"), canary("question"))
	w.must(err)
	_, err = w.Answer(ctx, w.specialist, id, w.version(id), q, canary("answer"))
	w.must(err)
	w.must(w.Save(ctx, w.client, id, terms))
	w.sign(w.client, id)
	w.sign(w.specialist, id)
	m := w.view(w.client, id).Progress[0].ID
	w.fund(id, m)
	w.start(id, m)
	_, err = w.RegisterWork(ctx, w.specialist, m, Upload{Name: canary("name"), Preview: canary("preview"), Size: -1, Body: strings.NewReader(canary("body"))})
	w.must(err)
	_, err = w.Submit(ctx, w.specialist, m, w.version(id), canary("handed"), nil)
	w.must(err)
	_, err = w.RequestChanges(ctx, w.client, m, w.version(id), canary("wanted"))
	w.must(err)
	if v := w.view(w.specialist, id); v.Progress[0].Submissions[0].Text != canary("handed") || v.Progress[0].Title != canary("part") {
		t.Fatal("the canaries do not come back")
	}
	files := 0
	for _, path := range w.World.Files() {
		b, err := os.ReadFile(path)
		w.must(err)
		files++
		for _, found := range []string{"canary", "kJq7", "-----BEGIN", "/Producer"} {
			if bytes.Contains(b, []byte(found)) {
				t.Errorf("%s holds %q", path, found)
			}
		}
	}
	if files < 8 {
		t.Fatalf("only %d files were searched", files)
	}
}

// Terms of one version do not open as another's, nor those of another deal (S2).
func TestS2TermsOpenInTheirOwnPlace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.offered(sample(1))
		_, err := w.Offer(ctx, w.client, id, w.version(id), sample(2))
		w.must(err)
		w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE deal_offer SET terms = (SELECT x.terms FROM deal_offer x WHERE x.deal = deal_offer.deal AND x.version = 1) WHERE version = 2`)
			return err
		}))
		if _, err := w.Read(ctx, w.client, id); err == nil || fault.As(err).Code != "sealed_damaged" {
			t.Fatalf("swapped terms open: %v", err)
		}
	})
}

// A change whose entry cannot be written does not happen (R1).
func TestR1NoChangeWithoutItsEntry(t *testing.T) {
	w := newWorld(t, db.SQLite)
	id := w.offered(sample(1))
	version := w.version(id)
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `CREATE TRIGGER no_entries BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'full'); END`)
		return err
	}))
	if _, err := w.Decline(ctx, w.client, id, version); err == nil {
		t.Fatal("declined without an entry")
	}
	w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DROP TRIGGER no_entries`)
		return err
	}))
	if v := w.view(w.client, id); v.Current.State != Offered || v.Version != version {
		t.Fatalf("%+v", v.Current)
	}
}

// A price is compared from five like deals on, and its row leads to nobody.
func TestPriceBesideTheMedian(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var ids []ID
		complete := func(amount int64) {
			t.Helper()
			w.ticket = w.World.Ticket(w.client, w.department).ID
			w.must(w.Invite(ctx, w.lead, w.ticket, w.specialist.Account))
			terms := sample(1)
			terms.Milestones[0].AmountMinor, terms.Taxes = amount, nil
			id, m := w.submitted(terms)
			_, err := w.Approve(ctx, w.client, m, w.version(id), 0)
			w.must(err)
			ids = append(ids, id)
		}
		for _, amount := range []int64{40_000, 10_000, 30_000, 20_000} {
			complete(amount)
		}
		if like := w.view(w.client, ids[0]).Like; like != nil {
			t.Fatalf("from four: %+v", like)
		}
		complete(50_000)
		if like := w.view(w.client, ids[0]).Like; like == nil || like.MedianMinor != 30_000 || like.Deals != 5 {
			t.Fatalf("%+v", like)
		}
		var told []string
		w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			told, err = db.All(ctx, tx, db.Value[string], `SELECT deal FROM deal_price`)
			return err
		}))
		for _, name := range told {
			if slices.Contains(ids, ID(name)) {
				t.Fatal("a price names its deal")
			}
		}
		w.World.Clock.Advance(367 * aDay)
		if like := w.view(w.client, ids[0]).Like; like != nil {
			t.Fatalf("older than a year: %+v", like)
		}
	})
}
