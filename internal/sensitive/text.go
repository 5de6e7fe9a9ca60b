package sensitive

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"

	"surety/internal/access"
	"surety/internal/fault"
)

// Version is that of the detectors. What was found by another is found anew when it is opened.
const Version = 1

// Text is what somebody wrote, as it comes out of its seal. However it is printed, logged or marshalled, it is printed
// covered; what is under a cover comes out by [Text.Uncover] alone, which asks for a recorded grant.
type Text struct {
	plain string
	marks []kept
}

// kept is a mark as it is stored. One that somebody said is false is off.
type kept struct {
	Kind Kind `json:"k"`
	From int  `json:"f"`
	To   int  `json:"t"`
	Off  bool `json:"o,omitempty"`
}

type keptMarks struct {
	Version int    `json:"v"`
	Marks   []kept `json:"m"`
}

// Written takes in a text that arrives: card numbers lose their middle, and what else is found is marked.
func Written(text string) Text {
	t := Text{plain: Strip(text)}
	t.find(nil)
	return t
}

// Opened is a text from its seal, with the marks that were kept beside it, if any were.
func Opened(plain, marks []byte) (Text, error) {
	t := Text{plain: string(plain)}
	var k keptMarks
	if len(marks) > 0 {
		if err := json.Unmarshal(marks, &k); err != nil {
			return Text{}, fmt.Errorf("marks of a text: %w", err)
		}
	}
	t.marks = k.Marks
	if k.Version != Version || !t.fit() {
		t.find(k.Marks)
	}
	return t, nil
}

// Covered is a text in which everything found is covered, for what keeps no marks.
func Covered(text string) string { return Written(text).String() }

// find marks anew, and keeps off what was.
func (t *Text) find(was []kept) {
	t.marks = []kept{}
	for _, m := range Find(t.plain) {
		off := slices.ContainsFunc(was, func(w kept) bool { return w.Off && w.Kind == m.Kind && w.From == m.From && w.To == m.To })
		t.marks = append(t.marks, kept{m.Kind, m.From, m.To, off})
	}
}

// fit: marks lie in their text, in order.
func (t *Text) fit() bool {
	last := 0
	for _, m := range t.marks {
		if m.From < last || m.To <= m.From || m.To > len(t.plain) {
			return false
		}
		last = m.To
	}
	return true
}

// Kept are what is to be sealed: the text without its cards' middles, and its marks.
func (t Text) Kept() (plain, marks []byte) {
	marks, err := json.Marshal(keptMarks{Version, t.marks})
	if err != nil {
		panic(err) // strings and numbers alone
	}
	return []byte(t.plain), marks
}

// Kinds are what is in the text, without what somebody said is false.
func (t Text) Kinds() (kinds []Kind) {
	for _, m := range t.marks {
		if !m.Off {
			kinds = append(kinds, m.Kind)
		}
	}
	return kinds
}

// Shown is a covered place of a text: the characters (Unicode code points) From up to To of what [Text.String] returns.
type Shown struct {
	N    int // which of the text's marks it is
	Kind Kind
	From int
	To   int
}

// String is the text, covered.
func (t Text) String() string {
	covered, _ := t.Cover()
	return covered
}

// Cover returns the text covered, and where.
func (t Text) Cover() (string, []Shown) {
	var out strings.Builder
	shown := []Shown{}
	last, count := 0, 0
	for n, m := range t.marks {
		if m.Off {
			continue
		}
		before, under := t.plain[last:m.From], cover(m.Kind, t.plain[m.From:m.To])
		out.WriteString(before)
		out.WriteString(under)
		count += utf8.RuneCountInString(before)
		end := count + utf8.RuneCountInString(under)
		shown = append(shown, Shown{n, m.Kind, count, end})
		last, count = m.To, end
	}
	out.WriteString(t.plain[last:])
	return out.String(), shown
}

// hidden stands for what is covered, however long that is.
const hidden = "••••"

// ends are how many letters and digits of each kind stay to be seen, so that people know which one is meant.
var ends = map[Kind][2]int{Card: {6, 4}, IBAN: {2, 4}, Sheba: {2, 4}, IRNationalID: {0, 2}, RUSnils: {0, 2}, RUInn: {0, 2}, RUPassport: {0, 2},
	CNResidentID: {0, 2}, Phone: {0, 2}, Email: {1, 0}, Wallet: {4, 4}}

func cover(k Kind, s string) string {
	var seen []rune
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if c, _, _ := fold(s, i); c == digit || c == letter || c == other && k == Email {
			seen = append(seen, r)
		}
		i += n
	}
	first, last := ends[k][0], ends[k][1]
	if first+last+2 > len(seen) && k != Card {
		return hidden
	}
	return string(seen[:first]) + hidden + string(seen[len(seen)-last:])
}

// Uncover returns what is under the n-th mark, by a recorded grant to uncover. Faults: absent (no such mark, or not of
// this kind), denied (another grant).
func (t Text) Uncover(g access.Grant, n int, k Kind) (string, error) {
	if !g.Valid() || !g.Recorded() || g.Action() != access.SensitiveUncovered {
		return "", fault.ErrDenied
	}
	if !t.has(n, k) {
		return "", fault.ErrAbsent
	}
	return t.plain[t.marks[n].From:t.marks[n].To], nil
}

// Unmark is the text with the n-th mark off. Faults: absent.
func (t Text) Unmark(n int, k Kind) (Text, error) {
	if !t.has(n, k) {
		return t, fault.ErrAbsent
	}
	t.marks = slices.Clone(t.marks)
	t.marks[n].Off = true
	return t, nil
}

// Has reports whether the n-th mark is there, of the kind, and on.
func (t Text) Has(n int, k Kind) bool { return t.has(n, k) }

func (t Text) has(n int, k Kind) bool {
	return n >= 0 && n < len(t.marks) && t.marks[n].Kind == k && !t.marks[n].Off
}

// Format writes the text covered, whatever the verb.
func (t Text) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, t.String()) }

// MarshalText is the text, covered.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// LogValue keeps the text out of logs, covered or not.
func (t Text) LogValue() slog.Value { return slog.StringValue(hidden) }
