package recording

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"surety/internal/clock"
	"surety/internal/wire"
)

// session is a recording in the making, with the server's side of it.
type session struct {
	t     testing.TB
	clock *clock.Fake
	claim Claim
	path  string
	spool *Spool
	rec   *Recorder
}

const roomy = 1 << 30

func begin(t testing.TB, number byte, limit int64) *session {
	t.Helper()
	signer := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{number}, ed25519.SeedSize))
	key := Key{number, 1}
	s := &session{t: t, clock: clock.NewFake(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)), path: filepath.Join(t.TempDir(), "spool")}
	s.claim = Claim{Session: wire.Session{number}, Public: signer.Public().(ed25519.PublicKey), Key: &Key{number, 1}}
	var err error
	if s.spool, err = NewSpool(s.path, limit); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.spool.Close() })
	s.rec = New(s.clock, s.spool, s.claim.Session, &key, signer)
	return s
}

func (s *session) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// show records output, a little later.
func (s *session) show(text string) {
	s.t.Helper()
	s.clock.Advance(100 * time.Millisecond)
	s.must(s.rec.Append(wire.Output, 1, []byte(text)))
}

func (s *session) end() {
	s.t.Helper()
	s.must(s.rec.End("client"))
}

// chunks is what the spool holds from a chunk on.
func (s *session) chunks(stored *wire.Ack) []Sealed {
	s.t.Helper()
	u, err := s.spool.Upload(stored)
	s.must(err)
	defer u.Close()
	return s.drain(u)
}

// drain takes what there is to send without waiting for more.
func (s *session) drain(u *Upload) (all []Sealed) {
	s.t.Helper()
	over, cancel := context.WithCancel(context.Background())
	cancel()
	for {
		c, err := u.Next(over)
		if err == io.EOF || errors.Is(err, context.Canceled) {
			return all
		}
		s.must(err)
		all = append(all, Sealed{c.Header, bytes.Clone(c.Record), bytes.Clone(c.Signature)})
	}
}

// stored is all that lies in the spool's files.
func (s *session) stored() (all []Sealed) {
	s.t.Helper()
	names, err := filepath.Glob(filepath.Join(s.path, "*"+suffix))
	s.must(err)
	for _, name := range names {
		b, err := os.ReadFile(name)
		s.must(err)
		in := NewStream(bytes.NewReader(b))
		for c, err := in.Next(); err != io.EOF; c, err = in.Next() {
			s.must(err)
			all = append(all, Sealed{c.Header, bytes.Clone(c.Record), bytes.Clone(c.Signature)})
		}
	}
	return all
}

// list is a Source of given chunks.
type list struct {
	chunks []Sealed
	at     int
}

func (l *list) Next() (Sealed, error) {
	if l.at == len(l.chunks) {
		return Sealed{}, io.EOF
	}
	l.at++
	return l.chunks[l.at-1], nil
}

func from(chunks []Sealed) Source { return &list{chunks: slices.Clone(chunks)} }

// wholeStream is the chunks as Export writes them.
func wholeStream(chunks []Sealed) []byte {
	var b []byte
	for _, c := range chunks {
		b = append(append(b, c.Record...), c.Signature...)
	}
	return b
}

func events(t testing.TB, r *Reader) (all []wire.Event) {
	t.Helper()
	for {
		e, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		e.Payload = bytes.Clone(e.Payload)
		all = append(all, e)
	}
}

// recorded is a small whole recording of five chunks.
func recorded(t testing.TB, number byte) (*session, []Sealed) {
	t.Helper()
	s := begin(t, number, roomy)
	for _, line := range []string{"one\r\n", "two\r\n", "three\r\n", "four\r\n"} {
		s.show(line)
	}
	s.end()
	return s, s.chunks(nil)
}
