package recording

import (
	"slices"

	"surety/internal/escape"
	"surety/internal/wire"
)

// maxTerminals is how many terminals are followed at once; a further one takes the place of the one that began first.
const maxTerminals = 32

// terminals follows what stands on each terminal of a session.
type terminals struct {
	make  func(stream uint32) *escape.Lines
	open  map[uint32]*escape.Lines
	order []uint32
}

func newTerminals(make func(stream uint32) *escape.Lines) *terminals {
	return &terminals{make: make, open: map[uint32]*escape.Lines{}}
}

func (t *terminals) get(stream uint32) *escape.Lines {
	if n := t.open[stream]; n != nil {
		return n
	}
	if len(t.order) == maxTerminals {
		t.open[t.order[0]].End()
		delete(t.open, t.order[0])
		t.order = slices.Delete(t.order, 0, 1)
	}
	t.open[stream] = t.make(stream)
	t.order = append(t.order, stream)
	return t.open[stream]
}

func (t *terminals) event(e wire.Event) {
	if e.Kind == wire.Output {
		t.get(e.Stream).Write(e.Payload)
	}
}

// end tells what stands on lines that were not left.
func (t *terminals) end() {
	for _, stream := range t.order {
		t.open[stream].End()
	}
}
