// Package escape reads what a terminal is told and takes out what is not meant for a screen.
//
// A recording holds the raw bytes; whoever shows them, live or in replay, shows them through a [Filter]. It lets through
// what draws (ECMA-48 and the DEC and xterm functions that programs use for it) by a list of what is allowed, and drops
// the rest: the clipboard (OSC 52), links (OSC 8: their text stays, their address does not), titles, colours of the
// palette, every question that a terminal would answer by itself (DA, DSR, DECRQM, DECRQSS, XTGETTCAP, ENQ, window and
// focus reports), printing, bells, pictures (sixel, kitty, iTerm), downloads. What is counted is clamped to the screen.
//
// Invariants. A filter's memory does not grow with its input: no string is kept. The output is at most three times as
// long as the input (a byte that is no character becomes U+FFFD). Filtering twice equals filtering once, and how the
// input is cut into pieces changes nothing. Text that was drawn is never hidden for long: a string without an end is given
// up at the end of the line, or after [MaxHidden] bytes.
//
// Text is UTF-8. C1 controls, as single bytes or as characters, show as U+FFFD and do nothing. Controls that turn text
// around (bidi embeddings, overrides, isolates), separators of lines and paragraphs, and invisible tags show as U+FFFD
// too, so that a line cannot read otherwise than it stands; the joiners and the marks that Persian and Arabic text needs
// (ZWNJ, ZWJ, LRM, RLM, ALM) stay. More than 16 combining marks on one character are dropped.
//
// [Lines] reads the same language for its words: the lines that stood on the screen, for search and the list of commands.
// [Screen] reads it for its picture: what draws the same on another terminal, for who comes late.
package escape

import (
	"strings"
	"unicode/utf8"
)

// MaxString is how many bytes of a string (OSC, DCS, APC, PM, SOS) are waited for across lines.
const MaxString = 4096

// MaxHidden is the most bytes of a string that is dropped, should it have neither an end nor a line.
const MaxHidden = 1 << 20

// kept is how much of an OSC a listener sees; what is longer is not told.
const kept = 256

const (
	bel = 0x07
	can = 0x18
	sub = 0x1a
	esc = 0x1b
	del = 0x7f
)

// Harmless is text as it may stand in a list: control characters show as their pictures (U+2400 and on), what is not UTF-8 or would act
// instead of being seen as U+FFFD. It is on one line.
func Harmless(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < ' ':
			return 0x2400 + r
		case r == 0x7f:
			return 0x2421
		case Deceives(r):
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(text, string(utf8.RuneError)))
}
