package account

import (
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/fault"
)

var sara = Acceptance{Name: "سارا نمونه", Language: "fa", TimeZone: "Asia/Tehran", Password: longPassword}

func (w *world) invited(email string) (Person, string) {
	w.t.Helper()
	admin := access.Actor{Account: "x", Session: "s", Roles: []access.Role{access.Administrator}, SteppedUp: true}
	p, err := w.Invite(bg, admin, NewPerson{Email: email, Name: "Sara", Language: "fa", Roles: []access.Role{access.Client}, Organisation: w.north})
	must(w.t, err)
	return p, w.link(email)
}

func TestAnInvitationIsTakenUpOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, token := w.invited("sara@mail.example")
		in, err := w.Invitation(bg, token)
		must(t, err)
		if in.Email != "sara@mail.example" || in.OrganisationName != "North Ltd" || in.Purpose != ForInvitation || in.PasswordMin != PasswordMinAlone || in.NeedsFactor {
			t.Fatalf("invited to %+v", in)
		}
		if n := succeeded(together(5, func() error {
			_, err := w.Accept(bg, token, sara, "", laptop)
			return err
		})); n != 1 {
			t.Fatalf("taken up %d times", n)
		}
		_, err = w.Invitation(bg, token)
		wants(t, err, ErrLink)
		s, who := w.signIn("sara@mail.example")
		if who.Account != p.ID || who.Organisation != w.north || s.Progress != SignedIn {
			t.Fatalf("signed in as %+v", who)
		}
		own, err := w.Profile(bg, p.ID)
		must(t, err)
		if own.Name != sara.Name || own.TimeZone != "Asia/Tehran" || own.State != Active || own.OrganisationName != "North Ltd" {
			t.Fatalf("became %+v", own)
		}
	})
}

func TestAnInvitationExpiresAndIsReplaced(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, first := w.invited("sara@mail.example")
		must(t, w.InviteAgain(bg, access.Actor{Account: "x", Roles: []access.Role{access.Administrator}, SteppedUp: true}, p.ID))
		second := w.link("sara@mail.example")
		_, err := w.Invitation(bg, first)
		wants(t, err, ErrLink)
		w.clock.Advance(lasts[ForInvitation] - time.Second)
		_, err = w.Invitation(bg, second)
		must(t, err)
		w.clock.Advance(time.Second)
		_, err = w.Accept(bg, second, sara, "", laptop)
		wants(t, err, ErrLink)
	})
}

func TestALinkDoesNothingAtAnothersDoor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, invitation := w.invited("sara@mail.example")
		wants(t, w.Reset(bg, invitation, longPassword, laptop), ErrLink)
		wants(t, w.CheckSetup(bg, invitation), ErrLink)
		w.client("a@mail.example")
		must(t, w.AskReset(bg, "a@mail.example", w.work(), laptop))
		reset := w.link("a@mail.example")
		_, err := w.Accept(bg, reset, sara, "", laptop)
		wants(t, err, ErrLink)
		_, err = w.Invitation(bg, reset)
		wants(t, err, ErrLink)
		if masked, err := w.ResetLink(bg, reset); err != nil || masked != "a•••@mail.example" {
			t.Fatalf("%s, %v", masked, err)
		}
	})
}

func TestAnInvitationIsTakenUpWithAPasskey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, token := w.invited("sara@mail.example")
		_, other := w.invited("b@mail.example")
		key := newKey()
		f, err := w.AcceptPasskeyOptions(bg, token, "Sara")
		must(t, err)
		with := sara
		with.Password, with.Flow, with.Credential = "", f.ID, key.make(t, f)
		_, err = w.Accept(bg, other, with, "", laptop) // a ceremony of another invitation
		wants(t, err, fault.ErrInvalid)
		s, err := w.Accept(bg, token, with, "", laptop)
		must(t, err)
		if s.Account != p.ID || s.Strength != Strong || s.Progress != SignedIn {
			t.Fatalf("session %+v", s)
		}
		in, err := w.byPasskey(key)
		must(t, err)
		if in.Account != p.ID {
			t.Fatalf("signed in as %s", in.Account)
		}
	})
}

func TestStaffWhoChooseAPasswordMustAddAFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		_, err := w.Invite(bg, admin, NewPerson{Email: "agent@firm.example", Name: "Agent", Language: "en", Posts: map[access.DepartmentID]access.Post{w.sales: access.Lead}})
		must(t, err)
		token := w.link("agent@firm.example")
		in, err := w.Invitation(bg, token)
		must(t, err)
		if !in.NeedsFactor || in.PasswordMin != PasswordMinFactor {
			t.Fatalf("told %+v", in)
		}
		short := sara
		short.Password = "k7#mQ-2v"
		s, err := w.Accept(bg, token, short, "", laptop)
		must(t, err)
		if !w.who(s.Token).Enrolling {
			t.Fatal("let in without a factor")
		}
	})
}

// An account exists once its address was proved: signing up alone makes none.
func TestAnUnprovedAddressCannotSignIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.SignUp(bg, "New@Mail.example", "zh", w.work(), laptop))
		if n := w.count("account"); n != 0 {
			t.Fatalf("%d accounts before the address is proved", n)
		}
		token := w.link("new@mail.example")
		_, err := w.SignInPassword(bg, "new@mail.example", longPassword, "", laptop)
		wants(t, err, ErrSignIn)
		if n := succeeded(together(4, func() error {
			_, err := w.Accept(bg, token, sara, "", laptop)
			return err
		})); n != 1 {
			t.Fatalf("signed up %d times", n)
		}
		_, who := w.signIn("new@mail.example")
		if len(who.Roles) != 1 || !who.Has(access.Client) {
			t.Fatalf("became %v", who.Roles)
		}
	})
}

// Two links asked for make one account.
func TestSigningUpTwiceMakesOneAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.SignUp(bg, "new@mail.example", "en", w.work(), laptop))
		first := w.link("new@mail.example")
		must(t, w.SignUp(bg, "new@mail.example", "en", w.work(), laptop))
		second := w.link("new@mail.example")
		if first == second {
			t.Fatal("one token twice")
		}
		_, err := w.Accept(bg, second, sara, "", laptop)
		must(t, err)
		_, err = w.Accept(bg, first, sara, "", laptop)
		wants(t, err, ErrLink)
	})
}

// The answer to a sign-up or a reset, and the work until it, are the same whether or not there is an account.
func TestAskingForALinkTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		w.client("known@mail.example")
		off := w.client("off@mail.example")
		must(t, w.Disable(bg, admin, off.ID))
		w.subjects("off@mail.example")
		for _, email := range []string{"known@mail.example", "nobody@mail.example", "off@mail.example"} {
			before := [3]int{w.count("link"), w.count("job"), int(w.hasher.count.Load())}
			must(t, w.SignUp(bg, email, "en", w.work(), laptop))
			must(t, w.AskReset(bg, email, w.work(), laptop))
			after := [3]int{w.count("link"), w.count("job"), int(w.hasher.count.Load())}
			if after[0]-before[0] != 2 || after[2] != before[2] {
				t.Errorf("%s: the work differs: %v to %v", email, before, after)
			}
		}
		if s := w.subjects("known@mail.example"); len(s) != 2 || !contains(strings.Join(s, ";"), w.subjectOf("welcome_exists")) {
			t.Errorf("known got %v", s)
		}
		if s := w.subjects("nobody@mail.example"); len(s) != 1 || s[0] != w.subjectOf("sign_up") {
			t.Errorf("nobody got %v", s)
		}
		if s := w.subjects("off@mail.example"); len(s) != 1 {
			t.Errorf("a disabled account got %v", s)
		}
	})
}

func TestSomebodyInvitedWhoSignsUpGetsTheInvitation(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, _ := w.invited("sara@mail.example")
		must(t, w.SignUp(bg, "sara@mail.example", "en", w.work(), laptop))
		s, err := w.Accept(bg, w.link("sara@mail.example"), sara, "", laptop)
		must(t, err)
		if s.Account != p.ID {
			t.Fatal("another account was made")
		}
	})
}

func TestAMailboxIsNotFilled(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for range 3 * lettersAnHour {
			must(t, w.SignUp(bg, "victim@mail.example", "en", w.work(), laptop))
			w.clock.Advance(time.Second)
		}
		if n := len(w.subjects("victim@mail.example")); n != lettersAnHour {
			t.Fatalf("%d letters", n)
		}
		w.clock.Advance(time.Hour)
		must(t, w.SignUp(bg, "victim@mail.example", "en", w.work(), laptop))
		if n := len(w.subjects("victim@mail.example")); n != lettersAnHour+1 {
			t.Fatalf("%d letters an hour later", n)
		}
	})
}

func TestAProofOfWorkCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		proof := w.work()
		if n := succeeded(together(4, func() error { return w.SignUp(bg, "a@mail.example", "en", proof, laptop) })); n != 1 {
			t.Fatalf("counted %d times", n)
		}
		for _, bad := range []string{"", "e30=", "!", "bnVsbA==", proof[:len(proof)-8]} {
			wants(t, w.AskReset(bg, "a@mail.example", bad, laptop), ErrProof)
		}
		late := w.work()
		w.clock.Advance(challengeLasts)
		wants(t, w.AskReset(bg, "a@mail.example", late, laptop), ErrProof)
	})
}

func TestSignUpCanBeOff(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		no := false
		_, err := w.ChangeSettings(bg, w.admin("root@firm.example"), 1, SettingsChange{SignUp: &no})
		must(t, err)
		wants(t, w.SignUp(bg, "a@mail.example", "en", w.work(), laptop), fault.ErrAbsent)
	})
}

// A reset changes the password, never a factor, ends every session and is told.
func TestAResetKeepsTheFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		secret, _, s := w.totp(s)
		must(t, w.AskReset(bg, "a@mail.example", w.work(), laptop))
		token := w.link("a@mail.example")
		wants(t, w.Reset(bg, token, "password1234567", laptop), ErrWeak)
		const fresh = "neun blaue Regenschirme"
		if n := succeeded(together(4, func() error { return w.Reset(bg, token, fresh, laptop) })); n != 1 {
			t.Fatalf("reset %d times", n)
		}
		_, _, err := w.Authenticate(bg, s.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
		_, err = w.SignInPassword(bg, "a@mail.example", longPassword, "", laptop)
		wants(t, err, ErrSignIn)
		pending, err := w.SignInPassword(bg, "a@mail.example", fresh, "", laptop)
		must(t, err)
		if pending.Progress != FactorPending {
			t.Fatalf("the factor is gone: %s", pending.Progress)
		}
		_, err = w.SignInFactor(bg, pending.Token, Proof{Code: w.code(secret)}, laptop)
		must(t, err)
		if told := strings.Join(w.subjects("a@mail.example"), ";"); !contains(told, w.subjectOf("password_changed")) {
			t.Fatalf("told %s", told)
		}
		if w.inRecord(ResetDone, nil) != 1 {
			t.Fatal("not on the record")
		}
		_ = p
	})
}

func TestAResetLinkExpiresAndIsWorthlessAfterAnother(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		must(t, w.AskReset(bg, "a@mail.example", w.work(), laptop))
		first := w.link("a@mail.example")
		must(t, w.AskReset(bg, "a@mail.example", w.work(), laptop))
		second := w.link("a@mail.example")
		must(t, w.Reset(bg, second, "neun blaue Regenschirme", laptop))
		wants(t, w.Reset(bg, first, "neun gelbe Regenschirme", laptop), ErrLink)
		must(t, w.AskReset(bg, "a@mail.example", w.work(), laptop))
		third := w.link("a@mail.example")
		w.clock.Advance(lasts[ForReset])
		wants(t, w.Reset(bg, third, "neun gelbe Regenschirme", laptop), ErrLink)
	})
}

// No token lies in the store or in a job, before or after the letter.
func TestTokensOfLinksLieNowhereButInTheLetter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.SignUp(bg, "canary@mail.example", "en", w.work(), laptop))
		job := string(w.cells("job"))
		token := w.link("canary@mail.example")
		if contains(job, "canary") || contains(job, token) || contains(string(w.cells("link")), token) || contains(string(w.cells("link")), "canary") {
			t.Fatal("a job or a row tells")
		}
	})
}
