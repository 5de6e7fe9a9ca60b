package live

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io"
	"runtime"
	"testing"
	"time"

	"surety/internal/channel"
	"surety/internal/recording"
	"surety/internal/wire"
)

// sealed makes chunks as a client's end with this key would, or one that has stolen or invented it.
func (w *world) sealed(session wire.Session, signer ed25519.PrivateKey, lines ...string) (all []recording.Sealed) {
	w.Helper()
	spool, err := recording.NewSpool(w.TempDir()+"/spool", 1<<30)
	w.must(err)
	defer spool.Close()
	r := recording.New(w.clock, spool, session, &recording.Key{9}, signer)
	for _, line := range lines {
		w.must(r.Append(wire.Output, 1, []byte(line)))
	}
	w.must(r.End("client"))
	u, err := spool.Upload(nil)
	w.must(err)
	defer u.Close()
	for {
		c, err := u.Next(w.ctx)
		if err == io.EOF {
			return all
		}
		w.must(err)
		w.must(u.Acknowledge(c.Ack()))
		all = append(all, recording.Sealed{Header: c.Header, Record: bytes.Clone(c.Record), Signature: bytes.Clone(c.Signature)})
	}
}

// A client's end that sends what it must not: another session's chunks, one twice, one that does not follow, another key's, no chunk at
// all. The session ends, and what was there stays.
func TestAFalseRecordingEndsTheSession(t *testing.T) {
	w := onSQLite(t)
	mine := func(c *client) []recording.Sealed { return w.sealed(c.id, c.signer, "one\r\n", "two\r\n") }
	frame := func(s recording.Sealed) []byte { return wire.AppendFrame(nil, wire.FramePut, s.Record, s.Signature) }
	cases := map[string]struct {
		sends func(c *client) []byte
		ends  bool
		has   uint64
	}{
		"another session's": {func(c *client) []byte { return frame(w.sealed(wire.Session{77}, c.signer, "x")[0]) }, true, 0},
		"another key's":     {func(c *client) []byte { return frame(w.sealed(c.id, w.client(78).signer, "x")[0]) }, true, 0},
		"twice":             {func(c *client) []byte { m := mine(c); return append(frame(m[0]), frame(m[0])...) }, true, 1},
		"one missing":       {func(c *client) []byte { m := mine(c); return append(frame(m[0]), frame(m[2])...) }, true, 1},
		"a fork": {func(c *client) []byte {
			return append(frame(mine(c)[0]), frame(w.sealed(c.id, c.signer, "other\r\n", "words\r\n")[1])...)
		}, true, 1},
		"a changed byte":   {func(c *client) []byte { s := mine(c)[0]; s.Record[wire.RecordHead+3] ^= 1; return frame(s) }, true, 0},
		"no chunk":         {func(*client) []byte { return wire.AppendFrame(nil, wire.FramePut, make([]byte, 200)) }, true, 0},
		"another frame":    {func(*client) []byte { return wire.AppendFrame(nil, wire.FrameTurn, []byte{4, 1, 0, 0}) }, false, 0},
		"an endless one":   {func(*client) []byte { return []byte{wire.FramePut, 0xff, 0xff, 0xff, 0xff} }, false, 0},
		"what is no frame": {func(*client) []byte { return bytes.Repeat([]byte{0xff}, 100) }, false, 0},
	}
	number := byte(10)
	for name, l := range cases {
		number++
		c := w.client(number)
		t.Run(name, func(t *testing.T) {
			p := w.place(nil)
			m := c.lane(p, channel.Interactive)
			c.talk(m)
			line, err := m.Open(w.ctx, wire.Open{Purpose: wire.ForRecord})
			w.must(err)
			_, err = line.Write(l.sends(c))
			w.must(err)
			_, _ = io.Copy(io.Discard, line) // until the server leaves
			if l.ends {
				if got := c.hears(); got.Why != "recording_bad" {
					t.Errorf("told %+v", got)
				}
				if !w.book.until(w.ctx, func() bool { return !w.book.stands[hexOf(c.id)].Abandoned.IsZero() }) {
					t.Fatal("the recording was not given up")
				}
			}
			if stand, err := p.chunks.Stand(w.ctx, c.id); err != nil || stand.Chunks != l.has {
				t.Errorf("the store has %+v, %v", stand, err)
			}
		})
	}
}

// Two connections of one client's end, the older not yet seen to be lost: no chunk is lost or doubled, and the session goes on.
func TestTheNewerConnectionCounts(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	for range 5 {
		c.come(p)
		w.must(c.record.Append(wire.Output, 1, []byte("line\r\n")))
	}
	c.end()
	if !w.book.until(w.ctx, func() bool { return w.book.stands[hexOf(c.id)].Ended }) {
		t.Fatal("the recording did not end")
	}
	if sum := c.verify(false); sum.Chunks != 6 {
		t.Errorf("recorded %+v", sum)
	}
}

// Two connections bring the same chunks at the same time: both are told that they are kept.
func TestAChunkThatTwoConnectionsBring(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	chunks := w.sealed(c.id, c.signer, "one\r\n", "two\r\n")
	lines := []*channel.Stream{}
	for range 2 { // the second takes the place of the first, which the server has not seen to be lost
		m := c.lane(p, channel.Interactive)
		line, err := m.Open(w.ctx, wire.Open{Purpose: wire.ForRecord})
		w.must(err)
		if kind, _, err := wire.NewFrameReader(line).Next(wire.MaxControl); err != nil || kind != wire.FrameStored {
			t.Fatal(kind, err)
		}
		lines = append(lines, line)
	}
	s := p.node.here(c.id)
	for _, chunk := range chunks { // what the first had under way
		w.must(s.store(w.ctx, chunk))
	}
	frames := wire.NewFrameReader(lines[1])
	for _, chunk := range chunks {
		_, err := lines[1].Write(wire.AppendFrame(nil, wire.FramePut, chunk.Record, chunk.Signature))
		w.must(err)
		kind, payload, err := frames.Next(wire.MaxControl)
		w.must(err)
		if ack, err := wire.DecodeAck(payload); err != nil || kind != wire.FrameAck || ack != chunk.Ack() {
			t.Errorf("answered %d %+v: %v", kind, ack, err)
		}
	}
	if err := s.store(w.ctx, w.sealed(c.id, c.signer, "other\r\n")[0]); err == nil {
		t.Error("a fork counts as kept")
	}
}

// Words that are not the client's end's to say cost it the lane; none is kept.
func TestWordsThatAreNotItsOwn(t *testing.T) {
	w := onSQLite(t)
	turn := func(t wire.Turn) []byte { return wire.AppendFrame(nil, wire.FrameTurn, t.Encode()) }
	cases := map[string][]byte{
		"the lead's":         turn(wire.Turn{Step: wire.Pause, By: wire.Lead}),
		"the specialist's":   turn(wire.Turn{Step: wire.Finish, By: wire.Specialist}),
		"a pause of ours":    turn(wire.Turn{Step: wire.Pause, By: wire.Server}),
		"no turn":            wire.AppendFrame(nil, wire.FrameTurn, []byte{9, 9, 9}),
		"an unknown frame":   wire.AppendFrame(nil, 99, nil),
		"an end that comes":  wire.AppendFrame(nil, wire.FrameJoin, wire.Peer{Number: 1}.Encode()),
		"a long one":         wire.AppendFrame(nil, wire.FrameTurn, make([]byte, wire.MaxControl+1)),
		"without end":        bytes.Repeat(turn(wire.Turn{Step: wire.Pause, By: wire.Client}), 1000),
		"no key":             wire.AppendFrame(nil, wire.FrameJoined, wire.Peer{Number: 1}.Encode()),
		"an answer too much": bytes.Repeat(wire.AppendFrame(nil, wire.FrameJoined, wire.Peer{Number: 1, Pin: wire.Digest{1}}.Encode()), 2),
	}
	number := byte(0)
	for name, bytes := range cases {
		number++
		c := w.client(number)
		t.Run(name, func(t *testing.T) {
			p := w.place(nil)
			c.silent = true
			m := c.lane(p, channel.Interactive)
			c.talk(m)
			go func() { _, _ = p.join(c.id, 1) }()
			w.eventually("the end is expected", func() bool {
				s := p.node.here(c.id)
				s.mu.Lock()
				defer s.mu.Unlock()
				return s.guests[1] != nil
			})
			_, _ = c.control.Write(bytes)
			w.closed(m)
			for _, got := range w.book.said(hexOf(c.id)) {
				if got.By != wire.Client {
					t.Errorf("kept %+v", got)
				}
			}
			if n := len(w.book.said(hexOf(c.id))); n > wordsAtOnce+wordsPerSecond*int(patience/time.Second) {
				t.Errorf("%d turns were kept", n)
			}
		})
	}
}

// A specialist's end without a number, with another session's, with one that was never let in.
func TestNobodyComesWithoutANumberOfThisSession(t *testing.T) {
	w := onSQLite(t)
	p := w.place(nil)
	one, two := w.client(1), w.client(2)
	one.come(p)
	two.come(p)
	p.joined(one.id, 5)
	for name, try := range map[string]struct {
		id     wire.Session
		number uint32
	}{"another session's": {two.id, 5}, "never let in": {one.id, 6}, "of no session": {wire.Session{3}, 5}} {
		if m, err := p.dial(try.id, channel.Interactive, try.number); err == nil {
			m.Close()
			t.Error(name + " came in")
		}
	}
	if p.node.here(wire.Session{3}) != nil {
		t.Error("asking made a session")
	}
}

// What a specialist's end may not open.
func TestASpecialistsEndOpensNothingElse(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	c.come(p)
	f := p.joined(c.id, 1)
	m := f.lane(channel.Interactive)
	open := func(o wire.Open) error {
		s, err := m.Open(w.ctx, o)
		if err == nil {
			s.Close()
		}
		return err
	}
	for _, o := range []wire.Open{
		{Purpose: wire.ForRecord}, {Purpose: wire.ForSnapshot}, {Purpose: wire.TerminalType}, {Purpose: wire.Port, Argument: []byte("10.0.0.1:22")},
		{Purpose: wire.ForRelay, Argument: []byte("bulk")}, {Purpose: wire.ForRelay}, {Purpose: wire.ForRelay, Argument: wire.EncodeStream(2)},
	} {
		if err := open(o); !errors.Is(err, channel.ErrRefused) {
			t.Errorf("%s %q: %v", o.Purpose, o.Argument, err)
		}
	}
	first := f.reach(m, channel.Interactive)
	w.echo(f.reach(m, channel.Interactive), "a second takes the place of the first")
	if _, err := first.Read(make([]byte, 1)); err == nil {
		t.Error("both relays run")
	}
}

// An end that opens streams without end loses its lane; the others go on.
func TestAnEndThatOpensWithoutEnd(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	c.come(p)
	good, bad := p.joined(c.id, 1), p.joined(c.id, 2)
	s := good.reach(good.lane(channel.Interactive), channel.Interactive)
	m := bad.lane(channel.Interactive)
	opened := 0
	for ; m.Err() == nil; opened++ {
		if opened > opensAtOnce+opensPerSecond*int(patience/time.Second) {
			t.Fatal("it may open for ever")
		}
		if s, err := m.Open(w.ctx, wire.Open{Purpose: wire.ForSnapshot}); err == nil {
			s.Close()
		}
	}
	w.echo(s, "still here")
}

// An end that does not read what it asked for holds up its own sender and nothing else: what waits for it is bounded.
func TestASlowReaderHoldsItsSenderNotTheServer(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	c.come(p)
	slow, quick := p.joined(c.id, 1), p.joined(c.id, 2)
	flood := slow.reach(slow.lane(channel.Bulk), channel.Bulk) // it sends, and never reads what comes back
	s := quick.reach(quick.lane(channel.Interactive), channel.Interactive)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	sent := make(chan int)
	go func() {
		n, piece := 0, make([]byte, 64<<10)
		for n < 64<<20 {
			k, err := flood.Write(piece)
			if n += k; err != nil {
				break
			}
		}
		sent <- n
	}()
	w.eventually("the flood stands", func() bool {
		was := p.node.Count().Relayed
		for range 50 {
			w.echo(s, "still here") // and the other lane goes on
		}
		return was > 256<<10 && p.node.Count().Relayed-was < 64<<10
	})
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 24<<20 { // of all four parties, which are in this process
		t.Errorf("%d MiB wait", grown>>20)
	}
	w.book.set(func() { w.book.cuts[hexOf(c.id)] = "suspended" })
	p.check()
	w.clock.Advance(Farewell)
	if n := <-sent; n >= 64<<20 {
		t.Error("all of the flood was taken")
	}
}

// A client's end that takes no words any more is cut off; nobody waits for it.
func TestAClientsEndThatDoesNotListen(t *testing.T) {
	w := onSQLite(t)
	p, c := w.place(nil), w.client(1)
	m := c.lane(p, channel.Interactive)
	_, err := m.Open(w.ctx, wire.Open{Purpose: wire.ForControl}) // and never reads
	w.must(err)
	for range 20000 { // more than the stream's window and what may wait
		p.node.Turn(hexOf(c.id), wire.Turn{Step: wire.Take, By: wire.Client, Power: wire.TerminalType, Why: "a_code_of_some_length_to_fill_the_window"})
		if m.Err() != nil {
			break
		}
	}
	w.closed(m)
}
