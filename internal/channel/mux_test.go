package channel

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"surety/internal/wire"
)

func refusedWith(err error) (why wire.Refusal) {
	if errors.Is(err, ErrRefused) {
		errors.As(err, &why)
	}
	return why
}

func TestStreamsCarryBothWaysAndEndOneByOne(t *testing.T) {
	for name, joined := range map[string]func(testing.TB, Lane, int) (*Mux, *Mux){"in memory": inMemory, "WebSocket": overWebSocket} {
		t.Run(name, func(t *testing.T) {
			for lane := range lanes {
				client, server := joined(t, lane, 8)
				serve(t, server, echoing(wire.ForControl))
				serve(t, client, echoing(wire.ForRecord))
				trip(t, open(t, client, wire.ForControl), bytes.Repeat([]byte("0123456789abcdef"), 100_000))
				trip(t, open(t, server, wire.ForRecord), []byte("back"))
				trip(t, open(t, client, wire.ForControl), nil)
			}
		})
	}
}

func TestOnlyWhatIsRegisteredExists(t *testing.T) {
	client, server := inMemory(t, Interactive, 8)
	h := echoing(wire.TerminalView)
	h.Put(wire.Port, func(_ context.Context, a *Asked) {
		if string(a.Open.Argument) == "silent" {
			return
		}
		a.Refuse(wire.NotNamed)
	})
	serve(t, server, h)
	for purpose, want := range map[wire.Purpose]wire.Refusal{wire.TerminalType: wire.NotGranted, wire.Port: wire.NotNamed} {
		if _, err := client.Open(t.Context(), wire.Open{Purpose: purpose}); refusedWith(err) != want {
			t.Errorf("purpose %s: %v", purpose, err)
		}
	}
	if _, err := client.Open(t.Context(), wire.Open{Purpose: wire.Port, Argument: []byte("silent")}); refusedWith(err) != wire.Failed {
		t.Errorf("a handler that says nothing: %v", err)
	}
	if _, err := client.Open(t.Context(), wire.Open{Purpose: "everything"}); !errors.Is(err, wire.ErrUnknown) {
		t.Errorf("an unknown purpose leaves: %v", err)
	}
	if _, err := client.Open(t.Context(), wire.Open{Purpose: wire.Port, Argument: make([]byte, wire.MaxArgument+1)}); !errors.Is(err, wire.ErrLong) {
		t.Errorf("a long argument leaves: %v", err)
	}
	trip(t, open(t, client, wire.TerminalView), []byte("still here"))
}

// raw opens a stream and writes what it likes in place of an Open.
func raw(t *testing.T, m *Mux, b []byte) *Stream {
	t.Helper()
	s, err := m.begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(b); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestABadOpenIsRefusedAndHarmsNoOther(t *testing.T) {
	client, server := inMemory(t, Interactive, 8)
	serve(t, server, echoing(wire.ForControl))
	unknown := raw(t, client, wire.AppendFrame(nil, wire.FrameOpen, []byte{1, 99, 0}))
	kind, code, err := wire.NewFrameReader(unknown).Next(wire.MaxAnswer)
	if kind != wire.FrameRefused || !bytes.Equal(code, wire.NotGranted.Encode()) || err != nil {
		t.Errorf("an unknown purpose is answered with %d %x %v", kind, code, err)
	}
	unknown.Close()
	long := binary.BigEndian.AppendUint32([]byte{wire.FrameOpen}, 1<<31)
	for name, b := range map[string][]byte{"not an open": wire.AppendFrame(nil, wire.FramePut, nil), "oversized": long} {
		if _, err := raw(t, client, b).Read(make([]byte, 1)); !errors.Is(err, ErrStreamReset) {
			t.Errorf("%s: %v", name, err)
		}
	}
	trip(t, open(t, client, wire.ForControl), []byte("still here"))
}

func TestWhoSaysNothingIsCutInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server := inMemory(t, Interactive, 8)
		serve(t, server, echoing(wire.ForControl))
		began := time.Now()
		if _, err := raw(t, client, []byte{wire.FrameOpen}).Read(make([]byte, 1)); !errors.Is(err, ErrStreamReset) || time.Since(began) != openWithin {
			t.Errorf("half an open: %v after %v", err, time.Since(began))
		}
		began = time.Now()
		if _, err := server.Open(t.Context(), wire.Open{Purpose: wire.ForControl}); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != askWithin {
			t.Errorf("no answer: %v after %v", err, time.Since(began))
		}
	})
}

func TestMoreStreamsThanAllowedAreReset(t *testing.T) {
	client, server := inMemory(t, Interactive, 4)
	h, taken := handing(t, wire.ForControl)
	serve(t, server, h)
	for range 4 {
		open(t, client, wire.ForControl)
		<-taken
	}
	for range 100 {
		if _, err := client.Open(t.Context(), wire.Open{Purpose: wire.ForControl}); !errors.Is(err, ErrStreamReset) {
			t.Fatalf("the fifth: %v", err)
		}
	}
}

func TestManyStreamsAtATime(t *testing.T) {
	client, server := overWebSocket(t, Bulk, 64)
	serve(t, server, echoing(wire.Port))
	t.Run("streams", func(t *testing.T) {
		for range 16 {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				for range 4 {
					trip(t, open(t, client, wire.Port), bytes.Repeat([]byte{7}, 100_000))
				}
			})
		}
	})
}

func TestTakingAPowerBackCutsItsStreams(t *testing.T) {
	client, server := inMemory(t, Interactive, 8)
	h := echoing(wire.TerminalType, wire.TerminalView)
	serve(t, server, h)
	typing, viewing := open(t, client, wire.TerminalType), open(t, client, wire.TerminalView)
	h.Remove(wire.TerminalType)
	if _, err := typing.Read(make([]byte, 1)); !errors.Is(err, ErrStreamReset) {
		t.Errorf("goes on: %v", err)
	}
	if _, err := client.Open(t.Context(), wire.Open{Purpose: wire.TerminalType}); refusedWith(err) != wire.NotGranted {
		t.Errorf("can be had again: %v", err)
	}
	trip(t, viewing, []byte("the other stays"))
}

func TestASlowReaderHoldsTheSenderNotTheLane(t *testing.T) {
	for lane := range lanes {
		synctest.Test(t, func(t *testing.T) { slowReader(t, lane) })
	}
}

func slowReader(t *testing.T, lane Lane) {
	client, server := inMemory(t, lane, 8)
	near, late := pair(t, client, server)
	serve(t, client, echoing(wire.ForControl))
	if err := near.SetWriteDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	n, err := near.Write(make([]byte, 16<<20))
	if !errors.Is(err, os.ErrDeadlineExceeded) || n > smallWindow || n < smallWindow-64 { // less what its opening took
		t.Errorf("%v: %d bytes went to one who does not read: %v", lane, n, err)
	}
	trip(t, open(t, server, wire.ForControl), []byte("another stream goes on"))
	if got, err := io.ReadFull(late, make([]byte, n)); err != nil {
		t.Errorf("%d bytes are there later: %v", got, err)
	}
}

func TestAnEndIsCleanOnlyByTheOthersWord(t *testing.T) {
	for name, cut := range map[string]func(s *Stream, m *Mux, c net.Conn){
		"stream closed": func(s *Stream, _ *Mux, _ net.Conn) { s.Close() },
		"mux closed":    func(_ *Stream, m *Mux, _ net.Conn) { m.Close() },
		"line cut":      func(_ *Stream, _ *Mux, c net.Conn) { c.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			a, b := sockets(t)
			client, server := join(t, Interactive, 8, a, b)
			near, far := pair(t, client, server)
			cut(far, server, b)
			want := ErrLaneLost
			if name == "stream closed" {
				want = ErrStreamReset
			}
			if _, err := near.Read(make([]byte, 1)); !errors.Is(err, want) {
				t.Errorf("reads %v", err)
			}
			if _, err := near.Write(make([]byte, 1)); !errors.Is(err, want) {
				t.Errorf("writes %v", err)
			}
			if want == ErrLaneLost && !errors.Is(client.Err(), ErrLaneLost) {
				t.Errorf("the mux says %v", client.Err())
			}
		})
	}
}

func TestASilentConnectionIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		client, err := Client(a, Interactive, 8)
		if err != nil {
			t.Fatal(err)
		}
		go io.Copy(io.Discard, b) // takes everything, and says nothing
		began := time.Now()
		<-client.Done()
		if !errors.Is(client.Err(), ErrLaneLost) || time.Since(began) > keepAlive+writeWithin {
			t.Errorf("%v after %v", client.Err(), time.Since(began))
		}
	})
}

func TestABulkWindowGrowsWithItsReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		took := map[Lane]time.Duration{}
		for lane := range lanes {
			a, b := distant(40 * time.Millisecond)
			client, server := join(t, lane, 8, a, b)
			h := &Handlers{}
			h.Put(wire.ForSnapshot, func(_ context.Context, a *Asked) {
				if s, err := a.Take(); err == nil {
					_, _ = io.Copy(io.Discard, s)
					_ = s.CloseWrite()
				}
			})
			serve(t, server, h)
			s := open(t, client, wire.ForSnapshot)
			began := time.Now()
			if _, err := s.Write(make([]byte, 64<<20)); err != nil || s.CloseWrite() != nil {
				t.Fatal(err)
			}
			_, _ = s.Read(make([]byte, 1))
			took[lane] = time.Since(began)
		}
		t.Logf("64 MiB over 80 ms there and back: interactive %v, bulk %v", took[Interactive], took[Bulk])
		if took[Bulk]*6 > took[Interactive] {
			t.Errorf("the window of bulk did not grow: %v", took)
		}
	})
}

// stuck is a connection whose writes, once held, do not come back before they are released, not even when it is closed.
type stuck struct {
	net.Conn
	hold atomic.Pointer[chan struct{}]
}

func (s *stuck) Write(p []byte) (int, error) {
	if hold := s.hold.Load(); hold != nil {
		<-*hold
	}
	return s.Conn.Write(p)
}

// TestWhatIsCutIsNotTakenForWhole: the connection ends while one reads what had come before, and another still writes on it.
func TestWhatIsCutIsNotTakenForWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := distant(time.Millisecond)
		slow := &stuck{Conn: b}
		client, server := join(t, Interactive, 8, a, slow)
		taken, read := make(chan *Stream), make(chan struct{})
		h := &Handlers{}
		h.Put(wire.ForRelay, func(_ context.Context, a *Asked) {
			if s, err := a.Take(); err == nil {
				taken <- s
				<-read // it reads on, whatever its context says
			}
		})
		serve(t, server, h)
		near := open(t, client, wire.ForRelay)
		late := <-taken
		if _, err := near.Write(make([]byte, 200<<10)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second) // of the test's own time
		hold := make(chan struct{})
		slow.hold.Store(&hold)
		go func() { _, _ = late.Write([]byte("x")) }()
		synctest.Wait()
		a.Close()
		synctest.Wait()
		ended := make(chan error, 1)
		go func() { _, err := io.ReadAll(late); ended <- err }()
		synctest.Wait()
		close(hold)
		if err := <-ended; !errors.Is(err, ErrLaneLost) {
			t.Errorf("reads to the end: %v", err)
		}
		close(read)
	})
}
