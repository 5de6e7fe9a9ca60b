package dbtest

import (
	"flag"
	"strconv"
	"testing"
)

// Checks has rapid run so many histories in this test instead of its usual 100, where each costs a store much. Whoever
// asks for another number with -rapid.checks gets that.
func Checks(t testing.TB, n int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	if f == nil || f.Value.String() != f.DefValue {
		return
	}
	if err := f.Value.Set(strconv.Itoa(n)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(f.DefValue) })
}
