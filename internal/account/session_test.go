package account

import (
	"context"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
	"surety/internal/live"
)

// A3: what is taken away is missing at the next request, and open streams hear of it.
func TestA3ADisabledAccountIsRefusedAtItsNextRequest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		p := w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		_, secret, err := w.AddToken(bg, w.who(s.Token), "script", []string{access.ScopeTicketsRead}, 30)
		must(t, err)
		events := w.Live.Subscribe(t.Context())
		must(t, w.Disable(bg, admin, p.ID))
		_, _, err = w.Authenticate(bg, s.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
		_, err = w.AuthenticateToken(bg, secret, laptop)
		wants(t, err, fault.ErrAnonymous)
		if e := <-events; e.Name != live.Session || e.Account != p.ID {
			t.Fatalf("event %+v", e)
		}
		if got := w.subjects("a@mail.example"); len(got) != 1 || got[0] != w.subjectOf("account_disabled") {
			t.Fatalf("letters %v", got)
		}
		must(t, w.Enable(bg, admin, p.ID))
		_, _, err = w.Authenticate(bg, s.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
	})
}

func TestA3ARoleTakenAwayIsMissingAtTheNextRequest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		p := w.add("agent@firm.example", []access.Role{access.Client, access.Auditor}, map[access.DepartmentID]access.Post{w.support: access.Lead})
		s, _ := w.signIn("agent@firm.example")
		_, _, s = w.totp(s)
		if who := w.who(s.Token); who.Posts[w.support] != access.Lead || !who.Has(access.Auditor) {
			t.Fatalf("before: %+v", who)
		}
		roles, posts := []access.Role{access.Client}, map[access.DepartmentID]access.Post{w.sales: access.Agent}
		_, err := w.ChangeRights(bg, admin, p.ID, p.Version, RightsChange{Roles: &roles, Posts: &posts})
		must(t, err)
		who := w.who(s.Token)
		if len(who.Posts) != 1 || who.Posts[w.sales] != access.Agent || who.Has(access.Auditor) {
			t.Fatalf("after: %+v", who)
		}
	})
}

// Somebody who gets rights that need a second factor must add one before using them.
func TestNewRightsAskForTheFactorTheyNeed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		p := w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		posts := map[access.DepartmentID]access.Post{w.support: access.Agent}
		p, err := w.ChangeRights(bg, admin, p.ID, p.Version, RightsChange{Posts: &posts})
		must(t, err)
		if !w.who(s.Token).Enrolling {
			t.Fatal("an agent without a factor is let in")
		}
		w.client("b@mail.example")
		other, _ := w.signIn("b@mail.example")
		yes := true
		_, err = w.ChangeSettings(bg, admin, 1, SettingsChange{FactorForClients: &yes})
		must(t, err)
		if !w.who(other.Token).Enrolling {
			t.Fatal("a client without the factor that is required now is let in")
		}
		_, err = w.ChangeSettings(bg, admin, 1, SettingsChange{FactorForClients: &yes})
		wants(t, err, fault.ErrStale)
		_ = p
	})
}

func TestSessionsEndWithTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		w.add("agent@firm.example", nil, map[access.DepartmentID]access.Post{w.support: access.Agent})
		for _, c := range []struct {
			email       string
			idle, total time.Duration
		}{{"a@mail.example", 12 * time.Hour, 14 * 24 * time.Hour}, {"agent@firm.example", 10 * time.Hour, 24 * time.Hour}} {
			s, _ := w.signIn(c.email)
			w.clock.Advance(c.idle - time.Second)
			w.who(s.Token)
			w.clock.Advance(c.idle)
			_, _, err := w.Authenticate(bg, s.Token, laptop)
			wants(t, err, fault.ErrAnonymous)

			s, _ = w.signIn(c.email)
			for passed := time.Duration(0); passed < c.total-time.Hour; passed += time.Hour {
				w.clock.Advance(time.Hour)
				w.who(s.Token)
			}
			w.clock.Advance(time.Hour)
			_, _, err = w.Authenticate(bg, s.Token, laptop)
			wants(t, err, fault.ErrAnonymous)
		}
	})
}

// A tab left open on the live stream must not keep its session alive for whoever comes to the desk later.
func TestAnOpenStreamKeepsNoSessionAlive(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		waiting := laptop
		waiting.Waiting = true
		for passed := time.Duration(0); passed < clientIdle-time.Hour; passed += time.Hour {
			w.clock.Advance(time.Hour)
			_, _, err := w.Authenticate(bg, s.Token, waiting)
			must(t, err)
		}
		w.clock.Advance(time.Hour)
		_, _, err := w.Authenticate(bg, s.Token, waiting)
		wants(t, err, fault.ErrAnonymous)
	})
}

// Reading must not become writing: the last use is noted once a minute.
func TestLastUseIsNotedOnceAMinute(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, who := w.signIn("a@mail.example")
		seen := func() time.Time {
			all, err := w.Sessions(bg, who)
			must(t, err)
			return all[0].Seen
		}
		w.clock.Advance(seenEvery - time.Second)
		w.who(s.Token)
		if !seen().Equal(instant) {
			t.Fatal("written within the minute")
		}
		w.clock.Advance(time.Second)
		w.who(s.Token)
		if !seen().Equal(w.clock.Now()) {
			t.Fatal("not written after a minute")
		}
	})
}

func TestSessionsAreListedAndEndedOneByOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		w.client("b@mail.example")
		_, stranger := w.signIn("b@mail.example")
		first, _ := w.signIn("a@mail.example")
		w.clock.Advance(time.Second)
		second, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", phone)
		must(t, err)
		third, who := w.signIn("a@mail.example")
		all, err := w.Sessions(bg, who)
		must(t, err)
		if len(all) != 3 || all[2].ID != first.ID || all[2].Browser != "Firefox" || all[2].OS != "Linux" || all[2].Device != "desktop" || all[2].Address != "192.0.2.7" {
			t.Fatalf("listed %+v", all)
		}
		wants(t, w.EndSession(bg, stranger, first.ID), fault.ErrAbsent)
		must(t, w.EndSession(bg, who, first.ID))
		_, _, err = w.Authenticate(bg, first.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
		w.who(second.Token)
		must(t, w.EndOtherSessions(bg, who))
		_, _, err = w.Authenticate(bg, second.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
		w.who(third.Token)
		must(t, w.SignOut(bg, third.Token, laptop))
		_, _, err = w.Authenticate(bg, third.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
		must(t, w.SignOut(bg, third.Token, laptop))
	})
}

func TestTheHistoryListsSignInsAndAttempts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		_, err := w.SignInPassword(bg, "a@mail.example", "wrong", "", phone)
		wants(t, err, ErrSignIn)
		w.clock.Advance(time.Second)
		_, who := w.signIn("a@mail.example")
		first, next, err := w.SignIns(bg, who, "", 1)
		must(t, err)
		rest, end, err := w.SignIns(bg, who, next, 2)
		must(t, err)
		if len(first) != 1 || !first[0].OK || first[0].Browser != "Firefox" || len(rest) != 1 || rest[0].OK || rest[0].Device != "mobile" || end != "" {
			t.Fatalf("history %+v, then %+v", first, rest)
		}
	})
}

func TestStepUpRenewsTheTokenForTenMinutes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		w.clock.Advance(StepUpLasts)
		who := w.who(s.Token)
		if who.SteppedUp {
			t.Fatal("the proof lasts for ever")
		}
		_, err := w.SetPassword(bg, who, "another long password!", laptop)
		wants(t, err, fault.ErrStepUp)
		_, err = w.StepUpPassword(bg, who, "wrong", "", laptop)
		wants(t, err, ErrSignIn)
		up, err := w.StepUpPassword(bg, who, longPassword, "", laptop)
		must(t, err)
		_, _, err = w.Authenticate(bg, s.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
		if who = w.who(up.Token); !who.SteppedUp || who.Session != s.ID {
			t.Fatalf("after step-up: %+v", who)
		}
		secret, _, up := w.totp(up)
		w.clock.Advance(StepUpLasts)
		who = w.who(up.Token)
		_, err = w.StepUpPassword(bg, who, longPassword, "", laptop)
		wants(t, err, ErrFactor)
		_, err = w.StepUpPassword(bg, who, longPassword, "000000", laptop)
		wants(t, err, ErrCode)
		_, err = w.StepUpPassword(bg, who, longPassword, w.code(secret), laptop)
		must(t, err)
	})
}

// Nothing that opens a session is stored as it is, and nothing about its owner in the clear.
func TestStoredSessionsAreWorthNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("canary-address@mail.example")
		s, who := w.signIn("canary-address@mail.example")
		secret, codes, renewed := w.totp(s)
		_, token, err := w.AddToken(bg, w.who(renewed.Token), "canary-label", []string{access.ScopeTicketsRead}, 1)
		must(t, err)
		for _, table := range []string{"account", "session", "sign_in", "password", "totp", "recovery_code", "api_token", "link", "attempt", "job", "organisation"} {
			text := string(w.cells(table))
			for _, canary := range []string{s.Token, renewed.Token, token, secret, codes[0], "canary", "192.0.2.7", "Firefox", "argon2id", "North Ltd", "Somebody"} {
				if contains(text, canary) {
					t.Errorf("%s holds %q", table, canary)
				}
			}
		}
		_ = who
	})
}

func TestWhatIsOverIsTidiedAway(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		w.signIn("a@mail.example")
		_, err := w.PasskeyOptions(bg)
		must(t, err)
		must(t, w.SignUp(bg, "new@mail.example", "en", w.work(), laptop))
		must(t, w.Schedule(bg))
		must(t, w.Schedule(bg))
		w.clock.Advance(400 * 24 * time.Hour)
		must(t, w.Jobs.Drain(bg))
		for _, table := range []string{"flow", "proof", "attempt", "session", "sign_in"} {
			if n := w.count(table); n != 0 {
				t.Errorf("%d rows left in %s", n, table)
			}
		}
		if n := w.count("account"); n != 1 {
			t.Errorf("%d accounts left", n)
		}
	})
}

func (w *world) count(table string) (n int) {
	w.t.Helper()
	must(w.t, w.DB.View(bg, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT count(*) FROM `+table, nil, &n)
	}))
	return n
}

// A server without mail has nobody to hand a letter to; it must not keep failing at it.
func TestLettersAreDroppedWhereThereIsNoMail(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		w.Transport = nil
		s, _ := w.signIn("a@mail.example")
		w.passkey(s) // the owner would be written to
		must(t, w.Jobs.Drain(bg))
		var left int
		must(t, w.DB.View(bg, func(ctx context.Context, tx *db.Tx) error {
			return tx.Get(ctx, `SELECT count(*) FROM job WHERE kind = $1`, []any{letterJob}, &left)
		}))
		if left != 0 {
			t.Errorf("%d letters wait for mail that there is not", left)
		}
	})
}
