package replay

import (
	"bytes"
	"slices"

	"surety/internal/wire"
)

const (
	// screensMost is how many screens of a session can be watched.
	screensMost = 8
	// screenBytes is how much of a screen is kept for who comes late, from the last whole picture on, and how much may wait for a watcher of it.
	screenBytes  = 16 << 20
	screenEvents = 1 << 14
)

// running is a screen as it is shown: what draws it from the last whole picture on.
type running struct {
	*screen
	from  wire.Size // before the first of since
	since []Event
	bytes int
	lost  bool      // it was too much: nothing is kept before the next picture begins
	next  int       // where in since the picture begins that is not complete
	size  wire.Size // there
}

// draws takes in what is told of a screen, and tells whether anybody is to be told.
func (s *show) draws(e wire.Event, x *Event) bool {
	on := s.screens[e.Stream]
	if e.Kind == wire.Screen {
		if on == nil {
			return false // before its first picture
		}
		x.Data = bytes.Clone(on.shows(e.Payload))
		on.keep(*x)
		return len(x.Data) > 0
	}
	p, _ := wire.DecodePicture(e.Payload) // Next has checked it
	if on == nil && len(s.screens) < screensMost && !p.Whole {
		on = &running{screen: newScreen(p)}
		s.screens[e.Stream] = on
		x.Size = wire.Size{Cols: p.Width, Rows: p.Height}
		on.pictured(p)
		return true
	}
	if on != nil {
		on.pictured(p)
	}
	return false
}

// keep adds to what draws the screen. Where that is too much, nobody sees the screen who comes before the next whole picture begins.
func (on *running) keep(x Event) {
	if on.lost || len(x.Data) == 0 {
		return
	}
	on.since, on.bytes = append(on.since, x), on.bytes+cost(x)
	if on.bytes > screenBytes || len(on.since) > screenEvents {
		on.since, on.bytes, on.lost = nil, 0, true
	}
}

func (on *running) pictured(p wire.Picture) {
	switch {
	case !p.Whole:
		on.lost, on.next, on.size = false, len(on.since), wire.Size{Cols: p.Width, Rows: p.Height}
		if on.next == 0 {
			on.from = on.size
		}
	case on.next > 0 && !on.lost:
		on.since, on.from, on.next, on.bytes = slices.Clone(on.since[on.next:]), on.size, 0, 0
		for _, x := range on.since {
			on.bytes += cost(x)
		}
	}
}

// seen are the screens that there are.
func (s *show) seen() (all []Terminal) {
	sizes := map[uint32]wire.Size{}
	for stream, on := range s.screens {
		sizes[stream] = on.screen.size()
	}
	return sorted(sizes)
}

// begin has a screen drawn as it stands, before what comes.
func (w *watcher) begin(since []Event) {
	w.events, w.most = 2*screenEvents, 2*screenBytes
	if w.waiting = slices.Clone(since); len(since) == 0 {
		return
	}
	for _, x := range since {
		w.bytes += cost(x)
	}
	w.wake()
}
