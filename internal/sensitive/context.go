package sensitive

import (
	"sort"
	"unicode"
	"unicode/utf8"
)

// near is how many bytes before a number its word may stand; after is how many behind.
const (
	near  = 72
	after = 24
)

// says is what the words around a number tell: the class of the last one before it, or of the first behind it.
//
// The nearest counts, so that «order 1234567890, national id 0084575948» tells both right. A line break ends a context.
func (f *finding) says(from, to int, kind string) (yes, no bool) {
	first := sort.Search(len(f.hits), func(i int) bool { return f.hits[i].to > from-near })
	for i := first; i < len(f.hits) && f.hits[i].from < to+after; i++ {
		h := f.hits[i]
		if h.to > from && h.from < to || h.from >= to && (yes || no) || f.apart(h, from, to) {
			continue
		}
		switch {
		case h.word.class == kind:
			yes, no = true, false
		case h.word.class == "not" || h.word.names():
			yes, no = false, h.from < from
		}
	}
	return yes, no
}

// apart: another line, or behind the end of a sentence.
func (f *finding) apart(h hit, from, to int) bool {
	if h.from < from {
		return lineBreaks(f.text[min(h.to, from):from]) > 1
	}
	return lineBreaks(f.text[to:h.from]) > 0
}

func lineBreaks(s string) (n int) {
	for i := range len(s) {
		if s[i] == '\n' {
			n++
		}
	}
	return n
}

// script is the writing of the last letter before a place, as far as its context reaches.
func (f *finding) script(from int) *unicode.RangeTable {
	for i, low := from, max(0, from-near); i > low; {
		r, n := utf8.DecodeLastRuneInString(f.text[:i])
		i -= n
		for _, table := range []*unicode.RangeTable{unicode.Arabic, unicode.Cyrillic, unicode.Han, unicode.Latin} {
			if unicode.Is(table, r) && unicode.IsLetter(r) {
				return table
			}
		}
	}
	return nil
}

// ascii reports whether a number begins with an ASCII digit: one in a script's own digits is written in that script.
func (f *finding) ascii(from int) bool { return f.text[from] < utf8.RuneSelf }

func (f *finding) nationalID(from, to int, d []byte) {
	if !digitsOnly(d) || !nationalID(d) {
		return
	}
	yes, no := f.says(from, to, "ir_national_id")
	if yes || !no && (f.script(from) == unicode.Arabic || !f.ascii(from)) {
		f.mark(IRNationalID, from, to)
	}
}

func (f *finding) inn(from, to int, d []byte) {
	if !digitsOnly(d) || !inn(d) {
		return
	}
	yes, no := f.says(from, to, "ru_inn")
	if yes || !no && len(d) == 12 && f.script(from) == unicode.Cyrillic {
		f.mark(RUInn, from, to)
	}
}

func (f *finding) snils(from, to int, d []byte) {
	if !digitsOnly(d) || !snils(d) {
		return
	}
	yes, no := f.says(from, to, "ru_snils")
	if yes || !no && (to-from > len(d) || f.script(from) == unicode.Cyrillic) {
		f.mark(RUSnils, from, to)
	}
}

// passport has no checksum: the word decides.
func (f *finding) passport(from, to int, d []byte) {
	if yes, _ := f.says(from, to, "ru_passport"); yes && digitsOnly(d) {
		f.mark(RUPassport, from, to)
	}
}
