package escape

import "unicode/utf8"

// listener is told what the parser reads. Slices are only good during the call.
type listener interface {
	text(b []byte)          // characters, whole, without C0 controls and DEL
	control(c byte)         // a C0 control other than ESC, CAN and SUB
	escape(inter, end byte) // ESC, at most one intermediate byte, a final byte
	function(s *function)   // a control sequence (CSI)
	command(osc []byte)     // an operating system command that came to its end and is no longer than kept
}

type state uint8

const (
	ground    state = iota
	escaped         // after ESC
	escapedIn       // after ESC and an intermediate byte
	csi             // in a control sequence
	csiLost         // in one that is too long or malformed: wait for its end
	str             // in a string
	strEsc          // after ESC in a string
)

// parser is the state machine of ECMA-48 as terminals speak it, in UTF-8. It never fails and keeps a bounded state.
type parser struct {
	state   state
	part    [utf8.UTFMax]byte // a character that has begun
	parts   int
	inter   byte
	fn      function
	kind    byte // what began the string; only an OSC is told
	strLen  int
	oscData [kept]byte
}

var replacement = []byte("\uFFFD")

// feed reads src. Cutting src into pieces changes nothing of what l is told, save where text is parted.
func (p *parser) feed(src []byte, l listener) {
	for len(src) > 0 {
		if p.state != ground {
			src = src[p.step(src[0], l):]
			continue
		}
		if p.parts > 0 {
			p.more(src[0], l)
			src = src[1:]
			continue
		}
		n := textLen(src)
		if n > 0 {
			l.text(src[:n])
		}
		if src = src[n:]; len(src) > 0 {
			src = src[p.ground(src, l):]
		}
	}
}

// textLen is the length of the whole characters that src begins with.
func textLen(src []byte) int {
	for i := 0; i < len(src); {
		switch c := src[i]; {
		case c >= 0x20 && c < del:
			i++
		case c < utf8.RuneSelf:
			return i
		default:
			r, n := utf8.DecodeRune(src[i:])
			if r == utf8.RuneError && n == 1 {
				return i
			}
			i += n
		}
	}
	return len(src)
}

// ground reads the first byte of src, which begins no whole character, and returns how many bytes it took.
func (p *parser) ground(src []byte, l listener) int {
	switch c := src[0]; {
	case c == esc:
		p.state = escaped
	case c < 0x20:
		p.execute(c, l)
	case c == del:
	case !utf8.FullRune(src):
		p.parts = copy(p.part[:], src)
		return p.parts
	default:
		l.text(replacement)
	}
	return 1
}

// more adds a byte to a character that has begun.
func (p *parser) more(c byte, l listener) {
	p.part[p.parts] = c
	p.parts++
	if utf8.FullRune(p.part[:p.parts]) {
		b := p.part
		n := p.parts
		p.parts = 0
		p.feed(b[:n], l)
	}
}

// end is the end of the input: a character that has begun is none.
func (p *parser) end(l listener) {
	for range p.parts {
		l.text(replacement)
	}
	*p = parser{}
}

func (p *parser) execute(c byte, l listener) {
	if c != can && c != sub {
		l.control(c)
	}
}

// step reads one byte outside ground and returns 1, or 0 if the byte is to be read again in the state that it led to.
func (p *parser) step(c byte, l listener) int {
	if p.state == str || p.state == strEsc {
		return p.stringStep(c, l)
	}
	switch {
	case c == esc:
		p.state = escaped
	case c == can || c == sub:
		p.state = ground
	case c < 0x20:
		l.control(c)
	case c == del:
	case c >= utf8.RuneSelf:
		p.state = ground
		return 0
	case p.state == escaped || p.state == escapedIn:
		p.escapedStep(c, l)
	default:
		p.csiStep(c, l)
	}
	return 1
}

func (p *parser) escapedStep(c byte, l listener) {
	switch {
	case c < 0x30 && p.state == escaped:
		p.state, p.inter = escapedIn, c
	case c < 0x30:
		p.inter = del // more than one: nothing that is known
	case p.state == escapedIn:
		p.state = ground
		l.escape(p.inter, c)
	case c == '[':
		p.state = csi
		p.fn.n, p.fn.Prefix, p.fn.Inter = 0, 0, 0
	case c == ']' || c == 'P' || c == '_' || c == '^' || c == 'X':
		p.state, p.kind, p.strLen = str, c, 0
	default:
		p.state = ground
		l.escape(0, c)
	}
}

func (p *parser) csiStep(c byte, l listener) {
	switch {
	case c >= 0x40:
		whole := p.state == csi
		p.state, p.fn.End = ground, c
		if whole {
			l.function(&p.fn)
		}
	case !p.fn.take(c):
		p.state = csiLost
	}
}

// stringStep reads a byte of a string. A string ends with ST or, as xterm has it, BEL; CAN, SUB or another escape sequence cuts
// it off; so does the end of a line, at once in those that know no lines, and in a DCS (whose pictures may have lines)
// after MaxString bytes.
func (p *parser) stringStep(c byte, l listener) int {
	if p.state == strEsc {
		if p.state = escaped; c == '\\' {
			p.tell(l)
			return 1
		}
		return 0
	}
	switch {
	case c == esc:
		p.state = strEsc
	case c == bel:
		p.tell(l)
	case c == can || c == sub:
		p.state = ground
	case (c == '\n' || c == '\r') && (p.kind != 'P' || p.strLen >= MaxString):
		p.state = ground
		return 0
	case p.strLen >= MaxHidden:
		p.state = ground
		return 0
	default:
		if p.kind == ']' && p.strLen < kept {
			p.oscData[p.strLen] = c
		}
		p.strLen++
	}
	return 1
}

func (p *parser) tell(l listener) {
	p.state = ground
	if p.kind == ']' && p.strLen <= kept {
		l.command(p.oscData[:p.strLen])
	}
}
