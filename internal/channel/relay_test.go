package channel

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"surety/internal/clock"
	"surety/internal/wire"
)

// relayed is a relay between two ends, each with a mux of its own to the server.
type relayed struct {
	a, b  *Stream // the ends' own
	relay *Relay
	ended chan error
	stop  context.CancelFunc
	muxes []*Mux
}

var ample = Limits{Idle: time.Hour, Total: 8 * time.Hour}

func relaying(t testing.TB, lane Lane, joined func(testing.TB, Lane, int) (*Mux, *Mux), c clock.Clock, l Limits) *relayed {
	t.Helper()
	ma, sa := joined(t, lane, 8)
	mb, sb := joined(t, lane, 8)
	r := &relayed{relay: NewRelay(c, l), ended: make(chan error, 1), muxes: []*Mux{ma, mb, sa, sb}}
	a, inA := pair(t, ma, sa)
	b, inB := pair(t, mb, sb)
	r.a, r.b = a, b
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go func() { r.ended <- r.relay.Run(ctx, inA, inB) }()
	t.Cleanup(stop)
	return r
}

func TestARelayCopiesAndKeepsEachDirectionsEnd(t *testing.T) {
	r := relaying(t, Bulk, overWebSocket, clock.System{}, ample)
	question, answer := bytes.Repeat([]byte("question "), 100_000), bytes.Repeat([]byte("answer "), 100_000)
	heard := make(chan []byte, 1)
	go func() {
		got, _ := io.ReadAll(r.b) // to the end of one direction,
		heard <- got
		_, _ = r.b.Write(answer) // and only then the other
		_ = r.b.CloseWrite()
	}()
	if _, err := r.a.Write(question); err != nil || r.a.CloseWrite() != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r.a)
	if err != nil || !bytes.Equal(got, answer) || !bytes.Equal(<-heard, question) {
		t.Errorf("%d bytes came back: %v", len(got), err)
	}
	if err := <-r.ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if ab, ba := r.relay.Counted(); ab != uint64(len(question)) || ba != uint64(len(answer)) {
		t.Errorf("counted %d and %d", ab, ba)
	}
}

func TestARelayHoldsTheSourceBack(t *testing.T) {
	for lane := range lanes {
		synctest.Test(t, func(t *testing.T) {
			r := relaying(t, lane, inMemory, clock.System{}, ample)
			_ = r.a.SetWriteDeadline(time.Now().Add(time.Minute))
			n, err := r.a.Write(make([]byte, 32<<20))
			// The source's window at the server, one piece, and the window of the end that does not read.
			if most := 2*smallWindow + maxMessage; !errors.Is(err, os.ErrDeadlineExceeded) || n > most {
				t.Errorf("%v: %d bytes are held, more than %d: %v", lane, n, most, err)
			}
			if _, err := io.ReadFull(r.b, make([]byte, n)); err != nil {
				t.Errorf("they are lost: %v", err)
			}
			if ab, ba := r.relay.Counted(); ab != uint64(n) || ba != 0 {
				t.Errorf("counted %d and %d of %d", ab, ba, n)
			}
			r.stop()
			<-r.ended
		})
	}
}

func TestARelayEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(r *relayed, now *clock.Fake)
		want error
	}{
		"idle":      {func(_ *relayed, now *clock.Fake) { now.Advance(time.Minute) }, ErrRelayIdle},
		"its time":  {func(_ *relayed, now *clock.Fake) { now.Advance(8 * time.Hour) }, ErrRelayExpired},
		"cancelled": {func(r *relayed, _ *clock.Fake) { r.stop() }, context.Canceled},
		"one cut":   {func(r *relayed, _ *clock.Fake) { r.a.Close() }, ErrStreamReset},
		"one lost":  {func(r *relayed, _ *clock.Fake) { r.muxes[1].Close() }, ErrLaneLost},
		"both ended": {func(r *relayed, _ *clock.Fake) {
			_, _ = r.a.CloseWrite(), r.b.CloseWrite()
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				now := clock.NewFake(time.Unix(0, 0))
				limits := Limits{Idle: time.Minute, Total: 8 * time.Hour}
				if name == "its time" {
					limits.Idle = 9 * time.Hour
				}
				r := relaying(t, Interactive, inMemory, now, limits)
				synctest.Wait()
				began := time.Now()
				c.end(r, now)
				if err := <-r.ended; !errors.Is(err, c.want) || time.Since(began) != 0 {
					t.Errorf("%v after %v", err, time.Since(began))
				}
				if _, err := r.b.Read(make([]byte, 1)); c.want != nil && err == io.EOF || c.want == nil && err != io.EOF {
					t.Errorf("the other end reads %v", err)
				}
			})
		})
	}
}

func TestTrafficKeepsARelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := clock.NewFake(time.Unix(0, 0))
		r := relaying(t, Interactive, inMemory, now, Limits{Idle: time.Minute, Total: time.Hour})
		for range 5 {
			if _, err := r.a.Write([]byte("x")); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			now.Advance(time.Minute)
			synctest.Wait()
		}
		select {
		case err := <-r.ended:
			t.Errorf("ended with %v", err)
		default:
		}
		now.Advance(time.Minute)
		if err := <-r.ended; !errors.Is(err, ErrRelayIdle) {
			t.Error(err)
		}
	})
}

// TestACancelledRelayLeavesNothing: at rest, in full flow, and before an end that takes nothing.
func TestACancelledRelayLeavesNothing(t *testing.T) {
	for name, busy := range map[string]func(r *relayed){
		"at rest": func(*relayed) {},
		"in flow": func(r *relayed) {
			go func() { _, _ = io.Copy(io.Discard, r.b) }()
			go func() { _, _ = r.a.Write(make([]byte, 64<<20)) }()
		},
		"held back": func(r *relayed) {
			go func() { _, _ = r.a.Write(make([]byte, 64<<20)) }()
			synctest.Wait()
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := relaying(t, Interactive, inMemory, clock.System{}, ample)
				synctest.Wait()
				before := goroutines()
				busy(r)
				began := time.Now()
				r.stop()
				<-r.ended
				if time.Since(began) != 0 {
					t.Errorf("took %v", time.Since(began))
				}
				ab, _ := r.relay.Counted()
				synctest.Wait()
				if later, _ := r.relay.Counted(); later != ab {
					t.Errorf("%d bytes went after the end", later-ab)
				}
				if left := goroutines(); left > before-3 { // the relay was three
					t.Errorf("%d goroutines before, %d after", before, left)
				}
			})
		})
	}
}

// goroutines are those that live. runtime.NumGoroutine counts one for a moment longer than [synctest.Wait] waits for it.
func goroutines() int {
	stacks := make([]byte, 1<<20)
	return 1 + bytes.Count(stacks[:runtime.Stack(stacks, true)], []byte("\n\ngoroutine "))
}

// TestAStalledConnectionDoesNotHoldTheEnd: the connection to one end takes nothing at all, not even the word that it is over; neither when much
// waits for it, nor when somebody is in the middle of writing a key on it.
func TestAStalledConnectionDoesNotHoldTheEnd(t *testing.T) {
	for _, size := range []int{4 << 20, 1} {
		synctest.Test(t, func(t *testing.T) {
			stall := make(chan struct{})
			stalled := func(t testing.TB, lane Lane, streams int) (*Mux, *Mux) {
				a, b := net.Pipe()
				return join(t, lane, streams, a, &stalling{Conn: b, stall: stall, closed: make(chan struct{})})
			}
			r := relaying(t, Bulk, stalled, clock.System{}, ample)
			synctest.Wait()
			close(stall)
			go func() { _, _ = r.a.Write(make([]byte, size)) }()
			synctest.Wait()
			began := time.Now()
			r.stop()
			<-r.ended
			if time.Since(began) != 0 {
				t.Errorf("%d bytes: took %v", size, time.Since(began))
			}
			<-r.muxes[3].Done() // and the stalled connection is given up by itself
			if time.Since(began) > writeWithin {
				t.Errorf("%d bytes: given up after %v", size, time.Since(began))
			}
		})
	}
}

// stalling writes nothing any more once stall is closed.
type stalling struct {
	net.Conn
	stall  chan struct{}
	closed chan struct{}
	once   sync.Once
}

func (s *stalling) Close() error {
	s.once.Do(func() { close(s.closed) })
	return s.Conn.Close()
}

func (s *stalling) Write(p []byte) (int, error) {
	select {
	case <-s.stall:
		<-s.closed
		return 0, net.ErrClosed
	default:
		return s.Conn.Write(p)
	}
}

// TestSealedThroughTheRelay is the whole: two ends, a server between, a seal within, streams within that.
func TestSealedThroughTheRelay(t *testing.T) {
	for lane := range lanes {
		client, server := sealedThrough(t, lane)
		serve(t, server, echoing(wire.Port, wire.TerminalType))
		for _, size := range []int{0, 1, shortFrame, piece1, piece2, 3 << 20} {
			trip(t, open(t, client, wire.Port), make([]byte, size))
		}
	}
}

// sealedThrough makes the inner muxes, of the specialist's end and of assist, through a real relay over WebSockets.
func sealedThrough(t testing.TB, lane Lane) (specialist, assist *Mux) {
	t.Helper()
	r := relaying(t, lane, overWebSocket, clock.System{}, ample)
	ka, ks := keys(t)
	sa, ss, ea, es := sealBoth(t.Context(), with(t, ka, ks.Pin()), with(t, ks, ka.Pin()), r.a, r.b)
	if ea != nil || es != nil {
		t.Fatal(ea, es)
	}
	return join(t, lane, 64, ss, sa)
}
