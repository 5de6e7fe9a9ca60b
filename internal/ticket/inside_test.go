package ticket

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestATextIsShownCoveredAndHarmless, and what is no text is not shown.
func TestATextIsShownCoveredAndHarmless(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"a card":     {"pay with 4111 1111 1111 1111\r\nbye", "pay with "},
		"an escape":  {"red \x1b[31m", "red ␛[31m"},
		"a reversal": {"a\u202eb", "a\ufffdb"},
		"not text":   {"a\x00b", ""},
		"not UTF-8":  {"\xff\xfe", ""},
		"nothing":    {"", ""},
	} {
		text, cut, err := readable(strings.NewReader(c.file))
		if err != nil || cut || !strings.HasPrefix(text, c.want) || c.want == "" && text != "" || strings.Contains(text, "4111 1111 1111 1111") || strings.ContainsAny(text, "\r\x1b\u202e") {
			t.Errorf("%s: %q, %v, %v", name, text, cut, err)
		}
	}
}

// TestNothingIsUncoveredWhereATextIsCut: a card's number that lies anywhere around the cut is covered or not shown.
func TestNothingIsUncoveredWhereATextIsCut(t *testing.T) {
	const card = "4111 1111 1111 1111"
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.IntRange(insideText-40, insideText+insideMargin+10).Draw(t, "before")
		file := strings.Repeat("слово ", before/11)
		file += strings.Repeat(" ", max(0, before-len(file))) + card + strings.Repeat(" и ещё", rapid.IntRange(0, 2000).Draw(t, "after"))
		text, cut, err := readable(strings.NewReader(file))
		const longest = insideText + insideMargin + 2*len(card) // a cover's dots are longer than digits
		if err != nil || !utf8.ValidString(text) || len(text) > longest || strings.Contains(text, card) || strings.Contains(text, card[:14]) {
			t.Fatalf("%d bytes, %v, %v", len(text), cut, err)
		}
	})
}

func FuzzReadable(f *testing.F) {
	f.Add([]byte("name: 4111 1111 1111 1111\n"))
	f.Add(bytes.Repeat([]byte("я"), insideText))
	f.Fuzz(func(t *testing.T, b []byte) {
		text, _, err := readable(bytes.NewReader(b))
		if err != nil || !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\x1b\u202e") {
			t.Errorf("%q, %v", text, err)
		}
	})
}
