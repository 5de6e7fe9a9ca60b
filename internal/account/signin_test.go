package account

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

func TestAClientSignsInByPassword(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.client("sara@mail.example")
		s, err := w.SignInPassword(bg, " SARA@mail.Example", longPassword, "", laptop)
		must(t, err)
		who, seen, err := w.Authenticate(bg, s.Token, laptop)
		must(t, err)
		if who.Account != p.ID || !who.SteppedUp || who.Enrolling || seen.Progress != SignedIn || seen.Strength != ByPassword || seen.ID != s.ID {
			t.Fatalf("signed in as %+v, %+v", who, seen)
		}
		if who.Organisation != access.OrganisationID(p.ID) {
			t.Fatal("somebody of no organisation is their own")
		}
		if w.inRecord(access.SignIn, map[string]string{"how": "password", "result": "signed_in"}) != 1 {
			t.Fatal("the sign-in is not on the record")
		}
	})
}

// Every refused sign-in looks alike and costs one hash, whether or not there is such an account.
func TestARefusedSignInTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		w.client("known@mail.example")
		off := w.client("disabled@mail.example")
		must(t, w.Disable(bg, admin, off.ID))
		_, err := w.Invite(bg, admin, NewPerson{Email: "invited@mail.example", Name: "I", Language: "en", Roles: []access.Role{access.Client}})
		must(t, err)
		_, err = w.Add(bg, demo, NewPerson{Email: "nopassword@mail.example", Name: "N", Language: "en", Roles: []access.Role{access.Client}}, "")
		must(t, err)
		var texts []string
		for _, try := range [][2]string{{"known@mail.example", "not that one"}, {"nobody@mail.example", longPassword}, {"disabled@mail.example", longPassword},
			{"invited@mail.example", ""}, {"nopassword@mail.example", ""}, {"not an address", "x"}, {"known@mail.example", strings.Repeat("x", 5000)}} {
			before := w.hasher.count.Load()
			_, err := w.SignInPassword(bg, try[0], try[1], "", laptop)
			wants(t, err, ErrSignIn)
			texts = append(texts, fault.As(err).Error())
			if n := w.hasher.count.Load() - before; n != 1 {
				t.Errorf("%s: %d hashes, want 1", try[0], n)
			}
		}
		for _, text := range texts {
			if text != texts[0] {
				t.Errorf("answers differ: %q, %q", text, texts[0])
			}
		}
		if n := w.inRecord(access.SignIn, map[string]string{"result": "refused"}); n != len(texts) {
			t.Errorf("%d refusals on the record, want %d", n, len(texts))
		}
	})
}

func TestGuessingWaitsLongerAndLongerForKnownAndUnknownAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("known@mail.example")
		for _, email := range []string{"known@mail.example", "nobody@mail.example"} {
			for range freeAccount + 1 {
				_, err := w.SignInPassword(bg, email, "wrong", "", laptop)
				wants(t, err, ErrSignIn)
			}
			_, err := w.SignInPassword(bg, email, longPassword, "", laptop)
			wants(t, err, ErrTooMany)
			if after := fault.As(err).RetryAfter; after != time.Second {
				t.Fatalf("%s: wait %v, want 1s", email, after)
			}
		}
		w.clock.Advance(time.Second)
		s, err := w.SignInPassword(bg, "known@mail.example", longPassword, "", laptop)
		must(t, err)
		_, err = w.SignInPassword(bg, "known@mail.example", "wrong", s.Token, laptop)
		wants(t, err, ErrSignIn) // success began the count anew
	})
}

// Tries at the same moment count before they are made.
func TestGuessingAtTheSameMomentWaitsToo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("known@mail.example")
		refused := 0
		for _, err := range together(20, func() error {
			_, err := w.SignInPassword(bg, "known@mail.example", "wrong", "", laptop)
			return err
		}) {
			if errors.Is(err, ErrTooMany) {
				refused++
			}
		}
		if refused != 20-freeAccount-1 {
			t.Fatalf("%d of 20 had to wait, want %d", refused, 20-freeAccount-1)
		}
	})
}

func TestOneNetworkCannotTryManyAccounts(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		home := func(i int) Client { // one /64 has many addresses
			b := netip.MustParseAddr("2001:db8:1:2::").As16()
			b[15] = byte(i)
			return Client{Address: netip.AddrFrom16(b)}
		}
		for i := range freeAddress + 1 {
			_, err := w.SignInPassword(bg, strings.Repeat("x", i+1)+"@mail.example", "wrong", "", home(i))
			wants(t, err, ErrSignIn)
		}
		_, err := w.SignInPassword(bg, "other@mail.example", "wrong", "", home(200))
		wants(t, err, ErrTooMany)
		_, err = w.SignInPassword(bg, "other@mail.example", "wrong", "", laptop)
		wants(t, err, ErrSignIn)
	})
}

// Fixation: whatever token a browser brought is worth nothing after a sign-in.
func TestASignInGivesANewToken(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		w.client("b@mail.example")
		planted, _ := w.signIn("a@mail.example")
		s, err := w.SignInPassword(bg, "b@mail.example", longPassword, planted.Token, laptop)
		must(t, err)
		if s.Token == planted.Token || s.ID == planted.ID {
			t.Fatal("the session was kept")
		}
		_, _, err = w.Authenticate(bg, planted.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
	})
}

func TestStaffMustHaveASecondFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("agent@firm.example", nil, map[access.DepartmentID]access.Post{w.support: access.Agent})
		s, who := w.signIn("agent@firm.example")
		if s.Progress != EnrolPending || !who.Enrolling {
			t.Fatalf("an agent without a factor is %v", s.Progress)
		}
		if _, err := access.Check(who, access.DeskUse, access.Thing{Kind: "desk"}); fault.As(err).Code != "enrol_needed" {
			t.Fatalf("enrolling agent at the desk: %v", err)
		}
		_, _, renewed := w.totp(s)
		who = w.who(renewed.Token)
		if renewed.Progress != SignedIn || who.Enrolling || renewed.Strength != Strong {
			t.Fatalf("after enrolling: %+v", renewed)
		}
		_, _, err := w.Authenticate(bg, s.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
	})
}

func TestASecondFactorIsAsked(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		first, _ := w.signIn("a@mail.example")
		secret, codes, _ := w.totp(first)
		pending, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", laptop)
		must(t, err)
		who, seen, err := w.Authenticate(bg, pending.Token, laptop)
		must(t, err)
		if seen.Progress != FactorPending || who.Account != "" {
			t.Fatalf("before the factor the actor is %+v", who)
		}
		_, err = w.SignInFactor(bg, pending.Token, Proof{Code: "000000"}, laptop)
		wants(t, err, ErrCode)
		s, err := w.SignInFactor(bg, pending.Token, Proof{Code: w.code(secret)}, laptop)
		must(t, err)
		if s.Token == pending.Token || s.Strength != Strong || w.who(s.Token).Account == "" {
			t.Fatalf("after the factor: %+v", s)
		}
		_, _, err = w.Authenticate(bg, pending.Token, laptop)
		wants(t, err, fault.ErrAnonymous)

		again, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", laptop)
		must(t, err)
		_, err = w.SignInFactor(bg, again.Token, Proof{RecoveryCode: strings.ToUpper(" " + codes[3])}, laptop)
		must(t, err)
		w.clock.Advance(FactorLasts)
		late, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", laptop)
		must(t, err)
		_, err = w.SignInFactor(bg, late.Token, Proof{RecoveryCode: codes[3]}, laptop)
		wants(t, err, ErrCode)
		w.clock.Advance(FactorLasts)
		_, err = w.SignInFactor(bg, late.Token, Proof{RecoveryCode: codes[4]}, laptop)
		wants(t, err, fault.ErrAnonymous)
	})
}

func TestACodeWorksOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		first, _ := w.signIn("a@mail.example")
		secret, codes, _ := w.totp(first)
		tokens := make(chan string, 16)
		for range 16 {
			s, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", laptop)
			must(t, err)
			tokens <- s.Token
		}
		code := w.code(secret)
		if n := succeeded(together(5, func() error {
			_, err := w.SignInFactor(bg, <-tokens, Proof{Code: code}, laptop)
			return err
		})); n != 1 {
			t.Fatalf("one code signed in %d times", n)
		}
		if n := succeeded(together(5, func() error {
			_, err := w.SignInFactor(bg, <-tokens, Proof{RecoveryCode: codes[0]}, laptop)
			return err
		})); n != 1 {
			t.Fatalf("one recovery code signed in %d times", n)
		}
	})
}

func TestCodesCannotBeGuessedAtLeisure(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		first, _ := w.signIn("a@mail.example")
		secret, _, _ := w.totp(first)
		for range freeAccount + 1 {
			pending, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", laptop)
			must(t, err)
			_, err = w.SignInFactor(bg, pending.Token, Proof{Code: "123456"}, laptop)
			wants(t, err, ErrCode)
		}
		pending, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", laptop) // a right password forgives no codes
		must(t, err)
		_, err = w.SignInFactor(bg, pending.Token, Proof{Code: w.code(secret)}, laptop)
		wants(t, err, ErrTooMany)
	})
}

func TestAnOutdatedHashIsRenewedAtSignIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.client("a@mail.example")
		w.hasher.cost = cost{128, 1, 1}
		w.signIn("a@mail.example")
		l := login{}
		must(t, w.DB.View(bg, func(ctx context.Context, tx *db.Tx) (err error) {
			l, err = w.login(ctx, tx, p)
			return err
		}))
		if c, _, _, err := decode(l.hash); err != nil || c != w.hasher.cost {
			t.Fatalf("cost %v, %v", c, err)
		}
		w.signIn("a@mail.example")
	})
}

func TestHashingTooMuchAtOnceIsRefused(t *testing.T) {
	w := newWorld(t, db.SQLite)
	for range cap(w.hasher.slots) {
		w.hasher.slots <- struct{}{}
	}
	done := make(chan error)
	go func() {
		_, err := w.hasher.hash(bg, longPassword)
		done <- err
	}()
	for {
		w.clock.Advance(hashWait)
		select {
		case err := <-done:
			wants(t, err, ErrBusy)
			return
		default:
		}
	}
}

func TestANewDeviceIsTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		w.signIn("a@mail.example")
		w.signIn("a@mail.example")
		if s := w.subjects("a@mail.example"); len(s) != 0 {
			t.Fatalf("warned of the usual device: %v", s)
		}
		_, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", phone)
		must(t, err)
		if s := w.subjects("a@mail.example"); len(s) != 1 || s[0] != w.subjectOf("new_sign_in") {
			t.Fatalf("letters %v", s)
		}
	})
}

func TestOnlyADemoSignsInWithoutProof(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.client("a@mail.example")
		_, err := w.SignInAs(bg, p.ID, "", laptop)
		wants(t, err, fault.ErrAbsent)
		w.Demo = true
		_, err = w.SignInAs(bg, p.ID, "", laptop)
		must(t, err)
	})
}
