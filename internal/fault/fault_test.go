package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"surety/internal/fault"
)

func TestAPanicsWordsAreNotRepeated(t *testing.T) {
	if err := fault.Panicked("a test", fmt.Errorf("client wrote: %s", "the canary")); strings.Contains(err.Error(), "canary") {
		t.Errorf("quotes what was worked on: %v", err)
	}
	func() {
		defer func() {
			if err := fault.Panicked("a test", recover()); !strings.Contains(err.Error(), "out of range") {
				t.Errorf("does not say what went wrong: %v", err)
			}
		}()
		none := []int{}
		_ = none[len(none)]
	}()
}

func TestFaultsAreEqualByCodeAndStrangersAreInternal(t *testing.T) {
	cause := errors.New("cause")
	f := fault.ErrInvalid.At("subject").With("limit", 200).Because(cause)
	if !errors.Is(f, fault.ErrInvalid) || errors.Is(f, fault.ErrAbsent) || !errors.Is(f, cause) {
		t.Error("a fault is its code, and wraps its cause")
	}
	if fault.ErrInvalid.Field != "" || fault.ErrInvalid.Params != nil {
		t.Error("naming a field changed the shared fault")
	}
	if k := fault.KindOf(fmt.Errorf("reading: %w", fault.New(fault.Busy, "busy", "too much at once"))); k != fault.Busy {
		t.Errorf("a wrapped fault is of kind %v", k)
	}
	if got := fault.As(cause); got.Kind != fault.Internal || !errors.Is(got, cause) {
		t.Errorf("a stranger: %v", got)
	}
	err := error(fault.ErrDenied)
	fault.Wrap(&err, "release")
	if !strings.HasPrefix(err.Error(), "release: ") || !errors.Is(err, fault.ErrDenied) {
		t.Errorf("wrapped: %v", err)
	}
}
