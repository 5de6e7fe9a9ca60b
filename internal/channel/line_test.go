package channel

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"surety/internal/clock"
	"surety/internal/fault"
	"surety/internal/wire"
)

// recorder is a server that stores numbered pieces and tells each new connection where it stands, as the record stream does.
type recorder struct {
	mu     sync.Mutex
	stored []uint32
}

func (r *recorder) serve(_ context.Context, a *Asked) {
	s, err := a.Take()
	if err != nil {
		return
	}
	r.mu.Lock()
	next := uint32(len(r.stored))
	r.mu.Unlock()
	if _, err = s.Write(binary.BigEndian.AppendUint32(nil, next)); err != nil {
		return
	}
	for b := [4]byte{}; ; {
		if _, err := io.ReadFull(s, b[:]); err != nil {
			if err == io.EOF {
				_ = s.CloseWrite()
			}
			return
		}
		r.mu.Lock()
		r.stored = append(r.stored, binary.BigEndian.Uint32(b[:]))
		r.mu.Unlock()
	}
}

// upload sends pieces up to the last from where the server stands, and waits until it has them.
func upload(ctx context.Context, m *Mux, last uint32) error {
	s, err := m.Open(ctx, wire.Open{Purpose: wire.ForRecord})
	if err != nil {
		return err
	}
	defer s.Close()
	var b [4]byte
	if _, err := io.ReadFull(s, b[:]); err != nil {
		return err
	}
	for n := binary.BigEndian.Uint32(b[:]); n < last; n++ {
		if _, err := s.Write(binary.BigEndian.AppendUint32(nil, n)); err != nil {
			return err
		}
		time.Sleep(time.Millisecond) // of the test's own time
	}
	if err := s.CloseWrite(); err != nil {
		return err
	}
	if _, err := s.Read(b[:]); err != io.EOF {
		return errors.Join(err, io.ErrUnexpectedEOF)
	}
	return nil
}

func TestABrokenLineGoesOnWithoutAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const last = 2000
		r, ctx := &recorder{}, t.Context()
		h := &Handlers{}
		h.Put(wire.ForRecord, r.serve)
		dialled := 0
		l := &Line{Lane: Interactive, Streams: 8, Clock: clock.System{}, GiveUp: 2 * time.Minute,
			Use: func(ctx context.Context, m *Mux) error { return upload(ctx, m, last) },
			Dial: func(context.Context) (net.Conn, error) {
				a, b := distant(5 * time.Millisecond)
				m, err := Server(b, Interactive, 8)
				if err != nil {
					return nil, err
				}
				go func() { _ = m.Serve(ctx, h.Serve) }()
				if dialled++; dialled < 20 {
					time.AfterFunc(time.Duration(10+rand.IntN(200))*time.Millisecond, func() { a.Close() })
				}
				return a, nil
			}}
		if err := l.Run(ctx); err != nil {
			t.Fatal(err)
		}
		want := make([]uint32, last)
		for i := range want {
			want[i] = uint32(i)
		}
		if !slices.Equal(r.stored, want) || dialled < 5 {
			t.Errorf("%d pieces over %d connections, not %d in order", len(r.stored), dialled, last)
		}
	})
}

func TestALineEnds(t *testing.T) {
	mine := errors.New("mine")
	for name, c := range map[string]struct {
		dial, use error
		want      error
		dials     int // at most
		after     time.Duration
	}{
		"when no connection is had":  {dial: ErrLaneLost, want: ErrLaneLost, dials: 20, after: 2 * time.Minute},
		"when turned away":           {dial: ErrTurnedAway.With("status", 403), want: ErrTurnedAway, dials: 1},
		"when its use fails":         {use: mine, want: mine, dials: 1},
		"when the seal is broken":    {use: ErrTampered, want: ErrTampered, dials: 1},
		"when the other key is told": {use: ErrWrongKey, want: ErrWrongKey, dials: 1},
		"when its use is done":       {dials: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dials, shown := 0, 0
				l := &Line{Lane: Bulk, Streams: 8, Clock: clock.System{}, GiveUp: 2 * time.Minute,
					Use: func(context.Context, *Mux) error { return c.use },
					Changed: func(connected bool) {
						if shown++; !connected {
							shown -= 2
						}
					},
					Dial: func(context.Context) (net.Conn, error) {
						if dials++; c.dial != nil {
							return nil, c.dial
						}
						a, _ := distant(time.Millisecond)
						return a, nil
					}}
				began := time.Now()
				if err := l.Run(t.Context()); !errors.Is(err, c.want) || c.want == nil && err != nil {
					t.Errorf("ends with %v", err)
				}
				if took := time.Since(began); dials > c.dials || took < c.after || took > c.after+lastWait || shown != 0 {
					t.Errorf("%d dials in %v, shown %d", dials, took, shown)
				}
			})
		})
	}
}

func TestALineWaitsForAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked, dials := 0, 0
		l := &Line{Lane: Bulk, Streams: 8, Clock: clock.System{}, GiveUp: 2 * time.Minute,
			Before: func(context.Context) error {
				asked++
				time.Sleep(time.Hour) // of the test's own time
				return nil
			},
			Dial: func(context.Context) (net.Conn, error) {
				if dials++; dials < 5 {
					return nil, ErrLaneLost
				}
				a, _ := distant(time.Millisecond)
				return a, nil
			},
			Use: func(context.Context, *Mux) error { return nil }}
		if err := l.Run(t.Context()); err != nil || asked != 5 || dials != 5 {
			t.Errorf("%v after %d questions and %d dials", err, asked, dials)
		}
		l.Before = func(context.Context) error { return fault.ErrStepUp }
		if err := l.Run(t.Context()); !errors.Is(err, fault.ErrStepUp) || dials != 5 {
			t.Errorf("a no ended it with %v, after %d dials", err, dials)
		}
	})
}

func TestALineIsLeftAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		l := &Line{Lane: Bulk, Streams: 8, Clock: clock.System{}, GiveUp: time.Hour,
			Dial: func(context.Context) (net.Conn, error) { return nil, ErrLaneLost }}
		ended := make(chan error, 1)
		go func() { ended <- l.Run(ctx) }()
		synctest.Wait()
		began := time.Now()
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) || time.Since(began) != 0 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}
