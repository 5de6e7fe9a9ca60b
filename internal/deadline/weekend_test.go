package deadline

import (
	"slices"
	"testing"
	"time"
)

func TestWeekends(t *testing.T) {
	for text, want := range map[string]Weekend{"sat,sun": {time.Saturday, time.Sunday}, "fri": {time.Friday}, " Fri , sat ": {time.Friday, time.Saturday}} {
		if got, err := ParseWeekend(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
		if back, err := ParseWeekend(want.String()); err != nil || !slices.Equal(back, want) {
			t.Errorf("%v is written %q", want, want)
		}
	}
	for _, text := range []string{"", "sat,", "sat,sat", "saturday", "thu,fri,sat,sun", "6"} {
		if got, err := ParseWeekend(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestBusinessDaysWhereFridayIsFree(t *testing.T) {
	thursday := time.Date(2026, 11, 19, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]int{"sat,sun": 20, "fri": 21, "fri,sat": 22} {
		w, err := ParseWeekend(text)
		if got := BusinessDays(thursday, 1, w...); err != nil || got.Day() != want {
			t.Errorf("a business day after thursday, free %s: the %dth, %v", text, got.Day(), err)
		}
	}
}
