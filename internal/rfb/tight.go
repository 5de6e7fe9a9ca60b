package rfb

import "encoding/binary"

// What Tight's first byte says, above its low half, in which streams of compression are told to begin anew.
const (
	tightFill   = 8
	tightPhoto  = 9
	tightFilter = 4 // a filter's number follows

	plainPixels, palette, gradient = 0, 1, 2

	atOnce    = 12 // bytes below which nothing is compressed
	pixelSize = 3  // bytes of a pixel
	maxWidth  = 2048
)

// part is a compressed rectangle, or one of its length.
type part struct {
	reset  byte // streams
	stream int
	size   int // bytes, opened
	length int // bytes, as they come
	digits int // of the length so far
	then   step
}

// tight reads how a rectangle is compressed.
func (f *Filter) tight(head []byte) error {
	how := head[0] >> 4
	f.part = part{reset: head[0] & 15, stream: int(how & 3)}
	if f.streams != nil {
		f.streams.Reset(f.part.reset)
	}
	switch {
	case how == tightFill:
		f.emit(how << 4)
		f.carry(pixelSize, (*Filter).another)
	case how == tightPhoto:
		f.emit(how << 4)
		f.measure((*Filter).photograph)
	case how > tightFill || f.at.w > maxWidth:
		return ErrServer
	default:
		f.emit(how<<4 | 1<<f.part.stream)
		if how&tightFilter == 0 {
			return f.pixels(pixelSize * f.at.w * f.at.h)
		}
		f.await(1, (*Filter).filtered)
	}
	return nil
}

func (f *Filter) filtered(head []byte) error {
	f.emit(head[0])
	switch head[0] {
	case plainPixels, gradient:
		return f.pixels(pixelSize * f.at.w * f.at.h)
	case palette:
		f.await(1, func(f *Filter, head []byte) error {
			f.emit(head[0])
			colours := int(head[0]) + 1
			f.carry(colours*pixelSize, func(f *Filter, _ []byte) error {
				if colours <= 2 {
					return f.pixels((f.at.w + 7) / 8 * f.at.h)
				}
				return f.pixels(f.at.w * f.at.h)
			})
			return nil
		})
		return nil
	}
	return ErrServer
}

// pixels are compressed, unless they are few.
func (f *Filter) pixels(size int) error {
	if size > maxPart {
		return ErrServer
	}
	if size < atOnce {
		f.carry(size, (*Filter).another)
		return nil
	}
	f.part.size = size
	f.measure((*Filter).zipped)
	return nil
}

// measure reads a length of one to three bytes, of seven, seven and eight bits, and then what is that long: below 4 MiB.
func (f *Filter) measure(then step) {
	f.part.then = then
	f.await(1, (*Filter).length)
}

func (f *Filter) length(head []byte) error {
	p := &f.part
	last := p.digits == 2
	if last {
		p.length |= int(head[0]) << 14
	} else {
		p.length |= int(head[0]&0x7f) << (7 * p.digits)
	}
	if p.digits++; !last && head[0]&0x80 != 0 {
		return nil
	}
	if p.length == 0 {
		return ErrServer
	}
	f.await(p.length, func(f *Filter, data []byte) error {
		if err := p.then(f, data); err != nil {
			return err
		}
		return f.another(nil)
	})
	return nil
}

// zipped lets compressed pixels go on as a stream of their own.
func (f *Filter) zipped(data []byte) (err error) {
	if f.streams != nil {
		if data, err = f.streams.Alone(f.part.stream, data, f.part.size); err != nil {
			return err
		}
	} else if f.part.reset&(1<<f.part.stream) == 0 {
		return ErrServer
	}
	f.put(data)
	return nil
}

// photograph lets a JPEG go on that is as large as its rectangle.
func (f *Filter) photograph(data []byte) error {
	if w, h := jpegSize(data); w != f.at.w || h != f.at.h {
		return ErrServer
	}
	f.put(data)
	return nil
}

// put emits a length and the bytes.
func (f *Filter) put(data []byte) {
	n := len(data)
	switch {
	case n < 1<<7:
		f.emit(byte(n))
	case n < 1<<14:
		f.emit(byte(n)|0x80, byte(n>>7))
	default:
		f.emit(byte(n)|0x80, byte(n>>7)|0x80, byte(n>>14))
	}
	f.emit(data...)
}

// jpegSize reads a photograph's size from its first frame (ITU T.81, B.2.2); zeros where it is none of eight bits a colour.
func jpegSize(b []byte) (w, h int) {
	if len(b) < 2 || b[0] != 0xff || b[1] != 0xd8 {
		return 0, 0
	}
	for b = b[2:]; len(b) >= 9 && b[0] == 0xff; {
		n := 2 + int(binary.BigEndian.Uint16(b[2:]))
		switch kind := b[1]; {
		case kind >= 0xc0 && kind <= 0xc2:
			if b[4] != 8 {
				return 0, 0
			}
			return int(binary.BigEndian.Uint16(b[7:])), int(binary.BigEndian.Uint16(b[5:]))
		case kind < 0xc4 || kind >= 0xd0 && kind <= 0xda || n < 4 || n > len(b):
			return 0, 0
		}
		b = b[n:]
	}
	return 0, 0
}
