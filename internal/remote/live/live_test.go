package live

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"surety/internal/channel"
	"surety/internal/fault"
	"surety/internal/wire"
)

func TestTheEndsMeet(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.place(nil)
		c := w.client(1)
		c.come(p)
		f := p.joined(c.id, 1)
		m := f.lane(channel.Interactive)
		typed := f.reach(m, channel.Interactive)
		w.echo(typed, "uname\r\n")
		bulk := f.reach(f.lane(channel.Bulk), channel.Bulk)
		w.echo(bulk, "a file")
		if !w.book.until(w.ctx, func() bool {
			return w.book.present[hexOf(c.id)][wire.Client] && w.book.present[hexOf(c.id)][wire.Specialist]
		}) {
			t.Error("nobody was told that both are there")
		}
		if got := p.node.Count(); got.Sessions != 1 || got.Lanes != 4 || got.Relayed == 0 {
			t.Errorf("the node counts %+v", got)
		}
		c.turn(wire.Finish, "done")
		c.end()
		if !w.book.until(w.ctx, func() bool { return w.book.stands[hexOf(c.id)].Ended }) {
			t.Fatal("nobody was told that the recording is whole")
		}
		if got := w.book.ended(hexOf(c.id)); got != (wire.Turn{Step: wire.Finish, By: wire.Client, Why: "done"}) {
			t.Errorf("it ended by %+v", got)
		}
		w.clock.Advance(Farewell)
		w.closed(m)
		w.clock.Advance(Check)
		p.check()
		if sum := c.verify(false); sum.Why != "client" || p.node.Count().Sessions != 0 || w.ends() != 0 {
			t.Errorf("left: %+v, %+v, %d rows", sum, p.node.Count(), w.ends())
		}
	})
}

// A3: a right that is lost is seen at the next check, and a second later nothing goes through any more, whatever the ends do.
func TestA3ALostRightIsCut(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.place(nil)
		c := w.client(1)
		c.come(p) // it hears the word and goes on as if it had not
		f := p.joined(c.id, 1)
		m := f.lane(channel.Interactive)
		s := f.reach(m, channel.Interactive)
		w.echo(s, "before")
		w.book.set(func() { w.book.cuts[hexOf(c.id)] = "left_case" })
		p.check()
		want := wire.Turn{Step: wire.Finish, By: wire.Server, Why: "left_case"}
		if got := c.hears(); got != want || w.book.ended(hexOf(c.id)) != want {
			t.Errorf("told %+v, kept %+v", got, w.book.ended(hexOf(c.id)))
		}
		w.echo(s, "the last second")
		if _, err := p.join(c.id, 2); !errors.Is(err, ErrNotReady) {
			t.Errorf("another end: %v", err)
		}
		w.clock.Advance(Farewell)
		w.closed(m)
		if _, err := s.Write([]byte("after")); err == nil {
			if _, err = s.Read(make([]byte, 1)); err == nil {
				t.Error("something went through after the cut")
			}
		}
		if _, err := p.dial(c.id, channel.Interactive, 1); err == nil {
			t.Error("the number is still good")
		}
		if Check+Farewell > 4*time.Second {
			t.Error("a lost right may take longer than A3 allows")
		}
		c.end() // the recording's rest still comes
		if !w.book.until(w.ctx, func() bool { return w.book.stands[hexOf(c.id)].Ended }) {
			t.Error("the rest of the recording did not come")
		}
	})
}

// A network break at the client's: the specialist's end waits, nothing is asked anew, the recording has no gap.
func TestAClientsEndComesBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.place(nil)
		c := w.client(1)
		c.come(p)
		f := p.joined(c.id, 1)
		m := f.lane(channel.Interactive)
		w.echo(f.reach(m, channel.Interactive), "one\r\n")
		c.lose()
		if !w.book.until(w.ctx, func() bool { return !w.book.present[hexOf(c.id)][wire.Client] }) {
			t.Fatal("nobody was told that the client's end is gone")
		}
		w.eventually("the relay to it ends", func() bool { // else what is copied counts as unrecorded for all the time that is leapt over
			s := p.node.here(c.id)
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.copying == 0
		})
		w.clock.Advance(Patience - Check)
		p.check()
		p.node.Turn(hexOf(c.id), wire.Turn{Step: wire.Pause, By: wire.Lead, Why: "look"}) // nobody hears it now
		c.facts.Turns = []wire.Turn{{Step: wire.Pause, By: wire.Lead, Why: "look"}}       // but the desk has kept it
		opened := make(chan *channel.Sealed)
		go func() { opened <- f.reach(m, channel.Interactive) }() // waits
		c.come(p)
		w.echo(<-opened, "two\r\n")
		if got := c.hears(); got.Step != wire.Pause {
			t.Errorf("told %+v", got)
		}
		c.end()
		if !w.book.until(w.ctx, func() bool { return w.book.stands[hexOf(c.id)].Ended }) {
			t.Fatal("the recording did not end")
		}
		if sum := c.verify(false); sum.Chunks != 3 {
			t.Errorf("recorded %+v", sum)
		}
	})
}

func TestAClientsEndThatIsGoneHasEndedItsSession(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.place(nil)
		c := w.client(1)
		c.come(p)
		f := p.joined(c.id, 1)
		m := f.lane(channel.Interactive)
		w.echo(f.reach(m, channel.Interactive), "one\r\n")
		w.eventually("the chunk is stored", func() bool { s, err := p.chunks.Stand(w.ctx, c.id); return err == nil && s.Chunks == 1 })
		c.lose()
		w.eventually("the loss is seen", func() bool { return p.node.here(c.id).lane(channel.Interactive) == nil })
		w.book.set(func() { w.book.down = true }) // and the desk does not answer just then
		w.clock.Advance(Patience)
		_ = p.node.check(w.ctx, 0) // says that the desk does not answer
		w.clock.Advance(Farewell)
		w.closed(m)
		w.book.set(func() { w.book.down = false })
		p.check()
		if got := w.book.ended(hexOf(c.id)); got != (wire.Turn{Step: wire.Finish, By: wire.Server, Why: "client_lost"}) {
			t.Errorf("ended by %+v", got)
		}
		for range 3 {
			w.clock.Advance(Check)
			p.check()
		}
		stand, err := p.chunks.Stand(w.ctx, c.id)
		if w.must(err); stand.Abandoned.IsZero() || w.book.stands[hexOf(c.id)] != stand || w.ends() != 0 || p.node.Count().Sessions != 0 {
			t.Errorf("left: %+v, told %+v, %d rows", stand, w.book.stands[hexOf(c.id)], w.ends())
		}
		c.verify(true)
	})
}

func TestASpecialistsEndComesBackUnderANewNumber(t *testing.T) {
	w := onSQLite(t)
	p := w.place(nil)
	c := w.client(1)
	c.come(p)
	f := p.joined(c.id, 1)
	m := f.lane(channel.Interactive)
	bulk := f.lane(channel.Bulk)
	w.echo(f.reach(m, channel.Interactive), "one")
	m.Close()
	if got := <-c.gone; got != 1 {
		t.Errorf("told that %d is gone", got)
	}
	w.closed(bulk)
	if _, err := p.dial(c.id, channel.Bulk, 1); !errors.Is(err, channel.ErrTurnedAway) {
		t.Errorf("its number: %v", err)
	}
	again := p.joined(c.id, 2)
	w.echo(again.reach(again.lane(channel.Interactive), channel.Interactive), "two")
	if got := w.book.said(hexOf(c.id)); len(got) != 0 {
		t.Errorf("the session took turns: %+v", got)
	}
}

func TestTurnsGoBothWays(t *testing.T) {
	w := onSQLite(t)
	p := w.place(nil)
	c := w.client(1)
	c.come(p)
	f := p.joined(c.id, 1)
	m := f.lane(channel.Interactive)
	line, err := m.Open(w.ctx, wire.Open{Purpose: wire.ForControl})
	w.must(err)
	pause := wire.Turn{Step: wire.Pause, By: wire.Lead, Why: "look"}
	p.node.Turn(hexOf(c.id), pause)
	if got := c.hears(); got != pause {
		t.Errorf("the client's end was told %+v", got)
	}
	w.must(c.say(wire.FrameTurn, pause.Encode())) // it is so
	c.turn(wire.Finish, "done")
	for _, want := range []wire.Turn{pause, {Step: wire.Finish, By: wire.Client, Why: "done"}} {
		kind, payload, err := wire.NewFrameReader(line).Next(wire.MaxControl)
		w.must(err)
		if got, err := wire.DecodeTurn(payload); err != nil || kind != wire.FrameTurn || got != want {
			t.Errorf("the specialist's end was told %+v, not %+v: %v", got, want, err)
		}
	}
	if !w.book.until(w.ctx, func() bool { return len(w.book.turns[hexOf(c.id)]) == 2 }) {
		t.Error("the turns were not kept")
	}
}

// The limits that end a session by themselves.
func TestLimits(t *testing.T) {
	cases := map[string]struct {
		prepare func(w *world, p *place, c *client)
		after   time.Duration
	}{
		"time_over": {func(w *world, p *place, c *client) { c.facts.Until = noon.Add(time.Minute); c.come(p) }, time.Minute},
		"time_over since consent": {func(w *world, p *place, c *client) {
			agreed := c.facts
			agreed.Until = noon.Add(10 * time.Minute)
			c.facts.Until, c.facts.Again = time.Time{}, func(context.Context) (Facts, error) { return agreed, nil }
			c.come(p)
			p.joined(c.id, 1)
		}, 10 * time.Minute},
		"idle": {func(w *world, p *place, c *client) { c.come(p) }, Idle},
		"unrecorded": {func(w *world, p *place, c *client) {
			c.talk(c.lane(p, channel.Interactive)) // and does not record
			f := p.joined(c.id, 1)
			m := f.lane(channel.Interactive)
			w.echo(f.reach(m, channel.Interactive), "x")
		}, unrecorded},
	}
	for name, l := range cases {
		why, _, _ := strings.Cut(name, " ")
		t.Run(name, func(t *testing.T) {
			w := onSQLite(t)
			p, c := w.place(nil), w.client(1)
			l.prepare(w, p, c)
			w.clock.Advance(l.after - time.Second)
			p.check()
			if got := w.book.ended(hexOf(c.id)); got.Step != 0 {
				t.Fatalf("ended early: %+v", got)
			}
			w.clock.Advance(time.Second)
			p.check()
			if got := w.book.ended(hexOf(c.id)); got.Why != why || got.By != wire.Server {
				t.Errorf("ended by %+v", got)
			}
			if got := c.hears(); got.Why != why {
				t.Errorf("told %+v", got)
			}
		})
	}
}

func TestAJoinThatIsNotAnswered(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	if _, err := p.join(c.id, 1); !errors.Is(err, ErrNotReady) {
		t.Errorf("before the client's end is there: %v", err)
	}
	c.silent = true
	c.come(p)
	failed := make(chan error)
	go func() { _, err := p.join(c.id, 1); failed <- err }()
	w.eventually("the end is expected", func() bool { s := p.node.here(c.id); s.mu.Lock(); defer s.mu.Unlock(); return len(s.guests) == 1 })
	if _, err := p.dial(c.id, channel.Interactive, 1); !errors.Is(err, channel.ErrTurnedAway) {
		t.Errorf("before the answer: %v", err)
	}
	w.clock.Advance(joinWithin)
	if err := <-failed; !errors.Is(err, ErrNotReady) {
		t.Errorf("without an answer: %v", err)
	}
	if got := <-c.gone; got != 1 {
		t.Errorf("told that %d is gone", got)
	}
}

// TestAnEndWhoseJoinFailedIsForgottenAtOnce: its key could not be put on the record, so that it does not come. One that is here stays.
func TestAnEndWhoseJoinFailedIsForgottenAtOnce(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	c.come(p)
	p.joined(c.id, 1)
	p.node.Leave(hexOf(c.id), 1)
	if got := <-c.gone; got != 1 {
		t.Errorf("told that %d is gone", got)
	}
	if _, err := p.dial(c.id, channel.Interactive, 1); !errors.Is(err, channel.ErrTurnedAway) {
		t.Errorf("it comes: %v", err)
	}
	p.node.Leave("not a session", 1)
}

func TestAnEndThatWasLetInMustCome(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	c.come(p)
	for number := range uint32(mostGuests) {
		p.joined(c.id, number+1)
	}
	if _, err := p.join(c.id, 9); !errors.Is(err, ErrFull) {
		t.Errorf("one more: %v", err)
	}
	w.clock.Advance(comeWithin + time.Second)
	p.check()
	for range mostGuests {
		<-c.gone
	}
	p.joined(c.id, 9)
}

// A server that is told to stop lets the ends go; their sessions stay as they are.
func TestAStopLeavesSessionsAsTheyAre(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p, c := w.place(nil), w.client(1)
		c.come(p)
		f := p.joined(c.id, 1)
		m := f.lane(channel.Interactive)
		w.echo(f.reach(m, channel.Interactive), "one")
		p.node.Close()
		w.closed(m)
		if _, err := p.dial(c.id, channel.Interactive, 0); err == nil {
			t.Error("a node that is closed takes ends")
		}
		next := w.place(nil) // the start after
		w.clock.Advance(Patience - Check)
		next.check()
		c.come(next)
		again := next.joined(c.id, 2)
		w.echo(again.reach(again.lane(channel.Interactive), channel.Interactive), "two")
		if got := w.book.said(hexOf(c.id)); len(got) != 0 {
			t.Errorf("it took turns: %+v", got)
		}
	})
}

func TestWhatComesToRestoreOnlyRestores(t *testing.T) {
	w := onSQLite(t)
	served := make(chan Facts, 1)
	p := w.place(func(s *Settings) {
		s.Snapshot = func(_ context.Context, f Facts, line *channel.Stream) { served <- f; _, _ = line.Read(make([]byte, 1)) }
	})
	c := w.client(1)
	c.facts.Restore = true
	m := c.lane(p, channel.Interactive)
	c.talk(m)
	if _, err := m.Open(w.ctx, wire.Open{Purpose: wire.ForRecord}); !errors.Is(err, channel.ErrRefused) {
		t.Errorf("a recording: %v", err)
	}
	if _, err := p.join(c.id, 1); !errors.Is(err, ErrNotReady) {
		t.Errorf("an end: %v", err)
	}
	s, err := c.lane(p, channel.Bulk).Open(w.ctx, wire.Open{Purpose: wire.ForSnapshot})
	w.must(err)
	if f := <-served; !f.Restore || f.Session != c.id {
		t.Errorf("served %+v", f)
	}
	s.Close()
	c.lose()
	w.eventually("the loss is seen", func() bool { return p.node.here(c.id).lane(channel.Interactive) == nil })
	w.clock.Advance(Patience)
	p.check()
	if p.node.Count().Sessions != 0 || w.ends() != 0 || w.book.ended(hexOf(c.id)).Step != 0 {
		t.Error("something is left of it")
	}
}

// A program keeps a snapshot before its client has consented: by one bulk lane, the newer, as long as its token is worth something.
func TestAProgramKeepsASnapshotBeforeItsSession(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(func(s *Settings) {
		s.Snapshot = func(_ context.Context, _ Facts, line *channel.Stream) { _, _ = io.Copy(line, line) }
	}), w.client(1)
	until := c.facts.Until
	var void atomic.Bool
	c.facts.Until, c.facts.Again = time.Time{}, func(context.Context) (Facts, error) {
		if void.Load() {
			return Facts{}, fault.ErrAnonymous
		}
		return c.facts, nil
	}
	first := c.lane(p, channel.Bulk)
	keeps := func(m *channel.Mux) {
		s, err := m.Open(w.ctx, wire.Open{Purpose: wire.ForSnapshot})
		w.must(err)
		w.echo(s, "a pack")
	}
	keeps(first)
	second := c.lane(p, channel.Bulk)
	w.closed(first)
	keeps(second)
	for _, purpose := range []wire.Purpose{wire.ForRecord, wire.ForControl, wire.ForRelay} {
		if _, err := second.Open(w.ctx, wire.Open{Purpose: purpose}); !errors.Is(err, channel.ErrRefused) {
			t.Errorf("%s: %v", purpose, err)
		}
	}
	if p.node.Count().Sessions != 0 || w.ends() != 0 {
		t.Error("it counts as a session")
	}
	void.Store(true)
	w.eventually("a token worth nothing is seen", func() bool { w.clock.Advance(Check); return second.Err() != nil })
	c.facts.Until = until // in a session both lanes come to it, and the interactive one is first
	p.facts.Store(c.id, c.facts)
	if _, err := p.dial(c.id, channel.Bulk, 0); err == nil {
		t.Error("a bulk lane came to a session that is not there")
	}
}

// A new code lets another program in: the one before is told so and let go, and the session goes on.
func TestANewProgramReplacesTheOneBefore(t *testing.T) {
	w := onSQLite(t)
	p, old, fresh := w.place(nil), w.client(1), w.client(2)
	fresh.id, fresh.facts.Session = old.id, old.id
	var void atomic.Bool
	old.facts.Again = func(context.Context) (Facts, error) {
		if void.Load() {
			return Facts{}, fault.ErrAnonymous
		}
		return old.facts, nil
	}
	m := old.lane(p, channel.Interactive)
	old.talk(m)
	replaced := wire.Turn{Step: wire.Finish, By: wire.Server, Why: Replaced}
	p.node.Turn(hexOf(old.id), replaced) // about one before it
	w.must(old.say(wire.FrameTurn, wire.Turn{Step: wire.Pause, By: wire.Client}.Encode()))
	if !w.book.until(w.ctx, func() bool { return len(w.book.turns[hexOf(old.id)]) == 1 }) {
		t.Error("it is not heard any more")
	}
	fresh.talk(fresh.lane(p, channel.Interactive))
	if got := old.hears(); got != replaced {
		t.Errorf("told %+v", got)
	}
	w.eventually("the farewell is over", func() bool { w.clock.Advance(Farewell); return m.Err() != nil })
	p.joined(fresh.id, 1)
	void.Store(true)
	p.node.here(fresh.id).know(old.facts) // its token is worth nothing now
	p.node.Turn(hexOf(fresh.id), replaced)
	if got := fresh.hears(); got != replaced {
		t.Errorf("told %+v", got)
	}
	if got := w.book.ended(hexOf(old.id)); got.Step != 0 || !w.book.present[hexOf(old.id)][wire.Client] {
		t.Errorf("the session ended by %+v", got)
	}
}

// A program that came to restore is let go when its token is worth nothing any more.
func TestARestoreEndsWithItsToken(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	c.facts.Restore, c.facts.Again = true, func(context.Context) (Facts, error) { return Facts{}, fault.ErrAnonymous }
	m := c.lane(p, channel.Interactive)
	c.talk(m)
	p.check()
	if got := c.hears(); got.Step != wire.Finish {
		t.Errorf("told %+v", got)
	}
	w.clock.Advance(Farewell + Check)
	p.check()
	w.closed(m)
}

// What the desk does not believe of a client's end ends the session all the same.
func TestAnEndThatTheDeskDoesNotKeep(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	c.facts.Turned = func(context.Context, wire.Turn) error { return fault.ErrAnonymous }
	c.come(p)
	c.turn(wire.Pause, "")
	c.turn(wire.Finish, "done")
	w.eventually("it is over", p.node.here(c.id).ended)
	w.eventually("it is kept", func() bool { p.check(); return w.book.ended(hexOf(c.id)).Step != 0 })
	if got := w.book.said(hexOf(c.id)); len(got) != 1 || got[0].By != wire.Server || got[0].Why != "done" {
		t.Errorf("kept %+v", got)
	}
}

// TestAWholeRecordingIsSaidAgain: that the desk could not be told of its end makes it no less whole, nor anybody wait for two minutes.
func TestAWholeRecordingIsSaidAgain(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	c.come(p)
	w.book.set(func() { w.book.down = true })
	c.turn(wire.Finish, "done")
	c.end()
	w.eventually("it is whole", p.node.here(c.id).unsaid)
	c.lose()
	w.book.set(func() { w.book.down = false })
	w.clock.Advance(Check)
	w.eventually("it is said", func() bool {
		p.check()
		w.book.mu.Lock()
		defer w.book.mu.Unlock()
		return w.book.stands[hexOf(c.id)].Ended
	})
}
