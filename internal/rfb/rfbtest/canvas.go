// Package rfbtest has what tests of screens need: a real VNC server (TigerVNC's) with a terminal on it, and a canvas that draws what package rfb lets
// pass. The canvas is a second reading of RFC 6143, written from the standard and not from the filter.
package rfbtest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
)

// Canvas is a screen as it stands.
type Canvas struct {
	W, H   int
	Pixels []byte // three bytes each
}

// NewCanvas is black.
func NewCanvas(w, h int) *Canvas { return &Canvas{w, h, make([]byte, 3*w*h)} }

// Colours counts the colours that stand on it.
func (c *Canvas) Colours() int {
	seen := map[[3]byte]bool{}
	for i := 0; i < len(c.Pixels); i += 3 {
		seen[[3]byte(c.Pixels[i:])] = true
	}
	return len(seen)
}

// Greeted reads a greeting and makes the canvas that it tells of.
func Greeted(in *bytes.Reader) (*Canvas, error) {
	head := make([]byte, 12+2+4+24)
	if _, err := io.ReadFull(in, head); err != nil {
		return nil, err
	}
	init := head[18:]
	if _, err := in.Seek(int64(binary.BigEndian.Uint32(init[20:])), io.SeekCurrent); err != nil {
		return nil, err
	}
	return NewCanvas(int(binary.BigEndian.Uint16(init)), int(binary.BigEndian.Uint16(init[2:]))), nil
}

// Draw draws updates to the end of in.
func (c *Canvas) Draw(in *bytes.Reader) error {
	for in.Len() > 0 {
		head := make([]byte, 4)
		if _, err := io.ReadFull(in, head); err != nil {
			return err
		}
		if head[0] != 0 {
			return fmt.Errorf("a message %d", head[0])
		}
		for range binary.BigEndian.Uint16(head[2:]) {
			if err := c.rectangle(in); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Canvas) rectangle(in *bytes.Reader) error {
	head := make([]byte, 12)
	if _, err := io.ReadFull(in, head); err != nil {
		return err
	}
	u := func(i int) int { return int(binary.BigEndian.Uint16(head[i:])) }
	x, y, w, h := u(0), u(2), u(4), u(6)
	switch encoding := int32(binary.BigEndian.Uint32(head[8:])); encoding {
	case 0:
		b := take(in, 4*w*h)
		c.put(x, y, w, h, func(i, j int) []byte { return b[4*(j*w+i):] })
	case 1:
		from := take(in, 4)
		sx, sy := int(binary.BigEndian.Uint16(from)), int(binary.BigEndian.Uint16(from[2:]))
		old := bytes.Clone(c.Pixels)
		c.put(x, y, w, h, func(i, j int) []byte { return old[3*((sy+j)*c.W+sx+i):] })
	case 7:
		return c.tight(in, x, y, w, h)
	case -223:
		*c = *NewCanvas(w, h)
	case -258:
	default:
		return fmt.Errorf("an encoding %d", encoding)
	}
	return nil
}

func take(in *bytes.Reader, n int) []byte {
	b := make([]byte, n)
	_, _ = io.ReadFull(in, b)
	return b
}

func (c *Canvas) put(x, y, w, h int, at func(i, j int) []byte) {
	for j := range h {
		for i := range w {
			copy(c.Pixels[3*((y+j)*c.W+x+i):][:3], at(i, j))
		}
	}
}

func (c *Canvas) tight(in *bytes.Reader, x, y, w, h int) error {
	how := take(in, 1)[0] >> 4
	switch {
	case how == 8:
		one := take(in, 3)
		c.put(x, y, w, h, func(int, int) []byte { return one })
		return nil
	case how == 9:
		photo, err := jpeg.Decode(bytes.NewReader(long(in)))
		if err != nil {
			return err
		}
		if photo.Bounds() != image.Rect(0, 0, w, h) {
			return errors.New("a photograph of another size")
		}
		c.put(x, y, w, h, func(i, j int) []byte {
			r, g, b, _ := photo.At(i, j).RGBA()
			return []byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)}
		})
		return nil
	}
	filter := byte(0)
	if how&4 != 0 {
		filter = take(in, 1)[0]
	}
	switch filter {
	case 0:
		b, err := zipped(in, 3*w*h)
		if err != nil {
			return err
		}
		c.put(x, y, w, h, func(i, j int) []byte { return b[3*(j*w+i):] })
	case 1:
		return c.palette(in, x, y, w, h)
	default:
		return fmt.Errorf("a filter %d", filter)
	}
	return nil
}

func (c *Canvas) palette(in *bytes.Reader, x, y, w, h int) error {
	n := int(take(in, 1)[0]) + 1
	colours := take(in, 3*n)
	row := w
	if n <= 2 {
		row = (w + 7) / 8
	}
	b, err := zipped(in, row*h)
	if err != nil {
		return err
	}
	c.put(x, y, w, h, func(i, j int) []byte {
		if n <= 2 {
			return colours[3*(int(b[j*row+i/8]>>(7-i%8))&1):]
		}
		return colours[3*int(b[j*row+i]):]
	})
	return nil
}

func long(in *bytes.Reader) []byte {
	n, b := 0, byte(0x80)
	for i := 0; i < 3 && b&0x80 != 0; i++ {
		b = take(in, 1)[0]
		if i == 2 {
			n |= int(b) << 14
			break
		}
		n |= int(b&0x7f) << (7 * i)
	}
	return take(in, n)
}

func zipped(in *bytes.Reader, size int) ([]byte, error) {
	if size < 12 {
		return take(in, size), nil
	}
	z, err := zlib.NewReader(bytes.NewReader(long(in)))
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(z)
	if err == nil && len(b) != size {
		err = fmt.Errorf("%d bytes, not %d", len(b), size)
	}
	return b, err
}
