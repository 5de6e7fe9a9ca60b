package document

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// TestLinesHoldTheText: nothing is lost or doubled when a text is broken into lines, and none is wider than its column.
func TestLinesHoldTheText(t *testing.T) {
	alphabet := []rune("abcdefgh   Привет «سلام دنیا» ۱۲۳ 45.6 می‌شود（中文字符），。、；لا ِ-")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom(alphabet), 1, 120, -1).Draw(t, "text")
		l := rapid.SampledFrom([]Language{English, Russian, Persian, Chinese}).Draw(t, "language")
		width := rapid.Float64Range(30, 300).Draw(t, "width")
		lines, err := newSetter().lines(s, style{l, 10, rapid.Bool().Draw(t, "bold")}, width)
		if err != nil {
			t.Fatal(err)
		}
		var whole strings.Builder
		for _, line := range lines {
			whole.WriteString(line.text)
			if line.width > width+hair {
				t.Fatalf("%q is %.1f wide, the column %.1f", line.text, line.width, width)
			}
		}
		if bare(whole.String()) != bare(s) {
			t.Fatalf("%q became %q", s, whole.String())
		}
	})
}

// TestACutTakesTheKerningAway: the last sign of a line that ends within a word has no neighbour to stand close to, and in Persian none to be joined to.
func TestACutTakesTheKerningAway(t *testing.T) {
	for _, want := range []struct {
		text  string
		width float64
		lines []string
	}{{"（cfbea", 30, []string{"（cfb", "ea"}}, {"xyz", 1, []string{"x", "y", "z"}}} {
		var have []string
		for _, line := range must(newSetter().lines(want.text, style{Chinese, 10, false}, want.width)) {
			have = append(have, line.text)
		}
		if !slices.Equal(have, want.lines) {
			t.Errorf("%q became %q", want.text, have)
		}
	}
}

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// TestGlyphsSayTheText: what the glyphs of a line say, put together from where reading begins, is its text.
func TestGlyphsSayTheText(t *testing.T) {
	for text, l := range map[string]Language{
		"اختلاف و کتباً شمارهٔ می‌شود": Persian, "office file fi": English, "清除恶意程序": Chinese, "Подъём": Russian,
	} {
		lines := must(newSetter().lines(text, style{l, 10, false}, 500))
		var said []string
		for _, g := range lines[0].glyphs {
			if l == Persian {
				said = append([]string{g.text}, said...)
			} else {
				said = append(said, g.text)
			}
		}
		if have := strings.Join(said, ""); have != text {
			t.Errorf("%q is said as %q", text, have)
		}
	}
}

// TestChineseLines: no line begins with a mark that closes, none ends with one that opens (GB/T 15834, UAX 14).
func TestChineseLines(t *testing.T) {
	text := strings.Repeat("甲方（以下简称“客户”）应当在收到通知后三日内付款；逾期不付的，乙方有权解除合同。双方另有约定的，从其约定！例如：《补充协议》、附件。", 4)
	for width := 60.0; width < 300; width += 7 {
		for _, line := range must(newSetter().lines(text, style{Chinese, 10, false}, width)) {
			if strings.ContainsAny(line.text[:3], "，。；！）》、：”") || strings.HasSuffix(line.text, "（") || strings.HasSuffix(line.text, "《") {
				t.Errorf("at %.0f: %s", width, line.text)
			}
		}
	}
}

// TestHeldTogether: what a typographer keeps on one line.
func TestHeldTogether(t *testing.T) {
	for text, l := range map[string]Language{"Это относится к следующему и в том числе с № 12": Russian, "evidence under § 4.2 and no. § 5": English} {
		for width := 80.0; width < 220; width += 3 {
			for _, line := range must(newSetter().lines(text, style{l, 10, false}, width)) {
				if words := strings.Fields(line.text); held([]rune(words[len(words)-1]), l) {
					t.Errorf("at %.0f a line ends with %s", width, line.text)
				}
			}
		}
	}
}

func TestLongWordsAreCut(t *testing.T) {
	for _, line := range must(newSetter().lines(strings.Repeat("0123456789abcdef", 20), style{English, 10, false}, 100)) {
		if line.width > 100 || line.width < 80 && line.text != "" && !strings.HasSuffix(strings.Repeat("0123456789abcdef", 20), line.text) {
			t.Errorf("%q is %.1f wide", line.text, line.width)
		}
	}
}

// TestNumbersInASentenceOfTheOtherDirection: the places of "12" and "(CEO)" beside Persian words in English and the reverse.
func TestNumbersInASentenceOfTheOtherDirection(t *testing.T) {
	for text, want := range map[string]struct {
		language Language
		seen     string
	}{
		"Client علی 12 pays":                    {English, "Client 12 یلع pays"},
		"نام: Mina (CEO) ۱۲":                    {Persian, "Mina (CEO) ۱۲ :مان"}, // UAX 9, W7: this is why values are isolated
		"نام: " + Isolate("Mina (CEO)") + " ۱۲": {Persian, "۱۲ Mina (CEO) :مان"},
	} {
		var seen strings.Builder
		for _, g := range must(newSetter().lines(text, style{want.language, 10, false}, 500))[0].glyphs {
			seen.WriteString(g.text)
		}
		if seen.String() != want.seen {
			t.Errorf("%q is seen as %q, not %q", text, seen.String(), want.seen)
		}
	}
}

// TestPages: nothing stands below the text's end, no heading stays behind alone, a table says its heads again.
func TestPages(t *testing.T) {
	d := sample(English, Persian)
	for i := range 30 {
		d.Blocks = append(d.Blocks, d.Blocks[1+i%4])
	}
	var cells [][]Text
	for i := range 120 {
		cells = append(cells, []Text{{fmt.Sprint("item ", i), fmt.Sprint("قلم ", i)}, {"1", "۱"}})
	}
	d.Blocks = append(d.Blocks, Table{Columns: []Column{{Heading: Text{"Item", "قلم"}}, {Heading: Text{"Amount", "مبلغ"}, Amount: true}}, Rows: cells},
		Paragraph{Text{strings.Repeat("word ", 3900), "کوتاه"}})
	rows, _, err := newLayout(must(checked(d))).document(must(checked(d)))
	if err != nil {
		t.Fatal(err)
	}
	pages, again := paginate(rows), 0
	for n, p := range pages {
		last := p.rows[len(p.rows)-1]
		if last.y+last.height() > bottom+0.01 {
			t.Errorf("page %d ends at %.1f", n+1, last.y+last.height())
		}
		if last.keep && n < len(pages)-1 {
			t.Errorf("page %d ends with what should stay with the next", n+1)
		}
		if p.rows[0].continuing {
			again++
		}
	}
	if len(pages) < 12 || again < 2 {
		t.Errorf("%d pages, heads again on %d", len(pages), again)
	}
}
