package room

import (
	"bytes"
	"slices"
	"testing"

	"surety/internal/access"
	"surety/internal/fault"
)

func (w *world) standings() map[access.AccountID]Standing {
	all := map[access.AccountID]Standing{}
	for _, m := range w.view(w.client).Members {
		all[m.ID] = m.Standing
	}
	return all
}

// A3: who left reads nothing from then on, and nothing is written before the room has another key; what comes then they could not open, even if they were given it.
func TestA3WhoLeftIsTheReasonForANewKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.opened()
		w.write(w.client, id, 1, 1)
		w.leaves(w.specialist)
		_, _, err := w.Read(ctx, w.specialist, id, Slice{})
		w.refused(err, fault.ErrAbsent)
		if s := w.standings()[w.specialist.Account]; s != Left {
			t.Fatalf("stands %q", s)
		}
		_, err = w.Write(ctx, w.client, id, w.note(1, 2))
		w.refused(err, ErrTurn)
		w.refused(w.Turn(ctx, w.client, id, 2, w.key(w.client, w.specialist)), ErrPerson)
		w.must(w.Turn(ctx, w.client, id, 2, w.key(w.client)))
		_, err = w.Write(ctx, w.client, id, w.note(1, 2))
		w.refused(err, ErrTurned)
		w.write(w.client, id, 2, 2)

		w.must(w.World.Desk.AddMember(ctx, w.lead, w.ticket, w.specialist.Account, "specialist"))
		all := w.read(w.specialist, id)
		if all[0].Sealed == nil || all[1].Sealed != nil {
			t.Fatal("who comes back has what they had, and nothing more")
		}
		copies, err := w.Enter(ctx, w.specialist, id)
		w.must(err)
		if len(copies) != 1 || copies[0].Number != 1 {
			t.Fatalf("copies of %+v", copies)
		}
		_, err = w.Write(ctx, w.specialist, id, w.note(2, 3))
		w.refused(err, ErrMember)
		w.refused(w.Turn(ctx, w.specialist, id, 3, w.key(w.client, w.specialist)), ErrMember)
	})
}

// A key that is another by now is never sealed to on its own: who has it is let in again by somebody's browser.
func TestS5ANewKeyOfAMemberIsTheReasonForANewKeyOfTheRoom(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.opened()
		old := w.key(w.client, w.specialist)
		w.publish(w.client, "recipient2.txt")
		if s := w.standings(); s[w.client.Account] != NewKey || s[w.specialist.Account] != In {
			t.Fatalf("%v", s)
		}
		_, err := w.Write(ctx, w.specialist, id, w.note(1, 1))
		w.refused(err, ErrTurn)
		_, err = w.Write(ctx, w.client, id, w.note(1, 1))
		w.refused(err, ErrMember)
		w.refused(w.Turn(ctx, w.specialist, id, 2, old), ErrPerson) // sealed to the key of before
		w.must(w.Turn(ctx, w.specialist, id, 2, w.key(w.specialist)))
		w.write(w.specialist, id, 2, 1)
		w.must(w.Turn(ctx, w.specialist, id, 3, w.key(w.client, w.specialist))) // who was in it before comes back by any member
		w.write(w.client, id, 3, 2)
		all := w.read(w.client, id)
		if all[0].Sealed != nil || all[1].Sealed == nil {
			t.Fatal("what was sealed to a key that they do not have")
		}
	})
}

func TestWhoLetsInAndLeavesOutWhom(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.opened()
		w.publish(w.agent, "recipient.txt")
		for name, c := range map[string]struct {
			who   access.Actor
			epoch int64
			key   Key
			want  *fault.Fault
		}{
			"a specialist leaves out the client":      {w.specialist, 2, w.key(w.specialist), ErrWithout},
			"a specialist lets in a lead":             {w.specialist, 2, w.key(w.client, w.specialist, w.lead), ErrPerson},
			"a lead who is not in it":                 {w.lead, 2, w.key(w.client, w.specialist, w.lead), ErrMember},
			"the client without themselves":           {w.client, 2, w.key(w.specialist), ErrMember},
			"the client lets in who has no right":     {w.client, 2, w.key(w.client, w.agent), ErrPerson},
			"the client skips a key":                  {w.client, 3, w.key(w.client), ErrTurned},
			"the client repeats a key":                {w.client, 1, w.key(w.client), ErrTurned},
			"for recovery that was not wished":        {w.client, 2, w.recoverable(w.key(w.client)), ErrRecovery},
			"the client with somebody else's old key": {w.client, 2, Key{w.key().Recipient, []Envelope{w.sealed(w.client), {w.lead.Account, "x", sample(t, "secret.age")}}}, ErrPerson},
		} {
			if err := w.Turn(ctx, c.who, id, c.epoch, c.key); err == nil || fault.As(err).Code != c.want.Code {
				t.Errorf("%s: %v, want %s", name, err, c.want.Code)
			}
		}
		w.must(w.Turn(ctx, w.client, id, 2, w.key(w.client, w.lead)))
		if v := w.view(w.specialist); len(v.Members) != 2 || v.Epoch.Number != 2 {
			t.Errorf("%+v", v)
		}
		w.must(w.Turn(ctx, w.lead, id, 3, w.key(w.client, w.lead, w.specialist)))
		people, err := w.People(ctx, w.specialist, w.ticket)
		w.must(err)
		all, err := w.People(ctx, w.client, w.ticket)
		w.must(err)
		if len(people) != 3 || len(all) != 3 || all[0].ID != w.client.Account || all[0].Role != "client" || all[2].Role != "lead" || all[1].Key == nil {
			t.Errorf("%+v", all)
		}
	})
}

// The client decides at the start, and the decision holds.
func TestRecoveryIsAsTheClientDecided(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		_, err := w.Desk.Open(ctx, w.client, w.ticket, w.key(w.client, w.specialist), w.words())
		w.refused(err, ErrRecovery)
		k := w.recoverable(w.key(w.client, w.specialist))
		id, err := w.Desk.Open(ctx, w.client, w.ticket, k, w.words())
		w.must(err)
		w.write(w.specialist, id, 1, 1)
		w.refused(w.Turn(ctx, w.client, id, 2, w.key(w.client)), ErrRecovery)
		w.publish(w.client, "recipient2.txt") // theirs was lost
		lock, copies, err := w.Recover(ctx, w.client, id)
		w.must(err)
		if !bytes.Equal(lock, sample(t, "phrase.age")) || len(copies) != 1 || len(copies[0].Sealed) == 0 {
			t.Fatal("not what the words open")
		}
		if all := w.read(w.client, id); all[0].Sealed == nil {
			t.Fatal("what the recovered key opens was not given")
		}
		_, _, err = w.Recover(ctx, w.specialist, id)
		w.refused(err, fault.ErrDenied)
		tired := w.client
		tired.SteppedUp = false
		_, _, err = w.Recover(ctx, tired, id)
		w.refused(err, fault.ErrStepUp)
		w.must(w.Turn(ctx, w.client, id, 2, w.recoverable(w.key(w.client, w.specialist))))
		w.write(w.client, id, 2, 2)
	})
}

// A room whose members have all lost their keys, and which nobody can recover, is begun anew by the client's side: what was said stays shut, and the numbers go on.
func TestARoomThatNobodyCanOpenIsBegunAnew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.opened()
		w.write(w.client, id, 1, 1)
		anew := func(who access.Actor) bool { t.Helper(); return slices.Contains(w.view(who).May, "anew") }
		w.publish(w.client, "recipient2.txt")
		if anew(w.client) {
			t.Error("begun anew while somebody can let them in")
		}
		w.publish(w.specialist, "recipient2.txt")
		if !anew(w.client) || !anew(w.colleague) || anew(w.specialist) || anew(w.lead) {
			t.Error("not for the client's side alone")
		}
		for _, who := range []access.Actor{w.specialist, w.lead} {
			w.refused(w.Turn(ctx, who, id, 2, w.key(w.client, w.specialist, w.lead)), ErrMember)
		}
		w.must(w.Turn(ctx, w.client, id, 2, w.key(w.client, w.specialist)))
		w.write(w.specialist, id, 2, 2)
		if anew(w.client) {
			t.Error("begun anew twice")
		}
		copies, err := w.Enter(ctx, w.client, id)
		w.must(err)
		if all := w.read(w.lead, id); len(all) != 2 || len(copies) != 2 || all[0].Sealed != nil || all[1].Sealed != nil {
			t.Error("who is not in it was given something")
		}
	})
}

func TestWithoutRecoveryThereIsNone(t *testing.T) {
	once(t, func(_ *testing.T, w *world) {
		id := w.opened()
		_, _, err := w.Recover(ctx, w.client, id)
		w.refused(err, ErrNoWords)
	})
}

// Colleagues of the client come in by the client's side, by their keys, and go when they are of another organisation.
func TestTheClientsSideLetsInColleagues(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.opened()
		rival := w.ClientOf(w.Organisation("Rival"))
		rival.SteppedUp = true
		candidates := func(who access.Actor) (ids []access.AccountID) {
			t.Helper()
			all, err := w.People(ctx, who, w.ticket)
			w.must(err)
			for _, c := range all {
				ids = append(ids, c.ID)
			}
			return ids
		}
		if slices.Contains(candidates(w.client), w.colleague.Account) {
			t.Error("a colleague without a key is listed")
		}
		w.publish(w.colleague, "recipient.txt")
		w.publish(rival, "recipient.txt")
		if ids := candidates(w.client); !slices.Contains(ids, w.colleague.Account) || slices.Contains(ids, rival.Account) {
			t.Errorf("who can come: %v", ids)
		}
		for _, who := range []access.Actor{w.specialist, w.lead} {
			if slices.Contains(candidates(who), w.colleague.Account) {
				t.Error("staff are told who works with the client")
			}
		}
		w.refused(w.Turn(ctx, w.specialist, id, 2, w.key(w.client, w.specialist, w.colleague)), ErrPerson)
		w.refused(w.Turn(ctx, w.client, id, 2, w.key(w.client, w.specialist, rival)), ErrPerson)
		w.refused(w.Turn(ctx, w.colleague, id, 2, w.key(w.client, w.specialist)), ErrMember) // nobody makes a key that they are not in
		w.must(w.Turn(ctx, w.client, id, 2, w.key(w.client, w.specialist, w.colleague)))
		w.write(w.colleague, id, 2, 1)
		if n := w.letters("You are in a sealed room"); n != 2 {
			t.Errorf("%d letters to who is new, want 2: of the specialist, and of the colleague", n)
		}
		w.exec(`UPDATE account SET organisation = $1 WHERE id = $2`, string(rival.Organisation), string(w.colleague.Account))
		if s := w.standings()[w.colleague.Account]; s != Left {
			t.Fatalf("who works elsewhere stands %q", s)
		}
		_, err := w.Write(ctx, w.client, id, w.note(2, 2))
		w.refused(err, ErrTurn)
		w.must(w.Turn(ctx, w.client, id, 3, w.key(w.client, w.specialist)))
		w.write(w.client, id, 3, 2)
	})
}
