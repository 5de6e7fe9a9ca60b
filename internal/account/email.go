package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// normalEmail is the one form in which an address is stored and compared: NFKC, lower case, the domain in ASCII.
// Fault: invalid at email.
func normalEmail(s string) (string, error) {
	s = strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
	at := strings.LastIndexByte(s, '@')
	if len(s) > 254 || at < 1 || at > 64 || !plain(s[:at]) {
		return "", invalid("email", "not an e-mail address")
	}
	domain, err := idna.Lookup.ToASCII(s[at+1:])
	if err != nil || !strings.Contains(strings.Trim(domain, "."), ".") || len(domain) > 253 {
		return "", invalid("email", "not an e-mail address")
	}
	return s[:at+1] + strings.TrimSuffix(domain, "."), nil
}

// plain reports whether a local part has nothing that needs quoting or that the eye does not see.
func plain(local string) bool {
	return utf8.ValidString(local) && !strings.ContainsFunc(local, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`@"(),:;<>[]\`, r)
	})
}

// mask hints at an address without telling it.
func mask(email string) string {
	local, domain, _ := strings.Cut(email, "@")
	_, n := utf8.DecodeRuneInString(local)
	return local[:n] + "•••@" + domain
}

func (a *Accounts) emailIndex(email string) []byte {
	return a.Vault.Index("account e-mail", []byte(email))
}
