package dispute

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"surety/internal/escrow"
	"surety/internal/fault"
	"surety/internal/sensitive"
)

// clean normalises a text to NFC, takes the middle out of card numbers, and refuses what is not text, says nothing, or is longer than is published.
func clean(field, s string) (string, error) {
	if len(s) > 8*Published.TextRunes {
		return "", fault.ErrTooLarge.At(field).With("limit", Published.TextRunes)
	}
	if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", fault.ErrInvalid.At(field)
	}
	s = norm.NFC.String(s)
	if utf8.RuneCountInString(s) > Published.TextRunes {
		return "", fault.ErrTooLarge.At(field).With("limit", Published.TextRunes)
	}
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Cc) }) {
		return "", fault.ErrInvalid.At(field)
	}
	return sensitive.Strip(s), nil
}

// within refuses an amount that is not between nothing and the stake.
func within(minor, stakeMinor int64) error {
	if minor < 0 || minor > stakeMinor {
		return escrow.ErrAmount.At("releaseMinor")
	}
	return nil
}

func first(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
