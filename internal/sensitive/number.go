package sensitive

import (
	_ "embed"
	"strconv"
	"strings"
)

//go:embed data/issuers.csv
var issuersCSV string

//go:embed data/iban.csv
var ibanCSV string

// issuer is a range of card numbers by their first digits.
type issuer struct {
	from, to, width int
	lengths         []string
}

// issuers are the ranges by their first digit.
var issuers = func() (all [10][]issuer) {
	for _, r := range records(issuersCSV) {
		from, _ := strconv.Atoi(r[1])
		to, _ := strconv.Atoi(r[2])
		one := issuer{from, to, len(r[1]), strings.Fields(r[3])}
		for first := r[1][0]; first <= r[2][0]; first++ {
			all[first-'0'] = append(all[first-'0'], one)
		}
	}
	return all
}()

var ibanLengths = func() map[string]int {
	all := map[string]int{}
	for _, r := range records(ibanCSV) {
		all[r[0]], _ = strconv.Atoi(r[1])
	}
	return all
}()

// IBANLength is how many characters an IBAN of a country has, by its ISO 3166 code in capitals; 0 when it has none. Sheba counts as Iran's.
func IBANLength(country string) int { return ibanLengths[country] }

func records(csv string) (rows [][]string) {
	for line := range strings.Lines(csv) {
		rows = append(rows, strings.Split(strings.TrimSpace(line), ","))
	}
	return rows[1:]
}

// issued reports whether an issuer gives out numbers that begin so and are so long.
func issued(digits []byte) bool {
	for _, i := range issuers[digits[0]-'0'] {
		head, _ := strconv.Atoi(string(digits[:i.width]))
		if head < i.from || head > i.to {
			continue
		}
		for _, n := range i.lengths {
			if n == strconv.Itoa(len(digits)) {
				return true
			}
		}
	}
	return false
}

func cardNumber(d []byte) bool {
	return len(d) >= 13 && len(d) <= 19 && !same(d) && luhn(d) && issued(d)
}

// stripped reports whether a number is a card's of which the middle is gone.
func stripped(d []byte) bool {
	n := len(d)
	if n < 13 || n > 19 {
		return false
	}
	for i, b := range d {
		if (b == 'o') != (i >= 6 && i < n-4) || b > '9' && b != 'o' {
			return false
		}
	}
	return true
}

// forms are how the groups of numbers are written, beside all in one.
var forms = []struct {
	sizes string // of the groups
	as    func(f *finding, from, to int, d []byte)
}{
	{"4 4 4 4 3", (*finding).card}, {"4 4 4 4 2", (*finding).card}, {"4 4 4 4 1", (*finding).card}, {"4 4 4 4", (*finding).card}, {"4 6 5", (*finding).card},
	{"4 6 4", (*finding).card}, {"8 8", (*finding).card}, {"6 13", (*finding).card}, {"6 10", (*finding).card}, {"4 12", (*finding).card}, {"6 2 4 4", (*finding).card}, {"6 6 4", (*finding).card},
	{"3 3 3 2", (*finding).snils}, {"3 6 1", (*finding).nationalID}, {"3 3 4", (*finding).nationalID}, {"6 8 4", (*finding).residentID}, {"6 4 4 4", (*finding).residentID},
	{"4 6", (*finding).passport}, {"2 2 6", (*finding).passport}, {"4 4 4", (*finding).inn}, {"2 2 4 4 4 4 4", (*finding).sheba}, {"4 4 4 4 4 4", (*finding).sheba},
}

// formsBy are the forms by the size of their first group, the longest first.
var formsBy = func() (by [20][]int) {
	for i, f := range forms {
		n, _ := strconv.Atoi(strings.Fields(f.sizes)[0])
		by[n] = append(by[n], i)
	}
	return by
}()

var formSizes = func() (all [][]int) {
	for _, f := range forms {
		var sizes []int
		for s := range strings.FieldsSeq(f.sizes) {
			n, _ := strconv.Atoi(s)
			sizes = append(sizes, n)
		}
		all = append(all, sizes)
	}
	return all
}()

// numbers looks at every word with digits, alone and with those tied to it.
func (f *finding) numbers() {
	for i := range f.words {
		w := f.words[i]
		if w.size > 34 {
			continue
		}
		f.iban(i)
		if w.strange || f.inRow(i) {
			continue
		}
		f.alone(w)
		if w.size < len(formsBy) {
			for _, form := range formsBy[w.size] {
				f.grouped(i, form)
			}
		}
	}
}

// inRow: a dash ties it to a word before that is no number, or to one of another length: an identifier's part.
func (f *finding) inRow(i int) bool {
	return f.words[i].glue == dash && i > 0 && (f.words[i-1].digits+f.words[i-1].gone != f.words[i-1].size || f.words[i-1].size > 8)
}

// alone looks at a number in one piece.
func (f *finding) alone(w word) {
	d := plain(make([]byte, 0, 34), f.text, w.from, w.to)
	switch {
	case w.size == 18:
		f.residentID(w.from, w.to, d)
		if w.number() {
			f.card(w.from, w.to, d)
		}
	case w.digits+w.gone != w.size:
	case w.size == 10:
		f.nationalID(w.from, w.to, d)
		f.inn(w.from, w.to, d)
		f.passport(w.from, w.to, d)
	case w.size == 11:
		f.snils(w.from, w.to, d)
	case w.size == 12:
		f.inn(w.from, w.to, d)
	case w.size == 24:
		f.sheba(w.from, w.to, d)
	case w.size >= 13 && w.size <= 19:
		f.card(w.from, w.to, d)
	}
}

// grouped looks at a number in groups of the form's sizes. All are tied alike, and by the dash to nothing more.
func (f *finding) grouped(i, form int) {
	sizes := formSizes[form]
	last := i + len(sizes) - 1
	if last >= len(f.words) {
		return
	}
	for n, size := range sizes {
		w := f.words[i+n]
		if w.size != size || n > 0 && (w.glue == other || w.strange && n < len(sizes)-1) || w.digits+w.gone != w.size && !(n == len(sizes)-1 && size == 4) {
			return
		}
	}
	from, to := f.words[i].from, f.words[last].to
	if last+1 < len(f.words) && f.words[last+1].glue == dash {
		return
	}
	d := plain(make([]byte, 0, 34), f.text, from, to)
	if len(d) == total(sizes) {
		forms[form].as(f, from, to, d)
	}
}

func total(sizes []int) (n int) {
	for _, s := range sizes {
		n += s
	}
	return n
}

func digitsOnly(d []byte) bool {
	for _, b := range d {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}

func (f *finding) card(from, to int, d []byte) {
	if digitsOnly(d) && cardNumber(d) || stripped(d) {
		f.mark(Card, from, to)
	}
}

func (f *finding) sheba(from, to int, d []byte) {
	if digitsOnly(d) && mod97(append([]byte("IR"), d...)) {
		f.mark(Sheba, from, to)
	}
}

func (f *finding) residentID(from, to int, d []byte) {
	if residentID(d) {
		f.mark(CNResidentID, from, to)
	}
}

// iban looks at a word that begins as one, and takes in the groups tied to it.
func (f *finding) iban(i int) {
	w := f.words[i]
	head := plain(make([]byte, 0, 4), f.text, w.from, w.to)
	if len(head) < 4 || head[0] < 'A' || head[1] < 'A' || !digitsOnly(head[2:]) {
		return
	}
	need := ibanLengths[string(head[:2])]
	if need == 0 {
		return
	}
	size, to := w.size, w.to
	for next := i + 1; size < need; next++ {
		if next < len(f.words) && glueOf(f.text, to, f.words[next].from) != other {
			size, to = size+f.words[next].size, f.words[next].to
			continue
		}
		n, end := f.letters(to) // a group of letters alone is no word with digits
		if n == 0 {
			return
		}
		size, to, next = size+n, end, next-1
	}
	d := plain(make([]byte, 0, 40), f.text, w.from, to)
	if size != need || len(d) != need || !mod97(d) {
		return
	}
	if string(head[:2]) == "IR" {
		f.mark(Sheba, w.from, to)
		return
	}
	f.mark(IBAN, w.from, to)
}

// letters reads a group of at most four letters that one blank or dash ties to what ends at to.
func (f *finding) letters(to int) (size, end int) {
	for i := to; i < len(f.text); {
		c, _, n := fold(f.text, i)
		switch {
		case c == letter:
			w := wordAt(f.text, i)
			if w.size > 4 || w.digits > 0 {
				return 0, 0
			}
			return w.size, w.to
		case c != blank && c != dash && c != joint:
			return 0, 0
		}
		i += n
	}
	return 0, 0
}
