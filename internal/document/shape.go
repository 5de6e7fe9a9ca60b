package document

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
)

// style is how a text is set. Size is in points.
type style struct {
	language Language
	size     float64
	bold     bool
}

// line is one line of glyphs in visual order, from left to right. Width is in points, blanks at its end not counted.
type line struct {
	glyphs []glyph
	width  float64
	text   string
}

// glyph is placed by its advance and offset, in points.
type glyph struct {
	face            *face
	id              uint16
	text            string
	advance, dx, dy float64
}

// item is a stretch of one face, one script and one direction.
type item struct {
	from, to int
	face     *face
	script   language.Script
	level    int8
}

// setter sets texts in lines.
type setter struct {
	faces  set
	buffer *harfbuzz.Buffer
}

// hair is what nobody sees, in points.
const hair = 0.01

func newSetter() *setter {
	return &setter{faces: set{}, buffer: harfbuzz.NewBuffer()}
}

// lines breaks a text where Unicode allows it (UAX 14, which keeps closing marks off the beginning of a Chinese line), and
// anywhere between characters when a word alone is too wide. A sign may be wider where a line ends than within its word, where it is kerned or joined:
// what then does not fit is broken anew for as much less.
func (s *setter) lines(text string, st style, width float64) ([]line, error) {
	runes := []rune(text)
	items, err := s.items(runes, st)
	if err != nil || len(runes) == 0 {
		return nil, err
	}
	advance := make([]float64, len(runes))
	for _, it := range items {
		for _, g := range s.shape(runes, it, st) {
			advance[g.cluster] += g.glyph.advance
		}
	}
	var first []line
	for room := width; ; {
		var out []line
		over := 0.0
		for _, r := range breaks(runes, advance, room, st.language) {
			l := s.line(runes, items, r[0], r[1], st)
			out, over = append(out, l), max(over, l.width-width)
		}
		switch {
		case over <= hair:
			return out, nil
		case first == nil:
			first = out
		case room < width/2:
			return first, nil // a sign alone is wider
		}
		room -= over + st.size/20 // few rounds, also where it is little
	}
}

// items cuts a text into stretches that can be shaped.
func (s *setter) items(text []rune, st style) ([]item, error) {
	level := levels(text, languages[st.language].rtl)
	var items []item
	for i, r := range text {
		var last *item
		if len(items) > 0 {
			last = &items[len(items)-1]
		}
		f, err := s.choose(r, last, st)
		if err != nil {
			return nil, err
		}
		script := language.LookupScript(r)
		if last != nil && !script.Strong() {
			script = last.script
		}
		if last != nil && last.face == f && last.level == level[i] && (last.script == script || !last.script.Strong()) {
			last.to, last.script = i+1, script
			continue
		}
		items = append(items, item{i, i + 1, f, script, level[i]})
	}
	return items, nil
}

// choose is the first face of the language's that has the character; a mark stays with what it stands on.
func (s *setter) choose(r rune, last *item, st style) (*face, error) {
	if last != nil && (alone(r) || unicode.Is(unicode.M, r) && last.face.has(r)) {
		return last.face, nil
	}
	for _, name := range languages[st.language].faces {
		f, err := s.faces.face(name, st.bold)
		if err != nil {
			return nil, err
		}
		if f.has(r) || alone(r) {
			return f, nil
		}
	}
	return nil, ErrCharacter.With("character", hexRune(r))
}

func (f *face) has(r rune) bool {
	_, ok := f.nominal.NominalGlyph(r)
	return ok
}

type shaped struct {
	glyph   glyph
	cluster int
}

// shape turns a stretch into glyphs, seeing what stands around it.
func (s *setter) shape(text []rune, it item, st style) []shaped {
	s.buffer.Clear()
	s.buffer.AddRunes(text, it.from, it.to-it.from)
	s.buffer.Props = harfbuzz.SegmentProperties{Language: language.NewLanguage(languages[st.language].tag), Script: it.script, Direction: harfbuzz.LeftToRight}
	if it.level%2 == 1 {
		s.buffer.Props.Direction = harfbuzz.RightToLeft
	}
	s.buffer.Shape(it.face.shaper, nil)
	scale := st.size / it.face.upem
	out := make([]shaped, len(s.buffer.Info))
	for i, info := range s.buffer.Info {
		pos := s.buffer.Pos[i]
		out[i] = shaped{glyph{face: it.face, id: uint16(info.Glyph), advance: float64(pos.XAdvance) * scale,
			dx: float64(pos.XOffset) * scale, dy: float64(pos.YOffset) * scale}, info.Cluster}
	}
	return say(text, it, out)
}

// say gives each glyph the characters it stands for: those of its cluster to the widest glyph in it. From right to left, where
// readers turn what they find around, a glyph bears one character, and blanks beside it the others.
func say(text []rune, it item, glyphs []shaped) []shaped {
	rtl := it.level%2 == 1
	var out []shaped
	for from := 0; from < len(glyphs); {
		to, bearer := from, from
		for ; to < len(glyphs) && glyphs[to].cluster == glyphs[from].cluster; to++ {
			if glyphs[to].glyph.advance > glyphs[bearer].glyph.advance {
				bearer = to
			}
		}
		said := text[glyphs[from].cluster:after(glyphs, from, to, it)]
		if said = spoke(said); rtl && len(said) > 1 {
			for i := len(said) - 1; i > 0; i-- {
				out = append(out, shaped{glyph{face: it.face, id: blank, text: string(said[i])}, glyphs[from].cluster})
			}
			said = said[:1]
		}
		glyphs[bearer].glyph.text = string(said)
		for _, g := range glyphs[from:to] {
			if g.glyph.advance == 0 && g.glyph.text != "" && g.glyph.dx == 0 && g.glyph.dy == 0 {
				g.glyph.id = blank
			}
			if g.glyph.text != "" || g.glyph.advance != 0 || len(said) > 0 {
				out = append(out, g)
			}
		}
		from = to
	}
	return out
}

// after is where in the text the cluster of glyphs[from:to] ends.
func after(glyphs []shaped, from, to int, it item) int {
	switch {
	case it.level%2 == 1 && from > 0:
		return glyphs[from-1].cluster
	case it.level%2 == 0 && to < len(glyphs):
		return glyphs[to].cluster
	}
	return it.to
}

// spoke leaves out signs of direction, which have done their work when glyphs are in order.
func spoke(text []rune) []rune {
	return slices.DeleteFunc(slices.Clone(text), func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) })
}

// breaks returns the ranges of the lines.
func breaks(text []rune, advance []float64, width float64, l Language) [][2]int {
	var out [][2]int
	from, used, start := 0, 0.0, 0 // of the line being filled; used counts blanks at its end
	for _, end := range opportunities(text, l) {
		if used > 0 && used+sum(advance[start:filled(text, start, end)]) > width {
			out = append(out, [2]int{from, start})
			from, used = start, 0
		}
		for _, cut := range cuts(text[start:end], advance[start:end], width) {
			out = append(out, [2]int{from, start + cut})
			from, used = start+cut, 0
		}
		used += sum(advance[max(start, from):end])
		start = end
	}
	return append(out, [2]int{from, len(text)})
}

// opportunities are the ends of what must stay on one line. UAX 14 alone would hold a Chinese word to a quotation mark beside
// it, which both languages write the same; there the mark counts as a corner bracket. A line does not end with № or §, nor, in
// Russian, with a preposition of one letter; an address is not parted after its scheme, nor a Chinese word of few signs in brackets.
func opportunities(text []rune, l Language) []int {
	if l == Chinese {
		text = slices.Clone(text)
		for i, r := range text {
			if c, ok := corners[r]; ok {
				text[i] = c
			}
		}
	}
	var words segmenter.Segmenter
	words.Init(text)
	var ends []int
	for it := words.LineIterator(); it.Next(); {
		word := it.Line()
		end := word.Offset + len(word.Text)
		if end < len(text) && (held(text[word.Offset:filled(text, word.Offset, end)], l) || inBrackets(text, end)) {
			continue
		}
		ends = append(ends, end)
	}
	return ends
}

var corners = map[rune]rune{'“': '「', '”': '」', '‘': '『', '’': '』'}

func held(word []rune, l Language) bool {
	if n := len(word); n > 2 && word[n-1] == '/' && word[n-2] == '/' {
		return true
	}
	return len(word) == 1 && (word[0] == '№' || word[0] == '§' || l == Russian && unicode.Is(unicode.Cyrillic, word[0]))
}

// shortBrackets is how many signs in Chinese brackets stay together.
const shortBrackets = 4

// inBrackets reports whether a line that ended here would part a short word in Chinese brackets.
func inBrackets(text []rune, end int) bool {
	open, seen := -1, 0
	for i := end - 1; i >= 0 && seen <= shortBrackets && text[i] != '）'; i-- {
		if alone(text[i]) {
			continue
		}
		if seen++; text[i] == '（' {
			open = i
			break
		}
	}
	if open < 0 {
		return false
	}
	seen = 0
	for _, r := range text[open+1:] {
		if r == '）' {
			return seen <= shortBrackets
		}
		if !alone(r) {
			seen++
		}
		if seen > shortBrackets {
			return false
		}
	}
	return false
}

// cuts says where a word that is wider than a line must be cut.
func cuts(word []rune, advance []float64, width float64) []int {
	if sum(advance[:filled(word, 0, len(word))]) <= width {
		return nil
	}
	var graphemes segmenter.Segmenter
	graphemes.Init(word)
	var out []int
	used := 0.0
	for it := graphemes.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		w := sum(advance[g.Offset : g.Offset+len(g.Text)])
		if used > 0 && used+w > width {
			out, used = append(out, g.Offset), 0
		}
		used += w
	}
	return out
}

// filled is the end of what is not blank.
func filled(text []rune, from, to int) int {
	for to > from && unicode.IsSpace(text[to-1]) {
		to--
	}
	return to
}

func sum(all []float64) (total float64) {
	for _, v := range all {
		total += v
	}
	return total
}

// line shapes the stretches of one line and puts them in the order in which they are seen.
func (s *setter) line(text []rune, items []item, from, to int, st style) line {
	to = filled(text, from, to)
	for from < to && unicode.IsSpace(text[from]) {
		from++
	}
	var parts []item
	var level []int8
	for _, it := range items {
		if it.from, it.to = max(it.from, from), min(it.to, to); it.from < it.to {
			parts = append(parts, it)
			level = append(level, it.level)
		}
	}
	l := line{text: strings.TrimSpace(string(text[from:to]))}
	for _, n := range visual(level) {
		for _, g := range s.shape(text, parts[n], st) {
			l.glyphs = append(l.glyphs, g.glyph)
			l.width += g.glyph.advance
		}
	}
	return l
}
