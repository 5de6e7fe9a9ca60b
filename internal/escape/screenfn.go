package escape

func (s *Screen) function(f *function) {
	switch {
	case f.Prefix == '?' && f.Inter == 0 && (f.End == 'h' || f.End == 'l'):
		for _, m := range f.params[:f.n] {
			s.private(m, f.End == 'h')
		}
	case f.Prefix == 0 && f.Inter == '!' && f.End == 'p':
		s.soft()
	case f.Prefix == 0 && f.Inter == 0:
		s.plain(f)
	}
}

func (s *Screen) plain(f *function) {
	n, row, col := f.param(0, 1), s.now.row, s.now.col
	switch f.End {
	case 'A':
		s.vertical(-n)
	case 'B', 'e':
		s.vertical(n)
	case 'C', 'a':
		s.place(row, col+n)
	case 'D':
		s.place(row, col-n)
	case 'E':
		s.vertical(n)
		s.now.col = 0
	case 'F':
		s.vertical(-n)
		s.now.col = 0
	case 'G', '`':
		s.place(row, n-1)
	case 'H', 'f':
		s.absolute(n-1, f.param(1, 1)-1)
	case 'd':
		s.absolute(n-1, col)
	case 'I':
		s.tab(n)
	case 'Z':
		s.tab(-n)
	case 's':
		s.on.saved = s.now
	case 'u':
		s.restore()
	case 'm':
		s.now.pen.sgr(f)
	default:
		s.change(f, n)
	}
}

// vertical moves the cursor, not over a margin that it is within.
func (s *Screen) vertical(n int) {
	row, low, high := s.now.row, 0, s.rows-1
	if row >= s.top {
		low = s.top
	}
	if row < s.end {
		high = s.end - 1
	}
	s.place(min(max(row+n, low), high), s.now.col)
}

// absolute places the cursor, in origin mode within the margins.
func (s *Screen) absolute(row, col int) {
	if s.now.origin {
		row = min(row+s.top, s.end-1)
	}
	s.place(row, col)
}

// change is what alters cells, margins, tabs and modes.
func (s *Screen) change(f *function, n int) {
	col := s.now.col
	switch f.End {
	case '@', 'P', 'X', 'K', 'J', 'L', 'M':
		s.now.wrap = false
	}
	switch f.End {
	case '@':
		s.shift(n)
	case 'P':
		s.shift(-n)
	case 'X':
		s.erase(col, col+n)
	case 'b':
		for range min(n, s.cols) {
			if s.last != 0 {
				s.put(s.last)
			}
		}
	case 'K':
		s.eraseLine(f.param(0, 0))
	case 'J':
		s.eraseScreen(f.param(0, 0))
	case 'L', 'M':
		s.lines(f.End == 'L', n)
	case 'S':
		s.up(s.top, n)
		s.held()
	case 'T':
		s.up(s.top, -n)
		s.held()
	case 'r':
		s.margins(f.param(0, 1)-1, f.param(1, s.rows))
	case 'g':
		s.clearTabs(f.param(0, 0))
	case 'h', 'l':
		for _, m := range f.params[:f.n] {
			s.insert = s.insert && m != 4 || m == 4 && f.End == 'h'
			s.newline = s.newline && m != 20 || m == 20 && f.End == 'h'
		}
	}
}

// held puts a space under a cursor that waits to wrap where scrolling left nothing: a picture tells of the wait by writing a character again.
func (s *Screen) held() {
	if at := &s.row(s.now.row)[s.now.col]; s.now.wrap && at.text == "" && !at.half {
		at.text = " "
	}
}

func (s *Screen) eraseLine(which int) {
	switch which {
	case 0:
		s.erase(s.now.col, s.cols)
	case 1:
		s.erase(0, s.now.col+1)
	case 2:
		s.erase(0, s.cols)
	}
}

func (s *Screen) eraseScreen(which int) {
	row := s.now.row
	switch which {
	case 0:
		s.eraseLine(0)
		s.blank(s.on.cells[(row+1)*s.cols:])
	case 1:
		s.eraseLine(1)
		s.blank(s.on.cells[:row*s.cols])
	case 2:
		s.blank(s.on.cells)
	}
}

// lines inserts or deletes lines at the cursor, if it is within the margins.
func (s *Screen) lines(insert bool, n int) {
	if s.now.row < s.top || s.now.row >= s.end {
		return
	}
	if insert {
		n = -n
	}
	s.up(s.now.row, n)
	s.place(s.now.row, 0)
}

func (s *Screen) margins(top, end int) {
	if end = min(end, s.rows); end-top >= 2 {
		s.top, s.end = top, end
		s.absolute(0, 0)
	}
}

func (s *Screen) clearTabs(which int) {
	switch which {
	case 0:
		s.tabs[s.now.col] = false
	case 3:
		clear(s.tabs)
	}
}

// off are the private modes that a reset sets; s.modes holds what differs.
func off(mode int32) bool { return mode == 7 || mode == 25 }

func (s *Screen) mode(mode int32, set bool) {
	if set != off(mode) {
		s.modes[mode] = true
	} else {
		delete(s.modes, mode)
	}
}

func (s *Screen) private(mode int32, set bool) {
	switch mode {
	case 6:
		s.now.origin = set
		s.absolute(0, 0)
	case 47, 1047, 1049:
		s.alternate(mode, set)
	case 1048:
		if set {
			s.on.saved = s.now
		} else {
			s.restore()
		}
	case 1, 7, 12, 25, 66, 1000, 1002, 1003, 1006, 2004:
		s.mode(mode, set)
	}
}

// alternate changes between the two screens.
func (s *Screen) alternate(mode int32, set bool) {
	if set == (s.on == &s.alt) {
		return
	}
	if set {
		if mode == 1049 {
			s.main.saved = s.now
		}
		s.on = &s.alt
		if mode == 1049 {
			s.blank(s.alt.cells)
		}
		return
	}
	if mode == 1047 {
		s.blank(s.alt.cells)
	}
	s.on = &s.main
	if mode == 1049 {
		s.restore()
	}
}

// soft is DECSTR.
func (s *Screen) soft() {
	s.insert, s.top, s.end = false, 0, s.rows
	s.now.origin, s.now.pen, s.now.sets, s.now.shift = false, pen{}, [4]byte{'B', 'B', 'B', 'B'}, 0
	s.mode(7, true)
	s.mode(25, true)
	s.mode(1, false)
	s.mode(66, false)
	s.on.saved = cursor{sets: s.now.sets}
}
