package escape

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// MaxLine is the most characters of a line that are kept together; a longer one is told in parts that overlap by Overlap.
	MaxLine = 2000
	Overlap = 200

	maxCount = 1000 // columns of the widest terminal
)

var spaces = []rune(strings.Repeat(" ", maxCount))

// Lines follows a terminal's output and tells the lines that stood on it, as a reader saw them when they were left: with
// what was rubbed out gone, and without anything that is no text. A line over which another was written is told too.
// It keeps one line, not a screen: what full-screen programs paint comes in the pieces in which they paint it.
type Lines struct {
	// Line is called with a line that was left; it is never empty. Required.
	Line func(text string)
	// Prompt is called for the marks of a shell's prompt (OSC 133, FinalTerm): A, B, C or D, and what follows it. Optional.
	Prompt func(mark byte, rest string)

	p        parser
	row      []rune
	col      int
	returned bool // the cursor went back to the start and nothing has been written over the line yet
	full     bool // on the alternate screen
	last     rune
	fresh    int // characters written since a line was told: what is told stays in proportion to what came
}

// Write follows more output. It never fails.
func (n *Lines) Write(b []byte) (int, error) {
	n.p.feed(b, n)
	return len(b), nil
}

// End tells what stands in a line that was not left.
func (n *Lines) End() {
	n.p.end(n)
	n.leave()
}

// Now is the line the cursor is in, and the cursor's place in it.
func (n *Lines) Now() (text string, col int) { return string(n.row), n.col }

// Full reports whether a full-screen program has the terminal.
func (n *Lines) Full() bool { return n.full }

func (n *Lines) text(b []byte) {
	if n.returned && n.col == 0 && n.fresh*8 >= len(n.row) {
		n.tell(n.row)
	}
	n.returned = false
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		b = b[size:]
		n.put(r)
	}
}

func (n *Lines) put(r rune) {
	if n.col >= MaxLine {
		n.tell(n.row)
		n.row = append(n.row[:0], n.row[len(n.row)-Overlap:]...)
		n.col = len(n.row)
	}
	n.pad()
	if n.col < len(n.row) {
		n.row[n.col] = r
	} else {
		n.row = append(n.row, r)
	}
	n.col++
	n.fresh++
	n.last = r
}

// pad fills the line with spaces up to the cursor.
func (n *Lines) pad() {
	for len(n.row) < n.col {
		n.row = append(n.row, ' ')
	}
}

func (n *Lines) tell(row []rune) {
	end := len(row)
	for end > 0 && row[end-1] == ' ' {
		end--
	}
	n.fresh = 0
	if end > 0 {
		n.Line(string(row[:end]))
	}
}

// leave ends the line: the cursor goes elsewhere.
func (n *Lines) leave() {
	n.tell(n.row)
	n.row, n.col, n.returned = n.row[:0], 0, false
}

func (n *Lines) control(c byte) {
	switch c {
	case '\b':
		n.col = max(n.col-1, 0)
	case '\t':
		n.move(8 - n.col%8)
	case '\r':
		n.col, n.returned = 0, true
	case '\n', '\v', '\f':
		n.leave()
	}
}

func (n *Lines) move(by int) { n.col = min(max(n.col+by, 0), maxCount) }

func (n *Lines) escape(inter, end byte) {
	if inter == 0 && (end == 'D' || end == 'E' || end == 'M' || end == 'c' || end == '8') {
		n.leave()
	}
}

func (n *Lines) command(osc []byte) {
	if n.Prompt != nil && len(osc) >= 5 && string(osc[:4]) == "133;" {
		n.Prompt(osc[4], string(osc[5:]))
	}
}

func (n *Lines) function(s *function) {
	if s.Inter != 0 {
		return
	}
	if s.Prefix == '?' && (s.End == 'h' || s.End == 'l') {
		n.modes(s)
	}
	if s.Prefix != 0 {
		return
	}
	switch count := min(s.param(0, 1), maxCount); s.End {
	case 'A', 'B', 'E', 'F', 'H', 'f', 'd', 'e', 'J', 'S', 'T', 'L', 'M', 'u':
		n.leave()
	case 'C', 'a':
		n.move(count)
	case 'D':
		n.move(-count)
	case 'G', '`':
		n.col = count - 1
	default:
		n.edit(s, count)
	}
}

// modes follows the alternate screen.
func (n *Lines) modes(s *function) {
	for _, mode := range s.params[:s.n] {
		if mode == 47 || mode == 1047 || mode == 1049 {
			n.leave()
			n.full = s.End == 'h'
		}
	}
}

// edit changes the line in place.
func (n *Lines) edit(s *function, count int) {
	at := min(n.col, len(n.row))
	switch s.End {
	case 'K':
		n.erase(s.param(0, 0))
	case 'P':
		n.row = slices.Delete(n.row, at, min(at+count, len(n.row)))
	case '@':
		n.insert(count)
	case 'X':
		for i := at; i < min(at+count, len(n.row)); i++ {
			n.row[i] = ' '
		}
	case 'b':
		for range min(count, MaxLine-n.col) {
			n.put(n.last)
		}
	}
}

func (n *Lines) erase(which int) {
	at := min(n.col, len(n.row))
	switch which {
	case 0:
		n.row = n.row[:at]
	case 1:
		for i := range n.row[:at] {
			n.row[i] = ' '
		}
	case 2:
		n.tell(n.row)
		n.row = n.row[:0]
	}
}

func (n *Lines) insert(count int) {
	n.pad()
	n.row = slices.Insert(n.row, n.col, spaces[:count]...)
	n.row = n.row[:min(len(n.row), MaxLine)]
}
