package live

import (
	"sync"
	"time"

	"surety/internal/channel"
	"surety/internal/wire"
)

const (
	mostWaiting = 32               // frames for an end that does not read them
	talkWithin  = 10 * time.Second // for it to take one
)

// talk writes frames on a control stream, so that nobody waits for who reads there. Who does not read loses the lane. At rest, which
// is nearly always, it has no goroutine.
type talk struct {
	of   *channel.Mux
	lost func() // cuts the lane

	mu      sync.Mutex
	line    *channel.Stream // nil until the stream was taken
	out     [][]byte
	over    bool
	writing sync.WaitGroup
	busy    bool
}

func newTalk(lost func()) *talk { return &talk{lost: lost} }

// send never waits.
func (t *talk) send(kind uint8, payload []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over {
		return
	}
	if len(t.out) >= mostWaiting {
		t.over = true
		go t.lost()
		return
	}
	t.out = append(t.out, wire.AppendFrame(nil, kind, payload))
	t.start()
}

// begin says on which stream what waits is written, and what will.
func (t *talk) begin(line *channel.Stream) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.line = line
	t.start()
}

// start needs the lock.
func (t *talk) start() {
	if t.line == nil || t.busy || t.over || len(t.out) == 0 {
		return
	}
	t.busy = true
	t.writing.Go(t.run)
}

// run writes what waits.
func (t *talk) run() {
	for frame := t.next(); frame != nil; frame = t.next() {
		if _, err := t.line.Write(frame); err != nil {
			t.lost()
			return
		}
	}
}

func (t *talk) next() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over || len(t.out) == 0 {
		t.busy = false
		return nil
	}
	frame := t.out[0]
	t.out = t.out[1:]
	_ = t.line.SetWriteDeadline(time.Now().Add(talkWithin)) // a stream's deadline cannot fail
	return frame
}

// close ends it; when it returns nothing is written any more.
func (t *talk) close() {
	t.mu.Lock()
	if t.over = true; t.line != nil {
		_ = t.line.SetWriteDeadline(time.Unix(1, 0))
	}
	t.mu.Unlock()
	t.writing.Wait()
}
