package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"surety/internal/document"
)

var update = flag.Bool("update", false, "add what testdata/published.txt does not name yet")

// TestPublishedTextsNeverChange holds every text and what becomes of it to the hashes that were written down when it was published.
// A new version is added with -update; a changed hash stays a failure, since papers with it may have been signed.
func TestPublishedTextsNeverChange(t *testing.T) {
	const path = "testdata/published.txt"
	file, _ := os.ReadFile(path)
	kept := map[string]string{}
	for line := range strings.Lines(string(file)) {
		name, hashes, _ := strings.Cut(strings.TrimSpace(line), ": ")
		kept[name] = hashes
	}
	var add strings.Builder
	for _, tm := range published {
		for _, l := range languages {
			name := fmt.Sprintf("%s %d %s", tm.ID, tm.Version, l)
			have := sum(textOf(tm, l)) + " " + sum(everything(t, tm, l))
			switch want, ok := kept[name]; {
			case !ok:
				fmt.Fprintf(&add, "%s: %s\n", name, have)
			case have != want:
				t.Errorf("%s is published and has changed: make a new version instead\nhave %s\nwant %s", name, have, want)
			}
			delete(kept, name)
		}
	}
	for name := range kept {
		t.Errorf("%s was published and is gone", name)
	}
	if add.Len() > 0 && !*update {
		t.Errorf("not written down yet (go test -update adds it):\n%s", add.String())
	} else if add.Len() > 0 {
		if err := os.WriteFile(path, append(file, add.String()...), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// everything is what becomes of all samples, alone and beside another language. Every paragraph stands in one of them.
func everything(t *testing.T, tm Template, l document.Language) string {
	var all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(samples)) {
		all.WriteString(text(t, tm, samples[name](l)))
	}
	return all.String() + text(t, tm, full(l, languages[(slices.Index(languages, l)+1)%len(languages)]))
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// TestLanguagesSayTheSameClauses is also what load holds; here it is shown to find what it has to find.
func TestLanguagesSayTheSameClauses(t *testing.T) {
	const good = "title: A {n}\n# one First\n= It is one.\nText {a} and {#two}.\n- ?x point\n@price\n# two Second\n= Two.\nEnd.\n"
	first, err := parse(good)
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string][2]string{
		"a word less":         {"title: A {n}\n", ""},
		"a value less":        {"Text {a}", "Text"},
		"another value":       {"{a}", "{b}"},
		"a reference changed": {"{#two}", "{#one}"},
		"a word's value":      {"A {n}", "A {m}"},
		"a clause less":       {"# two Second\n= Two.\nEnd.\n", ""},
		"another clause":      {"# two", "# three"},
		"a paragraph more":    {"End.", "End.\nMore."},
		"another condition":   {"?x", "?y"},
		"another block":       {"@price", "@scope"},
		"no summary":          {"= Two.\n", ""},
		"another kind":        {"- ?x point", "?x point"},
	} {
		second, err := parse(strings.Replace(good, change[0], change[1], 1))
		if err == nil {
			err = aligned(first, second)
		}
		if err == nil {
			t.Errorf("%s: not found", what)
		}
	}
	for _, bad := range []string{"no frame", "a: b\na: c", "# one First\n= a\n= b", "# one First\n##", "# one First\n: term without meaning", "# one First\n-"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestTemplatesAskOnlyForWhatThereIs: conditions, blocks and references exist, and every paragraph stands in some sample.
func TestTemplatesAskOnlyForWhatThereIs(t *testing.T) {
	p := full(document.English)
	known := conditions(&p)
	for tm, in := range sources {
		met := map[string]bool{}
		for _, s := range samples {
			for _, ls := range [][]document.Language{languages[:1], languages[:2]} {
				q := s(ls...)
				for name, is := range conditions(&q) {
					met[name] = met[name] || is
				}
			}
		}
		s := in[document.English]
		for _, c := range s.clauses {
			for _, part := range c.parts {
				if _, ok := known[part.when]; part.when != "" && (!ok || !met[part.when]) {
					t.Errorf("%s, clause %s: condition %q is unknown, or holds in no sample", tm.ID, c.id, part.when)
				}
				if part.kind == '@' && blocks[part.text] == nil {
					t.Errorf("%s, clause %s: no block %q", tm.ID, c.id, part.text)
				}
				for _, name := range places(part.text) {
					id, is := strings.CutPrefix(name, "#")
					if is && !slices.ContainsFunc(s.clauses, func(c section) bool { return c.id == id }) {
						t.Errorf("%s, clause %s: no clause %q", tm.ID, c.id, id)
					}
				}
			}
		}
	}
}

var latinWord = regexp.MustCompile(`[A-Za-z]{2,}`)

// TestNoEnglishIsLeft in the texts of other languages, save the names that have no others; and each is in its own script.
func TestNoEnglishIsLeft(t *testing.T) {
	own := map[document.Language]*unicode.RangeTable{document.English: unicode.Latin, document.Russian: unicode.Cyrillic, document.Persian: unicode.Arabic, document.Chinese: unicode.Han}
	key := regexp.MustCompile(`(?m)^([a-z_]+: |# [a-z]+ |@[a-z]+$)|\?[a-z_]+ |\{[#a-z_]+\}|SHA-256`)
	for _, tm := range published {
		for _, l := range languages {
			words := key.ReplaceAllString(textOf(tm, l), "")
			if found := latinWord.FindAllString(words, -1); l != document.English && len(found) > 0 {
				t.Errorf("%s %s: English is left: %v", tm.ID, l, found)
			}
			for _, r := range words {
				if unicode.IsLetter(r) && !unicode.Is(own[l], r) {
					t.Errorf("%s %s: %q is of another script", tm.ID, l, r)
				}
				if l == document.Persian && (strings.ContainsRune("كيىة", r) || r >= '0' && r <= '9') {
					t.Errorf("%s %s: %q is not how Persian is written", tm.ID, l, r)
				}
			}
		}
	}
}

// TestEveryPaperIsComplete: in every language and pair nothing is unfilled, empty or doubled, and clauses stand where their ids say.
func TestEveryPaperIsComplete(t *testing.T) {
	for _, tm := range published {
		for _, ls := range choices() {
			for name, s := range samples {
				whole := text(t, tm, s(ls...))
				if m := regexp.MustCompile(`[{}]|\?[a-z]|  |\x{2068}\x{2069}|@[a-z]+\n`).FindString(whole); m != "" {
					t.Errorf("%s %v %s: %q is left", tm.ID, ls, name, m)
				}
				clauses, err := Clauses(tm, s(ls...))
				if err != nil {
					t.Fatal(err)
				}
				for i, c := range clauses {
					explained(t, c, len(ls))
					if c.Number != i+1 || c.ID != sources[tm][ls[0]].clauses[i].id {
						t.Errorf("%s: clause %d is called %q, %d", tm.ID, i+1, c.ID, c.Number)
					}
				}
			}
		}
	}
}

func explained(t *testing.T, c Clause, languages int) {
	t.Helper()
	for _, text := range []document.Text{c.Heading, c.Summary, c.Text} {
		if len(text) != languages || slices.Contains(text, "") {
			t.Errorf("clause %s: %q", c.ID, text)
		}
	}
	for _, s := range c.Summary {
		if strings.Count(s, "\n") > 0 || !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "。") {
			t.Errorf("clause %s: %q is not one sentence", c.ID, s)
		}
	}
}

// TestSealAndEncryptionShareNoWord: on a paper "seal" is what stands under it; what is kept secret is encrypted. An offer in a dispute is
// sealed as an envelope is, with a word of its own where the language has one.
func TestSealAndEncryptionShareNoWord(t *testing.T) {
	secret := map[document.Language]*regexp.Regexp{
		document.English: regexp.MustCompile(`only sealed|sealed under|kept sealed|It is sealed`),
		document.Russian: regexp.MustCompile(`(?i)запечат`),
		document.Persian: regexp.MustCompile(`مهر و موم|به‌صورت مهرشده`),
		document.Chinese: regexp.MustCompile(`封存`),
	}
	for _, tm := range published {
		for l, words := range secret {
			if found := words.FindString(textOf(tm, l)); found != "" {
				t.Errorf("%s %s: %q says seal of what is encrypted", tm.ID, l, found)
			}
		}
	}
}

func TestVersionsAreFound(t *testing.T) {
	for _, tm := range Templates() {
		for what, have := range map[string]func() (Template, error){
			"lookup": func() (Template, error) { return Lookup(tm.ID, tm.Version) },
			"now":    func() (Template, error) { return Current(tm.ID, tm.Effective) },
			"before": func() (Template, error) { return Current(tm.ID, tm.Effective.AddDate(-1, 0, 0)) },
		} {
			if got, err := have(); err != nil || got.ID != tm.ID || got.Effective != tm.Effective {
				t.Errorf("%s %s: %v %v", tm.ID, what, got, err)
			}
		}
		if _, err := Write(Template{ID: tm.ID, Version: 99}, full(document.English)); err == nil {
			t.Errorf("%s: a version that does not exist was written", tm.ID)
		}
	}
	if _, err := Current("lease", at("2027-01-01T00:00:00Z")); err == nil {
		t.Error("an unknown paper was found")
	}
}
