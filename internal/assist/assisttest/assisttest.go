// Package assisttest has what tests of the powers need: a home, a recorder that only remembers, and the specialist's end of a stream.
package assisttest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

// Main runs the tests of a package whose client has a shell, in a home and with a shell of their own. What the tester's shell does when it begins is not under
// test: it may greet, take a minute, or be killed by a test in the middle of what it must not be killed in.
func Main(m *testing.M) int {
	home, err := os.MkdirTemp("", "surety-home-")
	if err == nil {
		defer os.RemoveAll(home)
		err = errors.Join(os.Setenv("HOME", home), os.Setenv("SHELL", "/bin/sh"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// Event is what was recorded.
type Event struct {
	Kind    wire.Kind
	Stream  uint32
	Payload string
}

// Recorder remembers events and fails when told to.
type Recorder struct {
	mu     sync.Mutex
	events []Event
	fails  error // of Append, Note and Typed
	ready  error
	more   chan struct{}
}

// NewRecorder remembers nothing yet.
func NewRecorder() *Recorder { return &Recorder{more: make(chan struct{}, 1)} }

// Append remembers.
func (r *Recorder) Append(kind wire.Kind, stream uint32, payload []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fails != nil {
		return r.fails
	}
	for p := payload; ; {
		n := min(len(p), wire.MaxPayload)
		if err := wire.ValidEvent(wire.Event{Kind: kind, Stream: stream, Payload: p[:n]}); err != nil {
			return err
		}
		if p = p[n:]; len(p) == 0 {
			break
		}
	}
	r.events = append(r.events, Event{kind, stream, string(payload)})
	select {
	case r.more <- struct{}{}:
	default:
	}
	return nil
}

// Note remembers like Append.
func (r *Recorder) Note(kind wire.Kind, stream uint32, payload []byte) error {
	return r.Append(kind, stream, payload)
}

// Typed remembers the bytes, or how many where there was no echo.
func (r *Recorder) Typed(stream uint32, typed []byte, echo bool) error {
	if echo {
		return r.Append(wire.Input, stream, typed)
	}
	return r.Append(wire.Masked, stream, wire.EncodeCount(uint64(len(typed))))
}

// Ready is nil until SetReady.
func (r *Recorder) Ready() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ready
}

// Room is Ready.
func (r *Recorder) Room(context.Context) error { return r.Ready() }

// SetReady makes Ready return err.
func (r *Recorder) SetReady(err error) { r.mu.Lock(); r.ready = err; r.mu.Unlock() }

// Fail makes recording fail from now on.
func (r *Recorder) Fail(err error) { r.mu.Lock(); r.fails = err; r.mu.Unlock() }

// All are all events, in their order.
func (r *Recorder) All() []Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.events)
}

// Events are all events of a kind.
func (r *Recorder) Events(kind wire.Kind) (out []Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// Text is the payloads of all events of a kind, one after another.
func (r *Recorder) Text(kind wire.Kind) (out string) {
	for _, e := range r.Events(kind) {
		out += e.Payload
	}
	return out
}

// Has reports whether such an event was recorded.
func (r *Recorder) Has(kind wire.Kind, payload string) bool {
	return slices.ContainsFunc(r.Events(kind), func(e Event) bool { return e.Payload == payload })
}

// Wait waits until the condition on what was recorded holds.
func (r *Recorder) Wait(t testing.TB, holds func() bool) {
	t.Helper()
	limit := time.After(30 * time.Second)
	for !holds() {
		select {
		case <-r.more:
		case <-limit:
			t.Fatal("it was never recorded")
		}
	}
}

// Far is the specialist's end of a stream.
type Far struct {
	*power.Stream
	t    testing.TB
	Conn net.Conn
	over chan error
}

// Dial serves a stream by serve and returns its other end. Reads fail after half a minute.
func Dial(t testing.TB, serve func(context.Context, net.Conn) error) *Far {
	t.Helper()
	near, far := net.Pipe()
	_ = far.SetDeadline(time.Now().Add(30 * time.Second))
	f := &Far{Stream: power.NewStream(far), t: t, Conn: far, over: make(chan error, 1)}
	ctx, stop := context.WithCancel(context.Background())
	go func() { f.over <- serve(ctx, near) }()
	t.Cleanup(func() { stop(); far.Close() })
	return f
}

// Open asks for a power and returns the kind of the answer and its payload.
func (f *Far) Open(code wire.Purpose, argument []byte) (uint8, string) {
	f.t.Helper()
	f.Must(f.Send(wire.FrameOpen, wire.Open{Purpose: code, Argument: argument}.Encode()))
	return f.Read()
}

// Opened asks for a power that is granted.
func (f *Far) Opened(code wire.Purpose, argument []byte) uint32 {
	f.t.Helper()
	kind, payload := f.Open(code, argument)
	if kind != wire.FrameOpened {
		f.t.Fatalf("%s was answered by frame %d, %q", code, kind, payload)
	}
	n, err := wire.DecodeStream([]byte(payload))
	f.Must(err)
	return n
}

// Refused asks for a power and fails unless it is refused with this reason.
func (f *Far) Refused(code wire.Purpose, argument []byte, why wire.Refusal) {
	f.t.Helper()
	kind, payload := f.Open(code, argument)
	if kind != wire.FrameRefused || payload != string(why.Encode()) {
		f.t.Fatalf("%s was answered by frame %d, %q; want refusal %d", code, kind, payload, why)
	}
}

// Read reads a frame.
func (f *Far) Read() (uint8, string) {
	f.t.Helper()
	kind, payload, err := f.Next(wire.MaxFrame)
	f.Must(err)
	return kind, string(payload)
}

// Over waits for the end of serving and returns its error.
func (f *Far) Over() error {
	f.t.Helper()
	select {
	case err := <-f.over:
		return err
	case <-time.After(30 * time.Second):
		f.t.Fatal("it is still served")
		return nil
	}
}

// Must fails the test on an error.
func (f *Far) Must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}
