package face

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"surety/internal/assist/session"
	"surety/internal/assist/talk"
	"surety/internal/escape"
	"surety/internal/escrow"
	"surety/internal/wire"
)

var verbs = regexp.MustCompile(`%[^%]`)

// TestEveryLanguageSaysAllOfIt compares each language with English, field by field.
func TestEveryLanguageSaysAllOfIt(t *testing.T) {
	for name, w := range texts {
		compare(t, name, reflect.ValueOf(english), reflect.ValueOf(*w), "")
	}
}

func compare(t *testing.T, language string, want, have reflect.Value, at string) {
	switch want.Kind() {
	case reflect.Struct:
		for i := range want.NumField() {
			compare(t, language, want.Field(i), have.Field(i), at+"."+want.Type().Field(i).Name)
		}
	case reflect.Map:
		if want.Len() != have.Len() {
			t.Errorf("%s%s has %d entries, not %d", language, at, have.Len(), want.Len())
		}
		for _, key := range want.MapKeys() {
			v := have.MapIndex(key)
			if !v.IsValid() {
				t.Errorf("%s%s lacks %v", language, at, key)
				continue
			}
			compare(t, language, want.MapIndex(key), v, fmt.Sprintf("%s[%v]", at, key))
		}
	case reflect.Slice:
		if have.Len() == 0 || at == ".Done" && have.Len() != want.Len() {
			t.Errorf("%s%s has %d lines", language, at, have.Len())
		}
	case reflect.String:
		text := have.String()
		if text == "" || !slices.Equal(verbs.FindAllString(text, -1), verbs.FindAllString(want.String(), -1)) {
			t.Errorf("%s%s says %q where English says %q", language, at, text, want)
		}
	}
}

var began = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// asked is a model whose client is asked for powers.
func asked(powers ...wire.Purpose) *Model {
	m := New("en", "help.example", began)
	f := wire.Facts{Host: "help.example", Ticket: "7", Specialist: "Mina Example", Reason: "why", Powers: powers, Until: began.Add(time.Hour).Unix()}
	asked := talk.Asked{}
	if slices.Contains(powers, wire.Port) {
		f.Ports = []string{"db.example:5432", "bad.example:22"}
		asked.Targets = []talk.Target{{Name: "db.example:5432", Addresses: []string{"10.0.0.7:5432"}}, {Name: "bad.example:22", Code: "leads_nowhere"}}
	}
	asked.Facts = f.Encode()
	m.Hear(asked)
	return m
}

func (m *Model) press(keys string) {
	all, _ := Keys([]byte(keys))
	for _, k := range all {
		m.Press(k)
	}
}

// ready is a model that has come to the questions about powers.
func ready(powers ...wire.Purpose) *Model {
	m := asked(powers...)
	m.Tick(began.Add(LockedFor))
	m.press("112I do without\r")
	m.Told()
	m.Hear(talk.Prepared{Facts: m.facts.Encode()})
	return m
}

func (m *Model) text() string { return strings.Join(m.Page().Body, "\n") }

func consent(m *Model) *talk.Consent {
	for _, msg := range m.Told() {
		if c, ok := msg.(talk.Consent); ok {
			return &c
		}
	}
	return nil
}

func TestTheWarningStandsForTenSeconds(t *testing.T) {
	m := asked(wire.TerminalView)
	for at := time.Duration(0); at < LockedFor; at += 500 * time.Millisecond {
		m.Tick(began.Add(at))
		m.press("1\r 1")
		if _, still := m.step.(*warning); !still {
			t.Fatalf("one could go on after %v", at)
		}
	}
	m.Tick(began.Add(LockedFor))
	m.press("1")
	if _, on := m.step.(*facts); !on {
		t.Error("one cannot go on")
	}
}

func TestAnOutdatedProgramWarnsBeforeAnythingIsAsked(t *testing.T) {
	for _, outdated := range []bool{false, true} {
		m := New("en", "help.example", began)
		f := wire.Facts{Host: "help.example", Ticket: "7", Specialist: "Mina Example", Powers: []wire.Purpose{wire.TerminalView}, Until: began.Add(time.Hour).Unix()}
		m.Hear(talk.Asked{Facts: f.Encode(), Outdated: outdated})
		m.Tick(began.Add(LockedFor))
		m.press("1")
		if got := strings.Contains(strings.ReplaceAll(m.text(), "\n", " "), m.words().Outdated); got != outdated {
			t.Errorf("outdated %t, warned %t:\n%s", outdated, got, m.text())
		}
	}
}

func TestNoAnswerIsNo(t *testing.T) {
	for _, keys := range []string{"", "1", "11", "111", "112"} {
		m := asked(wire.TerminalView)
		m.Tick(began.Add(LockedFor))
		m.press(keys)
		m.Tick(m.asked.Add(AnswerWithin - time.Second))
		if len(m.Told()) > 0 {
			t.Fatalf("after %q it did not wait", keys)
		}
		m.Tick(m.now.Add(time.Second))
		if told := m.Told(); len(told) != 1 || told[0] != (talk.Refuse{}) {
			t.Errorf("after %q no answer told %v", keys, told)
		}
	}
}

// TestW1NothingIsGrantedWithoutAYes has any keys pressed but the one that says yes to a power.
func TestW1NothingIsGrantedWithoutAYes(t *testing.T) {
	all := wire.Powers
	rapid.Check(t, func(r *rapid.T) {
		yes := rapid.SliceOfDistinct(rapid.SampledFrom(all), func(p wire.Purpose) wire.Purpose { return p }).Draw(r, "yes")
		dir, _ := os.UserHomeDir()
		m := ready(all...)
		for range 200 {
			switch s := m.step.(type) {
			case *allow:
				if slices.Contains(yes, m.facts.Powers[s.i]) {
					m.press("1")
				} else {
					m.press(rapid.SampledFrom([]string{"2", "\r", "7\r", "x2", " \r"}).Draw(r, "no"))
				}
			case *folders:
				m.press(rapid.SampledFrom([]string{"\r", dir + "\r"}).Draw(r, "folder"))
			case *ports:
				m.press(rapid.SampledFrom([]string{"1", "2\r", "\r"}).Draw(r, "port"))
			case *screens:
				m.press(rapid.SampledFrom([]string{"\r", "127.0.0.1:5900\r"}).Draw(r, "screen"))
			case *summary:
				m.press("1")
			}
		}
		c := consent(m)
		if c == nil {
			return
		}
		for _, code := range c.Granted {
			if !slices.Contains(yes, code) {
				r.Errorf("%s was granted", code)
			}
		}
		if slices.Contains(c.Ports, "bad.example:22") {
			r.Error("an address that leads nowhere was granted")
		}
	})
}

func TestPortsAreShownWithWhereTheyLead(t *testing.T) {
	m := ready(wire.Port)
	m.press("1")
	if !strings.Contains(m.text(), "db.example:5432") || !strings.Contains(m.text(), "10.0.0.7:5432") {
		t.Errorf("shown: %s", m.text())
	}
	m.press("1")
	m.press("\r1")
	if c := consent(m); c == nil || !slices.Equal(c.Ports, []string{"db.example:5432"}) {
		t.Errorf("granted: %+v", c)
	}
}

const evil = "Mi\x1b[2Jna\x1b]52;c;QQ==\x07 \u202eelpmaxE\u2066\r\n\u2028\u200b\U000e0041\u009b31m" + "ȩ̶̧̢̛̛̛̛̛"

func TestWhatComesFromElsewhereIsHarmless(t *testing.T) {
	m := New("en", evil, began)
	f := wire.Facts{Host: "h", Ticket: evil, Subject: evil, Specialist: evil, Deal: evil, Currency: "\x1b[2", Reason: strings.Repeat(evil, 30), Powers: wire.Powers, Ports: []string{evil}, Until: 1}
	harmless := func() {
		t.Helper()
		for _, language := range languages {
			m.language = language
			v := &view{}
			v.take(m.Page())
			picture, _ := v.screen(60, 20, language == "fa-mirrored")
			for _, l := range strings.Split(drawn.ReplaceAllString(string(picture), ""), "\r\n") {
				if strings.ContainsFunc(l, func(r rune) bool { return unicode.IsControl(r) || escape.Deceives(r) }) {
					t.Fatalf("%s shows %q", language, l)
				}
			}
		}
	}
	harmless()
	m.Hear(talk.Asked{Facts: f.Encode(), Targets: []talk.Target{{Name: evil, Addresses: []string{evil}}}})
	m.Tick(began.Add(time.Minute))
	m.press("1")
	harmless()
	m.Hear(talk.Prepared{Facts: f.Encode(), Files: 3})
	harmless()
	m.go_(&ports{then: 1})
	harmless()
	m.Hear(talk.Active{Until: began.Add(time.Hour)})
	m.Hear(talk.State{State: session.State{Here: []session.Peer{{Name: evil, Words: [4]string{evil, evil, evil, evil}}}, Paused: []string{"here"}, Powers: wire.Powers,
		Deeds: []session.Deed{{Kind: "fetched", Name: evil, Size: 5}, {Kind: "refused", Name: evil}}}})
	harmless()
	m.Hear(talk.Over{End: session.End{By: wire.Lead, Why: evil}})
	m.Rested(false, evil)
	harmless()
	m.Hear(talk.Fault{Of: "x", Code: evil})
	harmless()
}

var drawn = regexp.MustCompile("\x1b\\[(\\?25l|H|K|J|0m|1m|7m)")

func TestTheBarIsThereWhateverIsAsked(t *testing.T) {
	m := ready(wire.TerminalType)
	m.Hear(talk.Active{Until: began.Add(time.Hour)})
	m.Hear(talk.State{State: session.State{Connected: true, Ready: true, Here: []session.Peer{{Number: 1, Words: [4]string{"lomu", "sila", "nabi", "kodu"}}}, Powers: []wire.Purpose{wire.TerminalType}}})
	for _, keys := range []string{"", "2", "8", "8", "8"} {
		m.press(keys)
		bar := strings.Join(m.Page().Bar, "\n")
		if !strings.Contains(bar, "lomu sila nabi kodu") || !strings.Contains(bar, "Mina Example") || !strings.Contains(bar, m.words().Can[wire.TerminalType]) || !strings.Contains(bar, "59:50 "+m.words().Units["min"]) {
			t.Errorf("after %q the bar is %s", keys, bar)
		}
		if foot := m.Page().Foot; !slices.Contains(foot, m.words().KeyStop) {
			t.Errorf("after %q the keys are %q", keys, foot)
		}
	}
	m.press("1")
	if told := m.Told(); len(told) != 1 || told[0] != (talk.Turn{Step: wire.Take, Power: wire.TerminalType}) {
		t.Errorf("told: %v", told)
	}
	m.press("1")
	if told := m.Told(); len(told) != 1 || told[0] != (talk.Turn{Step: wire.Pause}) {
		t.Errorf("told: %v", told)
	}
	m.Tick(began.Add(time.Hour + 2*time.Minute))
	if !m.Stopping() {
		t.Error("a worker that does not end with its time goes on")
	}
}

// TestWhoIsOnlyLetInIsNotHere: a join that fails leaves nobody on the screen as working.
func TestWhoIsOnlyLetInIsNotHere(t *testing.T) {
	m := ready(wire.TerminalType)
	m.Hear(talk.Active{Until: began.Add(time.Hour)})
	w := m.words()
	for _, c := range []struct {
		here []session.Peer
		want string
	}{
		{[]session.Peer{{Number: 1}}, fmt.Sprintf(w.Coming, "Mina Example")},
		{[]session.Peer{{Number: 1, Words: [4]string{"lomu", "sila", "nabi", "kodu"}}}, fmt.Sprintf(w.Here, "Mina Example")},
		{nil, w.Nobody},
	} {
		m.Hear(talk.State{State: session.State{Connected: true, Ready: true, Here: c.here}})
		if bar := m.Page().Bar; bar[0] != c.want {
			t.Errorf("of %v the bar says %q", c.here, bar[0])
		}
	}
}

func TestTheScreenIsNeverFullerThanItIs(t *testing.T) {
	m := asked(wire.Powers...)
	m.Tick(began.Add(time.Minute))
	m.press("1")
	m.facts.Reason = strings.Repeat("word ", 700)
	for _, language := range languages {
		m.language = language
		for _, size := range [][2]int{{40, 24}, {80, 24}, {132, 50}} {
			v := &view{}
			v.take(m.Page())
			picture, more := v.screen(size[0], size[1], false)
			lines := strings.Split(drawn.ReplaceAllString(string(picture), ""), "\r\n")
			if len(lines) > size[1] || !more || !strings.Contains(string(picture), m.words().KeyStop) {
				t.Errorf("%s %v: %d lines, more: %v", language, size, len(lines), more)
			}
			for _, l := range lines {
				if wide(l) >= size[0] {
					t.Errorf("%s %v: a line of %d columns: %q", language, size, wide(l), l)
				}
			}
			for n := 0; more && n < 200; n++ {
				v.offset += v.room
				_, more = v.screen(size[0], size[1], false)
			}
			if more {
				t.Errorf("%s %v: the end is never reached", language, size)
			}
		}
	}
}

func TestKeysOfEveryLayout(t *testing.T) {
	for typed, want := range map[string]Key{
		"0": {Rune: '0'}, "۱": {Rune: '1'}, "٢": {Rune: '2'}, "\r": {Enter: true}, "\x7f": {Backspace: true}, "\x1b": {Stop: true}, "\x03": {Stop: true},
		" ": {Rune: ' ', More: true}, "\x1b[B": {More: true}, "\x1b[6~": {More: true}, "\x1b[A": {Up: true}, "я": {Rune: 'я'},
	} {
		if got, _ := Keys([]byte(typed)); len(got) != 1 || got[0] != want {
			t.Errorf("%q is read as %+v", typed, got)
		}
	}
	for _, typed := range []string{"\x1b[1;5P", "\x1bOP", "\x1b[200~", "\x00", "\xff"} {
		if got, _ := Keys([]byte(typed)); len(got) != 0 {
			t.Errorf("%q is read as %+v", typed, got)
		}
	}
	half := []byte("я")
	if got, rest := Keys(half[:1]); len(got) != 0 || string(rest) != string(half[:1]) {
		t.Errorf("half a letter is read as %v, %q", got, rest)
	}
}

func TestPersianTurnedAroundKeepsWhatIsWrittenFromTheLeft(t *testing.T) {
	for line, want := range map[string]string{
		"زمان مانده: 0:43 h": "0:43 h :هدنام نامز",
		"1  مکث":             "ثکم  1",
		"Mina Example":       "Mina Example",
	} {
		if got := mirrored(line); got != want {
			t.Errorf("%q became %q", line, got)
		}
	}
}

func TestAmountsHaveTheirCurrenciesDigits(t *testing.T) {
	for code, want := range map[string]string{"EUR": "1234.56 EUR", "JPY": "123456 JPY", "KWD": "123.456 KWD", "IRR": "1234.56 IRR", "UYW": "12.3456 UYW"} {
		if got := amount(code, 123456); got != want {
			t.Errorf("%s is shown as %q", code, got)
		}
	}
	for _, code := range append(strings.Fields(noMinor+" "+threeDigits), "EUR", "IRR", "USD", "CNY", "RUB") {
		text, _, _ := strings.Cut(amount(code, 1), " ")
		_, digits, _ := strings.Cut(text, ".")
		if escrow.Currency(code).Exponent() != len(digits) {
			t.Errorf("%s has %d digits, not %d", code, escrow.Currency(code).Exponent(), len(digits))
		}
	}
}

func TestLanguageOfTheEnvironment(t *testing.T) {
	for env, want := range map[string]string{"fa_IR.UTF-8": "fa", "ru_RU": "ru", "zh_CN.UTF-8": "zh", "C.UTF-8": "en", "": "en", "de_DE": "en"} {
		t.Setenv("LC_ALL", env)
		t.Setenv("LC_MESSAGES", "")
		t.Setenv("LANG", "")
		if got := Language(""); got != want {
			t.Errorf("%q: %s", env, got)
		}
		if got := Language("zh"); got != "zh" {
			t.Errorf("named, with %q: %s", env, got)
		}
	}
}

func TestPuttingBackOneAndAll(t *testing.T) {
	m := New("en", "help.example", began)
	m.Hear(talk.Kept{Snapshots: []talk.Shelf{{Name: "new", Folders: []string{"/home/a"}}, {Name: "old"}}})
	m.press("2\r")
	if told := m.Told(); len(told) != 1 || told[0] != (talk.Compare{Name: "old"}) {
		t.Fatalf("told: %v", told)
	}
	change := talk.Change{Path: talk.Path{Folder: "/home/a", Path: "x"}, What: "changed"}
	m.Hear(talk.Changes{List: []talk.Change{change, {Path: talk.Path{Folder: "/home/a", Path: "y"}, What: "came"}}, Total: 2, Done: true})
	if !strings.Contains(m.text(), "1  changed: /home/a/x") || !strings.Contains(m.text(), "2  new: /home/a/y") {
		t.Errorf("shown: %s", m.text())
	}
	m.press("22\r\r")
	m.press("21\r1")
	if told := m.Told(); len(told) != 1 || !reflect.DeepEqual(told[0], talk.PutBack{Paths: []talk.Path{change.Path}}) {
		t.Fatalf("told: %v", told)
	}
	m.Hear(talk.Back{Files: 1, Problems: 2})
	if !strings.Contains(m.text(), "Put back: 1") || !strings.Contains(m.text(), "2 could not") {
		t.Errorf("shown: %s", m.text())
	}
}

func FuzzClean(f *testing.F) {
	f.Add(evil)
	f.Fuzz(func(t *testing.T, text string) {
		got := clean(text, 50)
		if strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) || escape.Deceives(r) }) || len([]rune(got)) > 51 || clean(got, 51) != got {
			t.Errorf("%q became %q", text, got)
		}
		for _, l := range wrap(got, 30) {
			if wide(l) > 30 {
				t.Errorf("a line of %d columns: %q", wide(l), l)
			}
		}
	})
}

func FuzzKeys(f *testing.F) {
	f.Add([]byte("1\x1b[B\r"))
	f.Fuzz(func(t *testing.T, in []byte) {
		keys, rest := Keys(in)
		if len(keys) > len(in) || len(rest) > 3 {
			t.Errorf("%q: %d keys, %q left", in, len(keys), rest)
		}
	})
}

// TestFiguresAreWrittenAsTheLanguageDoes: the day of a Persian reader is that of the Iranian calendar, and no unit is English but in English.
func TestFiguresAreWrittenAsTheLanguageDoes(t *testing.T) {
	at := time.Date(2026, 11, 23, 13, 5, 0, 0, time.Local)
	for language, want := range map[string][4]string{
		"en": {"2026-11-23 13:05", "9999 B", "12 MB", "1:30 h"},
		"ru": {"2026-11-23 13:05", "9999 Б", "12 МБ", "1:30 ч"},
		"fa": {"1405-09-02 13:05", "9999 بایت", "12 مگابایت", "1:30 ساعت"},
		"zh": {"2026-11-23 13:05", "9999 字节", "12 MB", "1:30 小时"},
	} {
		w := texts[language]
		if got := [4]string{w.moment(at), w.size(9999), w.size(12_345_678), w.span(90 * time.Minute)}; got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
	if got := english.size(10_000) + ", " + english.size(10_000_000_000) + ", " + english.span(59*time.Second); got != "10 kB, 10 GB, 0:59 min" {
		t.Errorf("got %s", got)
	}
}
