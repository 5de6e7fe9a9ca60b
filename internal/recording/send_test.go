package recording

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"surety/internal/wire"
)

// relay carries frames from the client's end to the server and back, and does to them what it likes.
type relay struct {
	up   func(kind uint8, payload []byte) [][]byte // whole frames to pass on; nil: as it is
	down func(kind uint8, payload []byte) [][]byte
}

func asItIs(kind uint8, payload []byte) [][]byte {
	return [][]byte{wire.AppendFrame(nil, kind, payload)}
}

func carryFrames(from, to net.Conn, do func(uint8, []byte) [][]byte) {
	defer from.Close()
	defer to.Close()
	for in := wire.NewFrameReader(from); ; {
		kind, payload, err := in.Next(wire.MaxFrame)
		if err != nil {
			return
		}
		for _, f := range do(kind, payload) {
			if _, err := to.Write(f); err != nil {
				return
			}
		}
	}
}

// connect runs both ends through a relay until both are done.
func (s *session) connect(v *server, r relay) (sent, received error) {
	client, relayUp := net.Pipe()
	relayDown, far := net.Pipe()
	go carryFrames(relayUp, relayDown, orAsItIs(r.up))
	go carryFrames(relayDown, relayUp, orAsItIs(r.down))
	done := make(chan error)
	go func() {
		t := Tail{}
		if n := len(v.chunks); n > 0 {
			t = v.chunks[n-1].Tail()
		}
		err := s.claim.Receive(far, t, func(c Sealed) error {
			if !v.put(c) {
				return errors.New("out of turn")
			}
			return nil
		})
		far.Close()
		done <- err
	}()
	sent = s.spool.Send(context.Background(), client)
	return sent, <-done
}

func orAsItIs(do func(uint8, []byte) [][]byte) func(uint8, []byte) [][]byte {
	if do == nil {
		return asItIs
	}
	return do
}

func TestAllArrives(t *testing.T) {
	s, chunks := recorded(t, 1)
	v := &server{}
	if sent, received := s.connect(v, relay{}); sent != nil || received != nil || len(v.chunks) != len(chunks) {
		t.Fatalf("%v, %v, %d chunks", sent, received, len(v.chunks))
	}
	if _, err := Verify(from(v.chunks), s.claim); err != nil {
		t.Error(err)
	}
	if sent, received := s.connect(v, relay{}); sent != nil || received != nil {
		t.Errorf("once more: %v, %v", sent, received)
	}
}

// TestARelayThatMeddlesIsFound: whatever it does to chunk 2 on the way up, or to its acknowledgement on the way down, one of the ends says
// so, nothing false is stored or taken for stored, and an honest line afterwards completes the recording.
func TestARelayThatMeddlesIsFound(t *testing.T) {
	nth := func(n int, do func(kind uint8, payload []byte) [][]byte) func(uint8, []byte) [][]byte {
		i := -1
		return func(kind uint8, payload []byte) [][]byte {
			if i++; i == n {
				return do(kind, payload)
			}
			return asItIs(kind, payload)
		}
	}
	flip := func(at int) func(uint8, []byte) [][]byte {
		return func(kind uint8, p []byte) [][]byte {
			p[(at+len(p))%len(p)] ^= 1
			return asItIs(kind, p)
		}
	}
	drop := func(uint8, []byte) [][]byte { return nil }
	twice := func(kind uint8, p []byte) [][]byte { return append(asItIs(kind, p), asItIs(kind, p)...) }
	var held [][]byte
	later := func(kind uint8, p []byte) [][]byte { held = asItIs(kind, slices.Clone(p)); return nil }
	swapped := nth(2, later)
	reorder := func(kind uint8, p []byte) [][]byte {
		out := append(swapped(kind, p), held...)
		if len(out) == 1 && len(held) == 1 && &out[0][0] == &held[0][0] {
			return nil // it is the one that was held back
		}
		held = nil
		return out
	}
	_, other := recorded(t, 2)
	for name, r := range map[string]relay{
		"flips the contents":  {up: nth(2, flip(-70))},
		"flips the signature": {up: nth(2, flip(-1))},
		"flips the number":    {up: nth(2, flip(29))},
		"flips the version":   {up: nth(2, flip(4))},
		"drops a chunk":       {up: nth(2, drop)},
		"replays a chunk":     {up: nth(2, twice)},
		"swaps two chunks":    {up: reorder},
		"puts another session's": {up: nth(2, func(uint8, []byte) [][]byte {
			return [][]byte{wire.AppendFrame(nil, wire.FramePut, other[2].Record, other[2].Signature)}
		})},
		"sends another frame":      {up: nth(2, func(_ uint8, p []byte) [][]byte { return asItIs(77, p) })},
		"flips an acknowledgement": {down: nth(3, flip(-1))},
		"replays an answer":        {down: nth(2, twice)},
		"acknowledges by itself": {down: nth(0, func(kind uint8, p []byte) [][]byte {
			return append(asItIs(kind, p), wire.AppendFrame(nil, wire.FrameAck, wire.Ack{Number: 9}.Encode()))
		})},
		"says that all is stored": {down: nth(0, func(uint8, []byte) [][]byte {
			return [][]byte{wire.AppendFrame(nil, wire.FrameStored, wire.Ack{Number: 4}.Encode())}
		})},
		"hides the beginning": {down: nth(0, func(_ uint8, p []byte) [][]byte { return asItIs(wire.FrameAck, p) })},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := recorded(t, 1)
			v := &server{}
			sent, received := s.connect(v, r)
			if sent == nil {
				t.Errorf("the client's end noticed nothing (the server's: %v)", received)
			}
			s.claim.Abandoned = true
			if _, err := Verify(from(v.chunks), s.claim); err != nil {
				t.Errorf("stored is what was not recorded: %v", err)
			}
			if sent, received := s.connect(v, relay{}); sent != nil || received != nil {
				t.Errorf("afterwards: %v, %v", sent, received)
			}
			s.claim.Abandoned = false
			if _, err := Verify(from(v.chunks), s.claim); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// TestAServerThatCannotStoreDoesNotAcknowledge: its disk is full, and the client's end goes on waiting.
func TestAServerThatCannotStoreDoesNotAcknowledge(t *testing.T) {
	s, _ := recorded(t, 1)
	full := errors.New("full")
	client, far := net.Pipe()
	go func() {
		s.claim.Receive(far, Tail{}, func(Sealed) error { return full })
		far.Close()
	}()
	if err := s.spool.Send(context.Background(), client); err == nil {
		t.Error("nothing was stored, and all is well")
	}
	if s.spool.first != 0 {
		t.Errorf("%d chunks count as stored", s.spool.first)
	}
}

// FuzzReceive: whatever comes, the server stores only what the session's key signed, in its order.
func FuzzReceive(f *testing.F) {
	s, chunks := recorded(f, 1)
	var b []byte
	for _, c := range chunks {
		b = wire.AppendFrame(b, wire.FramePut, c.Record, c.Signature)
	}
	f.Add(b)
	f.Add(b[:300])
	f.Fuzz(func(t *testing.T, in []byte) {
		stored := 0
		s.claim.Receive(struct {
			io.Reader
			io.Writer
		}{bytes.NewReader(in), io.Discard}, Tail{}, func(c Sealed) error {
			if !bytes.Equal(c.Record, chunks[stored].Record) {
				t.Error("stored is what was not recorded")
			}
			stored++
			return nil
		})
	})
}

// counting is a line on which every write is seen.
type counting struct {
	net.Conn
	wrote chan int
}

func (c *counting) Write(b []byte) (int, error) {
	c.wrote <- len(b)
	return c.Conn.Write(b)
}

// TestAKeyAndItsEchoGoTogether: the first of them waits a moment for the second, and no longer.
func TestAKeyAndItsEchoGoTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := begin(t, 1, roomy)
		client, far := net.Pipe()
		stored := make(chan uint64, 8)
		go func() {
			_ = s.claim.Receive(far, Tail{}, func(c Sealed) error { stored <- c.Header.Number; return nil })
			far.Close()
		}()
		line, sent := &counting{client, make(chan int, 8)}, make(chan error, 1)
		go func() { sent <- s.spool.Send(t.Context(), line) }()
		synctest.Wait()
		began := time.Now()
		s.must(s.rec.Append(wire.Input, 1, []byte("k")))
		time.Sleep(linger / 2) // of the test's own time
		s.must(s.rec.Append(wire.Output, 1, []byte("k")))
		if first, second := <-stored, <-stored; first != 0 || second != 1 || time.Since(began) != linger {
			t.Errorf("stored %d, %d after %v", first, second, time.Since(began))
		}
		if n := len(line.wrote); n != 1 {
			t.Errorf("they went in %d writes", n)
		}
		s.end()
		if err := <-sent; err != nil {
			t.Error(err)
		}
	})
}
