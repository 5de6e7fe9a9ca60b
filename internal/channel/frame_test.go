package channel

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"surety/internal/wire"
)

// FuzzParseFrame: what is taken for a frame's head is the one form of it, and asks for no more than a message.
func FuzzParseFrame(f *testing.F) {
	for _, seed := range []frame{{frameData, 1, 3}, {frameWindow, 2, smallWindow}, {frameOpen, 3, 0}, {framePing, 0, 0}} {
		f.Add(seed.append(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < frameSize {
			return
		}
		head := [frameSize]byte(b)
		got, err := parseFrame(&head)
		if err == nil && (!bytes.Equal(got.append(nil), head[:]) || got.carries() > maxData) {
			t.Errorf("%x is taken for %+v", head, got)
		}
	})
}

// FuzzMux: whatever an end sends, the mux ends or goes on; it never holds more than its windows, and leaves nothing running.
func FuzzMux(f *testing.F) {
	opened := frame{frameOpen, 1, 0}.append(nil)
	f.Add(append(opened, frame{frameData, 1, 2}.append(nil)...))
	f.Add(append(append(opened, frame{frameEnd, 1, 0}.append(nil)...), frame{frameCut, 1, 0}.append(nil)...))
	f.Add(append(opened, frame{frameData, 1, maxData}.append(nil)...))
	f.Add(bytes.Repeat(frame{framePing, 0, 0}.append(nil), 200))
	f.Fuzz(func(t *testing.T, b []byte) {
		synctest.Test(t, func(t *testing.T) {
			here, there := net.Pipe()
			m, err := Server(here, Interactive, 4)
			if err != nil {
				t.Fatal(err)
			}
			served := make(chan struct{})
			go func() {
				defer close(served)
				_ = m.Serve(t.Context(), func(_ context.Context, s *Stream) { // takes nothing
					<-m.Done()
					s.Close()
				})
			}()
			go func() { _, _ = io.Copy(io.Discard, there) }()
			_, _ = there.Write(b)
			synctest.Wait()
			m.mu.Lock()
			if len(m.streams) > 4 {
				t.Errorf("%d streams", len(m.streams))
			}
			for _, s := range m.streams {
				if s.bag.size > smallWindow || s.bag.size+int(s.room) != smallWindow {
					t.Errorf("a stream holds %d bytes and takes %d more", s.bag.size, s.room)
				}
			}
			m.mu.Unlock()
			m.Close()
			there.Close()
			<-served
		})
	})
}

// TestABagGivesBackWhatItWasGiven, in order, whatever the sizes of what comes and of what is asked for.
func TestABagGivesBackWhatItWasGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		noise := rand.NewChaCha8([32]byte{1})
		var g bag
		var want []byte
		for _, n := range rapid.SliceOfN(rapid.OneOf(rapid.IntRange(-3000, 3000), rapid.Just(0)), 0, 60).Draw(t, "steps") {
			if n > 0 {
				b := append(piece(n), make([]byte, n)...)
				_, _ = noise.Read(b)
				want = append(want, b...)
				if n > shortFrame {
					g.add(b)
				} else {
					g.put(b)
					release(b)
				}
				continue
			}
			if n == 0 && g.size > 0 {
				whole, read := g.next()
				if got := whole[read:]; len(got) == 0 || !bytes.HasPrefix(want, got) {
					t.Fatalf("a piece of %d bytes is not what follows", len(got))
				}
				want = want[len(whole)-read:]
				release(whole)
				continue
			}
			out := make([]byte, -n)
			got := g.take(out)
			if got != min(-n, len(want)) || !bytes.Equal(out[:got], want[:got]) {
				t.Fatalf("%d of %d bytes", got, len(want))
			}
			want = want[got:]
		}
		if g.size != len(want) || g.size == 0 && g.pieces != nil {
			t.Fatalf("%d bytes in %d pieces, want %d", g.size, len(g.pieces), len(want))
		}
	})
}

// TestWhatIsNoFrameEndsTheMux: none of it is skipped, answered or waited for.
func TestWhatIsNoFrameEndsTheMux(t *testing.T) {
	opened := frame{frameOpen, 1, 0}.append(nil)
	data := func(n uint32) []byte { return append(frame{frameData, 1, n}.append(nil), make([]byte, n)...) }
	over := append([]byte(nil), opened...)
	for range smallWindow/maxData + 1 {
		over = append(over, data(maxData)...)
	}
	for name, b := range map[string][]byte{
		"no kind":                    make([]byte, frameSize),
		"a kind of another version":  frame{framePong + 1, 1, 0}.append(nil),
		"longer than a message":      append(opened, frame{frameData, 1, maxData + 1}.append(nil)...),
		"data of nothing":            append(opened, frame{frameData, 1, 0}.append(nil)...),
		"a stream that nobody began": frame{frameEnd, 7, 0}.append(nil),
		"one of ours":                frame{frameOpen, 2, 0}.append(nil),
		"a stream twice":             append(opened, opened...),
		"data after the end":         append(append(opened, frame{frameEnd, 1, 0}.append(nil)...), data(1)...),
		"more than the window":       over,
		"a window without end":       append(append(opened, frame{frameWindow, 1, mostWindow}.append(nil)...), frame{frameWindow, 1, mostWindow}.append(nil)...),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				here, there := net.Pipe()
				server, err := Server(here, Interactive, 8)
				if err != nil {
					t.Fatal(err)
				}
				served := make(chan struct{})
				go func() {
					defer close(served)
					_ = server.Serve(t.Context(), func(ctx context.Context, _ *Stream) { <-ctx.Done() }) // reads nothing
				}()
				go func() { _, _ = io.Copy(io.Discard, there) }()
				go func() { _, _ = there.Write(b) }()
				synctest.Wait()
				if server.Err() == nil {
					t.Error("it goes on")
				}
				server.Close()
				there.Close()
				<-served
			})
		})
	}
}

// TestWhoAsksAndDoesNotListenIsReadNoFurther: pings that nobody takes the answers of do not pile up here.
func TestWhoAsksAndDoesNotListenIsReadNoFurther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		server, err := Server(here, Interactive, 8)
		if err != nil {
			t.Fatal(err)
		}
		serve(t, server, &Handlers{})
		began := time.Now()
		n, err := there.Write(bytes.Repeat(frame{framePing, 0, 0}.append(nil), 100_000))
		if most := (2*mostOwed + 2) * frameSize; err == nil || n > most {
			t.Errorf("%d bytes were read: %v", n, err)
		}
		if took := time.Since(began); took > 2*writeWithin {
			t.Errorf("given up after %v", took)
		}
	})
}

// TestStreamNumbersAreNotUsedTwice: a mux that has no more is ended for, not begun anew.
func TestStreamNumbersAreNotUsedTwice(t *testing.T) {
	client, server := inMemory(t, Interactive, 8)
	serve(t, server, echoing(wire.ForControl))
	client.mu.Lock()
	client.next = lastNumber
	client.mu.Unlock()
	trip(t, open(t, client, wire.ForControl), binary.BigEndian.AppendUint32(nil, lastNumber))
	if _, err := client.Open(t.Context(), wire.Open{Purpose: wire.ForControl}); err == nil {
		t.Error("a number was used twice")
	}
}
