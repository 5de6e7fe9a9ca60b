// Package fartest gives tests a client's end with the real powers, reached over the real channel: two WebSockets for each end, a
// relay, a seal.
package fartest

import (
	"context"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"surety/internal/assist"
	"surety/internal/assist/assisttest"
	"surety/internal/bench/loop"
	"surety/internal/channel"
	"surety/internal/clock"
	"surety/internal/far"
	"surety/internal/wire"
)

// World is a server, a client's end and what it recorded.
type World struct {
	Server *loop.Server
	Record *assisttest.Recorder
	Assist *assist.Session
	Desk   Desk
}

// Desk is a desk that also tells what was granted, and counts what it dials.
type Desk struct {
	loop.Desk
	Grant assist.Grant
}

// Join joins.
func (d Desk) Join(ctx context.Context, pin channel.Pin) (far.Joined, error) {
	j, err := d.Desk.Join(ctx, pin)
	j.Granted, j.Ports, j.Folders = d.Grant.Powers, d.Grant.Ports, len(d.Grant.Folders)
	return j, err
}

// New starts a client's end with a grant.
func New(t testing.TB, g assist.Grant) *World {
	t.Helper()
	w := &World{Record: assisttest.NewRecorder()}
	var err error
	if w.Assist, err = assist.Start(t.Context(), w.Record, g); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Assist.Close)
	w.Server, w.Desk = Serve(t, w.Assist)
	w.Desk.Grant = g
	return w
}

// Serve starts a server and a client's end with these powers.
func Serve(t testing.TB, p loop.Powers) (*loop.Server, Desk) {
	t.Helper()
	s := loop.NewServer()
	h := httptest.NewServer(s)
	d := Desk{Desk: loop.Desk{Address: strings.TrimPrefix(h.URL, "http://")}}
	near := &loop.Near{Powers: p, Dial: d.DialNear}
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { near.Run(ctx) })
	t.Cleanup(func() { stop(); s.Cut(); h.Close(); running.Wait() })
	return s, d
}

// Join joins it and ends with the test.
func (w *World) Join(t testing.TB) *far.Session {
	t.Helper()
	return Join(t, w.Desk)
}

// Join joins by a desk.
func Join(t testing.TB, d far.Desk) *far.Session {
	t.Helper()
	s, err := far.Join(t.Context(), d, clock.System{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Screen remembers what a terminal showed; it is a far.Viewer.
type Screen struct {
	mu    sync.Mutex
	text  strings.Builder
	again int
	told  []error
	more  chan struct{}
}

// NewScreen is blank.
func NewScreen() *Screen { return &Screen{more: make(chan struct{}, 1)} }

// Show remembers.
func (s *Screen) Show(b []byte) { s.note(func() { s.text.Write(b) }) }

// Again counts.
func (s *Screen) Again() { s.note(func() { s.again++; s.text.Reset() }) }

// Refused remembers.
func (s *Screen) Refused(err error) { s.note(func() { s.told = append(s.told, err) }) }

func (s *Screen) note(do func()) {
	s.mu.Lock()
	do()
	s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
}

// Text is what was shown since the last Again.
func (s *Screen) Text() string { s.mu.Lock(); defer s.mu.Unlock(); return s.text.String() }

// Times is how often the line was there again.
func (s *Screen) Times() int { s.mu.Lock(); defer s.mu.Unlock(); return s.again }

// Told is what was refused.
func (s *Screen) Told() []error { s.mu.Lock(); defer s.mu.Unlock(); return s.told }

// Wait waits until the condition holds; the test's own limit ends it.
func (s *Screen) Wait(t testing.TB, holds func() bool) {
	t.Helper()
	limit := time.After(time.Minute)
	for !holds() {
		select {
		case <-s.more:
		case <-limit:
			t.Fatalf("never; it shows %q", s.Text())
		}
	}
}

// Size is an ordinary terminal's.
var Size = wire.Size{Cols: 80, Rows: 24}

// Echo is an address that sends back what it is sent.
func Echo(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = c.(*net.TCPConn).ReadFrom(c)
			}()
		}
	}()
	return l.Addr().String()
}
