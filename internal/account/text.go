package account

import (
	"strings"
	"time"
	_ "time/tzdata" // the machine may have none
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// shortText is a line of text as it is stored: NFC, one line, without what the eye does not see and what turns the
// direction of what follows. Joiners that Persian and other scripts need stay.
func shortText(field, s string, most int) (string, error) {
	if !utf8.ValidString(s) {
		return "", invalid(field, "not text")
	}
	s = strings.Join(strings.Fields(strings.Map(visible, norm.NFC.String(s))), " ")
	if n := utf8.RuneCountInString(s); n == 0 || n > most {
		return "", invalid(field, "empty or too long").With("max", most)
	}
	return s, nil
}

func visible(r rune) rune {
	switch {
	case r == '\u200c' || r == '\u200d': // joiners
		return r
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
		return -1
	}
	return r
}

// timeZone checks a name of the IANA database; empty is UTC.
func timeZone(name string) (string, error) {
	if name == "" {
		return "UTC", nil
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return "", invalid("timeZone", "not a time zone")
	}
	return name, nil
}

// texts checks one short text per language; at least one is needed when required.
func texts(field string, t Texts, most int, required bool) (Texts, error) {
	out := Texts{}
	for l, s := range t {
		if !knownLanguage(l) {
			return nil, invalid(field, "not a language of ours")
		}
		if strings.TrimSpace(s) == "" {
			continue
		}
		s, err := shortText(field, s, most)
		if err != nil {
			return nil, err
		}
		out[l] = s
	}
	if required && len(out) == 0 {
		return nil, invalid(field, "needed in one language at least")
	}
	return out, nil
}
