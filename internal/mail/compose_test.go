package mail

import (
	"encoding/json"
	"errors"
	"flag"
	"html"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"surety/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

var house = Installation{Name: "Surety Example", URL: "https://help.firm.example/"}

func compose(t *testing.T, l Letter) Message {
	t.Helper()
	m, err := Compose(house, l)
	if err != nil {
		t.Fatalf("%s in %s: %v", l.Code, l.Language, err)
	}
	return m
}

func TestLettersReadAsTheGoldenFilesSay(t *testing.T) {
	for _, language := range Languages() {
		for _, code := range Codes() {
			m := compose(t, Sample(code, language))
			path := filepath.Join("testdata", language, code+".txt")
			got := "Subject: " + m.Subject + "\n\n" + m.Text
			if *update {
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; got:\n%s", path, got)
			}
		}
	}
}

func TestHTMLOfOneLetterPerDirection(t *testing.T) {
	for _, language := range []string{"en", "fa"} {
		path := filepath.Join("testdata", language, "new_sign_in.html")
		got := compose(t, Sample("new_sign_in", language)).HTML
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || got != string(want) {
			t.Errorf("%s differs (%v); got:\n%s", path, err, got)
		}
	}
}

// Every language says everything, with the same values in each text, and nothing that no code uses.
func TestEveryLanguageHasEveryWord(t *testing.T) {
	for _, language := range Languages() {
		text, err := os.ReadFile("words/" + language + ".json")
		if err != nil {
			t.Fatal(err)
		}
		strict := json.NewDecoder(strings.NewReader(string(text)))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&words{}); err != nil {
			t.Errorf("%s: %v", language, err)
		}
		w := all[language]
		if len(w.Gregory) != 12 || len(w.Persian) != 12 || len([]rune(w.Digits)) != 10 || len(w.Letters) != len(kinds) {
			t.Errorf("%s: months, digits or letters are missing", language)
		}
		for code, k := range kinds {
			s, ok := w.Letters[code]
			if !ok || s.Subject == "" || len(s.Lines) == 0 || (s.Button == "") != (k.path == "") {
				t.Errorf("%s: %s is not complete", language, code)
			}
			if en := all["en"].Letters[code]; len(s.Lines) != len(en.Lines) || len(s.After) != len(en.After) || !reflect.DeepEqual(valuesIn(s), valuesIn(en)) {
				t.Errorf("%s: %s does not say what the English says: %v, %v", language, code, valuesIn(s), valuesIn(en))
			}
			for _, d := range k.details {
				if w.Details[d] == "" {
					t.Errorf("%s: no word for %s", language, d)
				}
			}
		}
		for _, f := range factors {
			if w.Factors[f] == "" {
				t.Errorf("%s: no word for %s", language, f)
			}
		}
	}
}

func valuesIn(s script) []string {
	found := place.FindAllString(strings.Join(slices.Concat([]string{s.Subject}, s.Lines, s.After), " "), -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestNoEnglishIsLeftInOtherLanguages(t *testing.T) {
	latin := regexp.MustCompile(`[A-Za-z]{2,}`)
	for _, language := range []string{"ru", "fa", "zh"} {
		w := all[language]
		everything := []string{w.Greeting, w.GreetingPlain, w.Link, w.Footer, w.Colon, w.Instant["gregory"], w.Instant["persian"]}
		everything = append(everything, slices.Concat(w.Gregory, w.Persian)...)
		for _, m := range []map[string]string{w.Details, w.Factors} {
			for _, text := range m {
				everything = append(everything, text)
			}
		}
		for _, s := range w.Letters {
			everything = slices.Concat(everything, []string{s.Subject, s.Button}, s.Lines, s.After)
		}
		for _, text := range everything {
			if found := latin.FindString(place.ReplaceAllString(text, "")); found != "" {
				t.Errorf("%s: %q in %q", language, found, text)
			}
			if language == "fa" && strings.ContainsAny(text, "يك٤٥٦") {
				t.Errorf("Arabic letters or digits in the Persian %q", text)
			}
		}
	}
}

func TestLayoutsHoldNoWords(t *testing.T) {
	for _, name := range []string{"letter.html", "letter.txt"} {
		text, err := os.ReadFile("layout/" + name)
		if err != nil {
			t.Fatal(err)
		}
		shown := regexp.MustCompile(`(?s)\{\{.*?\}\}|<style>.*</style>|<[^>]*>`).ReplaceAllString(string(text), "")
		if strings.ContainsFunc(shown, unicode.IsLetter) {
			t.Errorf("%s shows %q", name, strings.Fields(shown))
		}
	}
}

func TestPersianLettersRunRightToLeft(t *testing.T) {
	m := compose(t, Sample("new_sign_in", "fa"))
	m.HTML = html.UnescapeString(m.HTML)
	for _, want := range []string{`lang="fa" dir="rtl"`, "text-align:right", "۱ آذر ۱۴۰۵، ساعت ۱۲:۰۰ (UTC+03:30)", "<bdi>Surety Example</bdi>", `dir="ltr" href=`} {
		if !strings.Contains(m.HTML, want) {
			t.Errorf("the HTML lacks %q", want)
		}
	}
	if !strings.Contains(m.Text, "\u2068Surety Example\u2069") || strings.ContainsAny(m.Subject, "\u2068\u2069") {
		t.Error("foreign values must be isolated in the text and bare in the subject")
	}
}

func TestInstantsInTheReadersCalendar(t *testing.T) {
	cases := []struct{ language, calendar, zone, at, want string }{
		{"fa", "auto", "Asia/Tehran", "2026-03-20T20:29:59Z", "۲۹ اسفند ۱۴۰۴، ساعت ۲۳:۵۹ (UTC+03:30)"},
		{"fa", "auto", "Asia/Tehran", "2026-03-20T20:30:00Z", "۱ فروردین ۱۴۰۵، ساعت ۰۰:۰۰ (UTC+03:30)"},
		{"fa", "", "UTC", "2025-03-20T12:00:00Z", "۳۰ اسفند ۱۴۰۳، ساعت ۱۲:۰۰ (UTC)"}, // a leap year
		{"fa", "", "UTC", "2025-03-21T12:00:00Z", "۱ فروردین ۱۴۰۴، ساعت ۱۲:۰۰ (UTC)"},
		{"fa", "", "UTC", "1979-02-11T00:00:00Z", "۲۲ بهمن ۱۳۵۷، ساعت ۰۰:۰۰ (UTC)"},
		{"fa", "gregory", "", "2026-11-22T08:30:00Z", "۲۲ نوامبر ۲۰۲۶، ساعت ۰۸:۳۰ (UTC)"},
		{"en", "auto", "America/New_York", "2026-11-22T08:30:00Z", "22 November 2026, 03:30 (UTC-05:00)"},
		{"en", "persian", "", "2026-11-22T08:30:00Z", "1 Azar 1405, 08:30 (UTC)"},
		{"ru", "auto", "Europe/Moscow", "2026-11-22T08:30:00Z", "22 ноября 2026 г., 11:30 (UTC+03:00)"},
		{"zh", "auto", "Asia/Shanghai", "2026-11-22T18:30:00Z", "2026年11月23日 02:30（UTC+08:00）"},
		{"zh", "persian", "", "2026-11-22T18:30:00Z", "伊历1405年9月1日 18:30（UTC）"},
		{"en", "auto", "No/Where", "2026-11-22T08:30:00+02:00", "22 November 2026, 06:30 (UTC)"},
	}
	for _, c := range cases {
		if got := wordsOf(c.language).instant(c.at, c.calendar, c.zone); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.at, c.language, got, c.want)
		}
	}
}

// The conversion against day numbers: forty years of days follow each other without a gap.
func TestPersianDaysFollowEachOther(t *testing.T) {
	day := time.Date(2000, 3, 20, 12, 0, 0, 0, time.UTC) // 1 Farvardin 1379
	if y, m, d := date(day, "persian"); y != 1379 || m != 1 || d != 1 {
		t.Fatalf("the first day is %d-%d-%d", y, m, d)
	}
	year, month, dom := 1379, 1, 1
	for range 40 * 365 {
		day = day.AddDate(0, 0, 1)
		y, m, d := date(day, "persian")
		length := map[bool]int{true: 31, false: 30}[month <= 6]
		sameMonth := y == year && m == month && d == dom+1 && d <= length
		nextMonth := d == 1 && (y == year && m == month+1 && dom == length || y == year+1 && m == 1 && month == 12 && dom >= 29)
		if !sameMonth && !nextMonth {
			t.Fatalf("%v is %d-%d-%d after %d-%d-%d", day, y, m, d, year, month, dom)
		}
		year, month, dom = y, m, d
	}
}

func TestLinksLeadOnlyToTheInstallation(t *testing.T) {
	href := regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	for _, language := range Languages() {
		for _, code := range Codes() {
			m := compose(t, Sample(code, language))
			for _, found := range href.FindAllStringSubmatch(m.HTML, -1) {
				if !strings.HasPrefix(found[1], "https://help.firm.example/") {
					t.Errorf("%s leads to %s", code, found[1])
				}
			}
			if strings.Count(m.Text, "://") != strings.Count(m.Text, "https://help.firm.example/") {
				t.Errorf("a strange link in:\n%s", m.Text)
			}
		}
	}
	if m := compose(t, Sample("invitation", "en")); !strings.Contains(m.Text, "https://help.firm.example/welcome/a-sample-that-opens-nothing\n") {
		t.Errorf("no link in:\n%s", m.Text)
	}
}

// What a stranger typed must not become their letter to somebody else.
func TestWhatPeopleTypeIsCleanedOrLeftOut(t *testing.T) {
	left := []string{"Win at evil.example now", "https://evil.example", "a@b.example", `\\evil\share`, "www.evil.example"}
	for _, name := range left {
		l := Sample("answer", "en")
		l.Name = name
		if m := compose(t, l); !strings.HasPrefix(m.Text, "Hello,\n") || strings.Contains(m.HTML, name) {
			t.Errorf("%q stands in the letter", name)
		}
	}
	for name, want := range map[string]string{"Ada\r\nBcc: x": "Ada Bcc: x", "\u202eadA\u2066 L": "adA L", "علی‌رضا": "\u2068علی‌رضا\u2069", " J.R. O'Neill ": "J.R. O'Neill",
		"<b>Ada</b>": "", "<b>Ada": "<b>Ada", strings.Repeat("x", 500): strings.Repeat("x", valueLimit), "李\x00雷": "李 雷"} {
		l := Sample("answer", "en")
		l.Name = name
		m := compose(t, l)
		greeting := "Hello " + want + ",\n"
		if want == "" {
			greeting = "Hello,\n"
		}
		if !strings.HasPrefix(m.Text, greeting) || strings.Contains(m.HTML, "<b>") {
			t.Errorf("%q became %q", name, strings.SplitN(m.Text, "\n", 2)[0])
		}
	}
	l := Sample("invitation", "en")
	l.Data["organisation"] = "evil.example/now"
	if m := compose(t, l); strings.Contains(m.Text, "belong to") {
		t.Errorf("the sentence stayed:\n%s", m.Text)
	}
}

func TestComposeRefuses(t *testing.T) {
	with := func(code, key, value string) Letter {
		l := Sample(code, "en")
		l.Data[key] = value
		return l
	}
	cases := []struct {
		url   string
		l     Letter
		field string
	}{
		{house.URL, with("invitation", "token", ""), "token"},
		{house.URL, with("invitation", "token", "../x?"), "token"},
		{house.URL, with("invitation", "until", "soon"), "until"},
		{house.URL, with("factor_added", "what", "magic"), "what"},
		{house.URL, with("answer", "ticket", "a/b"), "ticket"},
		{"javascript:alert(1)", Sample("answer", "en"), "url"},
		{"https://u:p@help.example", Sample("answer", "en"), "url"},
		{"", Sample("answer", "en"), "url"},
	}
	for _, c := range cases {
		_, err := Compose(Installation{"S", c.url}, c.l)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Field != c.field {
			t.Errorf("%+v: %v, want invalid at %s", c.l, err, c.field)
		}
	}
	if _, err := Compose(house, Sample("nothing", "en")); !errors.Is(err, fault.ErrAbsent) {
		t.Errorf("unknown code: %v", err)
	}
	if m := compose(t, Sample("answer", "tlh")); m.Language != "en" {
		t.Errorf("an unknown language is written in %s", m.Language)
	}
}
