package mail

import (
	"embed"
	"encoding/json"
	"regexp"
	"strings"
	"unicode"
)

//go:embed words
var wordFiles embed.FS

var languages = []string{"en", "ru", "fa", "zh"}

// words are those of one language. {key} stands for a value.
type words struct {
	Language      string
	Direction     string            `json:"direction"`
	Calendar      string            `json:"calendar"` // what readers of the language are used to
	Digits        string            `json:"digits"`   // ten, from zero
	Greeting      string            `json:"greeting"`
	GreetingPlain string            `json:"greeting_plain"` // to someone whose name is not known
	Link          string            `json:"link"`
	Footer        string            `json:"footer"`
	Colon         string            `json:"colon"`   // with the space after it, if any
	Instant       map[string]string `json:"instant"` // by calendar
	Gregory       []string          `json:"gregory"` // months, as they stand in a date
	Persian       []string          `json:"persian"`
	Details       map[string]string `json:"details"`
	Factors       map[string]string `json:"factors"`
	Letters       map[string]script `json:"letters"`
}

type script struct {
	Subject string   `json:"subject"`
	Lines   []string `json:"lines"`
	Button  string   `json:"button"`
	After   []string `json:"after"`
}

var all = load()

func load() map[string]*words {
	m := map[string]*words{}
	for _, l := range languages {
		text, err := wordFiles.ReadFile("words/" + l + ".json")
		w := &words{Language: l}
		if err == nil {
			err = json.Unmarshal(text, w)
		}
		if err != nil {
			panic("mail: words of " + l + ": " + err.Error()) // the files are embedded and tested
		}
		m[l] = w
	}
	return m
}

func wordsOf(language string) *words {
	if w, ok := all[language]; ok {
		return w
	}
	return all["en"]
}

// values are what may stand in place of {key}, as the reader reads it. A key that is not given is missing.
func (w *words) values(installation Installation, l Letter) map[string]string {
	v := map[string]string{"installation": clean(installation.Name)}
	put := func(key, value string) {
		if value != "" {
			v[key] = value
		}
	}
	put("name", harmless(l.Name))
	for _, key := range []string{"organisation", "device", "address"} {
		put(key, harmless(l.Data[key]))
	}
	put("place", countries[l.Data["country"]][w.Language])
	for _, key := range []string{"number", "cases", "openings"} {
		put(key, w.digits(harmless(l.Data[key])))
	}
	put("what", w.Factors[l.Data["what"]])
	for _, key := range []string{"at", "until"} {
		put(key, w.instant(l.Data[key], l.Calendar, l.TimeZone))
	}
	return v
}

// page fills in the words of a letter.
func (w *words) page(code string, k kind, v map[string]string) page {
	s := w.Letters[code]
	p := page{Language: w.Language, Direction: w.Direction, Start: "left", Lines: w.lines(s.Lines, v), After: w.lines(s.After, v)}
	if w.Direction == "rtl" {
		p.Start = "right"
	}
	subject, _ := w.line(s.Subject, v)
	p.Subject, p.Title = subject.plain(), v["installation"]
	p.Footer, _ = w.line(w.Footer, v)
	greeting, named := w.line(w.Greeting, v)
	if !named {
		greeting, _ = w.line(w.GreetingPlain, v)
	}
	p.Greeting = greeting
	for _, key := range k.details {
		if value, ok := w.line("{"+key+"}", v); ok {
			p.Details = append(p.Details, detail{w.Details[key] + w.Colon, value})
		}
	}
	return p
}

func (w *words) lines(texts []string, v map[string]string) []line {
	var ls []line
	for _, t := range texts {
		if l, ok := w.line(t, v); ok {
			ls = append(ls, l)
		}
	}
	return ls
}

// line is text of ours with values between, which are kept apart so that their direction does not disturb ours.
type line []piece

type piece struct {
	Text  string
	Value bool
	Apart bool // runs the other way than the text around it
}

// line fills in one sentence; false when a value it names is not given.
func (w *words) line(text string, v map[string]string) (l line, ok bool) {
	for {
		at := place.FindStringSubmatchIndex(text)
		if at == nil {
			return append(l, piece{Text: text}), true
		}
		value, given := v[text[at[2]:at[3]]]
		if !given {
			return nil, false
		}
		l = append(l, piece{Text: text[:at[0]]}, piece{Text: value, Value: true, Apart: mixed(value, w.Direction == "rtl")})
		text = text[at[1]:]
	}
}

// String writes the line for the text part, with isolates (UAX #9) around values that run the other way.
func (l line) String() string {
	var b strings.Builder
	for _, p := range l {
		if p.Apart {
			b.WriteString("\u2068" + p.Text + "\u2069")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// plain writes the line without isolates: not every list of letters hides them.
func (l line) plain() string {
	var b strings.Builder
	for _, p := range l {
		b.WriteString(p.Text)
	}
	return b.String()
}

// mixed reports whether the value has letters that run against the text around it.
func mixed(value string, rtl bool) bool {
	return strings.ContainsFunc(value, func(r rune) bool {
		return unicode.IsLetter(r) && unicode.In(r, unicode.Arabic, unicode.Hebrew) != rtl
	})
}

const valueLimit = 100 // runes

var linkLike = regexp.MustCompile(`[/@\\]|[\p{L}\p{N}-]{2,}\.\p{L}{2,}`)

// clean makes one line of what somebody typed: no controls, no direction marks; the joiners that Persian needs stay.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs) || r == unicode.ReplacementChar:
			return -1
		case unicode.IsControl(r) || unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > valueLimit {
		s = string(r[:valueLimit])
	}
	return strings.Join(strings.Fields(s), " ")
}

// harmless is clean, and nothing at all when mail programs might make a link of it.
func harmless(s string) string {
	if s = clean(s); linkLike.MatchString(s) {
		return ""
	}
	return s
}
