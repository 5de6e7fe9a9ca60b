package face

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	jalali "github.com/yaa110/go-persian-calendar"

	"surety/internal/escape"
)

// clean makes one harmless line of text from elsewhere, of at most limit characters.
func clean(text string, limit int) string {
	var b strings.Builder
	marks, n := 0, 0
	for _, r := range text {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > 3 {
				continue
			}
		} else {
			marks = 0
		}
		switch {
		case r == '\n' || r == '\t' || unicode.Is(unicode.Zs, r):
			r = ' '
		case r == '\u200c' || r == '\u200d': // Persian is written with them
		case escape.Deceives(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || !unicode.IsPrint(r):
			r = '\uFFFD'
		}
		if n++; n > limit {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// cleanLines makes harmless lines of a text that may have several, wrapped to the width.
func cleanLines(text string, limit, width int) (lines []string) {
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrap(clean(line, limit), width)...)
	}
	return lines
}

// wide is how many columns a text takes (UAX #11, in short).
func wide(text string) (n int) {
	for _, r := range text {
		n += columns(r)
	}
	return n
}

func columns(r rune) int {
	switch {
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || unicode.Is(unicode.Cf, r):
		return 0
	case r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff ||
		r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0xffe0 && r <= 0xffe6 || r >= 0x1f300 && r <= 0x1faff || r >= 0x20000 && r <= 0x3fffd):
		return 2
	}
	return 1
}

// wrap cuts a text into lines, between words where there are any.
func wrap(text string, width int) (lines []string) {
	width = max(width, 20)
	for wide(text) > width {
		at, space, n := 0, 0, 0
		for i, r := range text {
			if n += columns(r); n > width {
				break
			}
			at = i + len(string(r))
			if r == ' ' {
				space = i
			} else if columns(r) == 2 {
				space = at
			}
		}
		if space > 0 {
			at = space
		}
		lines = append(lines, strings.TrimRight(text[:at], " "))
		text = strings.TrimLeft(text[at:], " ")
	}
	return append(lines, text)
}

// mirrored turns a line around for terminals that show right-to-left text from the left: the letters run backwards, what is written
// from the left keeps its order.
func mirrored(line string) string {
	r := []rune(strings.ReplaceAll(line, "\u200c", ""))
	if !strings.ContainsFunc(line, rightToLeft) {
		return line
	}
	out := make([]rune, 0, len(r))
	for i := len(r); i > 0; {
		j := i - 1
		if leftToRight(r[j]) {
			for j > 0 && (leftToRight(r[j-1]) || joins(r[j-1]) && j > 1 && leftToRight(r[j-2])) {
				j--
			}
			out = append(out, r[j:i]...)
		} else {
			out = append(out, swapped(r[j]))
		}
		i = j
	}
	return string(out)
}

func rightToLeft(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) && r != '،' }

func leftToRight(r rune) bool {
	return unicode.IsDigit(r) || unicode.IsLetter(r) && !rightToLeft(r)
}

// joins tells what belongs to a word or a path that is written from the left.
func joins(r rune) bool { return strings.ContainsRune(" .:/-_@+,", r) }

func swapped(r rune) rune {
	const pairs = "()[]{}<>«»"
	all := []rune(pairs)
	for i, p := range all {
		if p == r {
			return all[i^1]
		}
	}
	return r
}

// amount is money, from minor units.
func amount(currency string, minor uint64) string {
	exponent := 2
	switch {
	case strings.Contains(noMinor, currency):
		exponent = 0
	case strings.Contains(threeDigits, currency):
		exponent = 3
	case currency == "UYW":
		exponent = 4
	}
	digits := fmt.Sprintf("%0*d", exponent+1, minor)
	text := digits[:len(digits)-exponent]
	if exponent > 0 {
		text += "." + digits[len(digits)-exponent:]
	}
	return text + " " + clean(currency, 3)
}

// Currencies whose minor unit has not two digits (ISO 4217, list one).
const (
	noMinor     = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
	threeDigits = "BHD IQD JOD KWD LYD OMR TND"
)

// size is a number of bytes, short.
func (w *Words) size(n int64) string {
	unit, least := "B", int64(1)
	for _, larger := range []string{"kB", "MB", "GB"} {
		if n < 10_000*least {
			break
		}
		unit, least = larger, 1000*least
	}
	return fmt.Sprintf("%d %s", n/least, w.Units[unit])
}

// span is a time that is left: hours and minutes, or minutes and seconds.
func (w *Words) span(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	if d >= time.Hour {
		return fmt.Sprintf("%d:%02d %s", d/time.Hour, d%time.Hour/time.Minute, w.Units["h"])
	}
	return fmt.Sprintf("%d:%02d %s", d/time.Minute, d%time.Minute/time.Second, w.Units["min"])
}

// day is a day of the machine's zone, in the calendar that those who speak the language live by.
func (w *Words) day(t time.Time) string {
	t = t.Local()
	if w.Jalali {
		return jalali.New(t).Format("yyyy-MM-dd")
	}
	return t.Format(time.DateOnly)
}

func (w *Words) moment(t time.Time) string { return w.day(t) + " " + t.Local().Format("15:04") }
