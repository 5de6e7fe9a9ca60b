package recording

import "time"

// window knows how long the oldest chunk without an acknowledgement has waited, to the second and never too short, and
// keeps one mark a second for it.
type window struct {
	marks []mark
	next  uint64 // the chunk to be sealed
}

type mark struct {
	chunk uint64
	at    time.Time
}

// sealed notes that the next chunk was sealed.
func (w *window) sealed(now time.Time) {
	if n := len(w.marks); n == 0 || now.Sub(w.marks[n-1].at) >= time.Second {
		w.marks = append(w.marks, mark{w.next, now})
	}
	w.next++
}

// acknowledged notes that all chunks before first were.
func (w *window) acknowledged(first uint64) {
	if first >= w.next {
		w.marks = w.marks[:0]
		return
	}
	drop := 0
	for drop+1 < len(w.marks) && w.marks[drop+1].chunk <= first {
		drop++
	}
	w.marks = append(w.marks[:0], w.marks[drop:]...)
}

// waited is how long the oldest chunk has waited; 0 when none does.
func (w *window) waited(now time.Time) time.Duration {
	if len(w.marks) == 0 {
		return 0
	}
	return now.Sub(w.marks[0].at)
}
