package escape

import (
	"unicode"
	"unicode/utf8"
)

const maxMarks = 16 // and joiners, on one character

// Filter passes on what draws. It is made for one terminal's output and not for several goroutines.
type Filter struct {
	p          parser
	dst        []byte
	cols, rows int32
	marks      int // combining marks and joiners since the last character
}

// NewFilter makes a filter for a terminal of that size.
func NewFilter(cols, rows int) *Filter {
	f := &Filter{}
	f.Resize(cols, rows)
	return f
}

// Resize tells the terminal's new size, to which counts are clamped; a side is from 1 to 1,000.
func (f *Filter) Resize(cols, rows int) {
	f.cols, f.rows = int32(min(max(cols, 1), 1000)), int32(min(max(rows, 1), 1000))
}

// Append appends to dst what of src may be shown. A sequence that has begun is held back, in a few bytes, until it is
// whole.
func (f *Filter) Append(dst, src []byte) []byte {
	f.dst = dst
	f.p.feed(src, f)
	dst, f.dst = f.dst, nil
	return dst
}

// End appends what is left when nothing follows any more, and makes the filter new.
func (f *Filter) End(dst []byte) []byte {
	f.dst = dst
	f.p.end(f)
	dst, f.dst = f.dst, nil
	f.marks = 0
	return dst
}

func (f *Filter) text(b []byte) {
	from := 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			f.marks = 0
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if with, ok := f.instead(r); ok {
			f.dst = append(append(f.dst, b[from:i]...), with...)
			from = i + n
		}
		i += n
	}
	f.dst = append(f.dst, b[from:]...)
}

// instead returns what is shown in place of a character, if it may not be shown.
func (f *Filter) instead(r rune) ([]byte, bool) {
	switch {
	case Deceives(r):
		f.marks = 0
		return replacement, true
	case r >= 0x300 && !letter(r) && unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		f.marks++
		return nil, f.marks > maxMarks
	}
	f.marks = 0
	return nil, false
}

// Deceives reports whether a character acts instead of being seen: a C1 control, a control that turns text around, a separator
// of lines or paragraphs, an invisible tag.
func Deceives(r rune) bool {
	return r >= 0x80 && r < 0xa0 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r >= 0xe0000 && r < 0xe0080
}

// letter is quick about the characters that Russian, Persian, Arabic, Chinese and Korean texts are made of.
func letter(r rune) bool {
	return r >= 0x3400 && r < 0xa000 || r >= 0x400 && r < 0x483 || r >= 0x620 && r < 0x64b || r >= 0x66e && r < 0x670 || r >= 0x671 && r < 0x6d6 || r >= 0xac00 && r < 0xd7a4
}

func (f *Filter) control(c byte) {
	switch c {
	case '\b', '\t', '\n', '\v', '\f', '\r', 0x0e, 0x0f:
		f.marks = 0
		f.dst = append(f.dst, c)
	}
}

func (f *Filter) escape(inter, end byte) {
	switch inter {
	case 0:
		switch end {
		case '7', '8', 'D', 'E', 'H', 'M', 'c', '=', '>':
			f.dst = append(f.dst, esc, end)
		}
	case '(', ')', '*', '+':
		if end == '0' || end == 'A' || end == 'B' {
			f.dst = append(f.dst, esc, inter, end)
		}
	case '#':
		if end == '8' {
			f.dst = append(f.dst, esc, inter, end)
		}
	}
}

func (f *Filter) command([]byte) {}

func (f *Filter) function(s *function) {
	if f.allowed(s) {
		f.dst = s.appendTo(f.dst)
	}
}

// allowed reports whether a control sequence draws, and clamps its counts to the screen.
func (f *Filter) allowed(s *function) bool {
	if s.Inter == 0 && s.Prefix == 0 && s.End == 'm' {
		return true
	}
	if s.hasSub() {
		return false
	}
	switch {
	case s.Prefix == 0 && s.Inter == 0:
		return f.plain(s)
	case s.Prefix == '?' && s.Inter == 0 && (s.End == 'h' || s.End == 'l'):
		return s.keep(privateMode)
	case s.Prefix == 0 && s.Inter == ' ' && s.End == 'q', s.Prefix == 0 && s.Inter == '!' && s.End == 'p':
		return s.n <= 1 // the cursor's shape; soft reset
	}
	return false
}

func (f *Filter) plain(s *function) bool {
	longer := max(f.cols, f.rows)
	switch s.End {
	case 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'I', 'Z', 'a', 'd', 'e', '`':
		return s.clamp(1, longer)
	case 'H', 'f':
		return s.clamp(2, longer)
	case '@', 'P', 'X', 'b':
		return s.clamp(1, f.cols)
	case 'L', 'M', 'S', 'T':
		return s.clamp(1, f.rows)
	case 'r':
		return s.clamp(2, f.rows)
	case 'J', 'K':
		return s.n <= 1 && s.param(0, 0) <= 2 // 3 would take the viewer's scrollback away
	case 'g':
		return s.n <= 1
	case 's', 'u':
		return s.n == 0
	case 'h', 'l':
		return s.keep(func(mode int32) bool { return mode == 4 || mode == 20 })
	}
	return false
}

// clamp holds every parameter to limit and reports whether there are at most n.
func (s *function) clamp(n int, limit int32) bool {
	for i := range s.params[:s.n] {
		s.params[i] = min(s.params[i], limit)
	}
	return s.n <= n
}

// keep leaves the parameters that ok allows and reports whether any is left.
func (s *function) keep(ok func(int32) bool) bool {
	n := 0
	for _, v := range s.params[:s.n] {
		if ok(v) {
			s.params[n] = v
			n++
		}
	}
	s.n = n
	return n > 0
}

// privateMode tells the DEC and xterm modes that may be set. Some speak of what a keyboard or mouse sends (1, 66, 1000,
// 1002, 1003, 1006, 2004): they make no terminal send by itself. Focus reports (1004), screen flashing (5), width (3) and held
// back drawing (2026) are not among them.
func privateMode(mode int32) bool {
	switch mode {
	case 1, 6, 7, 12, 25, 47, 66, 1000, 1002, 1003, 1006, 1047, 1048, 1049, 2004:
		return true
	}
	return false
}
