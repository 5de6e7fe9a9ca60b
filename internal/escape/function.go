package escape

import "strconv"

const (
	maxParams = 32
	maxParam  = 65535
	empty     = -1
)

// function is a control sequence: CSI, a private prefix, parameters, an intermediate byte, a final byte.
type function struct {
	Prefix, Inter, End byte
	n                  int // parameters
	params             [maxParams]int32
	sub                [maxParams]bool // after a colon, not a semicolon
}

// take reads a byte before the final one and reports whether it has its place there.
func (f *function) take(c byte) bool {
	switch {
	case c < 0x30: // intermediate
		if f.Inter != 0 {
			return false
		}
		f.Inter = c
	case f.Inter != 0:
		return false
	case c >= 0x3c: // private
		if f.n > 0 || f.Prefix != 0 {
			return false
		}
		f.Prefix = c
	case c <= '9':
		f.first()
		f.digit(c)
	default:
		f.first()
		if f.n == maxParams {
			return false
		}
		f.params[f.n], f.sub[f.n] = empty, c == ':'
		f.n++
	}
	return true
}

func (f *function) first() {
	if f.n == 0 {
		f.params[0] = empty
		f.n = 1
	}
}

func (f *function) digit(c byte) {
	v := &f.params[f.n-1]
	*v = min(max(*v, 0)*10+int32(c-'0'), maxParam)
}

// param is parameter i, or def where it is not given or nought.
func (f *function) param(i, def int) int {
	if i >= f.n || f.params[i] <= 0 {
		return def
	}
	return int(f.params[i])
}

func (f *function) hasSub() bool {
	for _, s := range f.sub[:f.n] {
		if s {
			return true
		}
	}
	return false
}

// appendTo writes the sequence in its shortest form with the same parameters.
func (f *function) appendTo(dst []byte) []byte {
	dst = append(dst, esc, '[')
	if f.Prefix != 0 {
		dst = append(dst, f.Prefix)
	}
	for i, v := range f.params[:f.n] {
		switch {
		case i == 0:
		case f.sub[i]:
			dst = append(dst, ':')
		default:
			dst = append(dst, ';')
		}
		if v != empty {
			dst = strconv.AppendInt(dst, int64(v), 10)
		}
	}
	if f.Inter != 0 {
		dst = append(dst, f.Inter)
	}
	return append(dst, f.End)
}
