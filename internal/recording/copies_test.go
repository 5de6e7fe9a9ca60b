package recording

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"surety/internal/wire"
)

// keeps records a copy in pieces, and the file that it is of.
func (s *session) keeps(stream uint32, name string, content []byte, told wire.File) {
	s.t.Helper()
	for from := 0; from < len(content); from += wire.MaxCopy {
		piece := content[from:min(from+wire.MaxCopy, len(content))]
		s.must(s.rec.Note(wire.Copied, stream, wire.Copy{From: uint64(from), Bytes: piece}.Encode()))
	}
	if told.Name = name; told.Direction != 0 {
		s.must(s.rec.Append(wire.Filed, stream, told.Encode()))
	}
}

func fileOf(content []byte) wire.File {
	return wire.File{Direction: wire.Sent, Size: uint64(len(content)), SHA256: sha256.Sum256(content)}
}

func (s *session) claimed() Claim {
	c := s.claim
	c.Key = &Key{1, 1}
	return c
}

func TestACopyIsFoundAndReadBack(t *testing.T) {
	s := begin(t, 1, roomy)
	large, small := bytes.Repeat([]byte("a large file "), 20000), []byte("small")
	s.show("before")
	s.keeps(3, "/home/large", large, fileOf(large))
	s.keeps(3, "/home/torn", []byte("torn of"), wire.File{}) // it did not go over
	s.keeps(3, "/home/small", small, fileOf(small))
	s.must(s.rec.Append(wire.Filed, 3, wire.File{Direction: wire.Fetched, Name: "/home/none", Size: 7}.Encode()))
	s.end()
	chunks := s.stored()
	if _, err := Verify(from(chunks), s.claimed()); err != nil {
		t.Fatal(err)
	}
	x, err := Build(s.claimed().Open(from(chunks)))
	s.must(err)
	if len(x.Copies) != 2 || x.Copies[0].Name != "large" || x.Copies[1].Name != "small" {
		t.Fatalf("copies: %+v", x.Copies)
	}
	for i, want := range [][]byte{large, small} {
		k, got := x.Copies[i], bytes.Buffer{}
		r := s.claimed().OpenAt(from(chunks[k.Chunk:]), k.Position)
		if err := k.Write(context.Background(), r, &got); err != nil || !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s: %d bytes, %v", k.Name, got.Len(), err)
		}
	}
	k := x.Copies[0]
	chunks[k.Chunk+1].Record[wire.RecordHead+5] ^= 1
	var b *Bad
	if err := k.Write(context.Background(), s.claimed().OpenAt(from(chunks[k.Chunk:]), k.Position), io.Discard); !errors.As(err, &b) || b.Chunk != k.Chunk+1 {
		t.Errorf("a damaged copy: %v", err)
	}
}

func TestTheVerifierNamesACopyThatIsNotTheFile(t *testing.T) {
	s := begin(t, 1, roomy)
	s.show("before")
	told := fileOf([]byte("what was sent"))
	s.keeps(3, "/home/file", []byte("what was SENT"), told)
	s.end()
	var b *Bad
	if _, err := Verify(from(s.stored()), s.claimed()); !errors.As(err, &b) || b.Why != WrongCopy || b.Chunk != 1 {
		t.Errorf("%v", err)
	}
}

func TestScreensAreReadFromTheirWholePictures(t *testing.T) {
	s := begin(t, 1, roomy)
	mark := func(stream uint32, whole bool) {
		s.clock.Advance(time.Second)
		s.must(s.rec.Note(wire.Pictured, stream, wire.Picture{Width: 640, Height: 480, Whole: whole}.Encode()))
		if !whole {
			s.must(s.rec.Append(wire.Screen, stream, []byte("picture")))
		}
	}
	mark(2, false) // 1 s
	mark(2, true)
	mark(2, false) // 3 s: not the whole
	mark(2, false) // 4 s
	mark(2, true)  // 5 s
	mark(7, false) // 6 s: another's, never whole
	mark(2, true)  // of nothing
	s.end()
	x, err := Build(s.claimed().Open(from(s.stored())))
	s.must(err)
	for at, want := range map[int]time.Duration{0: 1, 1: 1, 4: 1, 5: 4, 9: 4} {
		if p, ok := x.From(2, time.Duration(at)*time.Second); !ok || p.Begins != want*time.Second || p.Width != 640 {
			t.Errorf("at %d s it is read from %v", at, p.Begins)
		}
	}
	if p, ok := x.From(7, time.Hour); !ok || p.Begins != 6*time.Second {
		t.Errorf("one without a whole picture: %v, %v", p, ok)
	}
	if _, ok := x.From(9, time.Hour); ok {
		t.Error("a screen that was never there")
	}
	p, _ := x.From(2, time.Hour)
	r := s.claimed().OpenAt(from(s.stored()[p.Chunk:]), p.Position)
	all := events(t, r)
	if n := slices.IndexFunc(all, func(e wire.Event) bool { return e.Kind == wire.Pictured }); n != p.Skip || all[n].At != p.Begins {
		t.Errorf("it begins with event %d, not %d", n, p.Skip)
	}
}

func TestPicturesThatAreKeptAreBounded(t *testing.T) {
	b := builder{begun: map[uint32]Pictured{}}
	for i := range 5 * maxPictures {
		for _, whole := range []bool{false, true} {
			e := wire.Event{At: time.Duration(i), Kind: wire.Pictured, Stream: uint32(i % 2), Payload: wire.Picture{Width: 1, Height: 1, Whole: whole}.Encode()}
			b.pictured(e, Spot{Position{Chunk: uint64(i)}, 0, e.Stream})
		}
	}
	if n := len(b.index.Pictures); n > maxPictures || n < maxPictures/4 {
		t.Errorf("%d pictures", n)
	}
	if !slices.IsSortedFunc(b.index.Pictures, func(a, b Pictured) int { return int(a.Begins - b.Begins) }) {
		t.Error("out of order")
	}
}

func TestRoomWaitsForTheServer(t *testing.T) {
	s := begin(t, 1, roomy)
	s.must(s.rec.Room(context.Background()))
	s.show("one")
	s.clock.Advance(2 * Behind)
	over, stop := context.WithCancel(context.Background())
	stop()
	if err := s.rec.Room(over); !errors.Is(err, context.Canceled) {
		t.Errorf("far behind: %v", err)
	}
	done := make(chan error)
	go func() { done <- s.rec.Room(context.Background()) }()
	u, err := s.spool.Upload(nil)
	s.must(err)
	defer u.Close()
	for _, c := range s.drain(u) {
		s.must(u.Acknowledge(c.Ack()))
	}
	if err := <-done; err != nil {
		t.Errorf("after the server has caught up: %v", err)
	}
	s.show("two")
	s.clock.Advance(Patience)
	if err := s.rec.Room(context.Background()); !errors.Is(err, ErrUnacknowledged) {
		t.Errorf("not acknowledged for long: %v", err)
	}
}
