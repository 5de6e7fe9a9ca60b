package document

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"
)

var rewrite = flag.Bool("update", false, "write golden files anew")

// look is where files are left to be looked at, if the environment asks for it.
func look(t *testing.T, name string, pdf []byte) {
	t.Helper()
	if dir := os.Getenv("DOCUMENT_LOOK"); dir != "" {
		write(t, dir, name+".pdf", pdf)
	}
}

var samples = map[string][]Language{
	"en": {English}, "ru": {Russian}, "fa": {Persian}, "zh": {Chinese},
	"fa-en": {Persian, English}, "en-zh": {English, Chinese}, "ru-fa": {Russian, Persian},
}

// golden compares with a kept file.
func golden(t *testing.T, name, have string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *rewrite {
		if err := os.WriteFile(path, []byte(have), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != have {
		t.Errorf("%s is not what it was (%v); have\n%s", path, err, have)
	}
}

func TestCanonicalText(t *testing.T) {
	for name, ls := range samples {
		text, hash, err := CanonicalText(sample(ls...))
		if err != nil || !bytes.Equal(hash[:], sha256Of(text)) {
			t.Fatalf("%s: %v", name, err)
		}
		golden(t, "canonical-"+name+".txt", string(text)+"sha-256 "+hex.EncodeToString(hash[:])+"\n")
	}
}

// TestCanonicalTextTellsApart: what reads differently has another text.
func TestCanonicalTextTellsApart(t *testing.T) {
	doc := func(blocks ...Block) Document {
		return Document{Languages: []Language{English}, Title: Text{"T"}, Blocks: blocks}
	}
	one := func(s string) Text { return Text{s} }
	all := []Document{
		doc(), doc(Paragraph{one("a")}), doc(Paragraph{one("• a")}), doc(List{[]Text{one("a")}}), doc(Paragraph{one("a")}, Paragraph{one("b")}),
		doc(List{[]Text{one("a"), one("b")}}), doc(Definitions{[]Definition{{one("a"), one("b")}}}), doc(Paragraph{one("= a b")}), doc(Paragraph{one("1. a")}),
		doc(Clause{one("a"), nil}), doc(Clause{one("a"), []Block{Paragraph{one("b")}}}), doc(Clause{one("a"), nil}, Paragraph{one("b")}),
		doc(Table{Columns: []Column{{Heading: one("a")}}, Rows: [][]Text{{one("b")}}}), doc(Table{Columns: []Column{{Heading: one("a"), Amount: true}}, Rows: [][]Text{{one("b")}}}),
		doc(Table{Columns: []Column{{Heading: one("a")}}, Rows: [][]Text{{one("b")}}, Total: true}), doc(Table{Columns: []Column{{Heading: one("a")}, {Heading: one("b")}}}),
		doc(Signatures{[]Signatory{{"client", one("a"), one("b")}}}), doc(Signatures{[]Signatory{{"other", one("a"), one("b")}}}),
		{Languages: []Language{English}, Title: Text{"T"}, Subtitle: Text{"a"}}, {Languages: []Language{Russian}, Title: Text{"T"}},
		{Languages: []Language{English}, Title: Text{"T"}, Fields: []string{"platform"}}, {Languages: []Language{English, Russian}, Title: Text{"T", "T"}},
		{Languages: []Language{Russian, English}, Title: Text{"T", "T"}},
	}
	seen := map[string]int{}
	for i, d := range all {
		text, _, err := CanonicalText(d)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		if other, twice := seen[string(text)]; twice {
			t.Errorf("documents %d and %d have one text:\n%s", other, i, text)
		}
		seen[string(text)] = i
	}
	composed, _, _ := CanonicalText(Document{Languages: []Language{Russian}, Title: Text{"й"}})
	apart, _, _ := CanonicalText(Document{Languages: []Language{Russian}, Title: Text{"и\u0306"}})
	if !bytes.Equal(composed, apart) {
		t.Error("what reads the same has two texts: not in NFC")
	}
}

func TestSameDocumentSameBytes(t *testing.T) {
	for name, ls := range samples {
		first := must(Render(sample(ls...)))
		if !bytes.Equal(first, must(Render(sample(ls...)))) {
			t.Errorf("%s differs from itself", name)
		}
		look(t, name, first)
	}
}

// TestRenderTogether: renderings share fonts, and nothing that changes.
func TestRenderTogether(t *testing.T) {
	want := must(Render(sample(Persian, English)))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if have, err := Render(sample(Persian, English)); err != nil || !bytes.Equal(have, want) {
				t.Errorf("differs beside others: %v", err)
			}
		})
	}
	all.Wait()
}

var blanks = regexp.MustCompile(` {2,}`)

// extracted is what poppler reads from a file, without the signs of direction that it adds, and its runs of blanks made one.
func extracted(t *testing.T, pdf []byte) string {
	t.Helper()
	path := write(t, t.TempDir(), "a.pdf", pdf)
	run(t, "qpdf", "--check", path)
	out := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) || r == '\f' {
			return -1
		}
		return r
	}, run(t, "pdftotext", "-layout", path, "-"))
	var lines []string
	for line := range strings.Lines(out) {
		if line = strings.TrimSpace(blanks.ReplaceAllString(line, "  ")); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestTextIsReadBack(t *testing.T) {
	for name, ls := range samples {
		text := extracted(t, must(Render(sample(ls...))))
		golden(t, "extracted-"+name+".txt", text)
		_, hash, _ := CanonicalText(sample(ls...))
		if !strings.Contains(text, hex.EncodeToString(hash[:])) {
			t.Errorf("%s: the hash of the text is not in its foot", name)
		}
		for word := range strings.FieldsFuncSeq(canonical(must(checked(sample(ls...)))), func(r rune) bool {
			return !unicode.In(r, unicode.L, unicode.M, unicode.N) && r != zwnj && r != '@' && r != '.' && r != '-'
		}) {
			if word = strings.Trim(word, ".-"); len(ls) == 2 {
				word = strings.TrimSuffix(word, "\u0654") // poppler sets it apart in a line that begins with English
			}
			if !unicode.Is(unicode.Han, []rune(word + "。")[0]) && !strings.Contains("surety document title subtitle field text amount zh ru fa platform", word) && !strings.Contains(text, word) {
				t.Errorf("%s: %q is not read back", name, word)
			}
		}
	}
}

// TestStructure: the tags that reader programs go by, and the text in reading order where it is drawn in another.
func TestStructure(t *testing.T) {
	pdf := must(Render(sample(Persian, English)))
	out := run(t, "pdfinfo", "-struct", write(t, t.TempDir(), "a.pdf", pdf))
	for _, kind := range []string{"Document", "Sect", "H1", "H2", "P", "Table", "TR", "TH", "TD", "L", "LI", "Lbl", "LBody"} {
		if !regexp.MustCompile(`(?m)^\s*` + kind + `\b`).MatchString(out) {
			t.Errorf("there is no %s:\n%s", kind, out)
		}
	}
	state := views(must(revisions(pdf)))[0]
	said, spoken := map[string]bool{}, map[string]int{}
	for _, o := range state.objects {
		if d, ok := o.value.(dict); ok && d["Type"] == name("StructElem") {
			said[written(d["ActualText"])] = true
			spoken[written(d["Lang"])]++
		}
	}
	if !said["۱. موضوع قرارداد"] || !said["گذرواژه‌ها و کلیدها، که متخصص نه رونوشت برمی‌دارد و نه نگه می‌دارد؛"] || said["1. Subject"] {
		t.Errorf("the text in reading order is not there: %v", said)
	}
	if spoken["fa"] < 10 || spoken["en"] != spoken["fa"] {
		t.Errorf("elements by language: %v", spoken)
	}
	root, _ := state.catalog()
	if marks, _ := root["MarkInfo"].(dict); marks["Marked"] != true || written(root["Lang"]) != "fa" {
		t.Errorf("the catalog: %v", root)
	}
}

func TestNothingActiveInside(t *testing.T) {
	d := sample(English)
	d.Title = Text{`</dc:title><x/>(a\) /JavaScript (app.alert) ]]>`}
	pdf := must(Render(d))
	if bytes.Contains(pdf, []byte("<x/>")) {
		t.Error("a title became markup")
	}
	for id, o := range views(must(revisions(pdf)))[0].objects {
		for _, key := range []string{`"JavaScript"`, `"JS"`, `"OpenAction"`, `"AA"`, `"A" <<"S"`, `"URI"`, `"Launch"`, `"EmbeddedFile"`} {
			if strings.Contains(shown(o.value), key) {
				t.Errorf("%s stands in object %d", key, id)
			}
		}
	}
	run(t, "qpdf", "--check", write(t, t.TempDir(), "a.pdf", pdf))
}

func TestModelIsChecked(t *testing.T) {
	title := func(s string) Document { return Document{Languages: []Language{English}, Title: Text{s}} }
	with := func(b Block) Document { d := title("T"); d.Blocks = []Block{b}; return d }
	for what, test := range map[string]struct {
		document Document
		want     error
	}{
		"no language":         {Document{Title: Text{}}, ErrLanguage},
		"an unknown language": {Document{Languages: []Language{"de"}, Title: Text{"T"}}, ErrLanguage},
		"a language twice":    {Document{Languages: []Language{English, English}, Title: Text{"T", "T"}}, ErrLanguage},
		"a missing language":  {Document{Languages: []Language{English, Russian}, Title: Text{"T"}}, ErrShape},
		"an empty title":      {title(""), ErrShape},
		"an override":         {title("a\u202Eb"), ErrCharacter},
		"an open isolate":     {title("a\u2068b"), ErrCharacter},
		"a stray end":         {title("a\u2069b"), ErrCharacter},
		"a line feed":         {title("a\nb"), ErrCharacter},
		"a tab":               {title("a\tb"), ErrCharacter},
		"a line separator":    {title("a\u2028b"), ErrCharacter},
		"a soft hyphen":       {title("a\u00ADb"), ErrCharacter},
		"an invisible letter": {title("a\u3164b"), ErrCharacter},
		"a tag":               {title("a\U000E0041b"), ErrCharacter},
		"private use":         {title("a\uE000b"), ErrCharacter},
		"not UTF-8":           {title("a\xFFb"), ErrCharacter},
		"no glyph":            {title("ก"), ErrCharacter},
		"an emoji":            {title("😀"), ErrCharacter},
		"too long a text":     {title(strings.Repeat("a", maxTextRunes+1)), ErrLarge},
		"a clause in another": {with(Clause{Text{"a"}, []Block{Clause{Text{"b"}, nil}}}), ErrShape},
		"a ragged table":      {with(Table{Columns: []Column{{Heading: Text{"a"}}}, Rows: [][]Text{{}}}), ErrShape},
		"a total of nothing":  {with(Table{Columns: []Column{{Heading: Text{"a"}}}, Total: true}), ErrShape},
		"no block":            {with(nil), ErrShape},
		"a field's name":      {with(Signatures{[]Signatory{{"a)/V", Text{"a"}, Text{"b"}}}}), ErrShape},
		"a field twice":       {with(Signatures{[]Signatory{{"a", Text{"a"}, Text{"b"}}, {"a", Text{"a"}, Text{"b"}}}}), ErrShape},
	} {
		if _, err := Render(test.document); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", what, err)
		}
		if err := Check(test.document); !errors.Is(err, test.want) {
			t.Errorf("checking %s: %v", what, err)
		}
	}
}
