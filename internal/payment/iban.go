package payment

import (
	"strings"

	"surety/internal/fault"
)

// lengths are how long an IBAN of each country is. Source: SWIFT, IBAN Registry (ISO 13616-1); IR is that of
// the Central Bank of Iran's Sheba, which has the same form and stands in no registry.
const lengths = `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18
	FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IR26 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25
	MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27
	SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`

var lengthOf = func() map[string]int {
	all := map[string]int{}
	for s := range strings.FieldsSeq(lengths) {
		all[s[:2]] = int(s[2]-'0')*10 + int(s[3]-'0')
	}
	return all
}()

// IBAN is an international account number, in capitals and without blanks.
type IBAN string

// ErrIBAN says that a number is not an IBAN.
var ErrIBAN = fault.New(fault.Invalid, "iban_invalid", "not an international account number: its country, length or check digits are wrong")

// ParseIBAN reads one as people write it. Faults: iban_invalid.
func ParseIBAN(text string) (IBAN, error) {
	s := compact(text)
	if len(s) < 15 || lengthOf[s[:2]] != len(s) || !isDigits(s[2:4]) || !isAlphanumeric(s) || mod97(s[4:]+s[:4]) != 1 {
		return "", ErrIBAN
	}
	return IBAN(s), nil
}

// Printed is the number in groups of four.
func (i IBAN) Printed() string { return grouped(string(i)) }
