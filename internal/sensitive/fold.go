package sensitive

import "unicode/utf8"

// class is what a character is to a number.
type class byte

const (
	other  class = iota
	digit        // folded to '0'–'9'
	letter       // folded to 'A'–'Z'
	gone         // '•', what stands for a digit that is not kept
	blank        // may stand between the groups of a number
	dash         // likewise
	joint        // seen by nobody: as if it were not there
)

// fold says what stands at text[i:], as which ASCII character it counts, and how many bytes it has.
func fold(text string, i int) (class, byte, int) {
	b := text[i]
	if b < utf8.RuneSelf {
		return asciiClass[b], asciiFold[b], 1
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	c, as := foldRune(r)
	return c, as, n
}

var asciiClass, asciiFold = func() (c [128]class, f [128]byte) {
	for b := range byte(128) {
		switch {
		case b >= '0' && b <= '9':
			c[b], f[b] = digit, b
		case b >= 'A' && b <= 'Z':
			c[b], f[b] = letter, b
		case b >= 'a' && b <= 'z':
			c[b], f[b] = letter, b-'a'+'A'
		case b == ' ' || b == '\t':
			c[b] = blank
		case b == '-':
			c[b] = dash
		}
	}
	return c, f
}()

func foldRune(r rune) (class, byte) {
	switch {
	case r >= '٠' && r <= '٩':
		return digit, byte(r-'٠') + '0'
	case r >= '۰' && r <= '۹':
		return digit, byte(r-'۰') + '0'
	case r >= '０' && r <= '９':
		return digit, byte(r-'０') + '0'
	case r >= 'Ａ' && r <= 'Ｚ':
		return letter, byte(r-'Ａ') + 'A'
	case r >= 'ａ' && r <= 'ｚ':
		return letter, byte(r-'ａ') + 'A'
	}
	switch r {
	case '•':
		return gone, 'o'
	case 0xA0, 0x2007, 0x2009, 0x200A, 0x2002, 0x2003, 0x2005, 0x2006, 0x2008, 0x202F, 0x3000:
		return blank, 0
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFF0D, 0xFE63, 0x0640:
		return dash, 0
	case 0xAD, 0x061C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF:
		return joint, 0
	}
	return other, 0
}

// word is a row of letters and digits as numbers are made of them. Only words with a digit, or of a token's length, are kept.
type word struct {
	from, to int
	size     int   // letters and digits, without joints
	digits   int   //
	gone     int   // of the digits' places
	glue     class // other: nothing ties it to the word kept before; blank or dash: one of them does
	strange  bool  // stands in something longer: a decimal point, an underscore, a file name, a path
}

// number reports whether the word is digits alone.
func (w word) number() bool { return w.digits == w.size }

// tokenSize is how long the shortest token is that a rule knows.
const tokenSize = 14

// wordsOf reads a text's words, and beside them the rows of a token's characters that are long enough for one.
func wordsOf(text string) (words, long []word) {
	for i, end := 0, -1; i < len(text); {
		c, _, n := fold(text, i)
		if c != digit && c != letter && c != gone {
			i += n
			continue
		}
		w := wordAt(text, i)
		if w.digits > 0 || w.gone > 0 {
			w.glue = glueOf(text, end, i)
			w.strange = strange(text, w)
			words = append(words, w)
			end = w.to
		}
		i = w.to
	}
	return words, rows(text)
}

func wordAt(text string, from int) (w word) {
	w.from = from
	for i := from; i < len(text); {
		c, _, n := fold(text, i)
		switch c {
		case digit:
			w.digits++
		case gone:
			w.gone++
		case letter, joint:
		default:
			return w
		}
		if i += n; c != joint {
			w.size, w.to = w.size+1, i
		}
	}
	return w
}

// glueOf says what stands between two words: one blank or dash, with joints around it, ties them.
func glueOf(text string, end, from int) (glue class) {
	if end < 0 || from-end > 12 {
		return other
	}
	for i := end; i < from; {
		c, _, n := fold(text, i)
		switch {
		case c == joint:
		case (c == blank || c == dash) && glue == other:
			glue = c
		default:
			return other
		}
		i += n
	}
	return glue
}

// strange: "0.4111…", "x_4111…", "1,234,…", "/4111…", "4111….log", "…=" are parts of something longer.
func strange(text string, w word) bool {
	before, after := byte(' '), byte(' ')
	if w.from > 0 {
		before = text[w.from-1]
	}
	if w.to < len(text) {
		after = text[w.to]
	}
	if before == '_' || after == '_' || before == '@' || after == '@' || before == '/' || after == '/' || before == '#' || before == '&' || before == '%' || before == '\\' {
		return true
	}
	tail := w.to+1 < len(text) && isAlnum(text[w.to+1])
	head := w.from > 1 && isAlnum(text[w.from-2])
	return (before == '.' || before == ',') && head || (after == '.' || after == ',' || after == '=') && tail
}

func isAlnum(b byte) bool { return b < 128 && (asciiClass[b] == digit || asciiClass[b] == letter) }

// tokenByte are the characters of keys and tokens.
var tokenByte = func() (is [256]bool) {
	for b := range is {
		is[b] = b < 128 && isAlnum(byte(b)) || b == '_' || b == '-' || b == '+' || b == '/' || b == '=' || b == '.' || b == '~'
	}
	return is
}()

func rows(text string) (long []word) {
	for i := 0; i < len(text); i++ {
		if !tokenByte[text[i]] {
			continue
		}
		from := i
		for i < len(text) && tokenByte[text[i]] {
			i++
		}
		if i-from >= tokenSize {
			long = append(long, word{from: from, to: i, size: i - from})
		}
	}
	return long
}

// plain is a stretch of the text in ASCII capitals and digits alone, at most as long as the buffer.
func plain(buffer []byte, text string, from, to int) []byte {
	buffer = buffer[:0]
	for i := from; i < to && len(buffer) < cap(buffer); {
		c, as, n := fold(text, i)
		if c == digit || c == letter || c == gone {
			buffer = append(buffer, as)
		}
		i += n
	}
	return buffer
}
