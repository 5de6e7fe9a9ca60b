package document

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// levels gives each rune its embedding level by the Unicode bidirectional algorithm (UAX 9), for a paragraph whose direction
// is known. Overrides and embeddings never get here (unprintable refuses them), so that what is left of rules X1–X8 is
// one step down for each isolate. The libraries at hand tell only left from right, which misplaces a number that follows
// Persian words in an English sentence: there the level decides.
func levels(text []rune, rtl bool) []int8 {
	p := &paragraph{text: text, class: make([]bidi.Class, len(text)), levels: make([]int8, len(text)), match: map[int]int{}}
	var open []int
	for i, r := range text {
		properties, _ := bidi.LookupRune(r)
		p.class[i] = properties.Class()
		switch p.class[i] {
		case bidi.LRI, bidi.RLI, bidi.FSI:
			open = append(open, i)
		case bidi.PDI:
			if len(open) > 0 {
				p.match[open[len(open)-1]] = i
				open = open[:len(open)-1]
			}
		}
	}
	var base int8
	if rtl {
		base = 1
	}
	p.resolve(0, len(text), base)
	return p.levels
}

type paragraph struct {
	text   []rune
	class  []bidi.Class
	levels []int8
	match  map[int]int // isolate initiator to its PDI
}

// resolve gives levels to what stands between from and to, at the level, the isolates in it first.
func (p *paragraph) resolve(from, to int, level int8) {
	var at []int // the isolating run sequence: what is not inside an isolate
	for i := from; i < to; i++ {
		at = append(at, i)
		end, ok := p.match[i]
		if !ok {
			continue
		}
		p.resolve(i+1, end, p.inner(i, end, level))
		i = end - 1
	}
	s := newSequence(p, at, level)
	s.weak()
	s.brackets()
	s.neutral()
	s.implicit()
}

// inner is the level inside the isolate that begins at i: the next odd or even one (X5a–X5c).
func (p *paragraph) inner(i, end int, level int8) int8 {
	rtl := p.class[i] == bidi.RLI || p.class[i] == bidi.FSI && p.firstStrong(i+1, end) == bidi.R
	if rtl {
		return (level + 1) | 1
	}
	return (level + 2) &^ 1
}

// firstStrong is the direction of the first strong sign, isolates skipped (P2, P3).
func (p *paragraph) firstStrong(from, to int) bidi.Class {
	for i := from; i < to; i++ {
		if end, ok := p.match[i]; ok {
			i = end
			continue
		}
		switch p.class[i] {
		case bidi.L:
			return bidi.L
		case bidi.R, bidi.AL:
			return bidi.R
		}
	}
	return bidi.L
}

// sequence is an isolating run sequence; class is worked on by the rules in turn.
type sequence struct {
	p         *paragraph
	at        []int
	class     []bidi.Class
	level     int8
	direction bidi.Class // of the level, which is also what stands before and after
}

func newSequence(p *paragraph, at []int, level int8) *sequence {
	s := &sequence{p: p, at: at, level: level, direction: bidi.L}
	if level%2 == 1 {
		s.direction = bidi.R
	}
	for _, i := range at {
		c := p.class[i]
		switch c {
		case bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI, bidi.S, bidi.B, bidi.WS:
			c = bidi.ON // but see W1, which asks the original class
		case bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF:
			c = bidi.BN
		}
		s.class = append(s.class, c)
	}
	return s
}

// weak is W1 to W7.
func (s *sequence) weak() {
	previous, strong := s.direction, s.direction
	for k, c := range s.class {
		switch c {
		case bidi.BN:
			continue
		case bidi.NSM: // W1
			c = previous
		}
		if c == bidi.EN && strong == bidi.AL { // W2
			c = bidi.AN
		}
		if s.isolate(k) {
			previous = bidi.ON
		} else {
			previous = c
		}
		if c == bidi.L || c == bidi.R || c == bidi.AL {
			strong = c
		}
		s.class[k] = c
	}
	for k, c := range s.class { // W3
		if c == bidi.AL {
			s.class[k] = bidi.R
		}
	}
	s.separators()
	s.terminators()
	s.europeans()
}

func (s *sequence) isolate(k int) bool {
	switch s.p.class[s.at[k]] {
	case bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI:
		return true
	}
	return false
}

// separators is W4: one separator between two numbers of a kind.
func (s *sequence) separators() {
	for k, c := range s.class {
		if c != bidi.ES && c != bidi.CS {
			continue
		}
		before, after := s.next(k, -1), s.next(k, +1)
		if before == after && (before == bidi.EN || before == bidi.AN && c == bidi.CS) {
			s.class[k] = before
		}
	}
}

// next is the class of the neighbour that is not a boundary neutral.
func (s *sequence) next(k, step int) bidi.Class {
	for k += step; k >= 0 && k < len(s.class); k += step {
		if s.class[k] != bidi.BN {
			return s.class[k]
		}
	}
	return bidi.ON
}

// terminators is W5 and W6.
func (s *sequence) terminators() {
	for k := 0; k < len(s.class); k++ {
		if s.class[k] != bidi.ET {
			continue
		}
		end := k
		for end < len(s.class) && (s.class[end] == bidi.ET || s.class[end] == bidi.BN) {
			end++
		}
		if s.next(k, -1) == bidi.EN || end < len(s.class) && s.class[end] == bidi.EN {
			for ; k < end; k++ {
				s.class[k] = bidi.EN
			}
		}
		k = end - 1
	}
	for k, c := range s.class {
		if c == bidi.ES || c == bidi.CS || c == bidi.ET {
			s.class[k] = bidi.ON
		}
	}
}

// europeans is W7.
func (s *sequence) europeans() {
	strong := s.direction
	for k, c := range s.class {
		switch {
		case c == bidi.L || c == bidi.R:
			strong = c
		case c == bidi.EN && strong == bidi.L:
			s.class[k] = bidi.L
		}
	}
}

// side is the direction that neutrals see in a class: numbers count as right to left (N0, N1).
func side(c bidi.Class) (bidi.Class, bool) {
	switch c {
	case bidi.L:
		return bidi.L, true
	case bidi.R, bidi.AN, bidi.EN:
		return bidi.R, true
	}
	return c, false
}

// neutral is N1 and N2.
func (s *sequence) neutral() {
	for k := 0; k < len(s.class); k++ {
		if _, ok := side(s.class[k]); ok {
			continue
		}
		before, end := s.direction, k
		if k > 0 {
			before, _ = side(s.class[k-1])
		}
		after := s.direction
		for ; end < len(s.class); end++ {
			if c, ok := side(s.class[end]); ok {
				after = c
				break
			}
		}
		if before != after {
			before = s.direction
		}
		for ; k < end; k++ {
			s.class[k] = before
		}
		k--
	}
}

// implicit is I1 and I2.
func (s *sequence) implicit() {
	for k, i := range s.at {
		up := int8(0)
		switch c := s.class[k]; {
		case s.level%2 == 0 && c == bidi.R, s.level%2 == 1 && c != bidi.R:
			up = 1
		case s.level%2 == 0 && (c == bidi.AN || c == bidi.EN):
			up = 2
		}
		s.p.levels[i] = s.level + up
	}
}

// visual orders runs of a line, given their levels, from left to right (L2).
func visual(runs []int8) []int {
	order := make([]int, len(runs))
	for i := range order {
		order[i] = i
	}
	if len(runs) == 0 {
		return order
	}
	for level := slices.Max(runs); level > 0; level-- {
		for i := 0; i < len(order); i++ {
			end := i
			for end < len(order) && runs[order[end]] >= level {
				end++
			}
			slices.Reverse(order[i:end])
			i = max(i, end-1)
		}
	}
	return order
}

// trimmed puts what is blank at the end of a line at the paragraph's level (L1).
func trimmed(text []rune, level []int8, rtl bool) {
	var base int8
	if rtl {
		base = 1
	}
	for i := len(text) - 1; i >= 0; i-- {
		properties, _ := bidi.LookupRune(text[i])
		switch properties.Class() {
		case bidi.WS, bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI, bidi.BN:
			level[i] = base
		default:
			return
		}
	}
}
