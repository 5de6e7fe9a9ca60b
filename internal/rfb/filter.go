package rfb

import "encoding/binary"

// Filter lets the messages of a server pass.
type Filter struct {
	streams       Streams // nil: rectangles depend on nothing before them, or are refused
	width, height int
	next          step
	need          int // bytes of head that next waits for
	head          []byte
	pass          int  // bytes that go on, or go, without a look
	drop          bool // they go
	out           []byte
	between       bool
	err           error

	rects   int // of the update that are still to come
	drawn   int // pixels that its rectangles cover, copies left out
	covered int // copies included
	whole   bool
	at      rect
	tile    int
	part    part
}

// Streams are the four streams in which a server compresses rectangles of Tight.
type Streams interface {
	// Reset begins those anew whose bit is set.
	Reset(streams byte)
	// Alone opens the next size bytes of a stream and compresses them as one that depends on nothing.
	Alone(stream int, data []byte, size int) ([]byte, error)
}

type step func(*Filter, []byte) error

type rect struct{ x, y, w, h int }

// NewFilter begins before a message, with a screen of this size.
func NewFilter(width, height int) *Filter { return NewTurner(width, height, nil) }

// NewTurner is a filter for a server itself: what it compresses in streams is made to stand alone.
func NewTurner(width, height int, s Streams) *Filter {
	f := &Filter{width: width, height: height, streams: s}
	f.message()
	return f
}

// NewGreeted begins where a server greets: what [Greeting] makes, or the same with the question for a password.
func NewGreeted() *Filter {
	f := &Filter{}
	f.await(len(Version), (*Filter).version)
	return f
}

// Size is the screen's, by what has passed.
func (f *Filter) Size() (width, height int) { return f.width, f.height }

// Between tells whether what has passed ends with a message's end.
func (f *Filter) Between() bool { return f.between }

// Whole tells whether the last message drew the whole screen.
func (f *Filter) Whole() bool { return f.between && f.whole }

// Take reads up to the end of a message, appends to dst what passes, and returns what it has not read. An error is for good.
func (f *Filter) Take(dst, b []byte) (out, rest []byte, err error) {
	f.out, f.between = dst, false
	for f.err == nil && !f.between {
		if f.pass > 0 {
			n := min(f.pass, len(b))
			if !f.drop {
				f.out = append(f.out, b[:n]...)
			}
			f.pass, b = f.pass-n, b[n:]
			if f.pass > 0 {
				break
			}
			f.drop = false
		}
		n := min(f.need-len(f.head), len(b))
		f.head, b = append(f.head, b[:n]...), b[n:]
		if len(f.head) < f.need {
			break
		}
		f.err = f.do()
	}
	return f.out, b, f.err
}

func (f *Filter) do() error {
	head := f.head
	f.head = f.head[:0]
	return f.next(f, head)
}

func (f *Filter) await(n int, next step)  { f.need, f.next = n, next }
func (f *Filter) emit(b ...byte)          { f.out = append(f.out, b...) }
func (f *Filter) carry(n int, next step)  { f.pass = n; f.await(0, next) }
func (f *Filter) forget(n int, next step) { f.drop = n > 0; f.carry(n, next) }

// message waits for the next one.
func (f *Filter) message() { f.await(1, (*Filter).kind) }

func (f *Filter) ended([]byte) error {
	f.between = true
	f.message()
	return nil
}

func (f *Filter) kind(head []byte) error {
	f.whole = false
	switch head[0] {
	case 0:
		f.await(3, (*Filter).update)
	case 2: // Bell
		return f.ended(nil)
	case 3:
		f.await(7, (*Filter).cut)
	default: // a colour map among them: the format asked for has none
		return ErrServer
	}
	return nil
}

// cut passes over a clipboard. One of the extended kind, whose length is below zero, was not asked for.
func (f *Filter) cut(head []byte) error {
	n := binary.BigEndian.Uint32(head[3:])
	if n > maxCut {
		return ErrServer
	}
	f.forget(int(n), (*Filter).ended)
	return nil
}

func (f *Filter) update(head []byte) error {
	f.emit(0, 0, head[1], head[2])
	f.rects, f.drawn, f.covered = int(binary.BigEndian.Uint16(head[1:])), 0, 0
	return f.another(nil)
}

// another waits for the next rectangle of an update.
func (f *Filter) another([]byte) error {
	if f.rects == 0 {
		f.whole = f.drawn >= f.width*f.height
		return f.ended(nil)
	}
	f.rects--
	f.await(12, (*Filter).rectangle)
	return nil
}

func (f *Filter) rectangle(head []byte) error {
	u := func(i int) int { return int(binary.BigEndian.Uint16(head[i:])) }
	f.at = rect{u(0), u(2), u(4), u(6)}
	encoding := int32(binary.BigEndian.Uint32(head[8:]))
	if encoding == encSize && !Fits(f.at.w, f.at.h) {
		return ErrServer
	}
	f.emit(head...)
	switch encoding {
	case encKeys:
		return f.another(nil)
	case encSize:
		f.width, f.height, f.drawn, f.covered = f.at.w, f.at.h, 0, 0
		return f.another(nil)
	}
	if !f.inside() {
		return ErrServer
	}
	return f.draws(encoding)
}

// inside tells whether the rectangle is one of the screen, and not one too many.
func (f *Filter) inside() bool {
	r := f.at
	f.covered += r.w * r.h
	return r.w > 0 && r.h > 0 && r.x+r.w <= f.width && r.y+r.h <= f.height && f.covered <= overdraw*f.width*f.height
}

func (f *Filter) draws(encoding int32) error {
	pixels := f.at.w * f.at.h
	if encoding != encCopy {
		f.drawn += pixels
	}
	switch encoding {
	case encRaw:
		f.carry(4*pixels, (*Filter).another)
	case encCopy:
		f.await(4, (*Filter).copied)
	case encHextile:
		f.tile = 0
		f.await(1, (*Filter).hextile)
	case encTight:
		f.await(1, (*Filter).tight)
	default:
		return ErrServer
	}
	return nil
}

func (f *Filter) copied(head []byte) error {
	x, y := int(binary.BigEndian.Uint16(head)), int(binary.BigEndian.Uint16(head[2:]))
	if x+f.at.w > f.width || y+f.at.h > f.height {
		return ErrServer
	}
	f.emit(head...)
	return f.another(nil)
}
