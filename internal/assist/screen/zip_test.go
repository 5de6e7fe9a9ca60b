package screen

import (
	"bytes"
	"compress/zlib"
	"crypto/rand"
	"errors"
	"io"
	"testing"

	"surety/internal/rfb"
)

// sender compresses as a VNC server does: one stream, flushed after each rectangle.
type sender struct {
	out bytes.Buffer
	zip *zlib.Writer
}

func (s *sender) send(b []byte) []byte {
	if s.zip == nil {
		s.zip = zlib.NewWriter(&s.out)
	}
	s.out.Reset()
	_, _ = s.zip.Write(b)
	_ = s.zip.Flush()
	return bytes.Clone(s.out.Bytes())
}

func TestARectangleStandsAlone(t *testing.T) {
	var from sender
	var to streams
	plain := bytes.Repeat([]byte("pixels "), 10000)
	for i := range 5 {
		got, err := to.Alone(1, from.send(plain), len(plain))
		if err != nil {
			t.Fatal(err)
		}
		z, err := zlib.NewReader(bytes.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(z); err != nil || !bytes.Equal(b, plain) {
			t.Fatalf("rectangle %d: %d bytes, %v", i, len(b), err)
		}
	}
	to.Reset(1 << 1)
	from = sender{}
	if _, err := to.Alone(1, from.send(plain), len(plain)); err != nil {
		t.Errorf("after the stream began anew: %v", err)
	}
}

func TestAZipBombIsNotOpened(t *testing.T) {
	var from sender
	var to streams
	bomb := from.send(make([]byte, 64<<20))
	if got, err := to.Alone(0, bomb, 100); !errors.Is(err, rfb.ErrServer) || to.plain.Len() > 100 {
		t.Errorf("%d bytes of it were opened: %d, %v", to.plain.Len(), len(got), err)
	}
	to, from = streams{}, sender{}
	noise := make([]byte, 1<<20)
	_, _ = rand.Read(noise)
	if _, err := to.Alone(0, from.send(noise), 100); !errors.Is(err, rfb.ErrServer) {
		t.Errorf("what is not shown is kept: %v", err)
	}
	to = streams{}
	for _, data := range [][]byte{nil, {0}, []byte("no stream at all"), bomb[:3]} {
		if _, err := to.Alone(2, data, 12); !errors.Is(err, rfb.ErrServer) {
			t.Errorf("%q: %v", data, err)
		}
		to = streams{}
	}
}
