package recording

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"sync"
	"time"

	"surety/internal/clock"
	"surety/internal/wire"
)

// Recorder records one session. It may be used from several goroutines; events get the order in which they come.
type Recorder struct {
	clock clock.Clock
	start time.Time
	spool *Spool

	mu      sync.Mutex
	maker   *maker
	at      time.Duration // of the last event: time does not go back
	events  []byte        // gathered for the next chunk
	count   int
	since   time.Time // when the first of them came
	unsaved time.Time // when the first chunk was written that is not yet forced to the disk; zero if all are
	window  window
	came    chan struct{} // closed by the next acknowledgement
	lost    bool          // the server was gone for too long; nothing but the end may follow
	failed  error         // for good
}

// New begins the recording of a session in an empty spool. The key is taken out of the caller's hands. Its first instant is
// now; events tell the time since then.
func New(c clock.Clock, spool *Spool, session wire.Session, key *Key, signer ed25519.PrivateKey) *Recorder {
	r := &Recorder{clock: c, start: c.Now(), spool: spool, maker: newMaker(session, key, signer), came: make(chan struct{})}
	spool.acknowledged = r.acknowledged
	return r
}

// Append records an event and returns when it is stored on this machine: only then may it be shown, typed or sent (W2).
// Output, input and screen bytes may be longer than an event holds. Faults: ErrUnacknowledged (input only),
// ErrLost, ErrSpool, ErrEnded, and what wire finds wrong with the event.
func (r *Recorder) Append(kind wire.Kind, stream uint32, payload []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.add(kind, stream, payload); err != nil {
		return err
	}
	return r.flush(false)
}

// Typed records what was typed. While the machine does not show it (echo is off in a terminal that reads whole lines, as
// for passwords) only its length is kept. Faults: as Append.
func (r *Recorder) Typed(stream uint32, typed []byte, echo bool) error {
	if echo {
		return r.Append(wire.Input, stream, typed)
	}
	for n := len(typed); n > 0; n -= min(n, wire.MaxPayload) {
		if err := r.Append(wire.Masked, stream, wire.EncodeCount(uint64(min(n, wire.MaxPayload)))); err != nil {
			return err
		}
	}
	return nil
}

// Note records an event that nobody waits for, like the bytes of a tunnel: it is stored with the next Append, or
// after a second. Faults: as Append.
func (r *Recorder) Note(kind wire.Kind, stream uint32, payload []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.add(kind, stream, payload)
}

// End records why the session ended, forces everything to the disk and forgets the key. After it only uploading is left.
func (r *Recorder) End(why string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.add(wire.End, 0, []byte(why)); err != nil {
		return err
	}
	if err := r.flush(true); err != nil {
		return err
	}
	if err := r.spool.sync(); err != nil {
		return r.fail(err)
	}
	r.failed = ErrEnded
	r.maker.sealer.Forget()
	return nil
}

// fail ends the recording for good: what comes could not be kept.
func (r *Recorder) fail(err error) error {
	r.failed = fmt.Errorf("%w: %w", ErrSpool, err)
	r.maker.sealer.Forget()
	r.spool.stop()
	return r.failed
}

// Ready reports whether something may be typed, sent or opened now: nil, ErrUnacknowledged, or why the recording is over.
func (r *Recorder) Ready() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ready(wire.Input)
}

// Room waits until no chunk has waited for its acknowledgement for [Behind]: who records much, and need not hurry, asks before each piece, so
// that what is typed meanwhile is not held up by it. Faults: as Ready, and the context's.
func (r *Recorder) Room(ctx context.Context) error {
	for {
		r.mu.Lock()
		err, waited, changed := r.ready(wire.Input), r.window.waited(r.clock.Now()), r.came
		r.mu.Unlock()
		if err != nil || waited < Behind {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		case <-r.clock.After(Behind): // it may be over by then
		}
	}
}

func (r *Recorder) ready(kind wire.Kind) error {
	waited := r.window.waited(r.clock.Now())
	r.lost = r.lost || waited >= Limit
	switch {
	case r.failed != nil:
		return r.failed
	case r.lost && kind != wire.End:
		return ErrLost
	case waited >= Patience && (kind == wire.Input || kind == wire.Masked):
		return ErrUnacknowledged
	}
	return nil
}

// add puts the event among those gathered, in pieces where it is longer than one event.
func (r *Recorder) add(kind wire.Kind, stream uint32, payload []byte) error {
	if err := r.ready(kind); err != nil {
		return err
	}
	bytes := kind == wire.Output || kind == wire.Input || kind == wire.Screen
	for first := true; first || len(payload) > 0; first = false {
		piece := payload
		if bytes {
			piece = payload[:min(len(payload), wire.MaxPayload)]
		}
		if err := r.addOne(wire.Event{At: r.now(), Kind: kind, Stream: stream, Payload: piece}); err != nil {
			return err
		}
		payload = payload[len(piece):]
	}
	return nil
}

func (r *Recorder) addOne(e wire.Event) error {
	if err := wire.ValidEvent(e); err != nil {
		return fmt.Errorf("recording: event of kind %d: %w", e.Kind, err)
	}
	if len(r.events)+len(e.Payload)+wire.MaxEvent-wire.MaxPayload > MaxChunk || r.count == wire.MaxEvents {
		if err := r.flush(false); err != nil {
			return err
		}
	}
	if r.count == 0 {
		r.since = r.clock.Now()
	}
	r.events = wire.AppendEvent(r.events, e)
	r.count++
	return nil
}

func (r *Recorder) now() time.Duration {
	r.at = max(r.at, r.clock.Now().Sub(r.start).Truncate(time.Microsecond))
	return r.at
}

// flush seals what is gathered and stores it. A chunk that cannot be stored ends the recording: its number is spent.
func (r *Recorder) flush(last bool) error {
	if r.failed != nil || r.count == 0 {
		return r.failed
	}
	now := r.clock.Now()
	chunk := r.maker.make(r.events, r.count, last)
	err := r.spool.append(chunk, r.maker.header.Previous)
	clear(r.events)
	r.events, r.count = r.events[:0], 0
	if err != nil {
		return r.fail(err)
	}
	r.window.sealed(now)
	if r.unsaved.IsZero() {
		r.unsaved = now
	}
	return nil
}

// Tick does what is due: stores events that have waited a second, forces chunks to the disk that were written a second ago.
// It returns what Ready does. Whoever owns the recorder calls it several times a second: Run.
func (r *Recorder) Tick() error {
	save, err := r.due()
	if err != nil || !save {
		return err
	}
	err = r.spool.sync() // others go on meanwhile
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil && r.failed == nil {
		return r.fail(err)
	}
	return r.ready(wire.Input)
}

// due flushes what has waited and tells whether the disk is to be forced.
func (r *Recorder) due() (save bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock.Now()
	if r.count > 0 && now.Sub(r.since) >= Gather {
		if err := r.flush(false); err != nil {
			return false, err
		}
	}
	if r.failed == nil && !r.unsaved.IsZero() && now.Sub(r.unsaved) >= Gather {
		r.unsaved = time.Time{}
		return true, nil
	}
	return false, r.ready(wire.Input)
}

// Run calls Tick until the recording is over or ctx is, and says why it ended: nil after End.
func (r *Recorder) Run(ctx context.Context) error {
	for {
		switch err := r.Tick(); err {
		case nil, ErrUnacknowledged:
		case ErrEnded:
			return nil
		default:
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-r.clock.After(Gather / 4):
		}
	}
}

// acknowledged is called by the spool: all chunks before first are stored by the server.
func (r *Recorder) acknowledged(first uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.window.acknowledged(first)
	close(r.came)
	r.came = make(chan struct{})
}
