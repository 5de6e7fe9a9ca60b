package payment

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"surety/internal/fault"
)

// Reference is a creditor reference of ISO 11649: RF, two check digits, and up to 21 letters and digits of ours, in
// capitals and without blanks. A typing error does not pass for another reference.
type Reference string

var errReference = fault.New(fault.Invalid, "reference_invalid", "not a creditor reference of ISO 11649")

// bodySize is how many digits a new reference has. It has no letters: among digits the check finds every single error and
// every exchange of neighbours, which it does not where a letter counts as two; and digits are on every keyboard.
const bodySize = 14

// NewReference makes one at random.
func NewReference() Reference {
	n, err := rand.Int(rand.Reader, new(big.Int).Exp(big.NewInt(10), big.NewInt(bodySize), nil))
	if err != nil {
		panic(err) // never: crypto/rand ends the process instead
	}
	return makeReference(fmt.Sprintf("%0*d", bodySize, n))
}

func makeReference(body string) Reference {
	check := 98 - mod97(body+"RF00")
	return Reference("RF" + string(rune('0'+check/10)) + string(rune('0'+check%10)) + body)
}

// ParseReference reads one as people write it, with blanks and in any case. Faults: reference_invalid.
func ParseReference(text string) (Reference, error) {
	s := compact(text)
	if len(s) < 5 || len(s) > 25 || !strings.HasPrefix(s, "RF") || !isDigits(s[2:4]) || !isAlphanumeric(s) || mod97(s[4:]+s[:4]) != 1 {
		return "", errReference
	}
	return Reference(s), nil
}

// Printed is the reference in groups of four, as it is written on paper.
func (r Reference) Printed() string { return grouped(string(r)) }

func grouped(s string) string {
	var b strings.Builder
	for i, c := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// findReference finds the only reference in a text that people wrote: the whole of it, or one of its words. Two different
// ones are none.
func findReference(text string) (Reference, bool) {
	var found Reference
	for _, word := range append(strings.FieldsFunc(text, func(r rune) bool { return !isAlphanumeric(string(r)) }), text) {
		r, err := ParseReference(word)
		if err != nil || r == found {
			continue
		}
		if found != "" {
			return "", false
		}
		found = r
	}
	return found, found != ""
}

// compact removes what people add to make numbers readable, and makes capitals.
func compact(text string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "-", "", ".", "", "\t", "").Replace(text))
}

// mod97 is the remainder of ISO 7064 (MOD 97-10): letters count as 10 to 35. The text must be alphanumeric.
func mod97(s string) int {
	rest := 0
	for _, c := range s {
		n, err := strconv.ParseInt(string(c), 36, 8)
		if err != nil {
			return 0
		}
		if n > 9 {
			rest = rest*10 + int(n)/10
			n %= 10
		}
		rest = (rest*10 + int(n)) % 97
	}
	return rest
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func isAlphanumeric(s string) bool {
	return s != "" && strings.Trim(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == ""
}
