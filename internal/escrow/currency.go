package escrow

import (
	"strconv"
	"strings"

	"surety/internal/fault"
)

// Currency is a code of ISO 4217, such as EUR. Its zero value is none.
type Currency string

// MaxMinor is the largest amount of one transfer: ten million million units of a currency with two digits. Nine thousand
// such transfers fit into an account, and more are refused.
const MaxMinor = 1_000_000_000_000_000

// codes are the currencies in use, by how many digits their minor unit has. Source: ISO 4217:2015, list one (currency
// and funds codes), as maintained by SIX on behalf of ISO; funds, metals and test codes are left out. The digits of
// CLDR, which golang.org/x/text/currency knows, are those of shop windows and differ (IRR, IQD, AFN and others).
var codes = map[int]string{
	0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
	2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK
		DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK
		LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON
		RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST
		XCD XCG YER ZAR ZMW ZWG`,
	3: "BHD IQD JOD KWD LYD OMR TND",
	4: "UYW",
}

var exponents = func() map[Currency]int {
	all := map[Currency]int{}
	for exponent, list := range codes {
		for code := range strings.FieldsSeq(list) {
			all[Currency(code)] = exponent
		}
	}
	return all
}()

var errCurrency = fault.New(fault.Invalid, "currency_unknown", "a code of ISO 4217 in capital letters is needed")

// ParseCurrency accepts a code in use. Faults: currency_unknown.
func ParseCurrency(code string) (Currency, error) {
	if _, ok := exponents[Currency(code)]; !ok {
		return "", errCurrency
	}
	return Currency(code), nil
}

// Known reports whether the code is in use.
func (c Currency) Known() bool { _, ok := exponents[c]; return ok }

// Exponent is how many digits the minor unit has: 2 for EUR, 0 for JPY, 3 for KWD.
func (c Currency) Exponent() int { return exponents[c] }

// ErrAmount says that an amount is not one.
var ErrAmount = fault.New(fault.Invalid, "amount_invalid", "a positive amount within the published limit, with no more digits than the currency has, is needed")

// Parse reads a decimal number with a point, without sign, blanks or grouping, exactly: more digits than the currency
// has are refused unless they are zeros. Faults: amount_invalid, currency_unknown.
func (c Currency) Parse(decimal string) (int64, error) {
	exponent, ok := exponents[c]
	if !ok {
		return 0, errCurrency
	}
	whole, part, _ := strings.Cut(decimal, ".")
	if len(part) > exponent {
		if strings.Trim(part[exponent:], "0") != "" {
			return 0, ErrAmount
		}
		part = part[:exponent]
	}
	digits := whole + part + strings.Repeat("0", exponent-len(part))
	if whole == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, ErrAmount
	}
	minor, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || minor > MaxMinor {
		return 0, ErrAmount
	}
	return minor, nil
}

// Format writes an amount as a decimal number with a point, for files and programs; people see it in their own form.
func (c Currency) Format(amountMinor int64) string {
	digits, sign := strconv.FormatInt(amountMinor, 10), ""
	if amountMinor < 0 {
		digits, sign = digits[1:], "-"
	}
	exponent := c.Exponent()
	if exponent == 0 {
		return sign + digits
	}
	if short := exponent + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	return sign + digits[:len(digits)-exponent] + "." + digits[len(digits)-exponent:]
}

// Share is the part of an amount in hundredths of a per cent, rounded down: who takes a share never takes more than it.
func Share(amountMinor, basisPoints int64) int64 {
	whole, rest := amountMinor/10_000, amountMinor%10_000
	return whole*basisPoints + rest*basisPoints/10_000
}
