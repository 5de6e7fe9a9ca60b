package packseal_test

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"surety/internal/vault/packseal"
)

// TestSectionsOpenOnlyWhereTheyWereSealed tries every other place, purpose, object, key and neighbour.
func TestSectionsOpenOnlyWhereTheyWereSealed(t *testing.T) {
	box := packseal.New([32]byte{1})
	w := box.Seal("pack")
	other := box.Seal("pack")
	var sealed [3][]byte
	for i := range sealed {
		sealed[i] = w.Next(nil, []byte{byte(i)}, []byte("beside"))
	}
	last := w.Close(nil, []byte("end"), nil)
	r := box.Open("pack", w.Salt())
	for i := range sealed {
		if plain, err := r.Section(nil, uint64(i), sealed[i], []byte("beside")); err != nil || !bytes.Equal(plain, []byte{byte(i)}) {
			t.Errorf("section %d: %v, %v", i, plain, err)
		}
	}
	if plain, err := r.Closing(nil, last, nil); err != nil || string(plain) != "end" {
		t.Errorf("closing: %q, %v", plain, err)
	}
	open := map[string]func() ([]byte, error){
		"another number":     func() ([]byte, error) { return r.Section(nil, 1, sealed[0], []byte("beside")) },
		"other bytes beside": func() ([]byte, error) { return r.Section(nil, 0, sealed[0], nil) },
		"as the closing one": func() ([]byte, error) { return r.Closing(nil, sealed[0], []byte("beside")) },
		"closing as section": func() ([]byte, error) { return r.Section(nil, 3, last, nil) },
		"another object": func() ([]byte, error) {
			return box.Open("pack", other.Salt()).Section(nil, 0, sealed[0], []byte("beside"))
		},
		"another purpose": func() ([]byte, error) {
			return box.Open("index", w.Salt()).Section(nil, 0, sealed[0], []byte("beside"))
		},
		"another key": func() ([]byte, error) {
			return packseal.New([32]byte{2}).Open("pack", w.Salt()).Section(nil, 0, sealed[0], []byte("beside"))
		},
		"nothing": func() ([]byte, error) { return r.Section(nil, 0, nil, []byte("beside")) },
	}
	for name, try := range open {
		if plain, err := try(); !errors.Is(err, packseal.ErrSeal) {
			t.Errorf("%s opened: %v, %v", name, plain, err)
		}
	}
}

// TestNothingFollowsTheLast holds the writer to its count: a nonce cannot come again.
func TestNothingFollowsTheLast(t *testing.T) {
	for name, again := range map[string]func(*packseal.Writer){
		"a section":   func(w *packseal.Writer) { w.Next(nil, nil, nil) },
		"another end": func(w *packseal.Writer) { w.Close(nil, nil, nil) },
	} {
		w := packseal.New([32]byte{}).Seal("pack")
		w.Close(nil, nil, nil)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s after the last was sealed", name)
				}
			}()
			again(w)
		}()
	}
}

// TestFlippedBitsDoNotOpen flips one bit anywhere.
func TestFlippedBitsDoNotOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		box := packseal.New([32]byte{3})
		w := box.Seal("pack")
		sealed := w.Next(nil, plain, nil)
		at := rapid.IntRange(0, len(sealed)*8-1).Draw(t, "bit")
		sealed[at/8] ^= 1 << (at % 8)
		if _, err := box.Open("pack", w.Salt()).Section(nil, 0, sealed, nil); err == nil {
			t.Fatal("a flipped bit opened")
		}
	})
}

// TestSecretsDiffer keeps purposes apart.
func TestSecretsDiffer(t *testing.T) {
	box := packseal.New([32]byte{4})
	if a, b := box.Secret("ids", 32), box.Secret("cuts", 32); bytes.Equal(a, b) || !bytes.Equal(a, box.Secret("ids", 32)) {
		t.Error("secrets are not one for each purpose")
	}
}
