package escape

import "strconv"

// pen is how characters are drawn: flags (bit n for SGR n, 1 to 9), the kind of underline, colours.
type pen struct {
	flags      uint16
	under      uint8 // 1 to 5: plain, double, curly, dotted, dashed
	fg, bg, ul colour
}

// colour is 0 for the terminal's own, 1 + n for one of the sixteen (which bold may brighten), palette | n for one of the 256,
// rgb | RGB for any other.
type colour int32

const (
	rgb     colour = 1 << 24
	palette colour = 1 << 25
)

// sgr changes the pen as the sequence says (ECMA-48 §8.3.117, ISO 8613-6 for colours).
func (p *pen) sgr(s *function) {
	if s.n == 0 {
		*p = pen{}
	}
	for i := 0; i < s.n; i++ {
		switch v := max(int(s.params[i]), 0); {
		case v == 0:
			*p = pen{}
		case v == 4:
			p.underline(s, i)
		case v <= 9:
			p.flags |= 1 << v
		case v == 21:
			p.under = 2
		case v == 22:
			p.flags &^= 1<<1 | 1<<2
		case v == 24:
			p.under = 0
		case v >= 23 && v <= 29:
			p.flags &^= 1 << (v - 20)
			if v == 25 {
				p.flags &^= 1 << 6
			}
		case v == 38 || v == 48 || v == 58:
			i = p.extended(s, i, v)
		default:
			p.simple(v)
		}
		for i+1 < s.n && s.sub[i+1] {
			i++
		}
	}
}

func (p *pen) underline(s *function, i int) {
	p.under = 1
	if i+1 < s.n && s.sub[i+1] {
		p.under = uint8(min(max(s.params[i+1], 0), 5))
	}
}

func (p *pen) simple(v int) {
	switch {
	case v >= 30 && v <= 37:
		p.fg = colour(v - 30 + 1)
	case v == 39:
		p.fg = 0
	case v >= 40 && v <= 47:
		p.bg = colour(v - 40 + 1)
	case v == 49:
		p.bg = 0
	case v == 59:
		p.ul = 0
	case v >= 90 && v <= 97:
		p.fg = colour(v - 90 + 8 + 1)
	case v >= 100 && v <= 107:
		p.bg = colour(v - 100 + 8 + 1)
	}
}

// extended reads 38, 48 or 58 with what follows, after semicolons or colons, and returns the last parameter it took.
func (p *pen) extended(s *function, i, which int) int {
	set := map[int]*colour{38: &p.fg, 48: &p.bg, 58: &p.ul}[which]
	at := func(k int) colour { return colour(min(s.param(i+k, 0), 255)) }
	colons := i+1 < s.n && s.sub[i+1]
	switch s.param(i+1, 0) {
	case 5:
		*set = palette | at(2)
		return min(i+2, s.n-1)
	case 2:
		if colons && i+5 < s.n && s.sub[i+5] { // with a colour space before the parts
			i++
		}
		*set = rgb | at(2)<<16 | at(3)<<8 | at(4)
		return min(i+4, s.n-1)
	}
	return i
}

// appendTo writes the sequence that makes this pen out of any.
func (p pen) appendTo(dst []byte) []byte {
	dst = append(dst, esc, '[', '0')
	for v := 1; v <= 9; v++ {
		if p.flags&(1<<v) != 0 {
			dst = append(dst, ';', '0'+byte(v))
		}
	}
	if p.under > 0 {
		dst = append(dst, ";4:"...)
		dst = strconv.AppendInt(dst, int64(p.under), 10)
	}
	dst = p.fg.appendTo(dst, 30)
	dst = p.bg.appendTo(dst, 40)
	dst = p.ul.appendTo(dst, 50)
	return append(dst, 'm')
}

// appendTo writes the colour's parameters; base is 30, 40 or 50.
func (c colour) appendTo(dst []byte, base int64) []byte {
	switch {
	case c == 0:
	case c&rgb != 0:
		dst = append(strconv.AppendInt(append(dst, ';'), base+8, 10), ";2"...)
		for shift := 16; shift >= 0; shift -= 8 {
			dst = strconv.AppendInt(append(dst, ';'), int64(c>>shift&255), 10)
		}
	case c&palette != 0:
		dst = append(strconv.AppendInt(append(dst, ';'), base+8, 10), ";5;"...)
		dst = strconv.AppendInt(dst, int64(c&^palette), 10)
	case c <= 8:
		dst = strconv.AppendInt(append(dst, ';'), base+int64(c)-1, 10)
	default:
		dst = strconv.AppendInt(append(dst, ';'), base+60+int64(c)-9, 10)
	}
	return dst
}
