package rfb

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"surety/internal/rfb/rfbtest"
)

const wide, high = 40, 20

// u16 writes numbers of two bytes.
func u16(ns ...int) (b []byte) {
	for _, n := range ns {
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	return b
}

// one is an update of one rectangle.
func one(x, y, w, h int, encoding int32, body ...byte) []byte {
	return update(rectangle(x, y, w, h, encoding, body...))
}

func update(rects ...[]byte) []byte {
	b := append([]byte{0, 0}, u16(len(rects))...)
	return append(b, bytes.Join(rects, nil)...)
}

func rectangle(x, y, w, h int, encoding int32, body ...byte) []byte {
	b := binary.BigEndian.AppendUint32(u16(x, y, w, h), uint32(encoding))
	return append(b, body...)
}

// sized is bytes with Tight's length before them.
func sized(b []byte) []byte {
	f := &Filter{}
	f.put(b)
	return f.out
}

func zipped(b []byte) []byte {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return sized(out.Bytes())
}

func photograph(w, h int) []byte {
	var out bytes.Buffer
	_ = jpeg.Encode(&out, image.NewRGBA(image.Rect(0, 0, w, h)), nil)
	return sized(out.Bytes())
}

// cat puts bytes together.
func cat(parts ...any) (b []byte) {
	for _, p := range parts {
		switch p := p.(type) {
		case int:
			b = append(b, byte(p))
		case string:
			b = append(b, p...)
		case []byte:
			b = append(b, p...)
		}
	}
	return b
}

func pixels(n int) []byte { return bytes.Repeat([]byte{1, 2, 3, 0}, n) }

// good are messages that pass as they are.
func good() map[string][]byte {
	tile := cat(tileBackground|tileForeground|tileRects, "BBBBFFFF", 1, 0, 0x11)
	return map[string][]byte{
		"nothing":        update(),
		"raw":            one(0, 0, wide, high, encRaw, pixels(wide*high)...),
		"copied":         one(1, 1, 4, 4, encCopy, u16(0, 0)...),
		"hextile":        one(0, 0, 20, 17, encHextile, cat(tile, tileRaw, pixels(4*16), 0, tileRects|tileColoured, 2, "cccc", 0, 0, "dddd", 0, 0)...),
		"filled":         one(0, 0, 9, 9, encTight, 0x80, 1, 2, 3),
		"few pixels":     one(0, 0, 1, 3, encTight, cat(1, "rgbrgbrgb")...),
		"plain":          one(0, 0, 9, 9, encTight, cat(1, zipped(make([]byte, 9*9*3)))...),
		"a gradient":     one(0, 0, 9, 9, encTight, cat(0x41, gradient, zipped(make([]byte, 9*9*3)))...),
		"two colours":    one(0, 0, 20, 9, encTight, cat(0x50|2, palette, 1, "rgbRGB", zipped(make([]byte, 3*9)))...),
		"many colours":   one(0, 0, 20, 9, encTight, cat(0x60|4, palette, 2, "rgbRGBxyz", zipped(make([]byte, 20*9)))...),
		"a photograph":   one(0, 0, 16, 8, encTight, cat(0x90, photograph(16, 8))...),
		"another size":   update(rectangle(0, 0, 64, 32, encSize), rectangle(0, 0, 64, 32, encRaw, pixels(64*32)...)),
		"keys by codes":  one(0, 0, 0, 0, encKeys),
		"many at a time": update(rectangle(0, 0, 2, 2, encTight, 0x80, 1, 2, 3), rectangle(0, 0, 2, 2, encRaw, pixels(4)...)),
	}
}

// all takes all of b, piece by piece.
func all(f *Filter, b []byte, piece int) (out []byte, err error) {
	for len(b) > 0 && err == nil {
		n := min(piece, len(b))
		for rest := b[:n]; len(rest) > 0 && err == nil; {
			out, rest, err = f.Take(out, rest)
		}
		b = b[n:]
	}
	return out, err
}

func TestWhatIsOfTheFormPassesAsItIs(t *testing.T) {
	for name, msg := range good() {
		for _, piece := range []int{1, 3, 1 << 20} {
			f := NewFilter(wide, high)
			out, err := all(f, cat(msg, msg), piece)
			if name == "another size" && err == nil {
				if w, h := f.Size(); w != 64 || h != 32 {
					t.Errorf("the screen has %d by %d", w, h)
				}
			}
			if err != nil || !bytes.Equal(out, cat(msg, msg)) || !f.Between() {
				t.Errorf("%s, in pieces of %d: %v, %d bytes of %d", name, piece, err, len(out), 2*len(msg))
			}
		}
	}
}

func TestOnlyAPictureOfAllIsWhole(t *testing.T) {
	for name, msg := range good() {
		f := NewFilter(wide, high)
		if _, err := all(f, msg, 100); err == nil && f.Whole() != (name == "raw" || name == "another size") {
			t.Errorf("%s: %v", name, f.Whole())
		}
	}
}

func TestWhatActsOnTheViewerIsTakenOut(t *testing.T) {
	cut := cat(3, 0, 0, 0, 0, 0, 0, 6, "secret")
	shown := one(0, 0, 9, 9, encTight, 0x80, 1, 2, 3)
	for _, piece := range []int{1, 7, 100} {
		out, err := all(NewFilter(wide, high), cat(2, cut, shown, cut, 2), piece)
		if err != nil || !bytes.Equal(out, shown) {
			t.Errorf("%q, %v", out, err)
		}
	}
}

func TestGreetingsPass(t *testing.T) {
	f := NewGreeted()
	out, err := all(f, Greeting(wide, high, "a screen"), 5)
	if w, h := f.Size(); err != nil || !f.Between() || !bytes.Equal(out, Greeting(wide, high, "a screen")) || w != wide || h != high {
		t.Errorf("%q, %v", out, err)
	}
	wrong := cat(Version, 1, 2, strings.Repeat("?", 16), 0, 0, 0, 1, 0, 0, 0, 2, "no")
	if out, err := all(NewGreeted(), wrong, 4); err != nil || !bytes.Equal(out, wrong) {
		t.Errorf("%q, %v", out, err)
	}
	for name, b := range map[string][]byte{
		"another version":  cat("RFB 003.003\n"),
		"a choice":         cat(Version, 2, 1, 2),
		"another way":      cat(Version, 1, 19),
		"too large":        Greeting(MaxSide, MaxSide, ""),
		"no screen":        Greeting(0, 10, ""),
		"an endless name":  Greeting(9, 9, strings.Repeat("n", maxName+1)),
		"pixels otherwise": cat(Version, 1, 1, 0, 0, 0, 0, u16(9, 9), strings.Repeat("\x08", 16), 0, 0, 0, 0),
	} {
		if _, err := all(NewGreeted(), b, 100); !errors.Is(err, ErrServer) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBombsEndTheStream has what a hostile server, or a hostile client's end, would have a viewer choke on.
func TestBombsEndTheStream(t *testing.T) {
	tiny := rectangle(0, 0, wide, high, encTight, 0x80, 1, 2, 3)
	for name, b := range map[string][]byte{
		"a colour map":             cat(1, 0, 0, 0, 0xff, 0xff),
		"an unknown message":       {150},
		"a clipboard without end":  cat(3, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff),
		"the extended clipboard":   cat(3, 0, 0, 0, 0xff, 0xff, 0xff, 0xf0),
		"a screen without bounds":  one(0, 0, 0xffff, 0xffff, encSize),
		"a long thin one":          one(0, 0, 0xffff, 1, encSize),
		"no screen at all":         one(0, 0, 0, 0, encSize),
		"beyond the screen":        one(wide-1, 0, 2, 1, encRaw),
		"below it":                 one(0, high, 1, 1, encRaw),
		"of no size":               one(0, 0, 0, 1, encRaw),
		"copied from beyond":       one(0, 0, 2, 2, encCopy, u16(wide-1, 0)...),
		"drawn again and again":    update(tiny, tiny, tiny, tiny, tiny),
		"an unknown encoding":      one(0, 0, 9, 9, 16),
		"video":                    one(0, 0, 9, 9, 50),
		"a cursor":                 one(0, 0, 9, 9, -239),
		"an impossible tile":       one(0, 0, 9, 9, encHextile, 31),
		"a stream that goes on":    one(0, 0, 9, 9, encTight, cat(0, zipped(make([]byte, 9*9*3)))...),
		"another stream anew":      one(0, 0, 9, 9, encTight, cat(2, zipped(make([]byte, 9*9*3)))...),
		"an unknown filter":        one(0, 0, 9, 9, encTight, 0x41, 3),
		"PNG":                      one(0, 0, 9, 9, encTight, 0xa0),
		"pixels of no length":      one(0, 0, 9, 9, encTight, 1, 0),
		"a photograph of no size":  one(0, 0, 9, 9, encTight, cat(0x90, sized([]byte("no photograph")))...),
		"a photograph that swells": one(0, 0, 16, 8, encTight, cat(0x90, photograph(17, 8))...),
	} {
		if _, err := all(NewFilter(wide, high), b, 100); !errors.Is(err, ErrServer) {
			t.Errorf("%s: %v", name, err)
		}
	}
	large := NewFilter(4096, 4096)
	if _, err := all(large, one(0, 0, 2048, 2048, encTight, 1), 100); !errors.Is(err, ErrServer) {
		t.Errorf("a compressed rectangle of 12 MiB: %v", err)
	}
}

func TestALengthIsNoRoom(t *testing.T) {
	f := NewFilter(wide, high)
	if _, err := all(f, one(0, 0, 9, 9, encTight, 1, 0xff, 0xff, 0xff, 'x'), 100); err != nil || cap(f.head) > 4096 {
		t.Errorf("%d bytes are held for one that came, %v", cap(f.head), err)
	}
}

func FuzzFilter(f *testing.F) {
	for _, msg := range good() {
		f.Add(msg, true)
	}
	f.Add(Greeting(wide, high, "a screen"), false)
	f.Add(cat(2, 3, 0, 0, 0, 0, 0, 0, 1, "x", good()["raw"]), true)
	f.Fuzz(func(t *testing.T, in []byte, begun bool) {
		begin := func() *Filter {
			if begun {
				return NewFilter(wide, high)
			}
			return NewGreeted()
		}
		out, err := all(begin(), in, 1<<20)
		if pieces, again := all(begin(), in, 3); (err == nil) != (again == nil) || err == nil && !bytes.Equal(out, pieces) {
			t.Fatalf("in pieces it is read otherwise: %v, %v", err, again)
		}
		if len(out) > len(in) {
			t.Fatalf("%d bytes became %d", len(in), len(out))
		}
		if twice, wrong := all(begin(), out, 1<<20); err == nil && (wrong != nil || !bytes.Equal(twice, out)) {
			t.Fatalf("what passed does not pass: %v", wrong)
		}
		last := begin()
		_, _ = all(last, in, 1<<20)
		if w, h := last.Size(); err == nil && begun && w*h < 1<<16 {
			_ = rfbtest.NewCanvas(wide, high).Draw(bytes.NewReader(out)) // it may be cut off, and does not panic
		}
	})
}
