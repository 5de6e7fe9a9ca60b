package account

import (
	"context"
	"testing"

	"surety/internal/access"
	"surety/internal/audit"
	"surety/internal/db"
)

// TestNoLetterLeavesForTheAddressOfADecoy: not for who asks for one at the door, nor for the account itself; and only who lays a decoy makes one.
func TestNoLetterLeavesForTheAddressOfADecoy(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		officer := access.Actor{Account: "olga", Roles: []access.Role{access.Security}, SteppedUp: true}
		g, err := access.Check(officer, access.HoneyMake, access.Thing{Kind: "honey", ID: "h"})
		must(t, err)
		n := NewPerson{Name: "Clara", Email: "clara@decoys.example", Language: "en"}
		must(t, w.DB.InTx(bg, func(ctx context.Context, tx *db.Tx) error {
			if _, err := w.Decoy(ctx, tx, g, n); err == nil {
				t.Error("a grant that stands on no record made one")
			}
			if err := w.Log.Append(ctx, tx, g, audit.Params{}); err != nil {
				return err
			}
			p, err := w.Decoy(ctx, tx, g, n)
			if err != nil {
				return err
			}
			return w.addLetter(ctx, tx, letter{Code: letterDisabled, Account: p.ID})
		}))
		must(t, w.AskReset(bg, "Clara@decoys.example", w.work(), laptop))
		must(t, w.SignUp(bg, "clara@decoys.example", "en", w.work(), laptop))
		must(t, w.SignUp(bg, "real@people.example", "en", w.work(), laptop))
		must(t, w.Jobs.Drain(bg))
		if n := len(w.letters.to("clara@decoys.example")); n > 0 {
			t.Errorf("%d letters left for a decoy", n)
		}
		if n := len(w.letters.to("real@people.example")); n != 1 {
			t.Errorf("%d letters for somebody else", n)
		}
	})
}
