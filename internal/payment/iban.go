package payment

import (
	"surety/internal/fault"
	"surety/internal/sensitive"
)

// IBAN is an international account number, in capitals and without blanks.
type IBAN string

// ErrIBAN says that a number is not an IBAN.
var ErrIBAN = fault.New(fault.Invalid, "iban_invalid", "not an international account number: its country, length or check digits are wrong")

// ParseIBAN reads one as people write it. Faults: iban_invalid.
func ParseIBAN(text string) (IBAN, error) {
	s := compact(text)
	if len(s) < 15 || sensitive.IBANLength(s[:2]) != len(s) || !isDigits(s[2:4]) || !isAlphanumeric(s) || mod97(s[4:]+s[:4]) != 1 {
		return "", ErrIBAN
	}
	return IBAN(s), nil
}

// Printed is the number in groups of four.
func (i IBAN) Printed() string { return grouped(string(i)) }
