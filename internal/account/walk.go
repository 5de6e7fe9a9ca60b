package account

import "slices"

// layouts are the keys of a keyboard, row by row from the top, as people type them without shift. Walks on them are what
// password scorers made for English miss.
var layouts = []*layout{
	newLayout("`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"),
	newLayout("ё1234567890-=", "йцукенгшщзхъ\\", "фывапролджэ", "ячсмитьбю."),
	newLayout("`1234567890-=", "ضصثقفغعهخحجچ\\", "شسیبلاتنمکگ", "ظطزرذدپو./"),
	newLayout("~!@#$%^&*()_+"),
	newLayout("789", "456", "123", "0"),
}

// alphabets are what is recited.
var alphabets = [][]rune{
	[]rune("0123456789"), []rune("abcdefghijklmnopqrstuvwxyz"), []rune("абвгдеежзийклмнопрстуфхцчшщъыьэюя"),
	[]rune("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"), []rune("一二三四五六七八九十"), []rune("甲乙丙丁戊己庚辛壬癸"),
}

type key struct{ row, column int }

type layout struct{ at map[rune]key }

func newLayout(rows ...string) *layout {
	l := &layout{map[rune]key{}}
	for y, row := range rows {
		for x, r := range []rune(row) {
			l.at[r] = key{y, x}
		}
	}
	return l
}

// near reports whether one key touches the other. Rows are shifted by about half a key, so a key touches two above it.
func (l *layout) near(a, b rune) bool {
	p, okP := l.at[a]
	q, okQ := l.at[b]
	if !okP || !okQ {
		return false
	}
	// The digit row begins one key further to the left than the letters.
	px, qx := p.column-boolToInt(p.row == 0), q.column-boolToInt(q.row == 0)
	dy, dx := q.row-p.row, qx-px
	return dy == 0 && (dx == 1 || dx == -1) || dy == 1 && (dx == 0 || dx == -1) || dy == -1 && (dx == 0 || dx == 1)
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// runLength is the length of the repetition, the recital or the walk that the text begins with; 0 when it is under 3.
func runLength(text []rune) int {
	longest := chain(text, func(a, b rune) bool { return a == b })
	longest = max(longest, repeatLength(text))
	for _, l := range layouts {
		longest = max(longest, chain(text, l.near))
	}
	for _, a := range alphabets {
		for _, by := range []int{1, -1} {
			longest = max(longest, chain(text, func(x, y rune) bool {
				i, j := slices.Index(a, x), slices.Index(a, y)
				return i >= 0 && j == i+by
			}))
		}
	}
	if longest < 3 {
		return 0
	}
	return longest
}

func chain(text []rune, next func(a, b rune) bool) int {
	n := min(1, len(text))
	for n > 0 && n < len(text) && next(text[n-1], text[n]) {
		n++
	}
	return n
}

// repeatLength finds two to four characters said at least three times: "abab ab", "123123123".
func repeatLength(text []rune) int {
	longest := 0
	for unit := 2; unit <= 4 && unit*3 <= len(text); unit++ {
		n := unit
		for n < len(text) && text[n] == text[n-unit] {
			n++
		}
		if n >= unit*3 {
			longest = max(longest, n)
		}
	}
	return longest
}
