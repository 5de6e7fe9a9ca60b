package ratchet

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the vectors anew")

type vector struct{ Key, Chunk, Additional, Sealed, Next string }

const vectorsPath = "testdata/vectors.json"

// byHand is the format once more, from RFC 5869 §2.3 and without crypto/hkdf, as another reader would write it.
func byHand(t *testing.T, key, chunk, additional []byte) (sealed, next []byte) {
	t.Helper()
	t1 := mac(key, []byte(info), []byte{1})
	t2 := mac(key, t1, []byte(info), []byte{2})
	block, err := aes.NewCipher(t1)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	return aead.Seal(nil, make([]byte, 12), chunk, additional), t2
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	b, err := os.ReadFile(vectorsPath)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(b, &vectors); err != nil || len(vectors) < 4 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	key := [KeySize]byte(unhex(t, vectors[0].Key))
	opener, sealer := NewOpener(key), NewSealer(&key)
	for i, v := range vectors {
		if sealed := sealer.Seal(nil, unhex(t, v.Chunk), unhex(t, v.Additional)); hex.EncodeToString(sealed) != v.Sealed {
			t.Errorf("chunk %d is sealed to %x", i, sealed)
		}
		if hex.EncodeToString(sealer.s.key[:]) != v.Next {
			t.Errorf("after chunk %d the key is %x", i, sealer.s.key)
		}
		if chunk, err := opener.Open(nil, unhex(t, v.Sealed), unhex(t, v.Additional)); err != nil || hex.EncodeToString(chunk) != v.Chunk {
			t.Errorf("chunk %d opens to %x, %v", i, chunk, err)
		}
	}
}

func writeVectors(t *testing.T) {
	key := make([]byte, KeySize)
	for i := range key {
		key[i] = byte(i)
	}
	var vectors []vector
	for _, text := range []string{"", "a", "Экран: صفحه 屏幕", string(bytes.Repeat([]byte{0xff, 0}, 100))} {
		additional := []byte("place of chunk " + text)
		sealed, next := byHand(t, key, []byte(text), additional)
		vectors = append(vectors, vector{hex.EncodeToString(key), hex.EncodeToString([]byte(text)), hex.EncodeToString(additional), hex.EncodeToString(sealed), hex.EncodeToString(next)})
		key = next
	}
	b, err := json.MarshalIndent(vectors, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorsPath, append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNoKeySealsTwice seals the same words again and again, through copies too: equal keys would give equal bytes.
func TestNoKeySealsTwice(t *testing.T) {
	key := [KeySize]byte{1}
	first := NewSealer(&key)
	if key != [KeySize]byte{} {
		t.Error("the key is still in its maker's hands")
	}
	second, seen := first, map[string]bool{}
	for range 100 {
		for _, s := range []Sealer{first, second} {
			sealed := string(s.Seal(nil, []byte("same"), nil))
			if seen[sealed] {
				t.Fatal("two chunks were sealed under one key")
			}
			seen[sealed] = true
		}
	}
}

// TestTheKeyKeptOpensNothingBefore takes the sealer's key after chunk 3, as a thief of the machine would.
func TestTheKeyKeptOpensNothingBefore(t *testing.T) {
	key := [KeySize]byte{2}
	s := NewSealer(&key)
	var sealed [][]byte
	for range 4 {
		sealed = append(sealed, s.Seal(nil, []byte("said before"), nil))
	}
	for i, c := range sealed {
		if _, err := NewOpener(s.s.key).Open(nil, c, nil); !errors.Is(err, ErrOpen) {
			t.Errorf("chunk %d opens with a later key: %v", i, err)
		}
	}
}

func TestForgottenKeyIsGone(t *testing.T) {
	key := [KeySize]byte{3}
	copied := key
	s := NewSealer(&key)
	s.Forget()
	if _, err := NewOpener(copied).Open(nil, s.Seal(nil, []byte("x"), nil), nil); !errors.Is(err, ErrOpen) {
		t.Error("a forgotten chain still seals under its key")
	}
}

func TestOpensInItsPlaceOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := [KeySize]byte(rapid.SliceOfN(rapid.Byte(), KeySize, KeySize).Draw(t, "key"))
		chunks := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 0, 40), 2, 8).Draw(t, "chunks")
		copied := key
		s := NewSealer(&copied)
		var sealed [][]byte
		for i, c := range chunks {
			sealed = append(sealed, s.Seal(nil, c, []byte{byte(i)}))
		}
		at := rapid.IntRange(0, len(chunks)-1).Draw(t, "at")
		for i := range chunks {
			o := NewOpener(key)
			o.Skip(uint64(at))
			chunk, err := o.Open(nil, sealed[i], []byte{byte(i)})
			if opened := err == nil; opened != (i == at) || opened && !bytes.Equal(chunk, chunks[i]) {
				t.Fatalf("chunk %d at place %d: %x, %v", i, at, chunk, err)
			}
		}
		changed := bytes.Clone(sealed[at])
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		o := NewOpener(key)
		o.Skip(uint64(at))
		if _, err := o.Open(nil, changed, []byte{byte(at)}); err == nil {
			t.Fatal("a changed chunk opens")
		}
		if _, err := o.Open(nil, sealed[at], []byte{byte(at)}); err != nil {
			t.Fatal("a refused chunk moved the opener on")
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	for _, size := range []int{100, 64 << 10} {
		b.Run(map[int]string{100: "100B", 64 << 10: "64KiB"}[size], func(b *testing.B) {
			key := [KeySize]byte{1}
			s, chunk, dst := NewSealer(&key), make([]byte, size), make([]byte, 0, size+Overhead)
			b.SetBytes(int64(size))
			for b.Loop() {
				dst = s.Seal(dst[:0], chunk, nil)
			}
		})
	}
}

func FuzzOpen(f *testing.F) {
	key := [KeySize]byte{9}
	s := NewSealer(&key)
	f.Add(s.Seal(nil, []byte("chunk"), []byte("place")), []byte("place"))
	f.Fuzz(func(t *testing.T, sealed, additional []byte) {
		chunk, err := NewOpener([KeySize]byte{9}).Open(nil, sealed, additional)
		if err == nil && len(chunk)+Overhead != len(sealed) {
			t.Error("an opened chunk of the wrong length")
		}
	})
}
