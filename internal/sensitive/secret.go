package sensitive

import (
	_ "embed"
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/tokens.json
var tokensJSON []byte

// rule is one of the scanner's rules for tokens. Its expression is compiled when a text first holds one of its keywords.
type rule struct {
	ID       string
	Regex    string
	Keywords []string
	Entropy  float64
	compile  func() *regexp.Regexp
}

var rules = sync.OnceValue(func() []*rule {
	var file struct{ Rules []*rule }
	if err := json.Unmarshal(tokensJSON, &file); err != nil {
		panic(err) // it is embedded, and tested
	}
	for _, r := range file.Rules {
		r.compile = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(r.Regex) })
	}
	return file.Rules
})

// What a rule looks at around its keyword, in bytes, and how much all rules may look at for each byte of the text.
const (
	ahead      = 96
	behind     = 640
	behindLong = 8 << 10 // of private keys, and commands over several lines
	budgetBase = 64 << 10
	budgetEach = 8
)

func (r *rule) long() bool { return r.ID == "private-key" || strings.HasPrefix(r.ID, "curl") }

// tokens runs the rules whose keywords are there, each once over a place at most.
func (f *finding) tokens() {
	budget := budgetBase + budgetEach*len(f.text)
	done := map[int]int{} // by rule: up to where it has looked
	all, row := rules(), 0
	for _, h := range f.hits {
		if h.word.rule < 0 {
			continue
		}
		r := all[h.word.rule]
		for row < len(f.long) && f.long[row].to < h.from-ahead {
			row++
		}
		if !r.long() && (row == len(f.long) || f.long[row].from > h.to+behind/4) || h.to <= done[h.word.rule] {
			continue
		}
		from, to := max(h.from-ahead, 0), min(h.to+pick(r.long(), behindLong, behind), len(f.text))
		if budget -= to - from; budget < 0 {
			return
		}
		done[h.word.rule] = f.run(r, from, to)
	}
}

func pick(long bool, a, b int) int {
	if long {
		return a
	}
	return b
}

// run marks what one rule finds in a part of the text, and returns up to where it need not look again.
func (f *finding) run(r *rule, from, to int) int {
	part := asciiOf(f.text[from:to])
	for _, at := range r.compile().FindAllStringSubmatchIndex(part, 16) {
		begin, end := at[0], at[1]
		for i := 2; i < len(at); i += 2 {
			if at[i] >= 0 {
				begin, end = at[i], at[i+1]
				break
			}
		}
		if entropy(part[begin:end]) >= r.Entropy {
			f.mark(Token, from+begin, from+end)
		}
	}
	return to - behind/2
}

// asciiOf has blanks for all that is not ASCII, byte for byte: rules end a token at a blank, Chinese has none there.
func asciiOf(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] >= utf8.RuneSelf {
			b[i] = ' '
		}
	}
	return string(b)
}

// entropy is Shannon's, in bits a character, as the rules count it.
func entropy(s string) (bits float64) {
	var count [256]int
	for i := range len(s) {
		count[s[i]]++
	}
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(s))
			bits -= p * math.Log2(p)
		}
	}
	return bits
}

// How many words for a password are looked behind: a text that is nothing else is not one.
const (
	triesBase = 256
	triesEach = 64 // bytes of the text for one more
)

// passwords looks behind every word for one.
func (f *finding) passwords() {
	last, tries := 0, triesBase+len(f.text)/triesEach
	for _, h := range f.hits {
		if h.word.class != "password" || h.to < last {
			continue
		}
		if tries--; tries < 0 {
			return
		}
		if from, to := f.secretAfter(h.to); from < to {
			f.mark(Password, from, to)
			last = to
		}
	}
}

// lead is what may stand between the word and the secret: a few words, then a sign or "is".
var lead = regexp.MustCompile(`^[\p{L}\p{M}\x{200c} _"'»”*]{0,40}?(?:[ \x{200e}\x{200f}]*[:=：＝][ \t\x{200e}\x{200f}]*(?:=>?)?|[ ]+(?:is|это|[-–—]|=>|->)[ ]+|[ ]*(?:是|为|設為|设为)[ ]?)\s{0,2}`)

// secretAfter finds the secret behind a word that ends at: after a sign, or within three words when it looks like one.
func (f *finding) secretAfter(at int) (from, to int) {
	rest := f.text[at:min(at+240, len(f.text))]
	if m := lead.FindStringIndex(rest); m != nil {
		from, to = value(f.text, at+m[1])
		if told(f.text, from, to) {
			return from, to
		}
		if from < to && !strings.ContainsAny(rest[:m[1]], ":=：＝") && !mixed(f.text[from:to]) {
			return 0, 0
		}
	}
	line, _, _ := strings.Cut(rest, "\n")
	from = at
	for range 4 {
		skip := strings.IndexFunc(line, unicode.IsSpace)
		if skip < 0 {
			return 0, 0
		}
		from += skip + 1
		line = line[min(skip+1, len(line)):]
		if a, b := value(f.text, from); mixed(f.text[a:b]) {
			return a, b
		}
	}
	return 0, 0
}

// value reads a secret: up to a blank; one that begins in ASCII ends where ASCII does. Quotes and what ends a sentence are not its own.
func value(text string, from int) (int, int) {
	for from < len(text) && strings.IndexByte("\"'`<", text[from]) >= 0 {
		from++
	}
	for _, quote := range []string{"«", "“", "「", "‘"} {
		from += len(text[from:]) - len(strings.TrimPrefix(text[from:], quote))
	}
	to := from
	for to < len(text) && to-from < 128 {
		r, n := utf8.DecodeRuneInString(text[to:])
		if unicode.IsSpace(r) || strings.ContainsRune("«»“”「」‘’\"`،؛，。；！？<>", r) || r >= utf8.RuneSelf && text[from] < utf8.RuneSelf {
			break
		}
		to += n
	}
	for to > from && strings.IndexByte(".,;:)'", text[to-1]) >= 0 && to-from > 3 {
		to--
	}
	return from, to
}

// told: what stands behind "password:" is one, unless it is a sentence, a row of stars, or a word that says there is none.
func told(text string, from, to int) bool {
	v := text[from:to]
	if utf8.RuneCountInString(v) < 3 || strings.Trim(v, "*•.-_xX…") == "" || strings.Contains(v, "://") || denials[strings.ToLower(v)] {
		return false
	}
	if strings.ContainsFunc(v, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("-'\u200c", r)
	}) {
		return true
	}
	if strings.ContainsFunc(v, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return false // a sentence: Chinese writes passwords in ASCII
	}
	line, _, _ := strings.Cut(text[to:min(to+80, len(text))], "\n")
	line = strings.TrimLeft(line, " \t»”’\"'`.,;،؛。，")
	ascii := v[0] < utf8.RuneSelf
	return line == "" || ascii && cased([]rune(line)[0]) != ascii
}

// denials say that there is no password, in the four languages.
var denials = map[string]bool{"none": true, "null": true, "nil": true, "empty": true, "unknown": true, "reset": true, "changed": true, "wrong": true, "incorrect": true, "expired": true,
	"forgotten": true, "required": true, "invalid": true, "yes": true, "true": true, "false": true, "the": true, "нет": true, "неверный": true, "неизвестен": true, "забыт": true, "сброшен": true, "изменён": true, "изменен": true,
	"ندارم": true, "ندارد": true, "اشتباه": true, "غلط": true, "نامعتبر": true, "错误": true, "不对": true, "忘了": true, "忘记": true, "没有": true, "无效": true, "不正确": true, "忘记了": true, "未知": true, "无": true}

// mixed: digits beside letters or signs, six at least, in ASCII: no word of a language, no date, no time.
func mixed(v string) bool {
	var letters, digits, signs int
	for _, r := range v {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r < utf8.RuneSelf && unicode.IsLetter(r):
			letters++
		case r > ' ' && r < utf8.RuneSelf:
			signs++
		default:
			return false
		}
	}
	return letters+digits+signs >= 6 && digits > 0 && letters > 0 && !strings.Contains(v, "://") && !strings.Contains(v, "@") || letters >= 5 && strings.ContainsAny(v, "!#$%^&*") && letters+signs >= 7
}

// Cookies and credentials as programs write them: in a HAR file's headers and lists, and in lines of a request.
var (
	header  = regexp.MustCompile(`(?i)^"\s*,\s*"value"\s*:\s*"((?:[^"\\]|\\.){4,})`)
	listed  = regexp.MustCompile(`(?i)^s"\s*:\s*\[([^\]]{8,})`)
	valueOf = regexp.MustCompile(`"value"\s*:\s*"((?:[^"\\]|\\.){4,})"`)
	inLine  = regexp.MustCompile(`(?i)^\s?:[ \t]*((?:[\w!#$%&'*+.^|~-]+=|basic |bearer |digest )[^\r\n]{4,})`)
)

func (f *finding) cookies() {
	last := 0
	for _, h := range f.hits {
		if h.word.class != "cookie" || h.from < last {
			continue
		}
		rest := f.text[h.to:min(h.to+behindLong, len(f.text))]
		if m := listed.FindStringSubmatchIndex(rest); m != nil {
			for _, v := range valueOf.FindAllStringSubmatchIndex(rest[m[2]:m[3]], -1) {
				f.mark(HARCookie, h.to+m[2]+v[2], h.to+m[2]+v[3])
			}
			last = h.to + m[3]
			continue
		}
		for _, form := range []*regexp.Regexp{header, inLine} {
			if m := form.FindStringSubmatchIndex(rest); m != nil {
				f.mark(HARCookie, h.to+m[2], h.to+m[3])
				last = h.to + m[3]
			}
		}
	}
}
