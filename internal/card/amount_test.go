package card

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"surety/internal/clock"
	"surety/internal/escrow"
)

func TestAmountsInStripesForm(t *testing.T) {
	for _, x := range []struct {
		c            escrow.Currency
		minor, units int64
	}{{"EUR", 10_000, 10_000}, {"JPY", 500, 500}, {"ISK", 5, 500}, {"KWD", 5_120, 5_120}, {"XOF", 1, 1}, {"EUR", 99_999_999, 99_999_999}} {
		if got, err := ToStripe(x.c, x.minor); err != nil || got != x.units {
			t.Errorf("%s %d: %d, %v; want %d", x.c, x.minor, got, err, x.units)
		}
	}
	for _, x := range []struct {
		c     escrow.Currency
		minor int64
	}{{"KWD", 5_124}, {"EUR", 0}, {"EUR", -1}, {"EUR", 100_000_000}, {"ISK", 1_000_000}, {"IRR", 100}, {"UGX", 100}, {"MGA", 100}, {"", 1}, {"EUR", escrow.MaxMinor + 1}} {
		if got, err := ToStripe(x.c, x.minor); err == nil {
			t.Errorf("%s %d: %d was accepted", x.c, x.minor, got)
		}
	}
	for c := range forms {
		if !c.Known() {
			t.Errorf("%s is no currency in use", c)
		}
	}
	for _, x := range []struct {
		c            escrow.Currency
		units, minor int64
	}{{"ISK", 101, 2}, {"ISK", 100, 1}, {"EUR", 30, 30}, {"KWD", 7, 7}, {"EUR", 0, 0}} {
		if got, err := feeMinor(x.c, x.units); err != nil || got != x.minor {
			t.Errorf("a fee of %s %d: %d, %v", x.c, x.units, got, err)
		}
	}
	if _, _, err := FromStripe("isk", 550); err == nil {
		t.Error("half a króna was read")
	}
}

func TestAmountsComeBackAsTheyWent(t *testing.T) {
	var all []escrow.Currency
	for c := range forms {
		all = append(all, c)
	}
	rapid.Check(t, func(r *rapid.T) {
		c, minor := rapid.SampledFrom(all).Draw(r, "currency"), rapid.Int64Range(-10, escrow.MaxMinor+10).Draw(r, "minor")
		units, err := ToStripe(c, minor)
		if err != nil {
			return
		}
		if got, back, err := FromStripe(lower(c), units); err != nil || got != c || back != minor {
			r.Fatalf("%s %d became %d and then %s %d, %v", c, minor, units, got, back, err)
		}
	})
}

func FuzzTheSignatureHeaderIsReadAsTheLibraryDoes(f *testing.F) {
	f.Add("t=1,v1=ab")
	f.Add("t=1,t=2,v1=,v0")
	d := &Desk{Settings: Settings{Secrets: []string{"whsec"}, Clock: nowhere{}}}
	f.Fuzz(func(t *testing.T, header string) {
		if e, err := d.verify([]byte(`{"object":"event"}`), header); err == nil {
			t.Errorf("%q was accepted: %+v", header, e)
		}
	})
}

// nowhere is a clock that stands at the beginning of Unix time.
type nowhere struct{ clock.System }

func (nowhere) Now() time.Time { return time.Unix(0, 0) }
