package remote

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{"7K2M9-PQRST": "7K2M9-PQRST", "7k2m9pqrst": "7K2M9-PQRST", " 7k2m9 - pqrst ": "7K2M9-PQRST", "oO0iI-lL123": "00011-11123",
		"": "", "7K2M9-PQRS": "", "7K2M9-PQRSTV": "", "7K2M9-PQRSU": "", "7K2M9_PQRST": "", "۷k۲m۹-pqrst": "7K2M9-PQRST", "٧K٢M٩-PQRST": "7K2M9-PQRST", "７ｋ２ｍ９－ｐｑｒｓｔ": "7K2M9-PQRST", "ſſſſſ-ſſſſſ": ""} {
		if got := read(typed); got != want {
			t.Errorf("%q is read as %q, not %q", typed, got, want)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		code := spell(rapid.SliceOfN(rapid.Byte(), 8, 16).Draw(r, "bits"))
		if read(code) != code || read(strings.ToLower(strings.ReplaceAll(code, "-", " "))) != code {
			r.Fatalf("%q is not read again", code)
		}
	})
}

// Each of the 50 bits counts.
func TestCodesHaveFiftyBits(t *testing.T) {
	bits, seen := make([]byte, 8), map[string]bool{}
	for i := range 64 {
		bits[i/8] ^= 0x80 >> (i % 8)
		seen[spell(bits)] = true
		bits[i/8] ^= 0x80 >> (i % 8)
	}
	if len(seen) != 51 { // those 50, and the code of the 14 bits that do not
		t.Errorf("%d codes", len(seen))
	}
}

// FuzzRead: whatever is typed is no code, or one in the one form.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"7K2M9-PQRST", "7k2m9pqrst", "", "\x80", strings.Repeat("-", 79), "۷k۲m۹-pqrst"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if c := read(typed); c != "" && (len(c) != codeLength+1 || c[codeHalf] != '-' || read(c) != c) {
			t.Errorf("%q is read as %q", typed, c)
		}
	})
}

// Whatever happens in whatever order: only a prepared session is consented to, only a consented one runs, and what is over stays over.
func TestTheMachineLeadsNowhereElse(t *testing.T) {
	events := []Event{Prepare, Agree, Begin, Pause, Resume, Finish, Seal, Look, Refuse, Report, Silence}
	rapid.Check(t, func(r *rapid.T) {
		s, agreed, prepared := Requested, false, false
		for range 30 {
			e := rapid.SampledFrom(events).Draw(r, "event")
			to, ok := Next(s, e)
			if !ok {
				continue
			}
			prepared, agreed = prepared || e == Prepare, agreed || e == Agree
			switch {
			case to.Runs() && !(agreed && prepared):
				r.Fatalf("%s leads from %s to %s without a consent", e, s, to)
			case !s.Open() && to.Open():
				r.Fatalf("%s leads from %s back to %s", e, s, to)
			case e == Silence && s.Runs():
				r.Fatalf("silence ends a session that runs")
			}
			s = to
		}
	})
	for _, s := range States {
		if _, ok := Next(s, Finish); s.Open() != ok {
			t.Errorf("%s: it can end: %t", s, ok)
		}
		if _, ok := Next(s, Report); !ok {
			t.Errorf("%s cannot be reported", s)
		}
	}
}
