package mail

import (
	"regexp"
	"strings"
	"testing"
)

func TestCountriesHaveTheirNameInEveryLanguage(t *testing.T) {
	code, latin := regexp.MustCompile(`^[A-Z]{2}$`), regexp.MustCompile(`[A-Za-z]`)
	for c, names := range countries {
		if !code.MatchString(c) || len(names) != len(languages) {
			t.Errorf("%s has %d names", c, len(names))
		}
		for _, l := range languages {
			n := names[l]
			if n == "" || n != clean(n) || l != "en" && latin.MatchString(n) || l == "fa" && strings.ContainsAny(n, "يك") {
				t.Errorf("%s is %q in %s", c, n, l)
			}
		}
	}
	if len(countries) != 250 { // ISO 3166-1 and Kosovo
		t.Errorf("%d countries", len(countries))
	}
	for _, want := range []struct{ code, en, ru, fa, zh string }{
		{"IR", "Iran", "Иран", "ایران", "伊朗"}, {"RU", "Russia", "Россия", "روسیه", "俄罗斯"}, {"CN", "China", "Китай", "چین", "中国"},
		{"NL", "Netherlands", "Нидерланды", "هلند", "荷兰"}, {"MK", "North Macedonia", "Северная Македония", "مقدونیهٔ شمالی", "北马其顿"},
	} {
		n := countries[want.code]
		if n["en"] != want.en || n["ru"] != want.ru || n["fa"] != want.fa || n["zh"] != want.zh {
			t.Errorf("%s is %v", want.code, n)
		}
	}
}

// What is not known is not named, and a code that is none does not reach the reader.
func TestALetterNamesAKnownCountryAlone(t *testing.T) {
	for _, language := range languages {
		l := Sample("new_sign_in", language)
		label := wordsOf(language).Details["place"] + wordsOf(language).Colon
		if text := compose(t, l).Text; !strings.Contains(text, label) || !strings.Contains(text, countries["FR"][language]) {
			t.Errorf("%s: no country in\n%s", language, text)
		}
		for _, unknown := range []string{"", "ZZ", "fr", "https://evil.example"} {
			l.Data["country"] = unknown
			if text := compose(t, l).Text; strings.Contains(text, label) || strings.Contains(text, "evil") {
				t.Errorf("%s: %q names a place in\n%s", language, unknown, text)
			}
		}
	}
}
