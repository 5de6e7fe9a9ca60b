package sensitive

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed data/calling.txt
var callingText string

// calling are the codes of countries (ITU-T E.164, Annex to Operational Bulletin 1114).
var calling = func() map[string]bool {
	all := map[string]bool{}
	for c := range strings.FieldsSeq(callingText) {
		all[c] = true
	}
	return all
}()

// dialled is a row of digits as phones are written, with brackets and dots beside what other numbers have.
type dialled struct {
	from, to int
	plus     bool
	gaps     int
	digits   []byte
}

// phones looks at every place where a number to dial may begin.
func (f *finding) phones() {
	last := 0
	for i, w := range f.words {
		if w.from < last || w.digits != w.size || i > 0 && w.glue != other && f.words[i-1].number() && f.words[i-1].to != last {
			continue // the last: what is tied to a number before it belongs to that
		}
		d := f.dialled(w.from)
		if len(d.digits) < 5 || len(d.digits) > 17 || f.strangePhone(d) || !f.phone(d) {
			continue
		}
		f.mark(Phone, d.from, d.to)
		last = d.to
	}
}

// dialled reads forward from a digit, with the plus and bracket before it.
func (f *finding) dialled(from int) dialled {
	d := dialled{from: from, to: from, digits: make([]byte, 0, 18)}
	for gap, i := 0, from; i < len(f.text) && len(d.digits) < 18; {
		c, as, n := fold(f.text, i)
		switch {
		case c == digit:
			if gap > 0 {
				d.gaps++
			}
			d.digits, gap = append(d.digits, as), 0
			d.to = i + n
		case c == joint:
		case c == blank && len(d.digits) >= 11:
			return d.open(f.text)
		case (c == blank || c == dash || f.text[i] == '(' || f.text[i] == ')' || f.text[i] == '.') && gap < 3:
			gap++
		default:
			return d.open(f.text)
		}
		i += n
	}
	return d.open(f.text)
}

// open takes in "+", "(" and "(+" before the digits.
func (d dialled) open(text string) dialled {
	for d.from > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:d.from])
		c, _ := foldRune(r)
		if r != '+' && r != '(' && r != '＋' && c != joint || d.plus {
			break
		}
		d.plus = d.plus || r == '+' || r == '＋'
		d.from -= n
	}
	return d
}

// strangePhone: something else's part, as of a version, an address of a machine, a date or a sum.
func (f *finding) strangePhone(d dialled) bool {
	before, _ := utf8.DecodeLastRuneInString(f.text[:d.from])
	behind, _ := utf8.DecodeRuneInString(f.text[d.to:])
	if d.from > 0 && (before < 128 && isAlnum(byte(before)) || strings.ContainsRune("_/.,:#=@&-%", before) && d.from > 1 && !unicode.IsSpace(rune(f.text[d.from-2])) && before != ':' || strings.ContainsRune("_/#=@&%", before)) {
		return true
	}
	return d.to < len(f.text) && (behind < 128 && isAlnum(byte(behind)) || strings.ContainsRune("_/@%", behind)) || strings.Count(f.text[d.from:d.to], ".") > 3
}

// phone: a number with its country's code, or one that is written as its country's are, or one of which a word says it.
func (f *finding) phone(d dialled) bool {
	n := string(d.digits)
	if d.plus {
		return international(n)
	}
	yes, no := f.says(d.from, d.to, "phone")
	if !yes && strings.Contains(f.text[d.from:d.to], ".") {
		return false
	}
	if after, ok := strings.CutPrefix(n, "00"); ok && international(after) && len(n) >= 12 {
		return true
	}
	if yes {
		return len(n) >= 7 && len(n) <= 13 && !strings.ContainsAny(f.text[d.from:d.to], "\n")
	}
	return !no && national(n, d.gaps, f.script(d.from))
}

func international(n string) bool {
	if len(n) < 8 || len(n) > 15 {
		return false
	}
	switch {
	case n[0] == '1' || n[0] == '7':
		return len(n) == 11
	case strings.HasPrefix(n, "98"):
		return len(n) == 12
	case strings.HasPrefix(n, "86"):
		return len(n) >= 11 && len(n) <= 13
	}
	return calling[n[:2]] || calling[n[:3]]
}

// national: mobile numbers of Iran (09…), Russia (8 9…, or in groups 8 4…) and China (13…–19…), eleven digits each.
func national(n string, gaps int, near *unicode.RangeTable) bool {
	if len(n) != 11 {
		return false
	}
	second, _ := strconv.Atoi(n[1:2])
	switch n[0] {
	case '0':
		return second == 9
	case '8':
		return second == 9 && (gaps > 0 || near == unicode.Cyrillic) || gaps > 1 && (second == 4 || second == 8 || second == 3)
	case '1':
		return second >= 3 && near == unicode.Han
	}
	return false
}
