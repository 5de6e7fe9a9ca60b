package document

// placed is a row, or a part of one, on its page. Y is its upper edge from the top of the page.
type placed struct {
	row
	y float64
}

type page struct{ rows []placed }

// paginate lays rows on pages. Two lines at least stay together at a break, a heading stays with what it heads, and the heads
// of a table are said again.
func paginate(rows []row) []page {
	p := &paginator{pages: []page{{}}, y: top}
	for i := 0; i < len(rows); i++ {
		if p.y > top && !p.fits(rows[i:]) {
			p.next(rows[i].head)
		}
		p.place(rows[i])
	}
	return p.pages
}

type paginator struct {
	pages []page
	y     float64
}

func (p *paginator) next(head *row) {
	p.pages = append(p.pages, page{})
	p.y = top
	if head != nil {
		again := *head
		again.continuing = true
		p.put(again)
	}
}

func (p *paginator) put(r row) {
	if p.y > top {
		p.y += r.before
	}
	last := &p.pages[len(p.pages)-1]
	last.rows = append(last.rows, placed{r, p.y})
	p.y += r.height()
}

// fits tells whether a row may begin here: it, what it must stay with, and the least part of what follows.
func (p *paginator) fits(rows []row) bool {
	need := 0.0
	for _, r := range rows {
		need += r.before
		if !r.keep {
			return p.y+need+r.least() <= bottom
		}
		need += r.height()
	}
	return p.y+need <= bottom
}

// least is the height of the smallest part of a row that may stand alone.
func (r *row) least() float64 {
	if r.whole || r.lines() < 4 {
		return r.height()
	}
	return r.pad + 2*r.leading
}

// place puts a row, breaking it where the page ends.
func (p *paginator) place(r row) {
	for {
		start := p.y
		if p.y > top {
			start += r.before
		}
		room := int((bottom - start - 2*r.pad) / r.leading)
		n := r.lines()
		if n <= room {
			p.put(r)
			return
		}
		if n-room == 1 && room > 2 {
			room--
		}
		first, rest := r.cut(max(1, room))
		p.put(first)
		p.next(r.head)
		r = rest
	}
}

// cut parts a row after n lines.
func (r row) cut(n int) (first, rest row) {
	first, rest = r, r
	first.cells, rest.cells = nil, nil
	first.below, rest.above, rest.before = 0, 0, 0
	for _, c := range r.cells {
		head, tail := c, c
		head.lines, tail.lines = c.lines[:min(n, len(c.lines))], c.lines[min(n, len(c.lines)):]
		first.cells, rest.cells = append(first.cells, head), append(rest.cells, tail)
	}
	return first, rest
}
