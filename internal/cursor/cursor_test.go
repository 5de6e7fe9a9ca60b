package cursor

import (
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/access"
	"surety/internal/fault"
)

type keyed string

func (k keyed) Index(purpose string, value []byte) []byte {
	h := hmac.New(sha256.New, []byte(k+keyed(purpose)))
	h.Write(value)
	return h.Sum(nil)
}

func TestPlaceComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Mark{rapid.Int64().Draw(t, "at"), rapid.StringMatching(`[a-z2-7]{0,26}`).Draw(t, "id")}
		got, err := Read(keyed("k"), "deals", "a", Write(keyed("k"), "deals", "a", m))
		if err != nil || got != m {
			t.Fatalf("%v %v, want %v", got, err, m)
		}
	})
	if m, err := Read(keyed("k"), "deals", "a", ""); err != nil || m != Top {
		t.Errorf("none: %v %v", m, err)
	}
}

func TestAnothersIsRefused(t *testing.T) {
	c := Write(keyed("k"), "deals", "a", Mark{7, "x"})
	for name, read := range map[string]func() (Mark, error){
		"another list":    func() (Mark, error) { return Read(keyed("k"), "calls", "a", c) },
		"another account": func() (Mark, error) { return Read(keyed("k"), "deals", access.AccountID("b"), c) },
		"another server":  func() (Mark, error) { return Read(keyed("l"), "deals", "a", c) },
		"altered":         func() (Mark, error) { return Read(keyed("k"), "deals", "a", c[:len(c)-2]+"__") },
		"cut short":       func() (Mark, error) { return Read(keyed("k"), "deals", "a", c[:20]) },
		"not ours":        func() (Mark, error) { return Read(keyed("k"), "deals", "a", "%%%") },
	} {
		if _, err := read(); !errors.Is(err, fault.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is read is what was written, whatever is given.
func FuzzRead(f *testing.F) {
	f.Add(Write(keyed("k"), "deals", "a", Mark{1, "a"}))
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, c string) {
		m, err := Read(keyed("k"), "deals", "a", c)
		if err != nil || c == "" {
			return
		}
		if again, err := Read(keyed("k"), "deals", "a", Write(keyed("k"), "deals", "a", m)); err != nil || again != m {
			t.Fatalf("%q reads as %v and then as %v", c, m, again)
		}
	})
}
