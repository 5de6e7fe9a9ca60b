package screen

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"

	"surety/internal/rfb"
)

// maxLeft is how many bytes a server may have sent beyond the pixels: the mark with which it flushes.
const maxLeft = 4 << 10

// streams are a server's streams of compression. What comes out of them is known to be so long, and no more is opened.
type streams struct {
	open  [4]unzipped
	plain bytes.Buffer
	alone bytes.Buffer
	zip   *zlib.Writer
}

// unzipped is one of them. It reads what has come of it.
type unzipped struct {
	come bytes.Buffer
	zip  io.ReadCloser
}

var _ rfb.Streams = (*streams)(nil)

func (s *streams) Reset(which byte) {
	for i := range s.open {
		if which&(1<<i) != 0 {
			s.open[i] = unzipped{}
		}
	}
}

func (s *streams) Alone(stream int, data []byte, size int) (_ []byte, err error) {
	from := &s.open[stream]
	from.come.Write(data)
	if from.zip == nil {
		if from.zip, err = zlib.NewReader(&from.come); err != nil {
			return nil, errors.Join(rfb.ErrServer, err)
		}
	}
	s.plain.Reset()
	if _, err := io.CopyN(&s.plain, from.zip, int64(size)); err != nil {
		return nil, errors.Join(rfb.ErrServer, err)
	}
	if from.come.Len() > maxLeft { // it sends more than it shows
		return nil, rfb.ErrServer
	}
	return s.pack()
}

func (s *streams) pack() ([]byte, error) {
	s.alone.Reset()
	if s.zip == nil {
		s.zip, _ = zlib.NewWriterLevel(nil, zlib.BestSpeed) // a level that there is
	}
	s.zip.Reset(&s.alone)
	if _, err := s.zip.Write(s.plain.Bytes()); err != nil {
		return nil, err
	}
	if err := s.zip.Close(); err != nil {
		return nil, err
	}
	return s.alone.Bytes(), nil
}
