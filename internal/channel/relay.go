package channel

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"surety/internal/clock"
)

// Limits of a relay. A keep-alive of the two ends counts as traffic: Idle finds ends that are gone, not people who rest.
type Limits struct {
	Idle  time.Duration // without a byte; it ends after one to two times this
	Total time.Duration // since the start
}

const (
	restBuffer = 1 << 10  // a direction at rest holds this much,
	busyBuffer = 32 << 10 // one at work this much, and puts it back when something short came
)

var buffers = sync.Pool{New: func() any { return new([busyBuffer]byte) }}

// Relay copies between two streams what it can neither read nor change unnoticed. It reads no faster than the other side takes; what waits beyond its
// own 32 KiB for each direction stays in the source's window, and then at the source.
type Relay struct {
	clock  clock.Clock
	limits Limits
	count  [2]atomic.Uint64
}

// NewRelay makes a relay for one pair of streams.
func NewRelay(c clock.Clock, l Limits) *Relay { return &Relay{clock: c, limits: l} }

// Counted tells how many bytes have gone from a to b and from b to a; it may be asked while the relay runs.
func (r *Relay) Counted() (ab, ba uint64) { return r.count[0].Load(), r.count[1].Load() }

// Run copies until both directions have ended (nil), one has failed, a limit is reached (ErrRelayIdle, ErrRelayExpired) or ctx
// ends. An end of one direction is handed on and leaves the other open. When it returns no byte is copied any more, and both streams
// are being closed; on a stalled connection that takes up to ten seconds more.
func (r *Relay) Run(ctx context.Context, a, b *Stream) error {
	ended := make(chan error, 2)
	go func() { ended <- r.copy(b, a, &r.count[0]) }()
	go func() { ended <- r.copy(a, b, &r.count[1]) }()
	running, err := r.watch(ctx, ended)
	for _, s := range []*Stream{a, b} {
		s.cut()
	}
	for range running {
		<-ended
	}
	for _, s := range []*Stream{a, b} {
		go s.Close()
	}
	return err
}

// watch returns when the relay is to end, and how many directions still run.
func (r *Relay) watch(ctx context.Context, ended <-chan error) (running int, err error) {
	total, idle := r.clock.After(r.limits.Total), r.clock.After(r.limits.Idle)
	seen := r.sum()
	for running = 2; running > 0 && err == nil; {
		select {
		case err = <-ended:
			running--
		case <-ctx.Done():
			err = ctx.Err()
		case <-total:
			err = ErrRelayExpired
		case <-idle:
			now := r.sum()
			if now == seen {
				err = ErrRelayIdle
			}
			seen, idle = now, r.clock.After(r.limits.Idle)
		}
	}
	return running, err
}

func (r *Relay) sum() uint64 { return r.count[0].Load() + r.count[1].Load() }

// copy hands on one direction, and its end.
func (r *Relay) copy(to, from *Stream, count *atomic.Uint64) error {
	var rest [restBuffer]byte
	var busy *[busyBuffer]byte
	release := func() {
		if busy != nil {
			buffers.Put(busy)
			busy = nil
		}
	}
	defer release()
	for buf := rest[:]; ; {
		n, err := from.Read(buf)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return err
			}
			count.Add(uint64(n))
		}
		switch {
		case err == io.EOF:
			return to.CloseWrite()
		case err != nil:
			return err
		case n < restBuffer:
			release()
			buf = rest[:]
		case busy == nil:
			busy = buffers.Get().(*[busyBuffer]byte)
			buf = busy[:]
		}
	}
}
