package room

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"surety/internal/access"
	"surety/internal/fault"
	"surety/internal/handover"
)

func TestAClientTakesUpAnOfferAndBothWrite(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if v := w.view(w.client); v.State != None || !slices.Equal(v.May, []string{"open"}) {
			t.Fatalf("before: %+v", v)
		}
		_, err := w.Offer(ctx, w.specialist, w.ticket)
		w.must(err)
		if v := w.view(w.client); v.State != Offered || v.OfferedBy.ID != w.specialist.Account || !slices.Equal(v.May, []string{"decline", "open"}) {
			t.Fatalf("offered: %+v", v)
		}
		id := w.opened()
		w.write(w.specialist, id, 1, 1)
		file := w.note(1, 2)
		file.Kind = File
		_, err = w.Write(ctx, w.client, id, file)
		w.must(err)
		all := w.read(w.specialist, id)
		if len(all) != 2 || !bytes.Equal(all[0].Sealed, sample(t, "secret.age")) || all[0].Author.ID != w.specialist.Account || all[0].Author.Name == "" || all[1].Sealed != nil || all[1].Kind != File {
			t.Fatalf("read: %+v", all)
		}
		got, err := w.Fetch(ctx, w.specialist, id, 2)
		w.must(err)
		if !bytes.Equal(got, file.Sealed) {
			t.Fatal("not the file")
		}
		copies, err := w.Enter(ctx, w.specialist, id)
		w.must(err)
		if len(copies) != 1 || copies[0].Number != 1 || copies[0].By.ID != w.client.Account || !bytes.Equal(copies[0].Sealed, sample(t, "secret.age")) {
			t.Fatalf("copies: %+v", copies)
		}
	})
}

func TestAnOfferCanBeDeclinedAndMadeAgain(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		const offer = "You are offered a sealed room"
		id, err := w.Offer(ctx, w.lead, w.ticket)
		w.must(err)
		_, err = w.Offer(ctx, w.specialist, w.ticket)
		w.refused(err, ErrState)
		w.refused(w.Decline(ctx, w.specialist, id), fault.ErrDenied)
		w.must(w.Decline(ctx, w.client, id))
		w.refused(w.Decline(ctx, w.client, id), ErrState)
		if w.letters(offer) != 0 {
			t.Error("written to about an offer that stands no more")
		}
		again, err := w.Offer(ctx, w.specialist, w.ticket)
		w.must(err)
		if again != id {
			t.Error("a second room of one ticket")
		}
		if w.letters(offer) != 1 {
			t.Error("not written to")
		}
	})
}

// Rooms are for what is restricted, and for open tickets.
func TestWhereThereIsNoRoom(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		open := func() error {
			_, err := w.Desk.Open(ctx, w.client, w.ticket, w.key(w.client), Recovery{})
			return err
		}
		w.exec(`UPDATE ticket SET class = 'confidential'`)
		w.refused(open(), ErrClass)
		if v := w.view(w.client); len(v.May) != 0 {
			t.Errorf("may %v", v.May)
		}
		w.exec(`UPDATE ticket SET class = 'restricted', status = 'closed'`)
		w.refused(open(), ErrClosed)
		w.exec(`UPDATE ticket SET status = 'open'`)
		w.must(open())
		w.refused(open(), ErrState)
		id := w.view(w.client).ID
		w.write(w.client, id, 1, 1)
		w.exec(`UPDATE ticket SET status = 'closed'`)
		_, err := w.Write(ctx, w.client, id, w.note(1, 2))
		w.refused(err, ErrClosed)
		if len(w.read(w.client, id)) != 1 {
			t.Error("what was written is not to be read any more")
		}
	})
}

// S5: a page that went wrong cannot store what it did not seal.
func TestS5WhatIsNotSealedDoesNotComeIntoARoom(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		id := w.opened()
		for name, b := range map[string][]byte{"a text": []byte("Meet me at noon"), "a classical key": sample(t, "classic.age"), "two keys": sample(t, "two.age"),
			"a passphrase": sample(t, "phrase.age"), "nothing": nil} {
			for _, kind := range Kinds {
				if _, err := w.Write(ctx, w.client, id, New{Epoch: 1, Seq: 1, Kind: kind, Sealed: b}); err == nil || fault.As(err).Code != handover.ErrSealed.Code {
					t.Errorf("%s as a %s: %v", name, kind, err)
				}
			}
			k := w.key(w.client, w.specialist)
			k.Envelopes[1].Sealed = b
			w.refused(w.Turn(ctx, w.client, id, 2, k), handover.ErrSealed)
		}
		long := append(sample(t, "secret.age"), make([]byte, MessageLimit)...)
		_, err := w.Write(ctx, w.client, id, New{Epoch: 1, Seq: 1, Kind: Message, Sealed: long})
		w.refused(err, fault.ErrTooLarge)
		_, err = w.Write(ctx, w.client, id, New{Epoch: 1, Seq: 1, Kind: File, Sealed: long})
		w.must(err)
		plain := w.words()
		plain.Sealed = []byte("AGE-SECRET-KEY-PQ-1QQQQ")
		_, err = w.Desk.Open(ctx, w.client, w.ticket, w.key(w.client), plain)
		w.refused(err, handover.ErrSealed)
	})
}

func TestA1WhoARoomIsNotFor(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		id := w.opened()
		w.write(w.client, id, 1, 1)
		every := func(who access.Actor) map[string]error {
			_, _, read := w.Read(ctx, who, id, Slice{})
			_, fetched := w.Fetch(ctx, who, id, 1)
			_, entered := w.Enter(ctx, who, id)
			_, wrote := w.Write(ctx, who, id, w.note(1, 2))
			return map[string]error{"read": read, "fetch": fetched, "enter": entered, "write": wrote, "turn": w.Turn(ctx, who, id, 2, w.key(w.client))}
		}
		token := w.specialist
		token.Token, token.Scopes = true, access.Scopes
		for name, c := range map[string]struct {
			who  access.Actor
			want *fault.Fault
		}{"stranger": {w.stranger, fault.ErrAbsent}, "admin": {w.Admin, fault.ErrAbsent}, "agent": {w.agent, access.ErrClass}, "token": {token, fault.ErrDenied}} {
			for what, err := range every(c.who) {
				if err == nil || fault.As(err).Code != c.want.Code {
					t.Errorf("%s, %s: %v, want %s", name, what, err, c.want.Code)
				}
			}
		}
		// Who may read the case and is not in the room learns that something was written, and nothing of it.
		for _, who := range []access.Actor{w.lead, w.colleague} {
			if all := w.read(who, id); len(all) != 1 || all[0].Sealed != nil {
				t.Errorf("given to who is not in the room: %+v", all)
			}
			_, err := w.Fetch(ctx, who, id, 1)
			w.refused(err, ErrMember)
			_, err = w.Write(ctx, who, id, w.note(1, 2))
			w.refused(err, ErrMember)
		}
		tired := w.specialist
		tired.SteppedUp = false
		_, err := w.Enter(ctx, tired, id)
		w.refused(err, fault.ErrStepUp)
		doubted := w.specialist
		doubted.SteppedUp, doubted.Doubts = false, []string{"new_network"}
		_, _, err = w.Read(ctx, doubted, id, Slice{})
		w.refused(err, fault.ErrStepUp)
	})
}

// A complaint closes the room to who works on the case, whatever they had; the client's side reads on.
func TestA3AComplaintClosesTheRoom(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		id := w.opened()
		w.write(w.client, id, 1, 1)
		w.exec(`UPDATE ticket SET complaints = 1`)
		_, _, err := w.Read(ctx, w.specialist, id, Slice{})
		w.refused(err, access.ErrSuspended)
		_, err = w.Enter(ctx, w.specialist, id)
		w.refused(err, access.ErrSuspended)
		w.write(w.client, id, 1, 2) // a complaint is no reason for a new key
		if len(w.read(w.client, id)) != 2 {
			t.Error("closed to the client")
		}
	})
}

func TestS1WhatIsInARoomLiesSealedOnceMore(t *testing.T) {
	once(t, func(t *testing.T, w *world) {
		k := w.recoverable(w.key(w.client, w.specialist))
		id, err := w.Desk.Open(ctx, w.client, w.ticket, k, w.words())
		w.must(err)
		w.write(w.client, id, 1, 1)
		secret, lock := sample(t, "secret.age"), sample(t, "phrase.age")
		for _, name := range w.Files() {
			b, err := os.ReadFile(name)
			w.must(err)
			if bytes.Contains(b, secret[len(secret)-32:]) || bytes.Contains(b, lock[150:200]) {
				t.Errorf("%s holds a ciphertext as it came", name)
			}
		}
	})
}

func TestALetterComesOnceUntilItWasRead(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.opened()
		const written, joined = "There is something to read", "You are in a sealed room"
		if n := w.letters(joined); n != 1 {
			t.Fatalf("%d letters to who is new", n)
		}
		w.write(w.client, id, 1, 1)
		w.write(w.client, id, 1, 2)
		if n := w.letters(written); n != 1 {
			t.Fatalf("%d letters, want 1", n)
		}
		w.read(w.specialist, id)
		w.write(w.client, id, 1, 3)
		if n := w.letters(written); n != 2 {
			t.Fatalf("%d letters, want 2", n)
		}
		w.write(w.client, id, 1, 4)
		w.read(w.specialist, id)
		w.write(w.client, id, 1, 5)
		w.leaves(w.specialist)
		if n := w.letters(written); n != 2 {
			t.Error("who left is written to")
		}
	})
}

// Of many who write at once, each number is given once, and the record tells of each what came.
func TestR1EachNumberIsGivenOnceAndStandsOnTheRecord(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.opened()
		var group sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 6 {
			group.Go(func() {
				_, err := w.Write(ctx, w.client, id, w.note(1, 1))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if fault.As(err).Code != ErrMoved.Code {
					t.Errorf("%v", err)
				}
			})
		}
		group.Wait()
		if won != 1 {
			t.Fatalf("number 1 was given %d times", won)
		}
		_, err := w.Write(ctx, w.client, id, w.note(1, 3))
		w.refused(err, ErrMoved)
		second := w.write(w.specialist, id, 1, 2)
		es, err := w.World.Desk.Record(ctx, w.client, w.ticket, 0, 50)
		w.must(err)
		found := map[string]int{}
		for _, e := range es {
			if e.Action == access.RoomWrite {
				found[e.Params["seq"]+" "+e.Params["digest"]]++
				if e.Params["seq"] == "2" && (e.N != second.N || e.Actor != w.specialist.Account || e.Params["epoch"] != "1") {
					t.Errorf("%+v", e)
				}
			}
		}
		digest := digestOf(sample(t, "secret.age"))
		if len(found) != 2 || found["1 "+digest] != 1 || found["2 "+digest] != 1 {
			t.Errorf("on the record: %v", found)
		}
		for _, e := range w.read(w.client, id) {
			if !strings.EqualFold(e.Digest, digest) || e.N == 0 {
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestPagesGoBothWays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.opened()
		for seq := int64(1); seq <= 5; seq++ {
			w.write(w.client, id, 1, seq)
		}
		for _, c := range []struct {
			slice Slice
			want  []int64
			more  bool
		}{{Slice{Limit: 2}, []int64{4, 5}, true}, {Slice{Limit: 2, Before: 4}, []int64{2, 3}, true}, {Slice{Limit: 2, Before: 2}, []int64{1}, false},
			{Slice{Limit: 3, After: 1}, []int64{2, 3, 4}, true}, {Slice{Limit: 3, After: 4}, []int64{5}, false}, {Slice{After: 5}, nil, false}} {
			all, more, err := w.Read(ctx, w.client, id, c.slice)
			w.must(err)
			var got []int64
			for _, e := range all {
				got = append(got, e.Seq)
			}
			if !slices.Equal(got, c.want) || more != c.more {
				t.Errorf("%+v: %v, more %v", c.slice, got, more)
			}
		}
	})
}
