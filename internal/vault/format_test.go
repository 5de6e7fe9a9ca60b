package vault

import (
	"bytes"
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"
)

func FuzzParse(f *testing.F) {
	a := newAEAD(make([]byte, keySize))
	f.Add([]byte{})
	f.Add([]byte{schema, 0x80, 0x00})
	f.Add(seal(a, 1, []byte("hello"), nil))
	f.Add(seal(a, 300, nil, nil))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		version, body, err := parse(sealed)
		if err != nil {
			return
		}
		again := append(binary.AppendUvarint([]byte{schema}, uint64(version)), body...)
		if version < 1 || !bytes.Equal(again, sealed) {
			t.Errorf("%x parses as version %d, which is written %x", sealed, version, again)
		}
	})
}

// Two lists of parts are bound by the same bytes only if they are the same.
func TestS2BindIsInjective(t *testing.T) {
	parts := rapid.SliceOfN(rapid.StringMatching(`[a\x00\x01]{0,3}`), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		p, q := parts.Draw(t, "p"), parts.Draw(t, "q")
		m, n := rapid.IntRange(1, 300).Draw(t, "m"), rapid.IntRange(1, 300).Draw(t, "n")
		same := m == n && len(p) == len(q)
		for i := range p {
			same = same && p[i] == q[i]
		}
		if bytes.Equal(bind(nil, "use", m, p...), bind(nil, "use", n, q...)) != same {
			t.Fatalf("%d %q and %d %q", m, p, n, q)
		}
	})
}

func TestCacheIsBoundedAndWipes(t *testing.T) {
	wiped := 0
	c := newLRU[int](2, func(v *caseKeys) {
		wipe(v)
		for _, k := range v.versions {
			if k.key == [keySize]byte{} {
				wiped++
			}
		}
	})
	put := func(k int) {
		c.change(k, func(v *caseKeys) { v.versions = []caseKey{{1, [keySize]byte{byte(k)}}} })
	}
	put(1)
	put(2)
	c.read(1, func(*caseKeys) {})
	put(3) // 2 was used least recently
	if c.read(2, func(*caseKeys) {}) || !c.read(1, func(*caseKeys) {}) || !c.read(3, func(*caseKeys) {}) {
		t.Error("the wrong one was dropped")
	}
	if wiped != 1 || len(c.items) != 2 || c.order.Len() != 2 {
		t.Errorf("%d wiped, %d kept; want 1 and 2", wiped, len(c.items))
	}
}
