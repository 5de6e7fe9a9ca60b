package channel

import (
	"context"
	"io"
	"net"
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

// Relay hands from one stream to another, piece by piece as it came, what it can neither read nor change unnoticed. It takes no piece before the other side has
// taken the last; what waits stays in the source's window, and then at the source. At rest it has no buffer.
type Relay struct {
	clock  clock.Clock
	limits Limits
	count  [2]atomic.Uint64

	mu    sync.Mutex
	still sync.Cond
	moves int  // directions that are not in a write
	over  bool // nothing may be copied any more
}

// NewRelay makes a relay for one pair of streams.
func NewRelay(c clock.Clock, l Limits) *Relay {
	r := &Relay{clock: c, limits: l}
	r.still.L = &r.mu
	return r
}

// Counted tells how many bytes have gone from a to b and from b to a; it may be asked while the relay runs.
func (r *Relay) Counted() (ab, ba uint64) { return r.count[0].Load(), r.count[1].Load() }

// Run copies until both directions have ended (nil), one has failed, a limit is reached (ErrRelayIdle, ErrRelayExpired) or ctx
// ends. An end of one direction is handed on and leaves the other open. When it returns no byte is copied any more but those that are being
// written on a stalled connection, which is given up within ten seconds; both streams are being closed.
func (r *Relay) Run(ctx context.Context, a, b *Stream) error {
	ended := make(chan error, 2)
	go func() { ended <- r.copy(b, a, 0) }()
	go func() { ended <- r.copy(a, b, 1) }()
	err := r.watch(ctx, ended)
	a.cut()
	b.cut()
	r.rest()
	a.Close()
	b.Close()
	return err
}

// rest returns when neither direction copies: it has ended, or is in a write, after which it will.
func (r *Relay) rest() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	for r.moves > 0 {
		r.still.Wait()
	}
}

// watch returns when the relay is to end.
func (r *Relay) watch(ctx context.Context, ended <-chan error) (err error) {
	total, idle := r.clock.After(r.limits.Total), r.clock.After(r.limits.Idle)
	seen := r.sum()
	for running := 2; running > 0 && err == nil; {
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
	return err
}

// moving counts a direction as one that may still copy, or no longer; false when the relay is over.
func (r *Relay) moving(by int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.moves += by; r.moves == 0 {
		r.still.Broadcast()
	}
	return !r.over
}

func (r *Relay) sum() uint64 { return r.count[0].Load() + r.count[1].Load() }

// copy hands on one direction, and its end.
func (r *Relay) copy(to, from *Stream, way int) error {
	r.moving(1)
	defer r.moving(-1)
	for {
		whole, read, err := from.next()
		switch {
		case err == io.EOF:
			return to.CloseWrite()
		case err != nil:
			return err
		}
		err = r.pass(to, whole[read:], way)
		release(whole)
		if err != nil {
			return err
		}
	}
}

// pass writes a piece. The relay does not wait for it when it ends.
func (r *Relay) pass(to *Stream, b []byte, way int) error {
	r.count[way].Add(uint64(len(b)))
	r.moving(-1)
	_, err := to.Write(b)
	if !r.moving(1) {
		return net.ErrClosed
	}
	return err
}
