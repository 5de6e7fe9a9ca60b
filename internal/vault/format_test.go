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

func TestCacheKeepsWhatWasUsedLast(t *testing.T) {
	c := newLRU[int, string](2)
	put := func(k int) { c.change(k, func(v *string) { *v = "kept" }) }
	put(1)
	put(2)
	c.get(1)
	put(3) // 2 was used least recently
	for k, want := range map[int]string{1: "kept", 2: "", 3: "kept"} {
		if v, ok := c.get(k); v != want || ok != (want != "") {
			t.Errorf("%d is %q, %t", k, v, ok)
		}
	}
	if len(c.items) != 2 || c.order.Len() != 2 {
		t.Errorf("%d kept; want 2", len(c.items))
	}
}
