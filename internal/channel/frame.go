package channel

import (
	"encoding/binary"
	"errors"
)

// A frame of a mux is its kind (one byte), the number of its stream and a count (four bytes each, the highest first), and, of frameData and frameMore,
// so many bytes. The end that dialled gives its streams odd numbers, the other even ones, rising; 0 is the connection itself.
//
// Both ends begin a stream with smallWindow bytes that may be sent; frameWindow allows so many more.
type frame struct {
	kind   frameKind
	stream uint32
	count  uint32
}

type frameKind uint8

const (
	frameData   frameKind = iota + 1
	frameMore             // data of a sender that had to wait for the window
	frameWindow           // count bytes more may be sent
	frameOpen             // a stream begins
	frameEnd              // nothing follows from this end
	frameCut              // the stream is over in both directions
	framePing             // of the connection: is somebody there
	framePong
)

const (
	frameSize  = 1 + 4 + 4
	maxData    = maxMessage - frameSize // of a frame: it fills a message
	shortFrame = 512                    // what comes shorter is put together with what came before
	lastNumber = 1<<32 - 3
	mostWindow = 64 << 20 // that another end may allow
)

var errFrame = errors.New("channel: the other end sent what is no frame")

func (f frame) append(dst []byte) []byte {
	dst = append(dst, byte(f.kind))
	dst = binary.BigEndian.AppendUint32(dst, f.stream)
	return binary.BigEndian.AppendUint32(dst, f.count)
}

// parseFrame reads a frame's head. What it returns is the one form of it.
func parseFrame(b *[frameSize]byte) (frame, error) {
	f := frame{frameKind(b[0]), binary.BigEndian.Uint32(b[1:5]), binary.BigEndian.Uint32(b[5:])}
	whole, counts := f.kind == framePing || f.kind == framePong, f.kind <= frameWindow
	switch {
	case f.kind < frameData || f.kind > framePong,
		whole != (f.stream == 0),
		counts == (f.count == 0),
		f.carries() > maxData,
		f.count > mostWindow:
		return frame{}, errFrame
	}
	return f, nil
}

// carries is how many bytes follow the head.
func (f frame) carries() uint32 {
	if f.kind == frameData || f.kind == frameMore {
		return f.count
	}
	return 0
}
