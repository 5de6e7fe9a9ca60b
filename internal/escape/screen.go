package escape

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Screen follows what a terminal shows, so that somebody who comes later can be shown the same: Picture. Feed it what a
// [Filter] let through. It draws as xterm does, keeps no scrollback, and does not flow lines anew when the size changes. Its memory
// is that of two screens.
type Screen struct {
	p          parser
	cols, rows int
	main, alt  grid
	on         *grid // &main or &alt
	now        cursor
	top, end   int // scroll region: the rows from top until before end
	tabs       []bool
	modes      map[int32]bool // private modes that are not as after a reset
	insert     bool
	newline    bool
	last       rune
}

type grid struct {
	cells []cell // row by row
	saved cursor // by DECSC
}

// cell is a character with its marks. The right half of a wide one has no character.
type cell struct {
	text string // empty: blank
	half bool
	pen  pen
}

// cursor is what DECSC saves.
type cursor struct {
	row, col int
	wrap     bool // the last column is written; the next character goes to the next line
	origin   bool
	pen      pen
	sets     [4]byte // character sets G0 to G3: 0, A or B
	shift    int     // G0 or G1 is in use
}

// NewScreen makes an empty screen; a side is from 1 to 1,000.
func NewScreen(cols, rows int) *Screen {
	s := &Screen{cols: min(max(cols, 1), maxCount), rows: min(max(rows, 1), maxCount)}
	s.reset()
	return s
}

// Write follows more output. It never fails.
func (s *Screen) Write(b []byte) (int, error) {
	s.p.feed(b, s)
	return len(b), nil
}

func (s *Screen) reset() {
	blank := cursor{sets: [4]byte{'B', 'B', 'B', 'B'}}
	s.main = grid{make([]cell, s.cols*s.rows), blank}
	s.alt = grid{make([]cell, s.cols*s.rows), blank}
	s.on, s.now, s.top, s.end = &s.main, blank, 0, s.rows
	s.modes, s.insert, s.newline, s.last = map[int32]bool{}, false, false, 0
	s.tabs = make([]bool, s.cols)
	for i := 8; i < s.cols; i += 8 {
		s.tabs[i] = true
	}
}

// Resize changes the size: what no longer fits is cut off at the right and the bottom.
func (s *Screen) Resize(cols, rows int) {
	cols, rows = min(max(cols, 1), maxCount), min(max(rows, 1), maxCount)
	for _, g := range []*grid{&s.main, &s.alt} {
		cells := make([]cell, cols*rows)
		for r := range min(rows, s.rows) {
			copy(cells[r*cols:(r+1)*cols], g.cells[r*s.cols:(r+1)*s.cols])
		}
		g.cells = cells
		g.saved.row, g.saved.col = min(g.saved.row, rows-1), min(g.saved.col, cols-1)
	}
	for i := len(s.tabs); i < cols; i++ {
		s.tabs = append(s.tabs, i%8 == 0)
	}
	s.cols, s.rows, s.tabs = cols, rows, s.tabs[:cols]
	s.top, s.end = 0, rows
	s.place(s.now.row, s.now.col)
}

func (s *Screen) row(r int) []cell { return s.on.cells[r*s.cols : (r+1)*s.cols] }

// place moves the cursor, within the screen.
func (s *Screen) place(row, col int) {
	s.now.row, s.now.col, s.now.wrap = min(max(row, 0), s.rows-1), min(max(col, 0), s.cols-1), false
}

func (s *Screen) text(b []byte) {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		b = b[n:]
		s.put(r)
	}
}

// columns is how many columns a character takes.
func columns(r rune) int {
	if r < 0x300 {
		return 1
	}
	if !letter(r) && unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
		return 2
	}
	return 1
}

func (s *Screen) put(r rune) {
	if s.now.sets[s.now.shift] == '0' && r >= 0x5f && r < 0x7f {
		r = lineDrawing[r-0x5f]
	}
	n := columns(r)
	if n == 0 {
		s.mark(r)
		return
	}
	if s.now.wrap || n > s.cols-s.now.col {
		if s.modes[7] {
			s.place(s.now.row, s.cols-n)
		} else {
			s.place(s.now.row, 0)
			s.index()
		}
	}
	if n > s.cols {
		return
	}
	if s.insert {
		s.shift(n)
	}
	s.set(string(r), n)
	s.last = r
}

// set writes a character where the cursor is and moves on.
func (s *Screen) set(text string, n int) {
	row, at := s.row(s.now.row), s.now.col
	s.part(row, at)
	s.part(row, at+n)
	row[at] = cell{text: text, pen: s.now.pen}
	if n == 2 {
		row[at+1] = cell{half: true, pen: s.now.pen}
	}
	s.now.col += n
	if s.now.col >= s.cols {
		s.now.col, s.now.wrap = s.cols-1, !s.modes[7]
	}
}

// part blanks a wide character that would be parted before column at.
func (s *Screen) part(row []cell, at int) {
	if at > 0 && at < len(row) && row[at].half {
		row[at-1].text, row[at].half = "", false
	}
}

// mark adds a combining mark to the character before the cursor.
func (s *Screen) mark(r rune) {
	row, at := s.row(s.now.row), s.now.col-1
	if s.now.wrap {
		at++
	}
	if at > 0 && row[at].half {
		at--
	}
	if at >= 0 && row[at].text != "" && len(row[at].text) < 4*(maxMarks+1) {
		row[at].text += string(r)
	}
}

// index moves down a line and scrolls at the end of the region.
func (s *Screen) index() {
	s.now.wrap = false
	switch {
	case s.now.row == s.end-1:
		s.up(s.top, 1)
	case s.now.row < s.rows-1:
		s.now.row++
	}
}

// up moves the lines from row to the end of the region up by n, down if n is negative; what is free is blank.
func (s *Screen) up(row, n int) {
	lines := s.on.cells[row*s.cols : s.end*s.cols]
	by := min(max(n, -n)*s.cols, len(lines))
	if n > 0 {
		copy(lines, lines[by:])
		lines = lines[len(lines)-by:]
	} else {
		copy(lines[by:], lines)
		lines = lines[:by]
	}
	s.blank(lines)
}

// blank erases in the pen's background.
func (s *Screen) blank(cells []cell) {
	for i := range cells {
		cells[i] = cell{pen: pen{bg: s.now.pen.bg}}
	}
}

// erase blanks columns of the cursor's line.
func (s *Screen) erase(from, to int) {
	row := s.row(s.now.row)
	to = min(to, s.cols)
	s.part(row, from)
	s.part(row, to)
	s.blank(row[from:to])
}

// shift inserts n blanks at the cursor; a negative n deletes.
func (s *Screen) shift(n int) {
	row, at := s.row(s.now.row), s.now.col
	s.part(row, at)
	if n < 0 {
		n = min(-n, s.cols-at)
		s.part(row, at+n)
		copy(row[at:], row[at+n:])
		s.blank(row[s.cols-n:])
		return
	}
	n = min(n, s.cols-at)
	s.part(row, s.cols-n)
	copy(row[at+n:], row[at:s.cols-n])
	s.blank(row[at : at+n])
}

func (s *Screen) control(c byte) {
	switch c {
	case '\b':
		s.place(s.now.row, s.now.col-1)
	case '\t':
		s.tab(1)
	case '\n', '\v', '\f':
		s.index()
		if s.newline {
			s.now.col = 0
		}
	case '\r':
		s.place(s.now.row, 0)
	case 0x0e, 0x0f:
		s.now.shift = 0x0f - int(c)
	}
}

// tab goes n stops on, or back. Behind the last column there is no stop: it goes on waiting.
func (s *Screen) tab(n int) {
	if n > 0 && s.now.wrap {
		return
	}
	step := 1
	if n < 0 {
		n, step = -n, -1
	}
	col := s.now.col
	for n > 0 && col+step >= 0 && col+step < s.cols {
		if col += step; s.tabs[col] {
			n--
		}
	}
	s.place(s.now.row, col)
}

func (s *Screen) escape(inter, end byte) {
	switch {
	case inter >= '(' && inter <= '+':
		s.now.sets[inter-'('] = end
	case inter == '#' && end == '8':
		for i := range s.on.cells {
			s.on.cells[i] = cell{text: "E"}
		}
		s.place(0, 0)
	case inter != 0:
	case end == '7':
		s.on.saved = s.now
	case end == '8':
		s.restore()
	case end == 'D':
		s.index()
	case end == 'E':
		s.place(s.now.row, 0)
		s.index()
	case end == 'H':
		s.tabs[s.now.col] = true
	case end == 'M':
		s.reverse()
	case end == 'c':
		s.reset()
	case end == '=' || end == '>':
		s.mode(66, end == '=')
	}
}

func (s *Screen) reverse() {
	s.now.wrap = false
	if s.now.row == s.top {
		s.up(s.top, -1)
	} else if s.now.row > 0 {
		s.now.row--
	}
}

func (s *Screen) restore() { s.now = s.on.saved }

func (s *Screen) command([]byte) {}

// lineDrawing is the DEC special graphics set, from _ to ~ (VT220 Programmer Reference, table 2-4).
var lineDrawing = []rune(" ◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")
