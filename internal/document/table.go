package document

import (
	"cmp"
	"strings"
)

// Thicknesses of rules and the room around what stands in a table, in points.
const (
	hairline = 0.35
	rule     = 0.8
	padX     = 4.0
	padY     = 2.0
)

// columnFrames cuts a frame into columns by their shares, in the direction of reading, with twice the room between them. The outer edges
// of the first and the last column are those of the frame.
func columnFrames(f frame, shares []int, room float64) []frame {
	total := 0
	for _, s := range shares {
		total += s
	}
	var out []frame
	rest := f
	for i, s := range shares {
		part, after := rest.split(f.width * float64(s) / float64(total))
		if i > 0 {
			_, part = part.split(room)
		}
		if i < len(shares)-1 {
			part, _ = part.split(part.width - room)
		}
		out, rest = append(out, part), after
	}
	return out
}

func (l *layout) table(t Table, indent float64) {
	shares := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		shares[i] = c.Share
	}
	tables := make([]*element, len(l.frames))
	for i, f := range l.frames {
		tables[i] = l.section.child("Table", f.language)
	}
	line := func(r row, cells []Text, kind string, bold bool) {
		r.rules = nil
		for _, f := range l.frames {
			_, inner := f.split(indent)
			r.rules = append(r.rules, inner)
			tr := tables[f.in].child("TR", "")
			for i, at := range columnFrames(inner, shares, padX) {
				e := tr.child(kind, "")
				if kind == "TH" {
					e.attributes = "/O /Table /Scope /Column"
				}
				c := l.put(at, cells[i][f.in], l.size*0.95, bold, e)
				c.right = c.right || t.Columns[i].Amount
				r.cells = append(r.cells, c)
			}
		}
		l.add(r)
	}
	headings := make([]Text, len(t.Columns))
	for i, c := range t.Columns {
		headings[i] = c.Heading
	}
	leading := l.size * 0.95 * l.air
	line(row{leading: leading, before: l.size * 0.7, pad: padY, below: rule, keep: true, whole: true}, headings, "TH", true)
	head := l.rows[len(l.rows)-1]
	for i, cells := range t.Rows {
		r := row{leading: leading, pad: padY, below: hairline, whole: true, head: &head}
		last := i == len(t.Rows)-1
		if i == len(t.Rows)-2 && t.Total {
			r.keep, r.below = true, rule
		}
		line(r, cells, "TD", last && t.Total)
	}
	l.add(row{leading: l.size * 0.4})
}

func (l *layout) definitions(d Definitions, indent float64) {
	tables := make([]*element, len(l.frames))
	for i, f := range l.frames {
		tables[i] = l.section.child("Table", f.language)
	}
	for i, def := range d.Rows {
		r := row{leading: l.size * l.air, pad: padY, below: hairline}
		if i == 0 {
			r.above, r.before = hairline, l.size*0.4
		}
		for _, f := range l.frames {
			_, inner := f.split(indent)
			r.rules = append(r.rules, inner)
			columns := columnFrames(inner, l.termShares(d, inner), padX)
			tr := tables[f.in].child("TR", "")
			th := tr.child("TH", "")
			th.attributes = "/O /Table /Scope /Row"
			r.cells = append(r.cells, l.put(columns[0], def.Term[f.in], l.size, true, th),
				l.put(columns[1], def.Meaning[f.in], l.size, false, tr.child("TD", "")))
		}
		l.add(r)
	}
	l.add(row{leading: l.size * 0.4})
}

// termShares gives the terms as much room as keeps their words whole, within half of the frame.
func (l *layout) termShares(d Definitions, f frame) []int {
	for share := 30; share < 50; share += 4 {
		shares := []int{share, 100 - share}
		if width := columnFrames(f, shares, padX)[0].width; l.wholeWords(d, f, width) {
			return shares
		}
	}
	return []int{50, 50}
}

func (l *layout) wholeWords(d Definitions, f frame, width float64) bool {
	for _, def := range d.Rows {
		for word := range strings.FieldsSeq(def.Term[f.in]) {
			lines, err := l.set.lines(word, style{f.language, l.size, true}, width)
			if l.err = cmp.Or(l.err, err); len(lines) > 1 {
				return false
			}
		}
	}
	return true
}

// signatures sets the places two in a row, or one below the other where two languages share the page. All stand on one page, with
// the end of the text before them: nobody signs a page that says nothing.
func (l *layout) signatures(s Signatures) {
	abreast := 2 / len(l.frames)
	if n := len(l.rows); n > 0 {
		l.rows[n-1].keep = true
	}
	first := len(l.rows)
	defer func() {
		for i := first; i < len(l.rows)-1; i++ {
			l.rows[i].keep = true
		}
	}()
	for i := 0; i < len(s.By); i += abreast {
		l.signatory(s.By[i:min(i+abreast, len(s.By))], abreast)
	}
}

func (l *layout) signatory(by []Signatory, abreast int) {
	type place struct {
		frame frame
		by    Signatory
	}
	var places []place
	for _, f := range l.frames {
		for i, at := range columnFrames(f, []int{1, 1}[:abreast], 2*padX) {
			if i < len(by) {
				places = append(places, place{at, by[i]})
			}
		}
	}
	add := func(r row, size float64, bold bool, text func(p place) string) {
		for _, p := range places {
			r.cells = append(r.cells, l.put(p.frame, text(p), size, bold, l.section.child("P", p.frame.language)))
			r.rules = append(r.rules, p.frame)
		}
		r.whole = true
		l.add(r)
	}
	add(row{leading: l.size * l.air, before: l.size * 2, keep: true}, l.size, true, func(p place) string { return p.by.Role[p.frame.in] })
	add(row{leading: l.size * l.air, keep: true}, l.size, false, func(p place) string { return p.by.Name[p.frame.in] })
	small := l.size * 0.75
	add(row{leading: small * l.air, before: l.size * 0.5, pad: 2, above: hairline}, small, false, func(p place) string {
		return sealedHere(p.frame.language, p.by.Field)
	})
}
