package ticket

import (
	"path"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// reserved are the names that some systems take for devices.
var reserved = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$`)

// cleanName makes a stranger's file name harmless wherever it is saved or shown: NFC, no path, no character that
// cannot be seen or turns the text around, no name that a system reserves, at most [NameLimit] bytes with the extension
// kept. It never fails: what nothing is left of is called "file".
func cleanName(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, ""))
	s = s[strings.LastIndexAny(s, `/\`)+1:]
	s = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || invisible(r):
			return -1
		}
		return r
	}, s)
	s = norm.NFC.String(strings.Trim(strings.Join(strings.Fields(s), " "), ". "))
	stem, ext := split(s)
	if first, _, _ := strings.Cut(stem, "."); reserved.MatchString(strings.TrimSpace(first)) {
		stem = "_" + stem
	}
	if stem == "" {
		stem = "file"
	}
	return shorten(stem, NameLimit-len(ext)) + ext
}

// invisible runes have no picture of their own. The joiners of Persian and Indic writing are among them, except that
// ZWNJ is a letter's neighbour in Persian: it stays.
func invisible(r rune) bool {
	switch {
	case r == '\u200c':
		return false
	case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return true
	}
	return r == utf8.RuneError || r == '\u2800' || r == '\u3164' || r == '\u115f' || r == '\u1160'
}

// split keeps a short extension apart, so that cutting a long name does not change what it says it is.
func split(s string) (stem, ext string) {
	ext = path.Ext(s)
	if len(ext) > 20 || len(ext) == len(s) {
		return s, ""
	}
	return strings.TrimRight(s[:len(s)-len(ext)], ". "), ext
}

func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.TrimRight(s[:limit], ". ")
}
