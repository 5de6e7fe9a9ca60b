package card

import (
	"strings"

	"surety/internal/escrow"
	"surety/internal/fault"
)

// form is how Stripe writes a currency's amounts: how many digits its unit has there, and of which number amounts must be
// a multiple.
type form struct{ digits, step int }

// forms are the currencies that Stripe takes from cards. Source: docs.stripe.com/currencies (presentment currencies,
// zero-decimal, three-decimal and special cases), 2026. Zero-decimal amounts are whole units; three-decimal ones end in 0;
// ISK is written with two digits, both 0. Of UGX and MGA the page, ISO 4217 and what Stripe does differ: they are left out,
// rather than charged a hundredfold.
var forms = func() map[escrow.Currency]form {
	all := map[escrow.Currency]form{}
	for list, f := range map[string]form{
		"BIF CLP DJF GNF JPY KMF KRW PYG RWF VND VUV XAF XOF XPF": {0, 1},
		"ISK":                 {2, 100},
		"BHD JOD KWD OMR TND": {3, 10},
		`AED ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD
			FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP
			MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD SAR SBD SCR SEK SGD SHP SLE SOS SRD STN
			SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD YER ZAR ZMW`: {2, 1},
	} {
		for code := range strings.FieldsSeq(list) {
			all[escrow.Currency(code)] = f
		}
	}
	return all
}()

// amountLimit is what Stripe takes in every currency: eight digits.
const amountLimit = 99_999_999

var tens = []int64{1, 10, 100, 1_000}

// ToStripe writes an amount as Stripe does, exactly. Faults: card_amount.
func ToStripe(c escrow.Currency, minor int64) (int64, error) {
	f, ok := forms[c]
	if !ok || minor <= 0 || minor > escrow.MaxMinor {
		return 0, ErrAmount
	}
	units, err := scaled(minor, c.Exponent(), f.digits)
	if err != nil || units%int64(f.step) != 0 || units > amountLimit {
		return 0, ErrAmount
	}
	return units, nil
}

// FromStripe reads an amount of Stripe's, exactly. Faults: card_amount.
func FromStripe(code string, units int64) (escrow.Currency, int64, error) {
	c := escrow.Currency(strings.ToUpper(code))
	f, ok := forms[c]
	if !ok || units <= 0 || units > escrow.MaxMinor/1_000 {
		return c, 0, ErrAmount
	}
	minor, err := scaled(units, f.digits, c.Exponent())
	return c, minor, err
}

// scaled writes n, in units of so many digits, in units of others; what has no exact form is refused.
func scaled(n int64, from, to int) (int64, error) {
	if to >= from {
		if n > escrow.MaxMinor/tens[to-from] {
			return 0, ErrAmount
		}
		return n * tens[to-from], nil
	}
	if n%tens[from-to] != 0 {
		return 0, ErrAmount
	}
	return n / tens[from-to], nil
}

// feeMinor is a fee of Stripe's in our units, rounded up: less than it took would stay unexplained for ever.
func feeMinor(c escrow.Currency, units int64) (int64, error) {
	f, ok := forms[c]
	if !ok || units < 0 || units > amountLimit {
		return 0, fault.ErrInvalid
	}
	if down := f.digits - c.Exponent(); down > 0 {
		units = (units + tens[down] - 1) / tens[down] * tens[down]
	}
	if units == 0 {
		return 0, nil
	}
	return scaled(units, f.digits, c.Exponent())
}

// Takes reports whether the amount can be paid by card.
func (d *Desk) Takes(c escrow.Currency, minor int64) bool {
	if d == nil || !d.ownAccountIn(c) {
		return false
	}
	_, err := ToStripe(c, minor)
	return err == nil
}

// ownAccountIn: Stripe settles in a currency only for who has a bank account in it, and converts everything else.
func (d *Desk) ownAccountIn(c escrow.Currency) bool {
	for _, o := range d.Bank.Accounts {
		if o.Currency == c {
			return true
		}
	}
	return false
}
