package document

import "cmp"

// Measures of the page, in points; A4 (ISO 216).
const (
	pageWidth  = 595.28
	pageHeight = 841.89
	top        = 64.0 // where the text begins, from the upper edge
	bottom     = 766.0
	margin     = 62.0
	marginTwo  = 46.0 // two columns need the width
	gutter     = 26.0
)

// frame is where one language stands.
type frame struct {
	x, width float64
	language Language
	in       int // its place in every Text
}

func (f frame) rtl() bool { return languages[f.language].rtl }

// split cuts a part off the frame where its reading begins.
func (f frame) split(part float64) (first, rest frame) {
	first, rest = f, f
	first.width, rest.width = part, f.width-part
	if f.rtl() {
		first.x = f.x + rest.width
	} else {
		rest.x = f.x + part
	}
	return first, rest
}

// frames gives the controlling language the side where its reading begins.
func frames(ls []Language) []frame {
	if len(ls) == 1 {
		return []frame{{margin, pageWidth - 2*margin, ls[0], 0}}
	}
	width := (pageWidth - 2*marginTwo - gutter) / 2
	first, second := frame{marginTwo, width, ls[0], 0}, frame{marginTwo + width + gutter, width, ls[1], 1}
	if first.rtl() {
		first.x, second.x = second.x, first.x
	}
	return []frame{first, second}
}

// row is what stands beside each other: cells whose first lines share a baseline. It breaks between pages at a line.
type row struct {
	cells      []cell
	leading    float64
	before     float64 // space above, unless it begins a page
	pad        float64 // space above and below the lines
	above      float64 // thickness of the rule above, zero for none
	below      float64
	rules      []frame // how far the rules reach
	keep       bool    // on the page of what follows
	whole      bool    // is not broken unless it fills a page alone
	head       *row    // what is said again on the next page
	continuing bool
}

// cell is a text in its place.
type cell struct {
	frame   frame
	lines   []line
	size    float64
	right   bool // aligned at its right edge
	element *element
}

func (r *row) lines() int {
	n := 1
	for _, c := range r.cells {
		n = max(n, len(c.lines))
	}
	return n
}

func (r *row) height() float64 { return 2*r.pad + float64(r.lines())*r.leading }

// layout turns blocks into rows.
type layout struct {
	set      *setter
	frames   []frame
	rows     []row
	tree     *element
	section  *element // where what comes next belongs
	size     float64
	air      float64 // leading for one point of size
	indent   float64
	numbered int
	err      error
}

func newLayout(d Document) *layout {
	l := &layout{set: newSetter(), frames: frames(d.Languages), size: 10, indent: 27, tree: &element{kind: "Document"}}
	if len(d.Languages) == 2 {
		l.size, l.indent = 9, 24
	}
	for _, language := range d.Languages {
		l.air = max(l.air, map[Language]float64{Persian: 1.7, Chinese: 1.6}[language], 1.45)
	}
	l.section = l.tree
	return l
}

// put sets a text in a frame as an element of the kind under its parent.
func (l *layout) put(f frame, text string, size float64, bold bool, e *element) cell {
	if text == "" {
		return cell{frame: f, size: size, element: e}
	}
	lines, err := l.set.lines(text, style{f.language, size, bold}, f.width)
	l.err = cmp.Or(l.err, err)
	e.say(text, f.language)
	return cell{frame: f, lines: lines, size: size, right: f.rtl(), element: e}
}

func (l *layout) add(r row) {
	l.rows = append(l.rows, r)
}

// each makes one row of what make gives for every language.
func (l *layout) each(r row, cells func(f frame) []cell) {
	for _, f := range l.frames {
		r.cells = append(r.cells, cells(f)...)
	}
	r.rules = l.frames
	l.add(r)
}

func (l *layout) document(d Document) ([]row, *element, error) {
	size := l.size * 1.7
	l.each(row{leading: size * l.air * 0.86, keep: true}, func(f frame) []cell {
		return []cell{l.put(f, d.Title[f.in], size, true, l.tree.child("H1", f.language))}
	})
	if d.Subtitle != nil {
		l.each(row{leading: l.size * l.air, before: 2, keep: true}, func(f frame) []cell {
			return []cell{l.put(f, d.Subtitle[f.in], l.size, false, l.tree.child("P", f.language))}
		})
	}
	l.add(row{leading: l.size * 0.6, keep: true})
	l.blocks(d.Blocks)
	return l.rows, l.tree, l.err
}

func (l *layout) blocks(blocks []Block) {
	for _, b := range blocks {
		if clause, ok := b.(Clause); ok {
			l.clause(clause)
			continue
		}
		l.block(b, "", 0)
	}
}

func (l *layout) clause(c Clause) {
	l.numbered++
	l.section = l.tree.child("Sect", "")
	defer func() { l.section = l.tree }()
	size := l.size * 1.1
	l.each(row{leading: size * l.air, before: l.size * 1.1, keep: true}, func(f frame) []cell {
		label, body := f.split(l.indent)
		e := l.section.child("H2", f.language)
		return []cell{l.put(label, f.language.number(l.numbered)+".", size, true, e), l.put(body, c.Heading[f.in], size, true, e)}
	})
	marks := make([][]string, len(l.frames))
	for i, f := range l.frames {
		marks[i] = paragraphMarks(f.language, l.numbered, c)
	}
	for i, b := range c.Body {
		l.clausePart(b, marks, i)
		if i+1 < len(c.Body) {
			l.leads(c.Body[i+1])
		}
	}
}

// leads keeps a short paragraph on the page of the list or table that it leads to.
func (l *layout) leads(to Block) {
	last := &l.rows[len(l.rows)-1]
	switch to.(type) {
	case List, Table, Definitions:
		last.keep = last.keep || last.lines() < 4
	}
}

func (l *layout) clausePart(b Block, marks [][]string, i int) {
	p, ok := b.(Paragraph)
	if !ok || marks[0][i] == "" {
		l.block(b, "", l.indent)
		return
	}
	l.each(l.text(), func(f frame) []cell {
		label, body := f.split(l.indent)
		e := l.section.child("P", f.language)
		return []cell{l.put(label, marks[f.in][i], l.size, false, e), l.put(body, p.Text[f.in], l.size, false, e)}
	})
}

func (l *layout) text() row { return row{leading: l.size * l.air, before: l.size * 0.4} }

// block sets what is not a clause, indented where reading begins.
func (l *layout) block(b Block, mark string, indent float64) {
	switch b := b.(type) {
	case Paragraph:
		l.each(l.text(), func(f frame) []cell {
			_, body := f.split(indent)
			return []cell{l.put(body, b.Text[f.in], l.size, false, l.section.child("P", f.language))}
		})
	case List:
		l.list(b, indent)
	case Table:
		l.table(b, indent)
	case Definitions:
		l.definitions(b, indent)
	case Signatures:
		l.signatures(b)
	}
}

func (l *layout) list(b List, indent float64) {
	lists := make([]*element, len(l.frames))
	for i, f := range l.frames {
		lists[i] = l.section.child("L", f.language)
		lists[i].attributes = "/O /List /ListNumbering /Disc"
	}
	for _, item := range b.Items {
		r := l.text()
		r.before = l.size * 0.2
		l.each(r, func(f frame) []cell {
			_, inner := f.split(indent)
			dot, body := inner.split(l.size * 1.3)
			li := lists[f.in].child("LI", "")
			return []cell{l.put(dot, "•", l.size, false, li.child("Lbl", "")), l.put(body, item[f.in], l.size, false, li.child("LBody", ""))}
		})
	}
}
