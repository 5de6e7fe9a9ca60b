package recording

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes what readers take for the same word the same: compatibility forms (NFKC, UAX #15), upper and lower case, ё and е,
// the Arabic and the Persian yeh and kaf, digits of every script; what is not seen (ZWNJ, tatweel, vowel signs, accents)
// falls away.
func fold(s string) string {
	return strings.Map(foldRune, norm.NFKD.String(strings.ToLower(norm.NFKC.String(s))))
}

func foldRune(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r == 'ي' || r == 'ى':
		return 'ی'
	case r == 'ك':
		return 'ک'
	case r == 'ـ' || unicode.In(r, unicode.Mn, unicode.Cf):
		return -1
	case r >= '٠' && r <= '٩':
		return '0' + r - '٠'
	case r >= '۰' && r <= '۹':
		return '0' + r - '۰'
	}
	return r
}
