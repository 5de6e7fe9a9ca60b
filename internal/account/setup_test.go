package account

import (
	"testing"

	"surety/internal/access"
	"surety/internal/db"
)

func TestTheFirstStartHappensOnce(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			w := emptyWorld(t, engine)
			old, err := w.NewSetupToken(bg)
			must(t, err)
			token, err := w.NewSetupToken(bg)
			must(t, err)
			wants(t, w.CheckSetup(bg, old), ErrLink)
			must(t, w.CheckSetup(bg, token))
			first := Setup{OrganisationName: "Firm", Language: "ru", Languages: []string{"en"}, Departments: []Texts{{"ru": "Поддержка"}, {"ru": "Продажи"}},
				Name: "Вера", Email: "vera@firm.example", Password: "k7#mQ-2v"}
			var s Session
			if n := succeeded(together(4, func() error {
				in, err := w.SetUp(bg, token, first, "", laptop)
				if err == nil {
					s = in
				}
				return err
			})); n != 1 {
				t.Fatalf("set up %d times", n)
			}
			who := w.who(s.Token)
			if !who.Has(access.Administrator) || !who.Enrolling {
				t.Fatalf("the first administrator is %+v", who)
			}
			_, _, s = w.totp(s)
			who = w.who(s.Token)
			site, err := w.ReadSettings(bg, who)
			must(t, err)
			ds, err := w.ListDepartments(bg, who)
			must(t, err)
			if site.Name != "Firm" || len(site.Languages) != 2 || len(ds) != 2 || ds[0].Name.In("en") != "Поддержка" {
				t.Fatalf("made %+v, %+v", site, ds)
			}
			if again, err := w.NewSetupToken(bg); err != nil || again != "" {
				t.Fatalf("another setup token %q, %v", again, err)
			}
			_, err = w.SetUp(bg, token, first, "", laptop)
			wants(t, err, ErrLink)
			if needed, err := w.SetupNeeded(bg); err != nil || needed {
				t.Fatal("still to be set up")
			}
		})
	}
}

func TestTheFirstAdministratorMayUseAPasskey(t *testing.T) {
	w := emptyWorld(t, db.SQLite)
	token, err := w.NewSetupToken(bg)
	must(t, err)
	f, err := w.SetupPasskeyOptions(bg, token, "Vera", "vera@firm.example")
	must(t, err)
	key := newKey()
	s, err := w.SetUp(bg, token, Setup{OrganisationName: "Firm", Language: "en", Name: "Vera", Email: "vera@firm.example", Flow: f.ID, Credential: key.make(t, f)}, "", laptop)
	must(t, err)
	if s.Strength != Strong || s.Progress != SignedIn {
		t.Fatalf("session %+v", s)
	}
	in, err := w.byPasskey(key)
	must(t, err)
	if in.Account != s.Account {
		t.Fatal("another account")
	}
}
