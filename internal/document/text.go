package document

import (
	"fmt"
	"strings"
	"unicode"
)

// Signs that order or join what stands around them.
const (
	zwnj = '\u200C'
	zwj  = '\u200D'
	lrm  = '\u200E'
	rlm  = '\u200F'
	lri  = '\u2066'
	rli  = '\u2067'
	fsi  = '\u2068'
	pdi  = '\u2069'
)

// Isolate returns s so that it can stand in a sentence of either direction without disturbing its order (UAX 9, FSI and PDI).
// What s holds of such signs is taken out. Use it for every value that a template inserts into a text.
func Isolate(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
	if s == "" {
		return ""
	}
	return string(fsi) + s + string(pdi)
}

// unprintable finds the first character that must not stand in a document: controls, line and paragraph breaks, what is not
// assigned, private use, and everything invisible except the joiners that Persian is written with, the two direction
// marks, and isolates that are closed where they were opened. Overrides and embeddings reorder what is read ("Trojan
// source", CVE-2021-42574), so that none is let in.
func unprintable(s string) (rune, bool) {
	open := 0
	for i, r := range s {
		switch {
		case r == zwnj || r == zwj || r == lrm || r == rlm:
		case r == lri || r == rli || r == fsi:
			open++
		case r == pdi && open > 0:
			open--
		case r == unicode.ReplacementChar && !strings.HasPrefix(s[i:], string(unicode.ReplacementChar)):
			return r, true // not UTF-8
		case invisible(r):
			return r, true
		}
		if open > maxIsolates {
			return r, true
		}
	}
	return pdi, open > 0
}

const maxIsolates = 8

func invisible(r rune) bool {
	return unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Variation_Selector, r) || !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r)
}

func hexRune(r rune) string { return fmt.Sprintf("U+%04X", r) }

// alone reports signs that have no picture of their own.
func alone(r rune) bool { return unicode.Is(unicode.Cf, r) }
