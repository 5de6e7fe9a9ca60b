package recording

import (
	"io"
	"maps"
	"slices"
	"time"

	"surety/internal/wire"
)

const (
	maxPlaces = 2048
	maxMarks  = 10_000
)

// Index is what a player needs before it opens chunks: where to begin reading for a given time, and what happened when. It
// does not grow with the recording: places move apart, and after 10,000 moments only their number is kept.
type Index struct {
	Summary Summary
	Places  []Keyframe // in order of time; the first is the start
	Moments []Moment   // what is no terminal or screen byte, in order of time
	Left    int        // moments beyond those
}

// Keyframe is a place to begin playing from. It holds no picture: a player draws a terminal by feeding it the filtered output since
// the last place where the terminal was made new.
type Keyframe struct {
	Position
	Sizes map[uint32]wire.Size // of the terminals that have told one
	// Fresh are the terminals that were made new (RIS) or had shown nothing before this place: playing may begin here for them.
	Fresh []uint32
}

// Moment is an event for the timeline.
type Moment struct {
	At      time.Duration
	Chunk   uint64
	Kind    wire.Kind
	Stream  uint32
	Payload []byte
}

// Build reads a whole recording, checks it, and makes its index.
func Build(r *Reader) (Index, error) {
	b := builder{apart: time.Second, sizes: map[uint32]wire.Size{}, shown: map[uint32]bool{}}
	for {
		e, err := r.Next()
		if err == io.EOF {
			b.index.Summary = r.summary()
			return b.index, nil
		}
		if err != nil {
			return Index{}, err
		}
		b.event(e, r)
	}
}

type builder struct {
	index Index
	apart time.Duration
	sizes map[uint32]wire.Size
	shown map[uint32]bool // terminals with output since they were made new
	chunk uint64
}

func (b *builder) event(e wire.Event, r *Reader) {
	if b.index.Places == nil || r.Chunk() != b.chunk { // the first event of a chunk
		b.chunk = r.Chunk()
		b.place(Position{b.chunk, r.current.Previous, e.At})
	}
	switch e.Kind {
	case wire.Output:
		b.output(e)
	case wire.Input, wire.Masked, wire.Screen:
	default:
		if e.Kind == wire.Resized {
			b.sizes[e.Stream], _ = wire.DecodeSize(e.Payload) // Next has checked it
		}
		b.moment(e)
	}
}

// output follows which terminals are new.
func (b *builder) output(e wire.Event) {
	if len(b.shown) < 1024 {
		b.shown[e.Stream] = !made(e.Payload)
	}
}

// made reports whether the output ends by making the terminal new (RIS).
func made(p []byte) bool { return len(p) >= 2 && string(p[len(p)-2:]) == "\x1bc" }

func (b *builder) place(p Position) {
	if n := len(b.index.Places); n > 0 && p.At-b.index.Places[n-1].At < b.apart {
		return
	}
	k := Keyframe{Position: p, Sizes: maps.Clone(b.sizes)}
	for stream := range b.sizes {
		if !b.shown[stream] {
			k.Fresh = append(k.Fresh, stream)
		}
	}
	slices.Sort(k.Fresh)
	b.index.Places = append(b.index.Places, k)
	if len(b.index.Places) == maxPlaces {
		b.thin()
	}
}

// thin takes out every second place.
func (b *builder) thin() {
	kept := b.index.Places[:0]
	for i, k := range b.index.Places {
		if i%2 == 0 {
			kept = append(kept, k)
		}
	}
	clear(b.index.Places[len(kept):])
	b.index.Places, b.apart = kept, 2*b.apart
}

func (b *builder) moment(e wire.Event) {
	if len(b.index.Moments) == maxMarks {
		b.index.Left++
		return
	}
	b.index.Moments = append(b.index.Moments, Moment{e.At, b.chunk, e.Kind, e.Stream, slices.Clone(e.Payload)})
}

// Place is the last place at or before a time; false where there is none.
func (x Index) Place(at time.Duration) (Keyframe, bool) {
	i, exact := slices.BinarySearchFunc(x.Places, at, func(k Keyframe, at time.Duration) int { return int(k.At - at) })
	if !exact {
		i--
	}
	if i < 0 {
		return Keyframe{}, false
	}
	return x.Places[i], true
}
