package account

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

func TestAPasskeySignsInStrongly(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		key, added, renewed := w.passkey(s)
		_, _, err := w.Authenticate(bg, s.Token, laptop)
		wants(t, err, fault.ErrAnonymous)
		if renewed.Strength != Strong || added.Label != "my key" {
			t.Fatalf("added %+v, %+v", added, renewed)
		}
		in, err := w.byPasskey(key)
		must(t, err)
		who := w.who(in.Token)
		if who.Account != p.ID || in.Strength != Strong || !who.SteppedUp {
			t.Fatalf("signed in %+v", in)
		}
		all, err := w.Passkeys(bg, who)
		must(t, err)
		if len(all) != 1 || all[0].Used.IsZero() {
			t.Fatalf("listed %+v", all)
		}
		if got := w.subjects("a@mail.example"); len(got) != 1 || got[0] != w.subjectOf("factor_added") {
			t.Fatalf("the owner was told %v", got)
		}
	})
}

// With a passkey registered, the password alone is half a sign-in.
func TestAPasskeyIsASecondFactor(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		w.passkey(s)
		pending, err := w.SignInPassword(bg, "a@mail.example", longPassword, "", laptop)
		must(t, err)
		if pending.Progress != FactorPending {
			t.Fatalf("progress %s", pending.Progress)
		}
	})
}

func TestAPasskeyCeremonyCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		key, _, _ := w.passkey(s)
		f, err := w.PasskeyOptions(bg)
		must(t, err)
		answer := key.prove(t, f)
		if n := succeeded(together(5, func() error {
			_, err := w.SignInPasskey(bg, f.ID, answer, "", laptop)
			return err
		})); n != 1 {
			t.Fatalf("one answer signed in %d times", n)
		}
		late, err := w.PasskeyOptions(bg)
		must(t, err)
		answer = key.prove(t, late)
		w.clock.Advance(flowLasts)
		_, err = w.SignInPasskey(bg, late.ID, answer, "", laptop)
		wants(t, err, fault.ErrInvalid)
	})
}

// A ceremony begun for one thing does nothing elsewhere.
func TestAPasskeyCeremonyIsBoundToItsPurpose(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		w.client("b@mail.example")
		s, _ := w.signIn("a@mail.example")
		key, _, s := w.passkey(s)
		who := w.who(s.Token)
		f, err := w.PasskeyOptions(bg)
		must(t, err)
		_, err = w.StepUpPasskey(bg, who, f.ID, key.prove(t, f), laptop)
		wants(t, err, fault.ErrInvalid)

		_, other := w.signIn("b@mail.example")
		mine, err := w.AddPasskeyOptions(bg, who)
		must(t, err)
		_, _, err = w.AddPasskey(bg, other, mine.ID, newKey().make(t, mine), "stolen", laptop)
		wants(t, err, fault.ErrInvalid)

		bs, _ := w.signIn("b@mail.example")
		otherKey, _, _ := w.passkey(bs)
		up, err := w.StepUpPasskeyOptions(bg, who)
		must(t, err)
		_, err = w.StepUpPasskey(bg, who, up.ID, otherKey.prove(t, up), laptop)
		wants(t, err, ErrSignIn)
		up, err = w.StepUpPasskeyOptions(bg, who)
		must(t, err)
		_, err = w.StepUpPasskey(bg, who, up.ID, key.prove(t, up), laptop)
		must(t, err)
	})
}

func TestACopiedPasskeyIsRefusedAndItsOwnerTold(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		key, _, _ := w.passkey(s)
		key.secret.Counter = 10
		_, err := w.byPasskey(key)
		must(t, err)
		key.secret.Counter = 3
		_, err = w.byPasskey(key)
		wants(t, err, ErrSignIn)
		if w.inRecord(access.SignIn, map[string]string{"how": "passkey_copied"}) != 1 {
			t.Fatal("not on the record")
		}
		if got := w.subjects("a@mail.example"); !slices.Contains(got, w.subjectOf("new_sign_in")) {
			t.Fatalf("letters %v", got)
		}
	})
}

func TestAPasskeyNeedsTheRightSiteAndAPresentPerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		key, _, _ := w.passkey(s)
		elsewhere := *key
		elsewhere.rp.Origin = "https://help.firm.example.evil.example"
		_, err := w.byPasskey(&elsewhere)
		wants(t, err, ErrSignIn)
		silent := *key
		silent.device.Options.UserNotVerified = true
		_, err = w.byPasskey(&silent)
		wants(t, err, ErrSignIn)
		forged := *key
		forged.secret.Key = newKey().secret.Key
		_, err = w.byPasskey(&forged)
		wants(t, err, ErrSignIn)
		_, err = w.byPasskey(newKey())
		wants(t, err, ErrSignIn)
	})
}

// Guessing at the password keeps nobody's passkey from working.
func TestAStrangersGuessingDoesNotLockTheOwnerOut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		key, _, _ := w.passkey(s)
		for range 20 {
			_, _ = w.SignInPassword(bg, "a@mail.example", "wrong", "", laptop)
		}
		_, err := w.byPasskey(key)
		must(t, err)
	})
}

func TestAPasskeyOfADisabledAccountIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		admin := w.admin("root@firm.example")
		p := w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		key, _, _ := w.passkey(s)
		must(t, w.Disable(bg, admin, p.ID))
		_, err := w.byPasskey(key)
		wants(t, err, ErrSignIn)
	})
}

func TestWhatAPasskeyDerivesIsNeverTakenIn(t *testing.T) {
	out, err := stripPRF([]byte(`{"id":"x","clientExtensionResults":{"prf":{"results":{"first":"c2VjcmV0"}}},"response":{"a":1}}`))
	must(t, err)
	if bytes.Contains(out, []byte("c2VjcmV0")) || !bytes.Contains(out, []byte(`"a":1`)) || !json.Valid(out) {
		t.Fatalf("left %s", out)
	}
	_, err = stripPRF([]byte(`null`))
	wants(t, err, fault.ErrInvalid)
}

func TestFactorsAreRemovedOnlyWhenTheRestSuffices(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		_, added, s := w.passkey(s)
		_, codes, s := w.totp(s)
		if len(codes) != recoveryCodes {
			t.Fatalf("%d recovery codes", len(codes))
		}
		s, err := w.RemoveTOTP(bg, w.who(s.Token), laptop)
		must(t, err)
		s, err = w.SetPassword(bg, w.who(s.Token), "k7#mQ-2v", laptop) // short, beside the passkey
		must(t, err)
		_, err = w.RemovePasskey(bg, w.who(s.Token), added.ID, laptop)
		wants(t, err, ErrWeak)
		s, err = w.SetPassword(bg, w.who(s.Token), "k7#mQ-2v and much more", laptop)
		must(t, err)
		s, err = w.RemovePasskey(bg, w.who(s.Token), added.ID, laptop)
		must(t, err)
		p, err := w.Profile(bg, w.who(s.Token).Account)
		must(t, err)
		if p.Factors.Second() || p.Factors.RecoveryCodesLeft != 0 || !p.Factors.Password {
			t.Fatalf("left %+v", p.Factors)
		}
		told := strings.Join(w.subjects("a@mail.example"), "; ")
		for _, code := range []string{"factor_added", "factor_removed", "password_changed"} {
			if !contains(told, w.subjectOf(code)) {
				t.Errorf("not told of %s: %s", code, told)
			}
		}
	})
}

func TestARequiredFactorCannotBeRemoved(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.add("agent@firm.example", nil, map[access.DepartmentID]access.Post{w.support: access.Agent})
		s, _ := w.signIn("agent@firm.example")
		_, _, s = w.totp(s)
		_, err := w.RemoveTOTP(bg, w.who(s.Token), laptop)
		wants(t, err, fault.ErrConflict)
		if f, err := w.Profile(bg, s.Account); err != nil || !f.Factors.TOTP {
			t.Fatalf("it is gone: %+v, %v", f.Factors, err)
		}
	})
}

// A changed password or factor ends every other session.
func TestOtherSessionsEndWhenAProofChanges(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		changes := []func(who access.Actor) (Session, error){
			func(who access.Actor) (Session, error) {
				return w.SetPassword(bg, who, longPassword, laptop)
			},
			func(who access.Actor) (Session, error) {
				f, err := w.AddPasskeyOptions(bg, who)
				must(t, err)
				_, s, err := w.AddPasskey(bg, who, f.ID, newKey().make(t, f), "x", laptop)
				return s, err
			},
		}
		for i, change := range changes {
			other, _ := w.signIn("a@mail.example")
			mine, who := w.signIn("a@mail.example")
			renewed, err := change(who)
			must(t, err)
			for _, dead := range []string{other.Token, mine.Token} {
				if _, _, err := w.Authenticate(bg, dead, laptop); err == nil {
					t.Errorf("change %d: an old token still counts", i)
				}
			}
			w.who(renewed.Token)
		}
	})
}

func TestPasskeysAreAbsentOnAnIPAddress(t *testing.T) {
	w := newWorld(t, db.SQLite)
	key, err := newWebAuthn(Settings{RPID: "127.0.0.1", Origins: []string{"http://127.0.0.1:8080"}})
	must(t, err)
	w.webauthn = key
	_, err = w.PasskeyOptions(bg)
	wants(t, err, ErrPasskeys)
}

func TestStepUpByPasswordIsNotEnoughWhenThereIsAPasskey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.client("a@mail.example")
		s, _ := w.signIn("a@mail.example")
		_, _, s = w.passkey(s)
		w.clock.Advance(StepUpLasts + time.Minute)
		who := w.who(s.Token)
		_, err := w.StepUpPassword(bg, who, longPassword, "", laptop)
		wants(t, err, ErrFactor)
		_, err = w.AddPasskeyOptions(bg, who) // nor may a stolen session add a key
		wants(t, err, fault.ErrStepUp)
		_, _, err = w.BeginTOTP(bg, who)
		wants(t, err, fault.ErrStepUp)
	})
}
