package document

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// brackets is N0: a pair of brackets takes the direction of what it holds, or of what stands before it.
func (s *sequence) brackets() {
	for _, pair := range s.pairs() {
		inside := s.inside(pair)
		switch {
		case inside == s.direction:
			s.bracket(pair, s.direction)
		case inside != bidi.ON:
			if s.before(pair[0]) == inside {
				s.bracket(pair, inside)
			} else {
				s.bracket(pair, s.direction)
			}
		}
	}
}

// pairs finds matching brackets in the order of their openings (BD16, with its stack of 63).
func (s *sequence) pairs() [][2]int {
	type opening struct {
		closing rune
		k       int
	}
	var stack []opening
	var pairs [][2]int
	for k, i := range s.at {
		properties, _ := bidi.LookupRune(s.p.text[i])
		if !properties.IsBracket() || s.class[k] != bidi.ON {
			continue
		}
		if properties.IsOpeningBracket() {
			if len(stack) == 63 {
				return nil
			}
			stack = append(stack, opening{folded(mirrored(s.p.text[i])), k})
			continue
		}
		for n := len(stack) - 1; n >= 0; n-- {
			if stack[n].closing == folded(s.p.text[i]) {
				pairs = append(pairs, [2]int{stack[n].k, k})
				stack = stack[:n]
				break
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return a[0] - b[0] })
	return pairs
}

func mirrored(r rune) rune { return []rune(bidi.ReverseString(string(r)))[0] }

// folded takes the two angle brackets that are canonically equal for one.
func folded(r rune) rune {
	switch r {
	case '\u2329':
		return '\u3008'
	case '\u232A':
		return '\u3009'
	}
	return r
}

// inside is the direction found between the brackets: the embedding's own if there is any of it, else the opposite, else ON.
func (s *sequence) inside(pair [2]int) bidi.Class {
	found := bidi.ON
	for k := pair[0] + 1; k < pair[1]; k++ {
		if c, ok := side(s.class[k]); ok {
			if c == s.direction {
				return c
			}
			found = c
		}
	}
	return found
}

func (s *sequence) before(k int) bidi.Class {
	for k--; k >= 0; k-- {
		if c, ok := side(s.class[k]); ok {
			return c
		}
	}
	return s.direction
}

// bracket sets the pair, and the marks that stand on its ends (they follow what they stand on).
func (s *sequence) bracket(pair [2]int, c bidi.Class) {
	for _, k := range pair {
		s.class[k] = c
		for k++; k < len(s.class); k++ {
			original := s.p.class[s.at[k]]
			if original == bidi.NSM {
				s.class[k] = c
			} else if original != bidi.BN {
				break
			}
		}
	}
}
