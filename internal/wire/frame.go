package wire

import (
	"encoding/binary"
	"io"
)

// MaxFrame is the most bytes a frame may carry: a chunk of a recording at its largest, with room to spare.
const MaxFrame = 128 << 10

const frameHead = 1 + 4

// A frame on a stream is its type (one byte), the length of its payload (four bytes, the highest first) and the payload.

// AppendFrame appends a frame whose payload is the parts, one after another. It panics if that is longer than MaxFrame: a
// message's own limits are narrower.
func AppendFrame(dst []byte, kind uint8, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if n > MaxFrame {
		panic("wire: a frame longer than MaxFrame")
	}
	dst = binary.BigEndian.AppendUint32(append(dst, kind), uint32(n))
	for _, p := range parts {
		dst = append(dst, p...)
	}
	return dst
}

// FrameReader reads frames from a stream. One buffer serves all; it grows to the largest frame seen.
type FrameReader struct {
	r    io.Reader
	head [frameHead]byte
	buf  []byte
}

// NewFrameReader reads from r, in small reads: hand it a buffered one where that matters.
func NewFrameReader(r io.Reader) *FrameReader { return &FrameReader{r: r} }

// Next returns a frame's type and payload, which is good until the next call; limit (at most MaxFrame) is what the caller
// takes. At the end of the stream it is io.EOF; in the middle of a frame, io.ErrUnexpectedEOF.
func (f *FrameReader) Next(limit int) (kind uint8, payload []byte, err error) {
	if _, err := io.ReadFull(f.r, f.head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(f.head[1:])
	if uint64(n) > uint64(min(limit, MaxFrame)) {
		return 0, nil, ErrLong
	}
	if int(n) > cap(f.buf) {
		f.buf = make([]byte, n)
	}
	payload = f.buf[:n]
	if _, err := io.ReadFull(f.r, payload); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return 0, nil, err
	}
	return f.head[0], payload, nil
}
