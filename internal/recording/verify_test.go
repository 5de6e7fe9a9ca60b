package recording

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io"
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/wire"
)

func TestAWholeRecordingVerifies(t *testing.T) {
	s, chunks := recorded(t, 1)
	have, err := Verify(from(chunks), s.claim)
	if err != nil || have.Chunks != 5 || have.Events != 5 || !have.Ended || have.Why != "client" || have.Duration != 400*time.Millisecond || have.Last != chunks[4].Digest() {
		t.Errorf("%+v, %v", have, err)
	}
	s.claim.Key = nil
	if have, err := Verify(from(chunks), s.claim); err != nil || have.Chunks != 5 || !have.Ended {
		t.Errorf("without its key: %+v, %v", have, err)
	}
}

// TestTheVerifierNamesTheFirstBadChunk does to a recording what a relay, a server or a thief could.
func TestTheVerifierNamesTheFirstBadChunk(t *testing.T) {
	s, good := recorded(t, 1)
	_, other := recorded(t, 2)
	change := func(chunk, at int) func([]Sealed) []Sealed {
		return func(c []Sealed) []Sealed {
			c[chunk].Record = bytes.Clone(c[chunk].Record)
			c[chunk].Record[(at+len(c[chunk].Record))%len(c[chunk].Record)] ^= 1
			c[chunk].Header, _ = wire.DecodeHeader(c[chunk].Record[:wire.RecordHead])
			return c
		}
	}
	for name, c := range map[string]struct {
		do   func(c []Sealed) []Sealed
		want Bad
	}{
		"a byte flipped":            {change(2, -1), Bad{2, WrongSignature}},
		"a number changed":          {change(3, 29), Bad{3, WrongNumber}},
		"a session changed":         {change(1, 6), Bad{1, OtherSession}},
		"a count of events changed": {change(1, wire.RecordHead-5), Bad{1, WrongSignature}},
		"the end taken off a chunk": {change(4, 5), Bad{4, WrongSignature}},
		"an end put on a chunk":     {change(1, 5), Bad{1, WrongSignature}},
		"a signature flipped": {func(c []Sealed) []Sealed {
			c[3].Signature = bytes.Clone(c[3].Signature)
			c[3].Signature[9] ^= 1
			return c
		}, Bad{3, WrongSignature}},
		"one left out":            {func(c []Sealed) []Sealed { return append(c[:2], c[3:]...) }, Bad{2, WrongNumber}},
		"the first left out":      {func(c []Sealed) []Sealed { return c[1:] }, Bad{0, WrongNumber}},
		"two swapped":             {func(c []Sealed) []Sealed { c[1], c[3] = c[3], c[1]; return c }, Bad{1, WrongNumber}},
		"one replayed":            {func(c []Sealed) []Sealed { return append(c[:3:3], c[2:]...) }, Bad{3, WrongNumber}},
		"the end cut off":         {func(c []Sealed) []Sealed { return c[:4] }, Bad{4, MissingEnd}},
		"nothing left":            {func(c []Sealed) []Sealed { return nil }, Bad{0, MissingEnd}},
		"one of another session":  {func(c []Sealed) []Sealed { c[2] = other[2]; return c }, Bad{2, OtherSession}},
		"another session's whole": {func(c []Sealed) []Sealed { return other }, Bad{0, OtherSession}},
		"more after the end":      {func(c []Sealed) []Sealed { return append(c, c[0]) }, Bad{5, AfterEnd}},
	} {
		for _, key := range []*Key{s.claim.Key, nil} {
			claim := s.claim
			claim.Key = key
			var bad *Bad
			if _, err := Verify(from(c.do(append([]Sealed{}, good...))), claim); !errors.As(err, &bad) || *bad != c.want {
				t.Errorf("%s (with key: %v): %v", name, key != nil, err)
			}
		}
	}
}

// TestWhoHasTheSigningKeyStillCannotSplice puts a chunk under a right header and a right signature: its contents do not
// open there.
func TestWhoHasTheSigningKeyStillCannotSplice(t *testing.T) {
	s, chunks := recorded(t, 1)
	signer := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	h := chunks[2].Header
	h.Sealed = chunks[1].Header.Sealed
	forged := Sealed{Header: h, Record: append(wire.AppendHeader(nil, h), chunks[1].Record[wire.RecordHead:]...)}
	forged.Signature = ed25519.Sign(signer, head(h, forged.Digest()))
	var bad *Bad
	if _, err := Verify(from([]Sealed{chunks[0], chunks[1], forged}), s.claim); !errors.As(err, &bad) || *bad != (Bad{2, DoesNotOpen}) {
		t.Errorf("%v", err)
	}
}

// TestContentsThatNoRecorderWrites has a malicious assist seal and sign what it likes.
func TestContentsThatNoRecorderWrites(t *testing.T) {
	end := wire.AppendEvent(nil, wire.Event{At: 5 * time.Second, Kind: wire.End})
	early := wire.AppendEvent(nil, wire.Event{At: time.Second, Kind: wire.End})
	bomb := bytes.Repeat([]byte{0}, 8<<20)
	for name, c := range map[string]struct {
		events []byte
		count  int
		last   bool
	}{
		"no events":             {nil, 0, true},
		"fewer than said":       {end, 2, true},
		"more than said":        {append(bytes.Clone(end), end...), 1, true},
		"an end before the end": {append(bytes.Clone(end), end...), 2, true},
		"an end that is none":   {end, 1, false},
		"a last without an end": {wire.AppendEvent(nil, wire.Event{Kind: wire.Output}), 1, true},
		"time goes back":        {append(wire.AppendEvent(nil, wire.Event{At: 2 * time.Second, Kind: wire.Mark}), early...), 2, true},
		"a bomb":                {bomb, 1, true},
		"no event":              {[]byte{0xff}, 1, true},
	} {
		key := Key{7}
		signer := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
		chunk := newMaker(wire.Session{7}, &key, signer).make(c.events, c.count, c.last)
		var bad *Bad
		claim := Claim{Session: wire.Session{7}, Public: signer.Public().(ed25519.PublicKey), Key: &Key{7}}
		if _, err := Verify(from([]Sealed{chunk}), claim); !errors.As(err, &bad) || *bad != (Bad{0, WrongContent}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnAbandonedEndIsOneThatTheServerMarked(t *testing.T) {
	s, chunks := recorded(t, 1)
	s.claim.Abandoned = true
	if have, err := Verify(from(chunks[:3]), s.claim); err != nil || have.Ended || have.Chunks != 3 {
		t.Errorf("%+v, %v", have, err)
	}
	stored := chunks[2].Ack()
	s.claim.Stored = &stored
	var bad *Bad
	if _, err := Verify(from(chunks[:2]), s.claim); !errors.As(err, &bad) || *bad != (Bad{2, MissingEnd}) {
		t.Errorf("cut before what is on the record: %v", err)
	}
	stored.Digest[0] ^= 1
	if _, err := Verify(from(chunks[:3]), s.claim); !errors.As(err, &bad) || *bad != (Bad{2, NotOnRecord}) {
		t.Errorf("another last chunk than the record's: %v", err)
	}
}

// TestTheServersDataOpensNothing: whoever has chunks, signatures and public key, but no key, reads none of it.
func TestTheServersDataOpensNothing(t *testing.T) {
	s := begin(t, 1, roomy)
	s.show("canary-in-the-clear")
	s.end()
	stored := wholeStream(s.chunks(nil))
	if bytes.Contains(stored, []byte("canary")) {
		t.Error("the words stand in what is stored")
	}
	wrong := s.claim
	wrong.Key = &Key{9}
	var bad *Bad
	if _, err := Verify(NewStream(bytes.NewReader(stored)), wrong); !errors.As(err, &bad) || bad.Why != DoesNotOpen {
		t.Errorf("another key: %v", err)
	}
}

// TestAnyChangeIsFound flips, cuts and repeats anywhere in an exported recording.
func TestAnyChangeIsFound(t *testing.T) {
	s, chunks := recorded(t, 1)
	whole := wholeStream(chunks)
	rapid.Check(t, func(t *rapid.T) {
		b := bytes.Clone(whole)
		at := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			b[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		case 1:
			b = b[:at]
		case 2:
			n := rapid.IntRange(1, len(b)-at).Draw(t, "length")
			b = append(b[:at+n:at+n], b[at:]...)
		}
		var bad *Bad
		if _, err := Verify(NewStream(bytes.NewReader(b)), s.claim); !errors.As(err, &bad) {
			t.Fatalf("not found: %v", err)
		}
	})
}

func TestExportIsWhatWasRead(t *testing.T) {
	s, chunks := recorded(t, 1)
	s.claim.Key = nil
	whole := wholeStream(chunks)
	var out bytes.Buffer
	if _, err := Export(&out, NewStream(bytes.NewReader(whole)), s.claim); err != nil || !bytes.Equal(out.Bytes(), whole) {
		t.Errorf("%d of %d bytes, %v", out.Len(), len(whole), err)
	}
	whole[len(whole)-1] ^= 1
	out.Reset()
	var bad *Bad
	if _, err := Export(&out, NewStream(bytes.NewReader(whole)), s.claim); !errors.As(err, &bad) || !bytes.Equal(out.Bytes(), wholeStream(chunks[:4])) {
		t.Errorf("a bad chunk was written on: %v", err)
	}
}

func TestReadingFromTheMiddle(t *testing.T) {
	s, chunks := recorded(t, 1)
	index, err := Build(s.claim.Open(from(chunks)))
	if err != nil {
		t.Fatal(err)
	}
	p := Position{Chunk: 2, Previous: chunks[1].Digest(), At: 300 * time.Millisecond}
	have := events(t, s.claim.OpenAt(from(chunks[2:]), p))
	if len(have) != 3 || string(have[0].Payload) != "three\r\n" {
		t.Errorf("%v", have)
	}
	if index.Summary.Chunks != 5 || len(index.Places) != 1 || index.Places[0].Chunk != 0 {
		t.Errorf("%+v", index)
	}
}

// FuzzReader: no bytes make the reader panic, loop or give events after a failure.
func FuzzReader(f *testing.F) {
	s, chunks := recorded(f, 1)
	f.Add(wholeStream(chunks))
	f.Add(wholeStream(chunks)[:200])
	f.Fuzz(func(t *testing.T, in []byte) {
		r := s.claim.Open(NewStream(bytes.NewReader(in)))
		for {
			if _, err := r.Next(); err != nil {
				if _, again := r.Next(); again != err {
					t.Errorf("after %v: %v", err, again)
				}
				if err == io.EOF && !bytes.Equal(in, wholeStream(chunks)) {
					t.Error("another recording than the one that was made verifies")
				}
				return
			}
		}
	})
}

// FuzzContent hands the reader any contents, sealed and signed as they should be.
func FuzzContent(f *testing.F) {
	f.Add(wire.AppendEvent(nil, wire.Event{Kind: wire.End}), 1, true)
	f.Fuzz(func(t *testing.T, content []byte, count int, last bool) {
		if len(content) > MaxChunk || count < 0 || count > wire.MaxEvents {
			return
		}
		key, signer := Key{7}, ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
		chunk := newMaker(wire.Session{7}, &key, signer).make(content, count, last)
		r := Claim{Session: wire.Session{7}, Public: signer.Public().(ed25519.PublicKey), Key: &Key{7}, Abandoned: true}.Open(from([]Sealed{chunk}))
		var b []byte
		for e, err := r.Next(); err == nil; e, err = r.Next() {
			b = wire.AppendEvent(b, e)
		}
		if !bytes.HasPrefix(content, b) {
			t.Errorf("%x was read as %x", content, b)
		}
	})
}
