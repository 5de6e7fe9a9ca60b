package face

import (
	"unicode"
	"unicode/utf8"

	"surety/internal/assist/join"
)

// Key is one key. Digits of any script are those of ASCII.
type Key struct {
	Rune             rune
	Enter, Backspace bool
	Clear            bool // Ctrl-U
	Stop             bool // Esc or Ctrl-C
	More             bool // space, or down
	Up               bool
	Gone             bool // the terminal: no key follows
}

// Keys reads what one read of a terminal returned. A sequence of escapes (an arrow) is one read; an escape alone is the key.
// rest is the beginning of a character, for the next.
func Keys(b []byte) (keys []Key, rest []byte) {
	if len(b) == 1 && b[0] == 0x1b {
		return []Key{{Stop: true}}, nil
	}
	for len(b) > 0 {
		if b[0] == 0x1b {
			n, k := sequence(b)
			if k != nil {
				keys = append(keys, *k)
			}
			b = b[n:]
			continue
		}
		if !utf8.FullRune(b) {
			return keys, append([]byte(nil), b...)
		}
		r, n := utf8.DecodeRune(b)
		b = b[n:]
		switch {
		case r == '\r' || r == '\n':
			keys = append(keys, Key{Enter: true})
		case r == 0x7f || r == 8:
			keys = append(keys, Key{Backspace: true})
		case r == 3:
			keys = append(keys, Key{Stop: true})
		case r == 0x15:
			keys = append(keys, Key{Clear: true})
		case r == ' ':
			keys = append(keys, Key{Rune: ' ', More: true})
		case r != utf8.RuneError && !unicode.IsControl(r):
			keys = append(keys, Key{Rune: []rune(join.Digits(string(r)))[0]})
		}
	}
	return keys, nil
}

// sequence reads an escape sequence: arrows and pages move, all others do nothing.
func sequence(b []byte) (n int, k *Key) {
	if len(b) < 2 {
		return len(b), &Key{Stop: true}
	}
	if b[1] != '[' && b[1] != 'O' {
		return 2, nil
	}
	for n = 2; n < len(b); n++ {
		if c := b[n]; c >= 0x40 && c <= 0x7e {
			switch {
			case c == 'B' || c == '~' && b[n-1] == '6':
				k = &Key{More: true}
			case c == 'A' || c == '~' && b[n-1] == '5':
				k = &Key{Up: true}
			}
			return n + 1, k
		}
	}
	return n, nil
}

// edit types into a line, which grows to limit runes.
func edit(line *string, k Key, limit int) {
	switch {
	case k.Clear:
		*line = ""
	case k.Backspace:
		if r := []rune(*line); len(r) > 0 {
			*line = string(r[:len(r)-1])
		}
	case k.Rune != 0 && len([]rune(*line)) < limit:
		*line += string(k.Rune)
	}
}
