package escrow

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestAmountsAreReadExactlyOrRefused(t *testing.T) {
	for _, c := range []struct {
		currency Currency
		text     string
		minor    int64
	}{
		{"EUR", "12.34", 1234}, {"EUR", "12", 1200}, {"EUR", "0.05", 5}, {"EUR", "12.3", 1230}, {"EUR", "12.340", 1234}, {"EUR", "12.", 1200},
		{"JPY", "500", 500}, {"JPY", "500.00", 500}, {"KWD", "1.234", 1234}, {"IRR", "1500000.00", 150000000}, {"EUR", "10000000000000.00", MaxMinor},
	} {
		if got, err := c.currency.Parse(c.text); err != nil || got != c.minor {
			t.Errorf("%s %s: %d %v", c.currency, c.text, got, err)
		}
	}
	for _, bad := range []string{"", ".5", "-1", "+1", "1,5", "1 000", "1e3", "12.345", "10000000000000.01", "99999999999999999999", "١٢", "1.2.3", "0x10"} {
		if got, err := Currency("EUR").Parse(bad); !errors.Is(err, ErrAmount) {
			t.Errorf("%q: %d %v", bad, got, err)
		}
	}
	if _, err := Currency("XXX").Parse("1"); !errors.Is(err, errCurrency) {
		t.Error(err)
	}
}

func TestAmountsSurviveTheirText(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := rapid.SampledFrom([]Currency{"EUR", "JPY", "KWD", "UYW", "CNY", "RUB"}).Draw(r, "currency")
		minor := rapid.Int64Range(0, MaxMinor).Draw(r, "minor")
		if got, err := c.Parse(c.Format(minor)); err != nil || got != minor {
			r.Fatalf("%s %d is written %q and read %d %v", c, minor, c.Format(minor), got, err)
		}
	})
	if got := Currency("EUR").Format(-5); got != "-0.05" {
		t.Error(got)
	}
}

func TestAccountsSurviveTheirText(t *testing.T) {
	a := Account{Held, "m1", "EUR"}
	if got, err := ParseAccount(a.String()); err != nil || got != a {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"", "hold::EUR", "bank:x:EUR", "purse:x:EUR", "hold:a b:EUR", "hold:x:EURO", "hold:x:EUR:", "hold:Ann Example:EUR"} {
		if _, err := ParseAccount(bad); !errors.Is(err, errAccount) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
