package document

import (
	"fmt"
	"strings"
)

// painter writes what stands on the pages.
type painter struct {
	fonts []*usage // in the order of their first use: /F0, /F1 …
	out   strings.Builder
	page  int
	marks []*element // by mark, on this page
}

// paint returns the content of a page and what its marks belong to.
func (p *painter) paint(number int, pg page, foot []cell, footY []float64, columns []frame) (string, []*element) {
	p.out.Reset()
	p.page, p.marks = number, nil
	for _, r := range pg.rows {
		p.row(r)
	}
	p.artifact("Pagination", func() {
		for i, c := range foot {
			p.lines(c, footY[i], 0)
		}
	})
	p.artifact("Layout", func() { p.furniture(pg, columns) })
	return p.out.String(), p.marks
}

func (p *painter) artifact(kind string, draw func()) {
	fmt.Fprintf(&p.out, "/Artifact << /Type /%s >> BDC\n", kind)
	draw()
	p.out.WriteString("EMC\n")
}

// row draws the lines of a row, each cell as a marked piece of its element.
func (p *painter) row(r placed) {
	for _, c := range r.cells {
		if len(c.lines) == 0 {
			continue
		}
		first := r.y + r.pad + (r.leading-c.size)/2 + c.size*ascent
		if r.continuing {
			p.artifact("Pagination", func() { p.lines(c, first, r.leading) })
			continue
		}
		fmt.Fprintf(&p.out, "/%s << /MCID %d >> BDC\n", c.element.kind, len(p.marks))
		c.element.parts = append(c.element.parts, part{p.page, len(p.marks)})
		p.marks = append(p.marks, c.element)
		p.lines(c, first, r.leading)
		p.out.WriteString("EMC\n")
	}
}

// ascent is where the baseline lies in the height of a line's letters.
const ascent = 0.86

// lines draws text; y is the first baseline, from the top of the page.
func (p *painter) lines(c cell, y, leading float64) {
	for i, l := range c.lines {
		x := c.frame.x
		if c.right {
			x += c.frame.width - l.width
		}
		p.line(l, x, pageHeight-y-float64(i)*leading, c.size)
	}
}

func (p *painter) line(l line, x, y, size float64) {
	p.out.WriteString("BT\n")
	for from := 0; from < len(l.glyphs); {
		f, to, width := l.glyphs[from].face, from, 0.0
		for ; to < len(l.glyphs) && l.glyphs[to].face == f; to++ {
			width += l.glyphs[to].advance
		}
		p.run(f, l.glyphs[from:to], x, y, size)
		x, from = x+width, to
	}
	p.out.WriteString("ET\n")
}

// mark is a sign above or below a letter. It is drawn after the letters, so that it parts no word for readers that go by places;
// what it says stands beside its letter.
type mark struct {
	glyph glyph
	x, y  float64
}

// run draws glyphs of one face.
func (p *painter) run(f *face, glyphs []glyph, x, y, size float64) {
	fmt.Fprintf(&p.out, "/F%d %s Tf 1 0 0 1 %s %s Tm", p.font(f.use), decimal(size), decimal(x), decimal(y))
	if f.bold {
		fmt.Fprintf(&p.out, " 2 Tr %s w", decimal(size*0.03))
	}
	open, rise, behind := false, 0.0, 0.0 // behind: how far the pen must still go, in thousandths
	pen := x
	var marks []mark
	for _, g := range glyphs {
		if g.text == "" && g.advance == 0 {
			marks = append(marks, mark{g, pen + g.dx, y + g.dy})
			continue
		}
		pen += g.advance
		if g.dy != rise {
			if open {
				p.out.WriteString("] TJ")
				open = false
			}
			rise = g.dy
			fmt.Fprintf(&p.out, " %s Ts", decimal(rise))
		}
		if !open {
			p.out.WriteString(" [")
			open = true
		}
		behind += g.dx * 1000 / size
		if step := decimal(-behind); step != "0" {
			p.out.WriteString(step)
		}
		fmt.Fprintf(&p.out, "<%04X>", f.use.code(g.id, g.text))
		natural, _ := f.metric(g.id)
		behind = (g.advance-g.dx)*1000/size - f.em(int(natural))
	}
	if open {
		p.out.WriteString("] TJ")
	}
	if rise != 0 {
		p.out.WriteString(" 0 Ts")
	}
	p.marksOf(f, marks)
	if f.bold {
		p.out.WriteString(" 0 Tr")
	}
	p.out.WriteByte('\n')
}

// marksOf draws marks as a span that says nothing.
func (p *painter) marksOf(f *face, marks []mark) {
	if len(marks) == 0 {
		return
	}
	p.out.WriteString(" /Span << /ActualText <FEFF> >> BDC")
	for _, m := range marks {
		fmt.Fprintf(&p.out, " 1 0 0 1 %s %s Tm <%04X> Tj", decimal(m.x), decimal(m.y), f.use.code(m.glyph.id, ""))
	}
	p.out.WriteString(" EMC")
}

func (p *painter) font(u *usage) int {
	for i, f := range p.fonts {
		if f == u {
			return i
		}
	}
	p.fonts = append(p.fonts, u)
	return len(p.fonts) - 1
}

// furniture draws rules.
func (p *painter) furniture(pg page, columns []frame) {
	for _, r := range pg.rows {
		for _, f := range r.rules {
			p.rule(f, r.y, r.above)
			p.rule(f, r.y+r.height(), r.below)
		}
	}
	for _, f := range columns {
		p.rule(f, bottom+12, hairline)
	}
	if len(columns) == 2 && len(pg.rows) > 0 {
		last := pg.rows[len(pg.rows)-1]
		x := max(columns[0].x, columns[1].x) - gutter/2
		fmt.Fprintf(&p.out, "0.75 G %s w %s %s m %s %s l S 0 G\n", decimal(hairline), decimal(x), decimal(pageHeight-top), decimal(x), decimal(pageHeight-last.y-last.height()))
	}
}

func (p *painter) rule(f frame, y, thickness float64) {
	if thickness > 0 {
		fmt.Fprintf(&p.out, "%s w %s %s m %s %s l S\n", decimal(thickness), decimal(f.x), decimal(pageHeight-y), decimal(f.x+f.width), decimal(pageHeight-y))
	}
}
