package account

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Reasons why a password is easy to guess.
const (
	reasonCommon = "common"
	reasonWalk   = "walk"
	reasonName   = "contains_name"
)

// piece is a stretch of a password that a guesser tries as one.
type piece struct {
	length int
	reason string
}

// weigh counts the pieces of a password, when each known word, date, keyboard walk, repetition and run of the alphabet
// counts as one, and every other character as one. It also says what most of the known part is made of.
func weigh(password string, personal []string) (count int, reason string) {
	text := []rune(fold(password))
	words := [...]struct {
		list   []string
		reason string
	}{{personal, reasonName}, {commonWords, reasonCommon}}
	best := make([]int, len(text)+1)   // fewest pieces of the rest
	step := make([]piece, len(text)+1) // the first of them
	for i := len(text) - 1; i >= 0; i-- {
		best[i], step[i] = best[i+1]+1, piece{1, ""}
		take := func(n int, reason string) {
			if n > 0 && best[i+n]+1 < best[i] {
				best[i], step[i] = best[i+n]+1, piece{n, reason}
			}
		}
		rest := text[i:]
		for _, w := range words {
			take(longestWord(rest, w.list), w.reason)
		}
		take(dateLength(rest), reasonCommon)
		for n := runLength(rest); n >= 3; n-- {
			take(n, reasonWalk)
		}
	}
	return best[0], mainReason(step)
}

func mainReason(step []piece) string {
	covered := map[string]int{}
	for i := 0; i < len(step)-1; i += step[i].length {
		if step[i].reason != "" {
			covered[step[i].reason] += step[i].length
		}
	}
	most := reasonCommon
	for _, r := range []string{reasonWalk, reasonName} {
		if covered[r] > covered[most] {
			most = r
		}
	}
	return most
}

// fold undoes what people do to disguise a word or what keyboards do to it: case, compatibility forms, vowel marks,
// joiners, Arabic forms of Persian letters, Persian and Arabic digits.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKC.String(strings.ToLower(norm.NFKC.String(s))) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\u200c':
		case r == 'ي' || r == 'ى':
			b.WriteRune('ی')
		case r == 'ك':
			b.WriteRune('ک')
		default:
			b.WriteRune(asciiDigit(r))
		}
	}
	return b.String()
}

// asciiDigit turns a Persian or Arabic digit into 0–9 and leaves other characters alone.
func asciiDigit(r rune) rune {
	switch {
	case '۰' <= r && r <= '۹':
		return '0' + r - '۰'
	case '٠' <= r && r <= '٩':
		return '0' + r - '٠'
	}
	return r
}

var standIns = map[rune]string{'a': "4@", 'b': "8", 'e': "3", 'g': "9", 'i': "1!|", 'l': "1|", 'o': "0", 's': "5$", 't': "7+", 'z': "2"}

func sameLetter(word, typed rune) bool {
	return word == typed || typed < 0x80 && strings.ContainsRune(standIns[word], typed)
}

// longestWord is the length of the longest word of the list that the text begins with.
func longestWord(text []rune, words []string) int {
	longest := 0
	for _, w := range words {
		n := 0
		for _, r := range w {
			if n >= len(text) || !sameLetter(r, text[n]) {
				n = 0
				break
			}
			n++
		}
		longest = max(longest, n)
	}
	return longest
}

// dateLength is the length of a date or year that the text begins with: 8 or 6 digits that can be a date, or a year of
// the Gregorian or the Persian calendar.
func dateLength(text []rune) int {
	digits := 0
	for digits < len(text) && digits < 8 && '0' <= text[digits] && text[digits] <= '9' {
		digits++
	}
	number := func(from, to int) (n int) {
		for _, r := range text[from:to] {
			n = n*10 + int(r-'0')
		}
		return n
	}
	year := func(y int) bool { return 1900 <= y && y < 2100 || 1300 <= y && y < 1450 }
	day := func(a, b int) bool { return 1 <= a && a <= 31 && 1 <= b && b <= 12 }
	switch {
	case digits >= 8 && (year(number(0, 4)) && day(number(6, 8), number(4, 6)) || year(number(4, 8)) && (day(number(0, 2), number(2, 4)) || day(number(2, 4), number(0, 2)))):
		return 8
	case digits >= 6 && (day(number(4, 6), number(2, 4)) || day(number(0, 2), number(2, 4))):
		return 6
	case digits >= 4 && year(number(0, 4)):
		return 4
	}
	return 0
}
