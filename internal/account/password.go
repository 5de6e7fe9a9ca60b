package account

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Lengths of a password, in characters. NIST SP 800-63B-4, 3.1.1.2: 15 alone, 8 beside a second factor.
const (
	PasswordMinAlone  = 15
	PasswordMinFactor = 8
	passwordMax       = 256
	// pieces is how many unpredictable pieces a password must have; see [weigh].
	pieces = 6
)

// personal is what a password must not be made of.
type personal struct{ email, name, installation string }

func (p personal) words() []string {
	split := func(r rune) bool { return !('a' <= r && r <= 'z') && !('0' <= r && r <= '9') && r < 0x80 }
	all := append(strings.FieldsFunc(fold(p.email), split), strings.FieldsFunc(fold(p.name), split)...)
	all = append(all, strings.FieldsFunc(fold(p.installation), split)...)
	var long []string
	for _, w := range all {
		if utf8.RuneCountInString(w) >= 3 || w != "" && w[0] >= 0x80 && utf8.RuneCountInString(w) == 2 {
			long = append(long, w)
		}
	}
	return long
}

// normalPassword makes the same characters typed on different machines equal.
func normalPassword(s string) string { return norm.NFKC.String(s) }

// checkPassword refuses a password that is short, endless or easy to guess. There are no rules of composition.
// Fault: password_weak with a reason.
func checkPassword(password string, least int, p personal) error {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return invalid("password", "not text")
	case n < least:
		return ErrWeak.With("reason", "short").With("min", least)
	case n > passwordMax:
		return ErrWeak.With("reason", "long").With("max", passwordMax)
	}
	if count, reason := weigh(password, p.words()); count < pieces {
		return ErrWeak.With("reason", reason)
	}
	return nil
}

// least is the shortest password for an account.
func least(secondFactor bool) int {
	if secondFactor {
		return PasswordMinFactor
	}
	return PasswordMinAlone
}
