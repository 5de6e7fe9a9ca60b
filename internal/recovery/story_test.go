package recovery

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/account"
	"surety/internal/db"
	"surety/internal/fault"
)

func TestTwoCallBackAndTheOwnerEnrols(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.give(1, 2)
		secret := w.ask(w.email)
		v := w.asked()
		if v.State != Asked || v.Number != "+44 ••••• 18" || v.Email != "v•••@people.example" || v.Place.Browser != "Firefox" {
			t.Fatalf("shown %+v", v)
		}
		got, err := w.Call(ctx, w.lead, v.ID, "asked")
		w.must(err)
		if got != "+442079460018" {
			t.Fatalf("the number shown is %q", got)
		}
		first := w.words(secret)
		w.must(w.Approve(ctx, w.lead, v.ID, first))
		second := w.words(secret)
		if first.Words == second.Words {
			t.Fatal("the second hears the first one's words")
		}
		_, err = w.Call(ctx, w.officer, v.ID, "asked")
		w.must(err)
		w.refused(w.Approve(ctx, w.officer, v.ID, first), ErrWords)
		w.must(w.Approve(ctx, w.officer, v.ID, second))
		s, err := w.Enter(ctx, w.token("/lost-access/enter/"), "", asker)
		w.must(err)
		who := w.who(s)
		if !who.Enrolling || who.Recovered.IsZero() || s.Progress != account.EnrolPending {
			t.Fatalf("entered as %+v", who)
		}
		s = w.enrol(s)
		if f := w.factors(); f.Passkeys != 1 || !f.TOTP || f.RecoveryCodesLeft != 2 {
			t.Fatalf("left with %+v", f)
		}
		who = w.who(s)
		who.SteppedUp = true
		until := w.World.Clock.Now().Add(account.RecoveredFor)
		_, err = access.Check(who, access.OwnWeaken, access.Thing{Kind: "account", Owner: who.Account})
		if !errors.Is(err, access.ErrRecovered) || fault.As(err).Params["until"] != until.UTC().Format(time.RFC3339) {
			t.Fatalf("within the day: %v", err)
		}
		w.World.Clock.Advance(account.RecoveredFor)
		p, err := w.World.Accounts.Profile(ctx, w.client.Account)
		w.must(err)
		if !p.Recovered.IsZero() {
			t.Fatal("closed after the day")
		}
	})
}

func TestTheSamePersonTwiceAndWhoMayNot(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret := w.ask(w.email)
		id := w.asked().ID
		w.refused(w.Approve(ctx, w.lead, id, w.words(secret)), ErrNotCalled)
		w.must(w.called(w.lead, id, secret))
		_, err := w.Call(ctx, w.lead, id, "again")
		w.must(err)
		w.refused(w.Approve(ctx, w.lead, id, w.words(secret)), ErrTwice)
		_, err = w.Call(ctx, w.agent, id, "asked")
		w.refused(err, fault.ErrAbsent)
		_, err = w.Call(ctx, w.Admin, id, "asked")
		w.refused(err, fault.ErrAbsent)
		token := w.officer
		token.Token, token.Scopes = true, access.Scopes
		_, err = w.Call(ctx, token, id, "asked")
		w.refused(err, fault.ErrDenied)
		old := w.officer
		old.SteppedUp = false
		_, err = w.Call(ctx, old, id, "asked")
		w.refused(err, fault.ErrStepUp)
		fresh := w.officer // was let in again herself an hour ago
		fresh.Recovered = w.World.Clock.Now().Add(time.Hour)
		_, err = w.Call(ctx, fresh, id, "asked")
		w.refused(err, access.ErrRecovered)
		_, err = w.Call(ctx, w.officer, id, "asked")
		w.must(err)
		w.refused(w.Approve(ctx, w.officer, id, Hearing{Words: w.words(secret).Words}), ErrInvited)
		if s := w.asked().State; s != Approved {
			t.Fatalf("it is %s", s)
		}
	})
}

func TestAnApproverDecidesNeitherTheirOwnNorAsTheAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, err := w.World.Accounts.Profile(ctx, w.officer.Account)
		w.must(err)
		w.must(w.World.Accounts.SetCallBack(ctx, w.officer, number, account.Client{}))
		w.World.Clock.Advance(account.CallBackWait)
		secret := w.ask(p.Email)
		all, err := w.List(ctx, w.officer)
		w.must(err)
		if len(all) != 0 {
			t.Fatal("one's own request is listed")
		}
		all, err = w.List(ctx, w.officer2)
		w.must(err)
		id := all[0].ID
		_, err = w.Call(ctx, w.officer, id, "asked") // whoever holds a session of the account asks as the account
		w.refused(err, fault.ErrDenied)
		_, err = w.Call(ctx, w.lead, id, "asked") // of staff's only officers and administrators
		w.refused(err, fault.ErrAbsent)
		w.must(w.called(w.officer2, id, secret))
		w.must(w.called(w.Admin, id, secret))
	})
}

func TestWhoWorksForTheClientDoesNotDecideWhileTwoOthersCan(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ticket := w.Ticket(w.client, w.department)
		w.must(w.World.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE ticket SET assignee = $1 WHERE id = $2`, string(w.lead.Account), string(ticket.ID))
			return err
		}))
		w.ask(w.email)
		id := w.asked().ID
		_, err := w.Call(ctx, w.lead, id, "asked")
		w.refused(err, fault.ErrAbsent)
		w.must(w.World.Accounts.Disable(ctx, w.Admin, w.officer2.Account))
		_, err = w.Call(ctx, w.lead, id, "asked")
		w.must(err)
	})
}

func TestAskingTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		known, stranger := w.ask(w.email), w.ask("nobody@people.example")
		all, err := w.List(ctx, w.officer)
		w.must(err)
		if len(all) != 1 {
			t.Fatalf("%d requests listed", len(all))
		}
		same := func(when string) {
			t.Helper()
			a, errA := w.Look(ctx, known)
			b, errB := w.Look(ctx, stranger)
			w.must(errors.Join(errA, errB))
			if a.State != b.State || len(a.Words) != len(b.Words) || a.WordsUntil != b.WordsUntil || b.Expires.Sub(a.Expires) != time.Minute {
				t.Fatalf("%s: %+v and %+v", when, a, b)
			}
		}
		same("at first")
		w.must(w.Refuse(ctx, w.officer, all[0].ID, "not_them"))
		same("after a refusal")
		w.must(errors.Join(w.Withdraw(ctx, known, asker)))
		if got := w.letters("nobody@people.example"); got != 0 {
			t.Fatalf("%d letters to a stranger", got)
		}
		_, err = w.Look(ctx, "no such secret")
		w.refused(err, fault.ErrAbsent)
	})
}

// The work is the same for both: as many rows, jobs and entries before the answer, whatever the address.
func TestAskingDoesTheSameWork(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		count := func() (n [3]int) {
			w.must(w.World.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
				for i, q := range []string{`SELECT count(*) FROM audit_entry`, `SELECT count(*) FROM job`, `SELECT count(*) FROM recovery`} {
					if err := tx.Get(ctx, q, nil, &n[i]); err != nil {
						return err
					}
				}
				return nil
			}))
			return n
		}
		added := func(email string) (d [3]int) {
			before := count()
			_, err := w.Ask(ctx, email, "en", w.work(), asker)
			w.must(err)
			after := count()
			for i := range d {
				d[i] = after[i] - before[i]
			}
			return d
		}
		if a, b := added(w.email), added("nobody@people.example"); a != b || a[2] != 1 {
			t.Fatalf("%v and %v", a, b)
		}
	})
}

func TestAStolenMailboxAloneIsNotEnough(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		other := w.Person(account.NewPerson{Email: "mina@people.example", Roles: []access.Role{access.Client}})
		other.SteppedUp = true
		w.must(w.World.Accounts.SetCallBack(ctx, other, "+33199001234", account.Client{})) // the thief's, given a moment before
		w.World.Clock.Advance(account.CallBackWait - 2*time.Minute)                        // asking takes one of them
		w.ask("mina@people.example")
		v := w.asked()
		if v.Number != "" || slices.Contains(v.Can, access.RecoveryCall) {
			t.Fatalf("callable: %+v", v)
		}
		w.World.Clock.Advance(time.Hour) // it counts now, but not for what was asked before
		_, err := w.Call(ctx, w.lead, v.ID, "asked")
		w.refused(err, ErrNumber)
		w.refused(w.Approve(ctx, w.lead, v.ID, Hearing{Words: "x", Uninvited: true}), ErrNotCalled)
	})
}

func TestANumberChangedJustBeforeDoesNotCount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(w.World.Accounts.SetCallBack(ctx, w.client, "+33199001234", account.Client{}))
		w.World.Clock.Advance(time.Hour)
		w.ask(w.email)
		got, err := w.Call(ctx, w.lead, w.asked().ID, "asked")
		w.must(err)
		if got != "+442079460018" {
			t.Fatalf("called at %s", got)
		}
		all, err := w.World.Accounts.CallBacks(ctx, w.client)
		w.must(err)
		if len(all) != 2 || strings.Contains(all[0].Number, "7946") {
			t.Fatalf("listed %+v", all)
		}
		w.must(w.World.Accounts.DropCallBack(ctx, w.client, all[1].ID, account.Client{})) // the owner takes the change back
		all, err = w.World.Accounts.CallBacks(ctx, w.client)
		w.must(err)
		if len(all) != 1 || !all[0].Ends.IsZero() {
			t.Fatalf("then %+v", all)
		}
	})
}

func TestWordsExpireAndAreGuessedFiveTimes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret := w.ask(w.email)
		id := w.asked().ID
		old := w.words(secret)
		_, err := w.Call(ctx, w.lead, id, "asked")
		w.must(err)
		w.World.Clock.Advance(2 * WordsLast)
		w.refused(w.Approve(ctx, w.lead, id, old), ErrWords)
		for range wrongMost - 1 {
			w.refused(w.Approve(ctx, w.lead, id, Hearing{Words: "یک دو سه", Uninvited: true}), ErrWords)
		}
		w.refused(w.Approve(ctx, w.lead, id, w.words(secret)), ErrState)
		if s := w.asked().State; s != Refused {
			t.Fatalf("it is %s", s)
		}
	})
}

func TestTwoApprovalsAtOnceAreNotTwo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		secret := w.ask(w.email)
		id := w.asked().ID
		staff := []access.Actor{w.lead, w.officer, w.officer2}
		for _, who := range staff {
			_, err := w.Call(ctx, who, id, "asked")
			w.must(err)
		}
		h := w.words(secret)
		errs := make([]error, len(staff))
		var all sync.WaitGroup
		for i, who := range staff {
			all.Go(func() { errs[i] = w.Approve(ctx, who, id, h) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				w.refused(err, ErrWords)
			}
		}
		if v := w.asked(); won != 1 || v.State != Approved {
			t.Fatalf("%d approvals, %s", won, v.State)
		}
	})
}

func TestTheLinkCountsOnceAndDies(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, token := w.granted()
		s, err := w.Enter(ctx, token, "", asker)
		w.must(err)
		_, err = w.Enter(ctx, token, "", asker)
		w.refused(err, account.ErrLink)
		w.enrol(s)
		w.World.Clock.Advance(account.RecoveredFor)
		_, token = w.granted()
		w.World.Clock.Advance(LinkLasts)
		_, err = w.Enter(ctx, token, "", asker)
		w.refused(err, account.ErrLink)
		w.drain()
		w.World.Clock.Advance(-10 * time.Minute) // the machine's clock was set back after the request had ended
		_, err = w.Enter(ctx, token, "", asker)
		w.refused(err, account.ErrLink)
		if s := w.asked().State; s != Expired {
			t.Fatalf("it is %s", s)
		}
	})
}

func TestTheOwnerStopsItFromAnyLetter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.ask(w.email)
		first := w.token("/lost-access/stop/")
		officers := w.letters("person3@people.example")
		_, token := w.granted()
		w.must(w.StopByLink(ctx, first, asker))
		w.refused(w.StopByLink(ctx, first, asker), account.ErrLink)
		_, err := w.Enter(ctx, token, "", asker)
		w.refused(err, account.ErrLink)
		if s := w.asked().State; s != Stopped {
			t.Fatalf("it is %s", s)
		}
		if w.letters("person3@people.example") <= officers {
			t.Fatal("no officer was told")
		}
		w.refused(w.Stop(ctx, w.client), ErrState)
	})
}

func TestStoppingAfterwardsTakesBackOnlyWhatWasAdded(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.give(2, 3)
		_, token := w.granted()
		s, err := w.Enter(ctx, token, "", asker)
		w.must(err)
		s = w.enrol(s)
		w.must(w.StopByLink(ctx, w.token("/lost-access/stop/"), asker))
		if f := w.factors(); f.TOTP || f.Passkeys != 2 || f.RecoveryCodesLeft != 3 {
			t.Fatalf("left with %+v", f)
		}
		if _, _, err := w.World.Accounts.Authenticate(ctx, s.Token, asker); !errors.Is(err, fault.ErrAnonymous) {
			t.Fatalf("the session goes on: %v", err)
		}
	})
}

// Whatever is done in whatever order, no factor that was there is missing afterwards.
func TestNoFactorIsEverTakenAway(t *testing.T) {
	w := newWorld(t, db.SQLite)
	rapid.Check(t, func(rt *rapid.T) {
		w.World.Clock.Advance(account.RecoveredFor) // what the round before let in is past: what is given now cannot have come of it
		w.give(rapid.IntRange(0, 2).Draw(rt, "passkeys"), rapid.IntRange(0, 2).Draw(rt, "codes"))
		before := w.factors()
		var secret, token string
		var id ID
		for _, step := range rapid.SliceOfN(rapid.SampledFrom([]string{"ask", "lead", "officer", "enter", "stop", "refuse", "withdraw", "wait"}), 1, 10).Draw(rt, "steps") {
			switch step {
			case "ask":
				if secret != "" {
					continue // the work before asking is the slow part
				}
				w.World.Clock.Advance(25 * time.Hour) // tries are forgotten
				secret = w.ask(w.email)
				if all, err := w.List(ctx, w.officer); err == nil && len(all) > 0 {
					id = all[0].ID
				}
			case "lead", "officer":
				who := map[string]access.Actor{"lead": w.lead, "officer": w.officer}[step]
				if _, err := w.Call(ctx, who, id, "asked"); err == nil {
					if w.Approve(ctx, who, id, w.words(secret)) == nil && w.asked().State == Granted {
						token = w.token("/lost-access/enter/")
					}
				}
			case "enter":
				if _, err := w.Enter(ctx, token, "", asker); err == nil {
					token = ""
				}
			case "stop":
				_ = w.Stop(ctx, w.client)
			case "refuse":
				_ = w.Refuse(ctx, w.officer, id, "doubt")
			case "withdraw":
				_ = w.Withdraw(ctx, secret, asker)
			case "wait":
				w.World.Clock.Advance(Lasts)
				w.drain()
			}
			if f := w.factors(); f.Passkeys < before.Passkeys || f.RecoveryCodesLeft < before.RecoveryCodesLeft || before.TOTP && !f.TOTP {
				rt.Fatalf("after %s: %+v, before %+v", step, f, before)
			}
		}
	})
}

func TestEveryListOfWordsHasDifferentOnes(t *testing.T) {
	for language, list := range spoken {
		seen := map[string]bool{}
		for _, word := range list {
			if seen[letters(word)] {
				t.Errorf("%s: %s stands twice", language, word)
			}
			seen[letters(word)] = true
		}
		if len(list) != 64 {
			t.Errorf("%s has %d words", language, len(list))
		}
	}
}
