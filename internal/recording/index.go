package recording

import (
	"io"
	"maps"
	"slices"
	"time"

	"surety/internal/wire"
)

const (
	maxPlaces      = 2048
	maxMoments     = 10_000
	maxMomentBytes = 4 << 20
	maxPictures    = 2048
	maxScreens     = 64 // that are followed
)

// Index is what a player needs before it opens chunks: where to begin reading for a given time, and what happened when. It
// does not grow with the recording: places move apart, and after 10,000 moments, or 4 MiB of them, only their number is kept.
type Index struct {
	Summary Summary
	Places  []Place  // in order of time; the first is the start
	Moments []Moment // what is no terminal or screen byte, in order of time
	Left    int      // moments beyond those

	Pictures []Pictured // where a screen can be played from, in order of time
	Copies   []Kept     // of files
}

// Spot is where an event stands: how many events of the chunk are before it, and on which stream.
type Spot struct {
	Position // of its chunk, without a time
	Skip     int
	Stream   uint32
}

// Pictured is where a whole picture of a screen begins. Whole is when it was complete, and below zero if it never was: a screen's first may be so.
type Pictured struct {
	Spot
	Begins, Whole time.Duration
	wire.Picture
}

// Place is where reading may begin. What a terminal showed there tells Picture.
type Place struct {
	Position
	Sizes map[uint32]wire.Size // of the terminals that have told one
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
	b := builder{apart: time.Second, sizes: map[uint32]wire.Size{}, begun: map[uint32]Pictured{}}
	r.files = &copying{}
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
	bytes int // of the moments
	chunk uint64
	begun map[uint32]Pictured // pictures that are not complete
}

func (b *builder) event(e wire.Event, r *Reader) {
	if b.index.Places == nil || r.Chunk() != b.chunk { // the first event of a chunk
		b.chunk = r.Chunk()
		b.place(Position{b.chunk, r.current.Previous, e.At})
	}
	if r.kept != nil && len(b.index.Copies) < maxCopies {
		b.index.Copies = append(b.index.Copies, *r.kept)
	}
	switch e.Kind {
	case wire.Output, wire.Input, wire.Masked, wire.Screen, wire.Exited, wire.Copied:
	case wire.Pictured:
		b.pictured(e, r.spot(e))
	default:
		if _, known := b.sizes[e.Stream]; e.Kind == wire.Resized && (known || len(b.sizes) < maxTerminals) {
			b.sizes[e.Stream], _ = wire.DecodeSize(e.Payload) // Next has checked it
		}
		b.moment(e)
	}
}

func (b *builder) place(p Position) {
	if n := len(b.index.Places); n > 0 && p.At-b.index.Places[n-1].At < b.apart {
		return
	}
	b.index.Places = append(b.index.Places, Place{p, maps.Clone(b.sizes)})
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

// pictured notes where a picture begins, and keeps it when it is complete. A screen's first is kept in any case.
func (b *builder) pictured(e wire.Event, at Spot) {
	p, _ := wire.DecodePicture(e.Payload) // Next has checked it
	was, known := b.begun[e.Stream]
	switch {
	case p.Whole && known && was.Whole < 0:
		was.Whole = e.At
		b.begun[e.Stream] = was
		if n := slices.IndexFunc(b.index.Pictures, func(x Pictured) bool { return x.Spot == was.Spot }); n >= 0 {
			b.index.Pictures[n] = was
			return
		}
		b.keep(was)
	case p.Whole:
	case known || len(b.begun) < maxScreens:
		now := Pictured{at, e.At, -1, p}
		if b.begun[e.Stream] = now; !known {
			b.keep(now)
		}
	}
}

// keep keeps a picture. When there are too many, every second one goes, but for the first of each screen.
func (b *builder) keep(p Pictured) {
	all := append(b.index.Pictures, p)
	if len(all) > maxPictures {
		seen, odd := map[uint32]bool{}, false
		all = slices.DeleteFunc(all, func(x Pictured) bool {
			first := !seen[x.Stream]
			seen[x.Stream], odd = true, !odd
			return odd && !first
		})
	}
	b.index.Pictures = all
}

func (b *builder) moment(e wire.Event) {
	if b.bytes += len(e.Payload); len(b.index.Moments) == maxMoments || b.bytes > maxMomentBytes {
		b.index.Left++
		return
	}
	b.index.Moments = append(b.index.Moments, Moment{e.At, b.chunk, e.Kind, e.Stream, slices.Clone(e.Payload)})
}

// From gives where to begin reading to see a screen as it stood at a time: the last whole picture that was complete by then, or its first.
func (x Index) From(stream uint32, at time.Duration) (from Pictured, ok bool) {
	for _, p := range x.Pictures {
		if p.Stream == stream && (!ok || p.Whole >= 0 && p.Whole <= at) {
			from, ok = p, true
		}
	}
	return from, ok
}

// Find gives the last place at or before a time; false where there is none.
func (x Index) Find(at time.Duration) (Place, bool) {
	i, exact := slices.BinarySearchFunc(x.Places, at, func(k Place, at time.Duration) int { return int(k.At - at) })
	if !exact {
		i--
	}
	if i < 0 {
		return Place{}, false
	}
	return x.Places[i], true
}
