package mail

import (
	"strconv"
	"strings"
	"time"

	persian "github.com/yaa110/go-persian-calendar"
)

// Instant writes a moment as a reader of the language does, in their calendar (empty: what the language is used to) and time zone.
func Instant(language string, t time.Time, calendar, zone string) string {
	return wordsOf(language).instant(t.UTC().Format(time.RFC3339), calendar, zone)
}

// instant writes an RFC 3339 instant in the reader's calendar, digits and time zone; empty for what is none. The zone
// is always named, since a letter is read anywhere.
func (w *words) instant(value, calendar, zone string) string {
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return ""
	}
	t = t.In(location(zone))
	if calendar != "gregory" && calendar != "persian" {
		calendar = w.Calendar
	}
	year, month, day := date(t, calendar)
	months := w.Gregory
	if calendar == "persian" {
		months = w.Persian
	}
	return strings.NewReplacer("{year}", w.number(year), "{month}", months[month-1], "{day}", w.number(day),
		"{time}", w.digits(t.Format("15:04")), "{zone}", zoneLabel(t)).Replace(w.Instant[calendar])
}

func date(t time.Time, calendar string) (year, month, day int) {
	if calendar == "persian" {
		p := persian.New(t)
		return p.Year(), int(p.Month()), p.Day()
	}
	return t.Year(), int(t.Month()), t.Day()
}

func location(zone string) *time.Location {
	if l, err := time.LoadLocation(zone); err == nil && zone != "Local" {
		return l
	}
	return time.UTC
}

func zoneLabel(t time.Time) string {
	if _, offset := t.Zone(); offset == 0 {
		return "UTC"
	}
	return "UTC" + t.Format("-07:00")
}

func (w *words) number(n int) string { return w.digits(strconv.Itoa(n)) }

// digits writes the digits of s as the language does.
func (w *words) digits(s string) string {
	own := []rune(w.Digits)
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return own[r-'0']
		}
		return r
	}, s)
}
