package account

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

func TestNobodyChangesTheirOwnRights(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		roles := []access.Role{access.Administrator, access.Auditor}
		_, err := w.ChangeRights(bg, admin, admin.Account, 1, RightsChange{Roles: &roles})
		wants(t, err, ErrSelf)
		wants(t, w.Disable(bg, admin, admin.Account), ErrSelf)
	})
}

// Two administrators who remove each other at the same moment: one of them stays.
func TestAnAdministratorRemains(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a, b := w.admin("a@firm.example"), w.admin("b@firm.example")
		turn := make(chan [2]access.Actor, 2)
		turn <- [2]access.Actor{a, b}
		turn <- [2]access.Actor{b, a}
		errs := together(2, func() error {
			pair := <-turn
			return w.Disable(bg, pair[0], pair[1].Account)
		})
		if succeeded(errs) != 1 || !errors.Is(errors.Join(errs...), ErrLastAdmin) {
			t.Fatalf("got %v", errs)
		}
	})
}

func TestOnlyAdministratorsAdminister(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.client("a@mail.example")
		_, who := w.signIn("a@mail.example")
		roles := []access.Role{access.Administrator}
		refusals := map[string]error{}
		_, refusals["invite"] = w.Invite(bg, who, NewPerson{Email: "x@mail.example", Name: "X", Language: "en", Roles: roles})
		_, refusals["rights"] = w.ChangeRights(bg, who, p.ID, 1, RightsChange{Roles: &roles})
		refusals["disable"] = w.Disable(bg, who, p.ID)
		_, _, refusals["people"] = w.People(bg, who, "", 0)
		_, refusals["read"] = w.Read(bg, who, p.ID)
		_, refusals["e-mail"] = w.PersonByEmail(bg, who, "a@mail.example")
		_, refusals["department"] = w.AddDepartment(bg, who, DepartmentChange{Name: Texts{"en": "X"}})
		_, refusals["organisation"] = w.AddOrganisation(bg, who, "X")
		_, _, refusals["organisations"] = w.Organisations(bg, who, "", 0)
		_, refusals["settings"] = w.ChangeSettings(bg, who, 1, SettingsChange{})
		_, refusals["requester"] = w.Requester(bg, who, "a@mail.example")
		_, refusals["colleagues"] = w.Colleagues(bg, who, "", "")
		_, refusals["specialists"] = w.Specialists(bg, who, "")
		_, refusals["add"] = w.Add(bg, who, NewPerson{Email: "x@mail.example", Name: "X", Language: "en", Roles: roles}, "")
		_, _, refusals["token"] = w.TokenFor(bg, who, "a@mail.example", "x", []string{access.ScopeAdmin}, 1)
		for what, err := range refusals {
			if !errors.Is(err, fault.ErrDenied) {
				t.Errorf("%s: %v, want denied", what, err)
			}
		}
	})
}

func TestRightsAreChecked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		for field, n := range map[string]NewPerson{
			"roles":        {Roles: []access.Role{"king"}},
			"posts":        {Posts: map[access.DepartmentID]access.Post{"nowhere": access.Agent}},
			"organisation": {Roles: []access.Role{access.Client}, Organisation: "none"},
			"email":        {Roles: []access.Role{access.Client}, Email: "nobody"},
			"name":         {Roles: []access.Role{access.Client}, Name: "\u202e \u200b"},
			"language":     {Roles: []access.Role{access.Client}, Language: "de"},
		} {
			if n.Email == "" {
				n.Email = field + "@mail.example"
			}
			if n.Name == "" {
				n.Name = "Somebody"
			}
			if n.Language == "" {
				n.Language = "en"
			}
			_, err := w.Invite(bg, admin, n)
			if f := fault.As(err); err == nil || f.Code != "invalid" || f.Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		if _, err := w.Invite(bg, admin, NewPerson{Email: "ROOT@firm.example", Name: "Twin", Language: "en", Roles: []access.Role{access.Client}}); !errors.Is(err, fault.ErrConflict) {
			t.Errorf("a taken address: %v", err)
		}
	})
}

func TestAStaleChangeOfRightsIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		p := w.client("a@mail.example")
		roles := []access.Role{access.Client, access.Auditor}
		changed, err := w.ChangeRights(bg, admin, p.ID, p.Version, RightsChange{Roles: &roles})
		must(t, err)
		_, err = w.ChangeRights(bg, admin, p.ID, p.Version, RightsChange{Roles: &roles})
		wants(t, err, fault.ErrStale)
		if w.inRecord(access.AccountChange, map[string]string{"roles": "client,auditor", "rolesBefore": "client"}) != 1 || changed.Version != p.Version+1 {
			t.Fatal("not on the record")
		}
	})
}

func TestPeopleAreListedPageByPage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		want := []access.AccountID{admin.Account}
		for i := range 7 {
			if i%3 == 0 {
				w.clock.Advance(time.Second)
			}
			want = append(want, w.client(strings.Repeat("x", i+2)+"@mail.example").ID)
		}
		var got []access.AccountID
		for cursor, pages := "", 0; pages == 0 || cursor != ""; pages++ {
			items, next, err := w.People(bg, admin, cursor, 3)
			must(t, err)
			for _, p := range items {
				got = append(got, p.ID)
			}
			cursor = next
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("listed %d of %d", len(got), len(want))
		}
		_, _, err := w.People(bg, admin, "%", 3)
		wants(t, err, fault.ErrInvalid)
	})
}

func TestTheDeskSeesItsOwnDepartments(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		agent := w.add("ag@firm.example", nil, map[access.DepartmentID]access.Post{w.support: access.Agent})
		w.add("le@firm.example", nil, map[access.DepartmentID]access.Post{w.support: access.Lead, w.sales: access.Agent})
		w.add("sa@firm.example", nil, map[access.DepartmentID]access.Post{w.sales: access.Agent})
		w.client("cl@mail.example")
		who := agent.Actor()
		all, err := w.Colleagues(bg, who, "", "")
		must(t, err)
		if len(all) != 2 || all[0].Name != "Somebody ag" || all[1].Post != access.Lead {
			t.Fatalf("colleagues %+v", all)
		}
		if other, err := w.Colleagues(bg, who, w.sales, ""); err != nil || len(other) != 0 {
			t.Fatalf("of another department: %+v, %v", other, err)
		}
		if some, err := w.Colleagues(bg, who, "", "BODY LE"); err != nil || len(some) != 1 {
			t.Fatalf("by name: %+v, %v", some, err)
		}
		w.add("sp@free.example", []access.Role{access.Specialist}, nil)
		if some, err := w.Specialists(bg, who, "BODY SP"); err != nil || len(some) != 1 || some[0].Name != "Somebody sp" {
			t.Fatalf("specialists: %+v, %v", some, err)
		}
		if none, err := w.Specialists(bg, who, "somebody cl"); err != nil || len(none) != 0 {
			t.Fatalf("a client among the specialists: %+v, %v", none, err)
		}
		if p, err := w.Requester(bg, who, "CL@mail.example"); err != nil || p.Name != "Somebody cl" {
			t.Fatalf("requester %+v, %v", p, err)
		}
		_, err = w.Requester(bg, who, "sa@firm.example") // staff are no requesters
		wants(t, err, fault.ErrAbsent)
		added, err := w.AddRequester(bg, who, NewPerson{Email: "new@mail.example", Name: "New", Language: "zh", Roles: []access.Role{access.Administrator}, Posts: agent.Posts})
		must(t, err)
		if len(added.Posts) != 0 || !slices.Equal(added.Roles, []access.Role{access.Client}) || added.State != Invited {
			t.Fatalf("added %+v", added)
		}
		_, err = w.Accept(bg, w.link("new@mail.example"), sara, "", laptop)
		must(t, err)
	})
}

func TestOrganisationsGroupClients(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		o, err := w.AddOrganisation(bg, admin, "  South\u202e  AG ")
		must(t, err)
		if o.Name != "South AG" {
			t.Fatalf("called %q", o.Name)
		}
		p := w.client("a@mail.example")
		p, err = w.ChangeRights(bg, admin, p.ID, p.Version, RightsChange{Organisation: &o.ID})
		must(t, err)
		if _, who := w.signIn("a@mail.example"); who.Organisation != o.ID {
			t.Fatalf("belongs to %q", who.Organisation)
		}
		_, err = w.RenameOrganisation(bg, admin, o.ID, o.Version, "South SE")
		must(t, err)
		_, err = w.RenameOrganisation(bg, admin, o.ID, o.Version, "South KG")
		wants(t, err, fault.ErrStale)
		items, _, err := w.Organisations(bg, admin, "", 10)
		must(t, err)
		if len(items) != 2 {
			t.Fatalf("listed %+v", items)
		}
		none := access.OrganisationID("")
		_, err = w.ChangeRights(bg, admin, p.ID, p.Version, RightsChange{Organisation: &none})
		must(t, err)
		if _, who := w.signIn("a@mail.example"); who.Organisation != access.OrganisationID(p.ID) {
			t.Fatalf("belongs to %q", who.Organisation)
		}
	})
}

func TestDepartmentsHaveFields(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		closed := false
		fields := []Field{{Key: "serial", Label: Texts{"en": "Serial", "fa": "سریال"}, Kind: FieldText, Required: true, VisibleToClient: true},
			{Key: "os", Label: Texts{"en": "System"}, Kind: FieldChoice, Choices: []string{"Linux", "Other"}, ChoiceLabels: map[string]Texts{"Other": {"fa": "دیگر", "en": " "}}}}
		all, err := w.ListDepartments(bg, admin)
		must(t, err)
		d, err := w.ChangeDepartment(bg, admin, w.support, all[0].Version, DepartmentChange{Fields: &fields, Open: &closed})
		must(t, err)
		_, err = w.ChangeDepartment(bg, admin, w.support, all[0].Version, DepartmentChange{Open: &closed})
		wants(t, err, fault.ErrStale)
		all, err = w.ListDepartments(bg, admin)
		must(t, err)
		if all[0].Open || len(all[0].Fields) != 2 || all[0].Fields[0].Label.In("fa") != "سریال" || all[0].Fields[0].Label.In("ru") != "Serial" || all[0].Version != d.Version {
			t.Fatalf("became %+v", all[0])
		}
		if os := all[0].Fields[1]; os.ChoiceIn("Other", "fa") != "دیگر" || os.ChoiceIn("Other", "en") != "دیگر" || os.ChoiceIn("Linux", "fa") != "Linux" {
			t.Errorf("choices are shown as %+v", os.ChoiceLabels)
		}
		for _, bad := range [][]Field{{{Key: "Bad", Kind: FieldText}}, {{Key: "a", Kind: "money"}}, {fields[0], fields[0]}, {{Key: "c", Kind: FieldChoice, Label: Texts{"en": "C"}}},
			{{Key: "c", Kind: FieldChoice, Label: Texts{"en": "C"}, Choices: []string{"a"}, ChoiceLabels: map[string]Texts{"b": {"en": "B"}}}}} {
			_, err := w.AddDepartment(bg, admin, DepartmentChange{Name: Texts{"en": "X"}, Fields: &bad})
			wantsCode(t, err, "invalid")
		}
	})
}

func TestOwnAccountIsChanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.client("a@mail.example")
		_, who := w.signIn("a@mail.example")
		name, theme, zone, moon := "李样例", "dark", "Asia/Shanghai", "Mars/Olympus"
		before := w.names1(p.ID)
		got, err := w.ChangeOwn(bg, who, p.Version, OwnChange{Name: &name, Theme: &theme, TimeZone: &zone})
		must(t, err)
		if got.Name != name || got.Theme != theme || got.TimeZone != zone || got.Language != "en" || got.Version != p.Version+1 {
			t.Fatalf("became %+v", got)
		}
		if after := w.names1(p.ID); before == after || after != name {
			t.Fatalf("still called %q", after)
		}
		_, err = w.ChangeOwn(bg, who, p.Version, OwnChange{Theme: &theme})
		wants(t, err, fault.ErrStale)
		_, err = w.ChangeOwn(bg, who, got.Version, OwnChange{TimeZone: &moon})
		wants(t, err, fault.ErrInvalid)
	})
}

func (w *world) names1(id access.AccountID) (name string) {
	w.t.Helper()
	must(w.t, w.DB.View(bg, func(ctx context.Context, tx *db.Tx) error {
		names, err := w.Names(ctx, tx, []access.AccountID{id, id, "nobody"})
		name = names[id]
		if len(names) != 1 {
			w.t.Errorf("names %v", names)
		}
		return err
	}))
	return name
}

func TestTokensAreScopedAndEnd(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, who := w.signIn("a@mail.example")
		for _, bad := range []struct {
			scopes []string
			days   int
		}{{[]string{"everything"}, 1}, {nil, 1}, {[]string{access.ScopeTicketsRead}, 366}, {[]string{access.ScopeTicketsRead}, 0}} {
			_, _, err := w.AddToken(bg, who, "x", bad.scopes, bad.days)
			wantsCode(t, err, "invalid")
		}
		made, secret, err := w.AddToken(bg, who, "script", []string{access.ScopeTicketsRead}, 30)
		must(t, err)
		bot, err := w.AuthenticateToken(bg, secret, laptop)
		must(t, err)
		ticket := access.Thing{Kind: "ticket", Ticket: "t", Requester: who.Account}
		if _, err := access.Check(bot, access.TicketRead, ticket); err != nil {
			t.Errorf("reading with the scope: %v", err)
		}
		if _, err := access.Check(bot, access.TicketReply, ticket); err == nil {
			t.Error("replied without the scope")
		}
		if _, err := w.SetPassword(bg, bot, "another long password!", laptop); !errors.Is(err, fault.ErrDenied) {
			t.Errorf("a token changed the password: %v", err)
		}
		if _, _, err := w.AddToken(bg, bot, "more", []string{access.ScopeAdmin}, 1); !errors.Is(err, fault.ErrDenied) {
			t.Errorf("a token made a token: %v", err)
		}
		if all, err := w.Tokens(bg, who); err != nil || len(all) != 1 || all[0].Used.IsZero() || all[0].Label != "script" {
			t.Errorf("listed %+v, %v", all, err)
		}
		w.clock.Advance(StepUpLasts)
		_, _, err = w.AddToken(bg, w.who(s.Token), "late", []string{access.ScopeTicketsRead}, 1)
		wants(t, err, fault.ErrStepUp)
		must(t, w.RemoveToken(bg, w.who(s.Token), made.ID))
		_, err = w.AuthenticateToken(bg, secret, laptop)
		wants(t, err, fault.ErrAnonymous)

		_, secret, err = w.TokenFor(bg, access.Server("surety token"), "A@mail.example", "cli", []string{access.ScopeTicketsRead}, 1)
		must(t, err)
		w.clock.Advance(24*time.Hour - time.Second)
		_, err = w.AuthenticateToken(bg, secret, laptop)
		must(t, err)
		w.clock.Advance(time.Second)
		_, err = w.AuthenticateToken(bg, secret, laptop)
		wants(t, err, fault.ErrAnonymous)
	})
}

// R1: a change that the record does not take does not happen.
func TestR1NoEntryNoChange(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		p := w.client("a@mail.example")
		must(t, w.DB.InTx(bg, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `ALTER TABLE audit_entry RENAME TO audit_entry_gone`)
			return err
		}))
		if err := w.Disable(bg, admin, p.ID); err == nil {
			t.Fatal("disabled without an entry")
		}
		if _, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", laptop); err == nil {
			t.Fatal("signed in without an entry")
		}
		if n := w.count("session"); n != 0 {
			t.Fatalf("%d sessions", n)
		}
		own, err := w.Profile(bg, p.ID)
		must(t, err)
		if own.State != Active {
			t.Fatal("disabled all the same")
		}
	})
}

func BenchmarkAuthenticate(b *testing.B) {
	w := newWorld(b, db.SQLite)
	w.add("agent@firm.example", []access.Role{access.Client}, map[access.DepartmentID]access.Post{w.support: access.Agent})
	s, err := w.SignInPassword(bg, "agent@firm.example", longPassword, "", laptop)
	must(b, err)
	for b.Loop() {
		if _, _, err := w.Authenticate(bg, s.Token, laptop); err != nil {
			b.Fatal(err)
		}
	}
}
