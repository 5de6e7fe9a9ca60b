package handover

import (
	"bytes"
	"os"
	"sync"
	"testing"
	"time"

	"surety/internal/access"
	"surety/internal/fault"
)

func TestASecretIsShownOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.give(Once)
		given, err := w.Open(ctx, w.specialist, id)
		w.must(err)
		if !bytes.Equal(given.Sealed, sample(t, "secret.age")) {
			t.Fatal("not what was handed over")
		}
		_, err = w.Open(ctx, w.specialist, id)
		w.refused(err, ErrRead)
		v := w.view(w.client, id)
		if v.State != Read || len(v.Openings) != 1 || v.Openings[0].Origin.Address != w.specialist.Address.String() || v.Openings[0].Entry == 0 || v.Label != label {
			t.Fatalf("the owner sees %+v", v)
		}
		w.drain()
		if w.letters("A password was handed over") != 0 || w.letters("What you handed over was opened") != 1 {
			t.Fatalf("letters: %v", w.Mail.Sent()) // who has opened it by then is not invited to
		}
	})
}

// An answer that was lost can be asked for again; by nobody else, and not for long.
func TestALostAnswerIsGivenAgainForTwoMinutes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.give(Once)
		given, err := w.Open(ctx, w.specialist, id)
		w.must(err)
		again, err := w.Again(ctx, w.specialist, given.Opening)
		w.must(err)
		if !bytes.Equal(again.Sealed, given.Sealed) || len(w.view(w.client, id).Openings) != 1 {
			t.Fatal("the same answer, and no opening of its own")
		}
		elsewhere := w.specialist
		elsewhere.Session = "another"
		_, err = w.Again(ctx, elsewhere, given.Opening)
		w.refused(err, fault.ErrAbsent)
		for _, who := range []access.Actor{w.client, w.agent, w.stranger} {
			if _, err := w.Again(ctx, who, given.Opening); err == nil {
				t.Error("given to somebody else")
			}
		}
		w.Clock.Advance(AgainTime)
		_, err = w.Again(ctx, w.specialist, given.Opening)
		w.refused(err, ErrRead)
		w.drain()
		if w.stored(id).body != nil {
			t.Error("the ciphertext is still there")
		}
	})
}

func TestOfManyAtOnceOneOpens(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.give(Once)
		var group sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 8 {
			group.Go(func() {
				if _, err := w.Open(ctx, w.specialist, id); err == nil {
					mu.Lock()
					won++
					mu.Unlock()
				}
			})
		}
		group.Wait()
		if won != 1 || len(w.view(w.client, id).Openings) != 1 {
			t.Fatalf("opened %d times", won)
		}
	})
}

// Whom it is not for: they do not learn that it is there.
func TestA1ASecretIsBetweenTwo(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.give(Once)
		for name, who := range map[string]access.Actor{"colleague": w.colleague, "agent": w.agent, "lead": w.lead, "stranger": w.stranger, "admin": w.Admin} {
			_, err := w.Read(ctx, who, id)
			_, opened := w.Open(ctx, who, id)
			for _, err := range []error{err, opened, w.Withdraw(ctx, who, id), w.Changed(ctx, who, id)} {
				if err == nil || fault.KindOf(err) != fault.Absent {
					t.Errorf("%s: %v, want absent", name, err)
				}
			}
			if all, err := w.OfTicket(ctx, who, w.ticket); err == nil && len(all) > 0 {
				t.Errorf("%s sees it in the list", name)
			}
		}
		_, err := w.Open(ctx, w.client, id)
		w.refused(err, fault.ErrDenied)
		w.refused(w.Withdraw(ctx, w.specialist, id), fault.ErrDenied)
		tired := w.specialist
		tired.SteppedUp = false
		_, err = w.Open(ctx, tired, id)
		w.refused(err, fault.ErrStepUp)
		token := w.specialist
		token.Token, token.Scopes = true, access.Scopes
		if _, err := w.Open(ctx, token, id); err == nil {
			t.Error("a token opens it")
		}
	})
}

func TestWhoMayHandOverToWhom(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.publish(w.agent, "recipient2.txt")
		to := func(who access.Actor) Gift {
			g := w.gift(Once)
			g.Reader = who.Account
			return g
		}
		_, err := w.Give(ctx, w.colleague, w.ticket, w.gift(Once))
		w.must(err)
		g := to(w.agent)
		g.Key = w.keyOf(w.agent)
		_, err = w.Give(ctx, w.client, w.ticket, g)
		w.must(err)
		for name, who := range map[string]access.Actor{"stranger": w.stranger, "colleague": w.colleague, "oneself": w.client} {
			if _, err := w.Give(ctx, w.client, w.ticket, to(who)); err == nil || fault.As(err).Code != ErrReader.Code {
				t.Errorf("to %s: %v", name, err)
			}
		}
		_, err = w.Give(ctx, w.client, w.ticket, to(w.lead)) // who has no key
		w.refused(err, ErrKey)
		for _, who := range []access.Actor{w.specialist, w.agent} {
			_, err = w.Give(ctx, who, w.ticket, w.gift(Once))
			w.refused(err, fault.ErrDenied)
		}
		_, err = w.Give(ctx, w.client, w.ticket, w.gift(Deal))
		w.refused(err, ErrNoDeal)
		all, err := w.Readers(ctx, w.client, w.ticket)
		w.must(err)
		if len(all) != 3 || all[0].ID != w.specialist.Account || all[0].Key == nil {
			t.Fatalf("readers %+v", all)
		}
	})
}

// A key that was put in the place of another is seen: the sender's page sealed to one that is not current, and the record names both.
func TestS5AReplacedKeyEndsWhatWasSealedToIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, gift := w.give(Once), w.gift(Once)
		w.publish(w.specialist, "recipient2.txt")
		_, err := w.Give(ctx, w.client, w.ticket, gift)
		w.refused(err, ErrKey)
		_, err = w.Open(ctx, w.specialist, id)
		w.refused(err, ErrOver)
		if r := w.stored(id); r.state != Ended || r.why != whyKey || r.body != nil {
			t.Fatalf("%s, %s, %d bytes", r.state, r.why, len(r.body))
		}
		own, err := w.Own(ctx, w.specialist)
		w.must(err)
		if len(own.Earlier) != 1 || own.Earlier[0].Entry == 0 || own.Earlier[0].Entry == own.Key.Entry || len(own.Locks) != 2 {
			t.Fatalf("%d earlier keys, %d locks", len(own.Earlier), len(own.Locks))
		}
		for _, l := range own.Locks {
			if want := map[Kind]string{Passphrase: "phrase.age", Passkey: "passkey.age"}[l.Kind]; !bytes.Equal(l.Sealed, sample(t, want)) {
				t.Errorf("what %s sealed came back otherwise", l.Kind)
			}
		}
		w.drain()
		if w.letters("A new key for passwords") != 2 {
			t.Errorf("its owner was not written to about each")
		}
		w.publish(w.specialist, "recipient2.txt") // the same once more
		if again, err := w.Own(ctx, w.specialist); err != nil || again.Key.ID != own.Key.ID {
			t.Error("the same key was published twice")
		}
	})
}

func TestAKeyKeepsSomethingThatUnlocksIt(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		key := w.keyOf(w.specialist)
		own, err := w.Own(ctx, w.specialist)
		w.must(err)
		w.refused(w.RemoveLock(ctx, w.agent, own.Locks[0].ID), fault.ErrAbsent)
		w.must(w.RemoveLock(ctx, w.specialist, own.Locks[0].ID))
		w.refused(w.RemoveLock(ctx, w.specialist, own.Locks[1].ID), ErrLast)
		w.must(w.AddLock(ctx, w.specialist, key, w.passkey()))
		w.refused(w.AddLock(ctx, w.specialist, "another", w.passkey()), fault.ErrAbsent)
		thief := w.specialist
		thief.SteppedUp = false
		w.refused(w.AddLock(ctx, thief, key, w.passkey()), fault.ErrStepUp)
		w.refused(w.Publish(ctx, thief, string(sample(t, "recipient2.txt")), []Lock{w.phrase()}), fault.ErrStepUp)
		for range LocksLimit - 2 {
			w.must(w.AddLock(ctx, w.specialist, key, w.phrase()))
		}
		w.refused(w.AddLock(ctx, w.specialist, key, w.phrase()), fault.ErrTooLarge)
	})
}

// A3: a right that is gone closes what was handed over, at once; so do the ends of what it was for.
func TestA3WhatIsOverOpensNothing(t *testing.T) {
	cases := []struct {
		name      string
		end, mend func(w *world)
		want      *fault.Fault
		why       string
	}{
		{"the specialist left", func(w *world) { w.must(w.World.Desk.RemoveMember(ctx, w.agent, w.ticket, w.specialist.Account)) },
			func(w *world) {
				w.must(w.World.Desk.AddMember(ctx, w.agent, w.ticket, w.specialist.Account, "specialist"))
			}, fault.ErrAbsent, whyReader},
		{"the ticket was closed", func(w *world) { w.exec(`UPDATE ticket SET status = 'closed'`) }, func(w *world) { w.exec(`UPDATE ticket SET status = 'open'`) }, ErrOver, whyTicket},
		{"a dispute is open", func(w *world) { w.exec(`INSERT INTO deal_suspension (deal, matter, since) VALUES ('d', 'm', 1)`) },
			func(w *world) { w.exec(`DELETE FROM deal_suspension`) }, ErrFrozen, ""},
		{"the deal is over", func(w *world) { w.exec(`UPDATE deal SET state = 'completed'`) }, func(w *world) { w.exec(`UPDATE deal SET state = 'active'`) }, ErrOver, whyDeal},
		{"nobody opened it in time", func(w *world) { w.Clock.Advance(KeepDays * 24 * time.Hour) }, func(*world) {}, ErrOver, whyTime},
	}
	each(t, func(t *testing.T, w *world) {
		w.agree()
		for _, c := range cases {
			id := w.give(Once)
			c.end(w)
			_, err := w.Open(ctx, w.specialist, id)
			if err == nil || fault.As(err).Code != c.want.Code {
				t.Errorf("%s: %v, want %s", c.name, err, c.want.Code)
			}
			w.Clock.Advance(lookEvery)
			w.drain()
			if r := w.stored(id); r.why != c.why || (r.body == nil) != (c.why != "") {
				t.Errorf("%s: ended %q, with %d bytes left", c.name, r.why, len(r.body))
			}
			c.mend(w)
		}
	})
}

func TestWhatIsTakenBackOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.give(Once)
		w.must(w.Withdraw(ctx, w.client, id))
		w.must(w.Withdraw(ctx, w.client, id))
		_, err := w.Open(ctx, w.specialist, id)
		w.refused(err, ErrOver)
		if r := w.stored(id); r.body != nil || r.toChange() != NotNeeded {
			t.Error("something is left of it")
		}
		read := w.give(Once)
		_, err = w.Open(ctx, w.specialist, read)
		w.must(err)
		w.refused(w.Withdraw(ctx, w.client, read), ErrRead)
		for range SecretsLimit {
			w.give(Once)
		}
		_, err = w.Give(ctx, w.client, w.ticket, w.gift(Once))
		w.refused(err, ErrMany)
	})
}

// For a deal it opens as often as is needed; when the deal is over its owner is asked to change it, again and again for a while, until they say that they did.
func TestWhatWasSeenIsOnTheListUntilItWasChanged(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.agree()
		id, unseen := w.give(Deal), w.give(Deal)
		for range 3 {
			_, err := w.Open(ctx, w.specialist, id)
			w.must(err)
		}
		w.Clock.Advance(30 * 24 * time.Hour)
		w.drain()
		if v := w.view(w.client, id); v.State != Held || v.Change != Later || len(v.Openings) != 3 {
			t.Fatalf("while the deal runs: %+v", v)
		}
		w.exec(`UPDATE deal SET state = 'completed'`)
		for i := range remindTimes + 2 {
			w.Clock.Advance(remindEvery)
			w.drain()
			if got, want := w.letters("Please change a password"), min(i+1, remindTimes); got != want {
				t.Fatalf("%d letters after %d weeks, want %d", got, i+1, want)
			}
		}
		all, err := w.ToChange(ctx, w.client)
		w.must(err)
		if len(all) != 1 || all[0].ID != id || all[0].Change != Now || w.stored(unseen).state != Ended {
			t.Fatalf("to change: %+v", all)
		}
		w.must(w.Changed(ctx, w.client, id))
		if all, err = w.ToChange(ctx, w.client); err != nil || len(all) != 0 {
			t.Fatalf("still on the list: %+v, %v", all, err)
		}
		w.refused(w.Changed(ctx, w.specialist, id), fault.ErrDenied)
	})
}

// S1 and S4: what its owner calls it lies nowhere in the clear, and the ciphertext lies sealed once more.
func TestS1LabelsAndCiphertextsLieSealed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		gift := w.gift(Once)
		gift.Label = "canary-label-5d1c"
		_, err := w.Give(ctx, w.client, w.ticket, gift)
		w.must(err)
		canaries := [][]byte{[]byte(gift.Label), gift.Sealed[len(gift.Sealed)-32:], sample(t, "phrase.age")[150:200], []byte("My telephone")}
		for _, name := range w.Files() {
			b, err := os.ReadFile(name)
			w.must(err)
			for _, c := range canaries {
				if bytes.Contains(b, c) {
					t.Errorf("%s holds %q", name, c)
				}
			}
		}
	})
}
