package sensitive

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/words.txt
var wordsText string

// keyword is one word to look for. rule is that of a token, -1 for words of data/words.txt.
type keyword struct {
	class string
	rule  int
	begin bool // it begins where letters begin
	end   bool // it ends where letters end
}

// names: it says of a number what it is.
func (k *keyword) names() bool { return k.rule < 0 && k.class != "cookie" && k.class != "password" }

// hit is a keyword in a text.
type hit struct {
	from, to int
	word     *keyword
}

// finder finds all keywords in one walk over a text's bytes (Aho and Corasick, 1975). ASCII letters count in either case;
// of others the forms that people type stand beside each other.
type finder struct {
	class   [256]uint16
	classes int
	next    []uint16 // by state and class of byte
	out     [][]ending
}

type ending struct {
	length int
	word   *keyword
}

// words are all keywords of this package.
var words = sync.OnceValue(func() *finder {
	var b builder
	for line := range strings.Lines(wordsText) {
		class, list, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for w := range strings.SplitSeq(list, ",") {
			w = strings.TrimSpace(w)
			stem := strings.TrimSuffix(w, ".")
			b.add(stem, keyword{class: class, rule: -1, begin: true, end: stem != w})
		}
	}
	for i, r := range rules() {
		for _, w := range r.Keywords {
			b.add(w, keyword{class: "token", rule: i})
		}
	}
	return b.finder()
})

type builder struct {
	children []map[byte]int
	out      [][]ending
}

// add takes in a word in the forms it is typed in.
func (b *builder) add(word string, k keyword) {
	for _, w := range typed(strings.ToLower(word)) {
		b.insert(w, &k)
	}
}

// typed are the cases of a Cyrillic word, and the letters by which Persian ones are told on an Arabic keyboard.
func typed(w string) []string {
	forms := []string{w}
	switch r, _ := utf8.DecodeRuneInString(w); {
	case unicode.Is(unicode.Cyrillic, r):
		first := string(unicode.ToUpper(r))
		forms = append(forms, first+strings.TrimPrefix(w, string(r)), strings.ToUpper(w))
	case unicode.Is(unicode.Arabic, r):
		forms = append(forms, strings.NewReplacer("ی", "ي", "ک", "ك").Replace(w), strings.ReplaceAll(w, " ", "\u200c"))
	}
	return forms
}

func (b *builder) insert(w string, k *keyword) {
	if len(b.children) == 0 {
		b.children, b.out = append(b.children, map[byte]int{}), append(b.out, nil)
	}
	state := 0
	for i := range len(w) {
		n, ok := b.children[state][w[i]]
		if !ok {
			n = len(b.children)
			b.children, b.out = append(b.children, map[byte]int{}), append(b.out, nil)
			b.children[state][w[i]] = n
		}
		state = n
	}
	for _, e := range b.out[state] {
		if *e.word == *k {
			return
		}
	}
	b.out[state] = append(b.out[state], ending{len(w), k})
}

func (b *builder) finder() *finder {
	f := &finder{classes: 1, out: b.out}
	for _, children := range b.children {
		for c := range children {
			if f.class[c] == 0 {
				f.class[c] = uint16(f.classes)
				f.classes++
			}
		}
	}
	for c := byte('A'); c <= 'Z'; c++ {
		f.class[c] = f.class[c-'A'+'a']
	}
	f.next = make([]uint16, len(b.children)*f.classes)
	b.link(f)
	return f
}

// link makes of the tree a machine: what fails at one place goes on at the longest end of it that begins a word.
func (b *builder) link(f *finder) {
	fail := make([]int, len(b.children))
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		state := queue[0]
		if state != 0 {
			copy(f.next[state*f.classes:(state+1)*f.classes], f.next[fail[state]*f.classes:])
			f.out[state] = append(f.out[state], f.out[fail[state]]...)
		}
		for c, child := range b.children[state] {
			if state != 0 {
				fail[child] = int(f.next[fail[state]*f.classes+int(f.class[c])])
			}
			f.next[state*f.classes+int(f.class[c])] = uint16(child)
			queue = append(queue, child)
		}
	}
}

// find lists the keywords of a text by where they end.
func (f *finder) find(text string) (hits []hit) {
	state := 0
	for i := range len(text) {
		state = int(f.next[state*f.classes+int(f.class[text[i]])])
		said := false // by a longer word that ends here: "national id" is not "id"
		for _, e := range f.out[state] {
			h := hit{i + 1 - e.length, i + 1, e.word}
			if e.word.begin && letterBefore(text, h.from) || e.word.end && letterAfter(text, h.to) || said && e.word.class == "not" {
				continue
			}
			said = said || e.word.rule < 0
			hits = append(hits, h)
		}
	}
	return hits
}

// letterBefore: a letter of the same writing. Chinese has no gaps between words, and Persian ties some.
func letterBefore(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	own, _ := utf8.DecodeRuneInString(text[at:])
	return cased(r) && cased(own)
}

func letterAfter(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	own, _ := utf8.DecodeLastRuneInString(text[:at])
	return cased(r) && cased(own)
}

func cased(r rune) bool { return unicode.IsLower(r) || unicode.IsUpper(r) }
