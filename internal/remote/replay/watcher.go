package replay

import (
	"maps"
	"slices"
	"sync"
)

// watcher is one who watches. What waits for them is theirs alone.
type watcher struct {
	stream  uint32
	events  int           // that may wait, at the most
	most    int           // bytes of them
	more    chan struct{} // of one: something waits, or it is over
	mu      sync.Mutex
	waiting []Event
	others  map[uint32]bool // terminals that something happened in
	bytes   int
	err     error
}

// give never waits: who is too slow is sent away, and what waited for them is forgotten.
func (w *watcher) give(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return
	}
	if w.bytes += cost(e); len(w.waiting) >= w.events || w.bytes > w.most {
		w.waiting, w.err = nil, ErrSlow
	} else {
		w.waiting = append(w.waiting, e)
	}
	w.wake()
}

func (w *watcher) end(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err == nil {
		w.err = err
	}
	w.wake()
}

func (w *watcher) wake() {
	select {
	case w.more <- struct{}{}:
	default:
	}
}

// hint tells that something happened in another terminal: that, and nothing of what.
func (w *watcher) hint(stream uint32) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.others[stream] = true
	w.wake()
}

// take gives what waits, or as much of it as is sent at once, and why nothing follows it.
func (w *watcher) take() (Sight, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for bytes := 0; n < len(w.waiting) && bytes < sendBytes; n++ {
		bytes += len(w.waiting[n].Data)
		w.bytes -= cost(w.waiting[n])
	}
	next := Sight{Events: w.waiting[:n:n], Others: slices.Sorted(maps.Keys(w.others))}
	clear(w.others)
	if w.waiting = w.waiting[n:]; len(w.waiting) > 0 {
		w.wake()
		return next, nil
	}
	w.waiting, w.bytes = nil, 0
	return next, w.err
}
