package replay

import (
	"surety/internal/rfb"
	"surety/internal/wire"
)

// screen is one screen's bytes on their way to viewers. What is not of the one form that our client's end records ends it: a viewer's decoder
// never sees what is too large, does not end, or is not known.
type screen struct {
	filter *rfb.Filter
	buf    []byte
	err    error
}

// newScreen begins at a picture.
func newScreen(p wire.Picture) *screen {
	return &screen{filter: rfb.NewFilter(int(p.Width), int(p.Height)), err: fits(p)}
}

func fits(p wire.Picture) error {
	if !rfb.Fits(int(p.Width), int(p.Height)) {
		return rfb.ErrServer
	}
	return nil
}

// shows filters; what it returns is good until the next call.
func (s *screen) shows(b []byte) []byte {
	s.buf = s.buf[:0]
	for len(b) > 0 && s.err == nil {
		s.buf, b, s.err = s.filter.Take(s.buf, b)
	}
	if s.err != nil {
		return nil
	}
	return s.buf
}

func (s *screen) bad() bool { return s != nil && s.err != nil }

func (s *screen) size() wire.Size {
	w, h := s.filter.Size()
	return wire.Size{Cols: uint16(w), Rows: uint16(h)}
}
