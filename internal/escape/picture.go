package escape

import (
	"fmt"
	"maps"
	"slices"
)

// Picture appends what draws this screen on any terminal of this size, whatever it shows, and leaves it ready for what
// follows: both screens, cursor, saved cursors, pen, margins, tabs, character sets and modes. A filter passes it unchanged.
func (s *Screen) Picture(dst []byte) []byte {
	dst = append(dst, "\x1bc"...)
	dst = s.draw(dst, &s.main)
	if s.on == &s.alt {
		dst = append(s.cursor(dst, s.main.saved, &s.main, false), "\x1b[?1049h\x1b[m"...)
		dst = s.draw(dst, &s.alt)
	}
	dst = s.settings(dst)
	if blank := (cursor{sets: [4]byte{'B', 'B', 'B', 'B'}}); s.on.saved != blank {
		dst = append(s.cursor(dst, s.on.saved, s.on, true), "\x1b7"...)
	}
	dst = s.cursor(dst, s.now, s.on, true)
	if s.insert {
		dst = append(dst, "\x1b[4h"...)
	}
	return dst
}

// draw writes a screen's cells. Blanks of the plain pen need nothing: the screen is new.
func (s *Screen) draw(dst []byte, g *grid) []byte {
	now := pen{}
	for r := range s.rows {
		dst, now = drawRow(dst, g.cells[r*s.cols:(r+1)*s.cols], r, now)
	}
	return append(dst, "\x1b[m"...)
}

func drawRow(dst []byte, row []cell, r int, now pen) ([]byte, pen) {
	there := -1 // the column where the cursor is sure to be
	for c := 0; c < len(row); c++ {
		n := blanks(row[c:])
		if row[c].half || n > 0 && row[c].pen == (pen{}) {
			c += max(n-1, 0)
			continue
		}
		if there != c {
			dst = fmt.Appendf(dst, "\x1b[%d;%dH", r+1, c+1)
		}
		if row[c].pen != now {
			now = row[c].pen
			dst = now.appendTo(dst)
		}
		if n > 0 {
			dst = fmt.Appendf(dst, "\x1b[%dX", n)
			c += n - 1
			continue
		}
		dst = append(dst, row[c].text...)
		if len(row[c].text) == 1 { // others may be of another width elsewhere
			there = c + 1
		}
	}
	return dst, now
}

// blanks counts the blank cells of one pen that the row begins with.
func blanks(row []cell) (n int) {
	for n < len(row) && row[n].text == "" && !row[n].half && row[n].pen == row[0].pen {
		n++
	}
	return n
}

// settings writes modes, tabs and margins.
func (s *Screen) settings(dst []byte) []byte {
	for _, m := range slices.Sorted(maps.Keys(s.modes)) {
		dst = fmt.Appendf(dst, "\x1b[?%d%c", m, map[bool]byte{true: 'l', false: 'h'}[off(m)])
	}
	if s.newline {
		dst = append(dst, "\x1b[20h"...)
	}
	for c, set := range s.tabs {
		if usual := c > 0 && c%8 == 0; set != usual {
			dst = fmt.Appendf(dst, "\x1b[1;%dH%s", c+1, map[bool]string{true: "\x1bH", false: "\x1b[0g"}[set])
		}
	}
	if s.top > 0 || s.end < s.rows {
		dst = fmt.Appendf(dst, "\x1b[%d;%dr", s.top+1, s.end)
	}
	return dst
}

// cursor makes c the terminal's cursor on g, in origin mode too where margins are set already.
func (s *Screen) cursor(dst []byte, c cursor, g *grid, margins bool) []byte {
	row := c.row
	dst = append(dst, "\x1b[?6l"...)
	if c.origin {
		dst = append(dst, "\x1b[?6h"...)
		if margins {
			row = min(max(row-s.top, 0), s.end-1-s.top)
		}
	}
	dst = append(dst, "\x0f\x1b(B"...)
	dst = fmt.Appendf(dst, "\x1b[%d;%dH", row+1, c.col+1)
	if c.wrap {
		dst = s.again(dst, c, g)
	}
	dst = c.pen.appendTo(dst)
	for i, set := range c.sets {
		dst = append(dst, esc, '('+byte(i), set)
	}
	if c.shift == 1 {
		dst = append(dst, 0x0e)
	}
	return dst
}

// again writes the last character of the cursor's line once more, after which the terminal waits to wrap.
func (s *Screen) again(dst []byte, c cursor, g *grid) []byte {
	row := g.cells[c.row*s.cols : (c.row+1)*s.cols]
	at := c.col
	if at > 0 && row[at].half {
		at--
		dst = append(dst, '\b')
	}
	if row[at].text != "" {
		dst = append(row[at].pen.appendTo(dst), row[at].text...)
	}
	return dst
}
