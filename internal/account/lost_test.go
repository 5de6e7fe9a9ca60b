package account

import (
	"context"
	"strings"
	"testing"
	"time"

	"surety/internal/db"
)

// Whoever came in instead of the owner is left with nothing, and the owner with all they had.
func TestUndoingARecoveryTakesBackOnlyWhatItBrought(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.client("vera@people.example")
		s, _ := w.signIn(p.Email)
		own, _, _ := w.passkey(s)
		w.clock.Advance(time.Hour)
		since := w.clock.Now()
		in := func(fn func(context.Context, *db.Tx) error) { t.Helper(); must(t, w.DB.InTx(bg, fn)) }
		in(func(ctx context.Context, tx *db.Tx) error { return w.GiveBack(ctx, tx, p) })
		token := w.link(p.Email)
		in(func(ctx context.Context, tx *db.Tx) (err error) {
			s, err = w.EnterRecovered(ctx, tx, token, "", phone)
			return err
		})
		_, codes, thief := w.totp(s)
		if len(codes) != 0 {
			t.Fatal("recovery codes were made, which nobody could take back")
		}
		in(func(ctx context.Context, tx *db.Tx) error { return w.UndoRecovery(ctx, tx, p.ID, since) })
		if _, _, err := w.Authenticate(bg, thief.Token, phone); err == nil {
			t.Fatal("the session goes on")
		}
		now, err := w.Profile(bg, p.ID)
		must(t, err)
		if f := now.Factors; f.TOTP || f.Passkeys != 1 || f.RecoveryCodesLeft != 0 || !f.Password {
			t.Fatalf("left with %+v", f)
		}
		if _, err := w.byPasskey(own); err != nil {
			t.Fatalf("the owner's passkey: %v", err)
		}
	})
}

func TestNumbersToCallBack(t *testing.T) {
	for given, want := range map[string]string{
		"+44 20 7946 0018":             "+442079460018",
		"0044 (20) 7946-0018":          "+442079460018",
		"\u202a+44 20 7946 0018\u202c": "+442079460018",
		"+۴۴ ۲۰ ۷۹۴۶ ۰۰۱۸":             "+442079460018",
		"020 7946 0018":                "",
		"+044 20 7946 0018":            "",
		"+44 20":                       "",
		"+44 20 7946 0018 ext 4":       "",
		"+1234567890123456":            "",
		"":                             "",
	} {
		if got, err := normalNumber(given); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", given, got, err)
		}
	}
}

// What is taken is of E.164, stays the same when taken again, and is hardly told by its mask.
func FuzzNumbersToCallBack(f *testing.F) {
	for _, s := range []string{"+44 20 7946 0018", "0033 1 99 00 12 34", "+۹۸ ۲۱ ۰۰۰۰", "00+1", "+", "\u200e+49(30)–0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := normalNumber(s)
		if err != nil {
			if n != "" {
				t.Fatalf("refused and given: %q", n)
			}
			return
		}
		if len(n) < 9 || len(n) > 16 || n[0] != '+' || n[1] < '1' || strings.Trim(n[1:], "0123456789") != "" {
			t.Fatalf("%q became %q", s, n)
		}
		if again, err := normalNumber(n); err != nil || again != n {
			t.Fatalf("%q became %q, then %q (%v)", s, n, again, err)
		}
		if shown := strings.Count(maskNumber(n), "•"); shown < 4 {
			t.Fatalf("%q is shown as %q", n, maskNumber(n))
		}
	})
}
