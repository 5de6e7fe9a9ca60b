package handover

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"surety/internal/fault"
)

// words normalises a line to NFC and refuses what is not text, says nothing, holds controls, or is longer than the limit in bytes.
func words(field, s string, limit int) (string, error) {
	s = strings.TrimSpace(norm.NFC.String(s))
	switch {
	case len(s) > limit:
		return "", fault.ErrTooLarge.At(field).With("limit", limit)
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return "", fault.ErrInvalid.At(field)
	case !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }):
		return "", fault.ErrInvalid.At(field)
	}
	return s, nil
}
