package recording

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/wire"
)

// killed is what another process finds in the spool's folder if this one is killed now.
func (s *session) killed() []Sealed {
	s.t.Helper()
	folder := filepath.Join(s.t.TempDir(), "copy")
	s.must(os.CopyFS(folder, os.DirFS(s.path)))
	spool, err := OpenSpool(folder)
	s.must(err)
	defer spool.Close()
	u, err := spool.Upload(nil)
	s.must(err)
	defer u.Close()
	return s.drain(u)
}

func (s *session) text(chunks []Sealed, kinds ...wire.Kind) string {
	s.t.Helper()
	claim, all := s.claim, ""
	claim.Abandoned = true
	for _, e := range events(s.t, claim.Open(from(chunks))) {
		if slices.Contains(kinds, e.Kind) {
			all += string(e.Payload)
		}
	}
	return all
}

// TestW2WhatAppendReturnedForIsOnTheDisk kills the program after every Append: all that could have been shown is there.
func TestW2WhatAppendReturnedForIsOnTheDisk(t *testing.T) {
	s := begin(t, 1, roomy)
	shown := ""
	for _, text := range []string{"a", "прив", "", strings.Repeat("long ", 40_000), "\x1b[1m\xff"} {
		s.show(text)
		shown += text
		if have := s.text(s.killed(), wire.Output); have != shown {
			t.Fatalf("%d bytes were shown, %d lie on the disk", len(shown), len(have))
		}
	}
}

// TestW2WhatIsNotedIsStoredBeforeWhatFollows: a noted event goes to the disk with, and before, what is shown after it.
func TestW2WhatIsNotedIsStoredBeforeWhatFollows(t *testing.T) {
	s := begin(t, 1, roomy)
	s.must(s.rec.Note(wire.Mark, 0, []byte("note ")))
	if len(s.killed()) != 0 {
		t.Error("a note was not gathered")
	}
	s.must(s.rec.Append(wire.Output, 1, []byte("shown ")))
	s.must(s.rec.Append(wire.Input, 1, []byte("typed")))
	if have := s.text(s.killed(), wire.Mark, wire.Output, wire.Input); have != "note shown typed" {
		t.Errorf("%q", have)
	}
}

// TestW2NothingIsShownThatCouldNotBeStored fills the disk: Append fails, now and ever after, so that nothing is shown.
func TestW2NothingIsShownThatCouldNotBeStored(t *testing.T) {
	t.Run("the spool's own limit", func(t *testing.T) {
		s := begin(t, 1, 3000)
		var err error
		for range 100 {
			b := make([]byte, 500)
			rand.Read(b)
			if err = s.rec.Append(wire.Output, 1, b); err != nil {
				break
			}
		}
		if !errors.Is(err, ErrSpool) || !errors.Is(err, ErrFull) {
			t.Fatalf("%v", err)
		}
		s.isOver(ErrSpool)
	})
	t.Run("the machine's disk", func(t *testing.T) {
		s := begin(t, 1, roomy)
		s.show("before")
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip("there is no /dev/full here")
		}
		s.spool.file.Close()
		s.spool.file = full
		if err := s.rec.Append(wire.Output, 1, []byte("after")); !errors.Is(err, ErrSpool) || !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%v", err)
		}
		s.isOver(ErrSpool)
		if have := s.text(s.killed(), wire.Output); have != "before" {
			t.Errorf("on the disk is %q", have)
		}
	})
}

func (s *session) isOver(why error) {
	s.t.Helper()
	for name, err := range map[string]error{
		"Append": s.rec.Append(wire.Output, 1, []byte("x")), "Note": s.rec.Note(wire.Mark, 0, nil), "Typed": s.rec.Typed(1, []byte("x"), true),
		"Ready": s.rec.Ready(), "Tick": s.rec.Tick(),
	} {
		if !errors.Is(err, why) {
			s.t.Errorf("%s after the failure: %v", name, err)
		}
	}
}

// TestATornTailIsDropped cuts the last two chunks of a spool at every byte: what is left is the whole chunks before the cut, and they verify.
func TestATornTailIsDropped(t *testing.T) {
	s, chunks := recorded(t, 1)
	whole := wholeStream(chunks)
	s.claim.Abandoned = true
	for cut := len(wholeStream(chunks[:len(chunks)-2])); cut < len(whole); cut++ {
		folder := t.TempDir()
		s.must(os.WriteFile(filepath.Join(folder, segment{}.name()), whole[:cut], 0o600))
		spool, err := OpenSpool(folder)
		s.must(err)
		u, err := spool.Upload(nil)
		s.must(err)
		left := s.drain(u)
		have, err := Verify(from(left), s.claim)
		if want := wholeChunks(chunks, cut); err != nil || int(have.Chunks) != want {
			t.Fatalf("cut at %d: %d chunks, not %d; %v", cut, have.Chunks, want, err)
		}
		s.must(errors.Join(u.Close(), spool.Close()))
	}
}

func wholeChunks(chunks []Sealed, bytes int) (n int) {
	for _, c := range chunks {
		if bytes -= len(c.Record) + len(c.Signature); bytes < 0 {
			break
		}
		n++
	}
	return n
}

func TestASpoolWithAHoleIsRefused(t *testing.T) {
	s, chunks := recorded(t, 1)
	for name, files := range map[string]map[string][]Sealed{
		"a chunk missing between files": {segment{}.name(): chunks[:2], segment{chunk: 3}.name(): chunks[3:]},
		"a file of another name":        {"12" + suffix: chunks},
	} {
		folder := t.TempDir()
		for file, c := range files {
			s.must(os.WriteFile(filepath.Join(folder, file), wholeStream(c), 0o600))
		}
		if _, err := OpenSpool(folder); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestEventsGatherForASecondOr64KiB(t *testing.T) {
	s := begin(t, 1, roomy)
	note := func(n int) {
		s.must(s.rec.Note(wire.Output, 2, bytes.Repeat([]byte("n"), n)))
	}
	note(10)
	s.clock.Advance(Gather - time.Millisecond)
	s.must(s.rec.Tick())
	if n := len(s.chunks(nil)); n != 0 {
		t.Errorf("%d chunks before a second", n)
	}
	s.clock.Advance(time.Millisecond)
	s.must(s.rec.Tick())
	if n := len(s.chunks(nil)); n != 1 {
		t.Errorf("%d chunks after a second", n)
	}
	note(30_000)
	note(30_000)
	note(30_000)
	if chunks := s.chunks(nil); len(chunks) != 2 || chunks[1].Header.Events != 2 {
		t.Errorf("%d chunks after 90 KB", len(chunks))
	}
}

// TestTypedUnseenLeavesItsLengthOnly types a password; no byte of it is in the recording, opened.
func TestTypedUnseenLeavesItsLengthOnly(t *testing.T) {
	s := begin(t, 1, roomy)
	s.must(s.rec.Typed(1, []byte("ls\r"), true))
	s.must(s.rec.Typed(1, []byte("hunter2\r"), false))
	s.end()
	all := events(t, s.claim.Open(from(s.chunks(nil))))
	if string(all[0].Payload) != "ls\r" {
		t.Errorf("%q", all[0].Payload)
	}
	if n, err := wire.DecodeCount(all[1].Payload); all[1].Kind != wire.Masked || n != 8 || err != nil {
		t.Errorf("%v", all[1])
	}
	for _, e := range all {
		if bytes.Contains(e.Payload, []byte("hunter")) {
			t.Error("the password is in the recording")
		}
	}
}

// TestW2NoAcknowledgementStopsInput: it fails closed, and says so before and not after something is typed.
func TestW2NoAcknowledgementStopsInput(t *testing.T) {
	s := begin(t, 1, roomy)
	s.clock.Advance(time.Hour) // nothing waits: nothing is late
	s.must(s.rec.Ready())
	s.show("a")
	s.clock.Advance(Patience - time.Millisecond)
	s.must(s.rec.Typed(1, []byte("x"), true))
	s.clock.Advance(time.Millisecond)
	for name, err := range map[string]error{"input": s.rec.Typed(1, []byte("x"), true), "masked input": s.rec.Typed(1, []byte("x"), false), "ready": s.rec.Ready(), "tick": s.rec.Tick()} {
		if !errors.Is(err, ErrUnacknowledged) {
			t.Errorf("%s after 30 s: %v", name, err)
		}
	}
	s.show("output goes on")

	u, err := s.spool.Upload(nil)
	s.must(err)
	sent := s.drain(u)
	s.must(u.Acknowledge(sent[0].Ack()))
	if err := s.rec.Ready(); err != nil {
		t.Errorf("what waits now came %v ago: %v", Patience, err)
	}
	s.must(u.Acknowledge(sent[len(sent)-1].Ack()))
	s.must(s.rec.Typed(1, []byte("y"), true))
	if have := s.text(s.killed(), wire.Input); have != "xy" {
		t.Errorf("typed was xy, recorded %q", have)
	}
}

func ackOf(sent []Sealed) *wire.Ack { a := sent[len(sent)-1].Ack(); return &a }

func TestFiveMinutesWithoutTheServerEndIt(t *testing.T) {
	s := begin(t, 1, roomy)
	s.show("a")
	s.clock.Advance(Limit)
	s.isOver(ErrLost)
	u, err := s.spool.Upload(nil)
	s.must(err)
	s.must(u.Acknowledge(s.drain(u)[0].Ack()))
	s.isOver(ErrLost) // also when the server comes back
	s.must(s.rec.End("lost"))
	if have, err := Verify(from(s.killed()), s.claim); err != nil || have.Why != "lost" {
		t.Errorf("%+v %v", have, err)
	}
}

func TestNothingFollowsTheEnd(t *testing.T) {
	s := begin(t, 1, roomy)
	s.end()
	s.isOver(ErrEnded)
	if err := s.rec.End("again"); !errors.Is(err, ErrEnded) {
		t.Errorf("%v", err)
	}
	s.must(s.rec.Run(context.Background()))
}

func TestTimeDoesNotGoBack(t *testing.T) {
	s := begin(t, 1, roomy)
	s.show("a")
	s.clock.Advance(-time.Hour)
	s.show("b")
	s.end()
	if _, err := Verify(from(s.chunks(nil)), s.claim); err != nil {
		t.Error(err)
	}
}

// TestTheWindowRemembersTheOldest holds the window to a plain list of all chunks.
func TestTheWindowRemembersTheOldest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now, first := time.Unix(0, 0), uint64(0)
		var w window
		var sealed []time.Time
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 2500).Draw(t, "ms")) * time.Millisecond)
			if rapid.Bool().Draw(t, "seal") {
				w.sealed(now)
				sealed = append(sealed, now)
			} else if n := uint64(len(sealed)); first < n {
				first = rapid.Uint64Range(first, n).Draw(t, "first")
				w.acknowledged(first)
			}
			want := time.Duration(0)
			if first < uint64(len(sealed)) {
				want = now.Sub(sealed[first])
			}
			if have := w.waited(now); have < want || have > want+time.Second {
				t.Fatalf("waited %v, not %v", have, want)
			}
		}
	})
}

// server is the other side as it should be: it stores each next chunk once.
type server struct{ chunks []Sealed }

func (v *server) put(c Sealed) bool {
	if c.Header.Number != uint64(len(v.chunks)) {
		return false
	}
	v.chunks = append(v.chunks, Sealed{c.Header, bytes.Clone(c.Record), bytes.Clone(c.Signature)})
	return true
}

func (v *server) stored() *wire.Ack {
	if len(v.chunks) == 0 {
		return nil
	}
	return ackOf(v.chunks)
}

// TestABrokenLineLeavesNoGap breaks the line anywhere, loses chunks and acknowledgements under way, and begins again.
func TestABrokenLineLeavesNoGap(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, v := begin(t, 1, roomy), &server{}
		connect := func() *Upload {
			u, err := s.spool.Upload(v.stored())
			if err != nil {
				rt.Fatal(err)
			}
			return u
		}
		u := connect()
		for range rapid.IntRange(0, 30).Draw(rt, "steps") {
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0, 1:
				s.show("more\r\n")
			case 2:
				carry(rt, s, u, v)
			case 3:
				u.Close()
				u = connect()
			}
		}
		s.end()
		u.Close()
		u = connect()
		for _, c := range s.drain(u) {
			if !v.put(c) {
				rt.Fatalf("chunk %d came, %d was due", c.Header.Number, len(v.chunks))
			}
		}
		u.Close()
		if _, err := Verify(from(v.chunks), s.claim); err != nil {
			rt.Fatal(err)
		}
	})
}

// carry takes what is to be sent to the server, which answers as many as get through.
func carry(t *rapid.T, s *session, u *Upload, v *server) {
	for _, c := range s.drain(u) {
		if rapid.IntRange(0, 9).Draw(t, "line") == 0 {
			return // lost, with all that follows
		}
		if !v.put(c) {
			return // a gap: the server refuses it
		}
		if rapid.Bool().Draw(t, "answered") {
			if err := u.Acknowledge(c.Ack()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAServerThatPartsFromTheRecordingIsFound(t *testing.T) {
	s, chunks := recorded(t, 1)
	_, other := recorded(t, 2)
	beyond := wire.Ack{Number: 9}
	for name, stored := range map[string]*wire.Ack{"another recording": ackOf(other[:2]), "more than there is": &beyond, "another last": ackOf(other)} {
		if _, err := s.spool.Upload(stored); !errors.Is(err, ErrForked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	u, err := s.spool.Upload(nil)
	s.must(err)
	if err := u.Acknowledge(chunks[0].Ack()); !errors.Is(err, ErrForked) {
		t.Errorf("an acknowledgement of what was not sent: %v", err)
	}
	s.drain(u)
	wrong := chunks[3].Ack()
	wrong.Digest[5] ^= 1
	if err := u.Acknowledge(wrong); !errors.Is(err, ErrForked) {
		t.Errorf("an acknowledgement of another chunk: %v", err)
	}
	s.must(u.Acknowledge(chunks[3].Ack()))
	if err := u.Acknowledge(chunks[3].Ack()); !errors.Is(err, ErrForked) {
		t.Errorf("a replayed acknowledgement: %v", err)
	}
	for _, stored := range []*wire.Ack{nil, ackOf(chunks[:2])} {
		if _, err := s.spool.Upload(stored); !errors.Is(err, ErrForked) {
			t.Errorf("a server that lost what it had acknowledged: %v", err)
		}
	}
}

// TestAcknowledgedFilesGo: the spool's size is that of what the server has not got.
func TestAcknowledgedFilesGo(t *testing.T) {
	s := begin(t, 1, 3*segmentSize)
	b := make([]byte, 60_000)
	rand.Read(b)
	v := &server{}
	for range 5 * segmentSize / len(b) {
		s.must(s.rec.Append(wire.Screen, 1, b))
		if s.spool.next%100 == 99 {
			u, err := s.spool.Upload(v.stored())
			s.must(err)
			for _, c := range s.drain(u) {
				v.put(c)
			}
			s.must(u.Acknowledge(*v.stored()))
			s.must(u.Close())
		}
	}
	files, err := os.ReadDir(s.path)
	s.must(err)
	if len(files) > 2 {
		t.Errorf("%d files are left", len(files))
	}
}

func TestNextWaitsForMoreAndForRoom(t *testing.T) {
	s := begin(t, 1, roomy)
	u, err := s.spool.Upload(nil)
	s.must(err)
	defer u.Close()
	got := make(chan error)
	go func() {
		_, err := u.Next(context.Background())
		got <- err
	}()
	s.show("a")
	s.must(<-got)
	for range ahead {
		s.show("b")
	}
	if n := len(s.drain(u)); n != ahead-1 {
		t.Errorf("%d chunks under way without an answer", n+1)
	}
	s.end()
	s.must(u.Acknowledge(s.killed()[ahead-1].Ack()))
	if n := len(s.drain(u)); n != 2 {
		t.Errorf("%d chunks after the answer", n)
	}
	if _, err := u.Next(context.Background()); err != io.EOF {
		t.Errorf("after the last: %v", err)
	}
}

// TestALaterRunSendsWhatWasLeft: the program is gone, its key with it; the sealed chunks still reach the server.
func TestALaterRunSendsWhatWasLeft(t *testing.T) {
	s := begin(t, 1, roomy)
	v := &server{}
	s.show("one")
	v.put(s.chunks(nil)[0])
	s.show("two")
	s.must(s.spool.Close())
	spool, err := OpenSpool(s.path)
	s.must(err)
	defer spool.Close()
	u, err := spool.Upload(v.stored())
	s.must(err)
	defer u.Close()
	for _, c := range s.drain(u) {
		v.put(c)
	}
	if have := s.text(v.chunks, wire.Output); have != "onetwo" {
		t.Errorf("%q", have)
	}
	if _, err := u.Next(context.Background()); err != io.EOF {
		t.Errorf("after what was left: %v", err)
	}
}

func TestTheSpoolIsForItsOwnerAlone(t *testing.T) {
	s, _ := recorded(t, 1)
	for path, want := range map[string]os.FileMode{s.path: 0o700, filepath.Join(s.path, segment{}.name()): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
}
