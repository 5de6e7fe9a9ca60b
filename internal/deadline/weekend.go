package deadline

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Weekend are the days of each week that are no business days: saturday and sunday in most places, friday and saturday, or
// friday alone, in others.
type Weekend []time.Weekday

var dayCodes = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// mostFree leaves a week four days to work in.
const mostFree = 3

// ParseWeekend reads days such as "sat,sun" or "fri". It refuses none at all, more than three, and one named twice.
func ParseWeekend(text string) (w Weekend, err error) {
	for _, code := range strings.Split(text, ",") {
		day := time.Weekday(slices.Index(dayCodes, strings.ToLower(strings.TrimSpace(code))))
		if day < 0 || slices.Contains(w, day) || len(w) == mostFree {
			return nil, fmt.Errorf("%q is not a weekend: one to three of %s", text, strings.Join(dayCodes, ","))
		}
		w = append(w, day)
	}
	return w, nil
}

// String is what ParseWeekend reads.
func (w Weekend) String() string {
	codes := make([]string, len(w))
	for i, day := range w {
		codes[i] = dayCodes[day]
	}
	return strings.Join(codes, ",")
}
