package vault

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"io"
	"testing"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
)

const kib = 1 << 10

func bareCipher(key []byte) cipher.AEAD {
	block, _ := aes.NewCipher(key)
	a, _ := cipher.NewGCM(block)
	return a
}

// The bare cipher with a key schedule at hand: what no vault can beat.
func BenchmarkBareSeal1KiB(b *testing.B) {
	a, plain := bareCipher(make([]byte, 32)), make([]byte, kib)
	b.SetBytes(kib)
	for b.Loop() {
		out := make([]byte, 12, 12+kib+16)
		rand.Read(out)
		a.Seal(out, out, plain, nil)
	}
}

func BenchmarkBareOpen1KiB(b *testing.B) {
	a, nonce := bareCipher(make([]byte, 32)), make([]byte, 12)
	sealed := a.Seal(nil, nonce, make([]byte, kib), nil)
	b.SetBytes(kib)
	for b.Loop() {
		if _, err := a.Open(make([]byte, 0, kib), nonce, sealed, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func world(b *testing.B) (*Vault, access.Grant, Place) {
	v, err := Unlock(context.Background(), Settings{Root: fixed{1}, Keys: dbtest.Open(b, db.SQLite, db.Keys), Clock: clock.System{}})
	if err != nil {
		b.Fatal(err)
	}
	if err := v.NewCase(context.Background(), "acme", "t1"); err != nil {
		b.Fatal(err)
	}
	g, err := access.Check(access.Actor{Account: "noor"}, access.TicketRead,
		access.Thing{Kind: "ticket", Ticket: "t1", Organisation: "acme", Requester: "noor"})
	if err != nil {
		b.Fatal(err)
	}
	g.MarkRecorded()
	return v, g, Place{"talk", access.NewID[string](), "text"}
}

type fixed [32]byte

func (f fixed) Key(context.Context) ([]byte, error) { return bytes.Clone(f[:]), nil }

func BenchmarkSeal1KiB(b *testing.B) {
	v, g, p := world(b)
	plain := make([]byte, kib)
	b.SetBytes(kib)
	for b.Loop() {
		if _, err := v.Seal(b.Context(), g, p, plain); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen1KiB(b *testing.B) {
	v, g, p := world(b)
	sealed, err := v.Seal(b.Context(), g, p, make([]byte, kib))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(kib)
	for b.Loop() {
		if _, err := v.Open(b.Context(), g, p, sealed); err != nil {
			b.Fatal(err)
		}
	}
}

// Unwrapping a case key from its row and opening with it: what a cold key costs besides reading the row.
func BenchmarkColdUnwrapAndOpen1KiB(b *testing.B) {
	v, g, p := world(b)
	sealed, err := v.Seal(b.Context(), g, p, make([]byte, kib))
	if err != nil {
		b.Fatal(err)
	}
	rows, err := v.caseRows(b.Context(), []access.TicketID{"t1"})
	if err != nil {
		b.Fatal(err)
	}
	_, body, _ := parse(sealed)
	b.SetBytes(kib)
	for b.Loop() {
		k, err := v.unwrapCase(b.Context(), rows[0])
		if err != nil {
			b.Fatal(err)
		}
		var buf [256]byte
		if _, err := open(newAEAD(k.key[:]), body, p.bind(buf[:0], useContent, k.version, g)); err != nil {
			b.Fatal(err)
		}
	}
}

const fileSize = 16 << 20

// The bare cipher over the same segments, read from the same source.
func BenchmarkBareFileSeal(b *testing.B) {
	a, plain, buf := bareCipher(make([]byte, 32)), make([]byte, fileSize), make([]byte, segmentSize)
	nonce := make([]byte, 12)
	b.SetBytes(fileSize)
	for b.Loop() {
		for r := bytes.NewReader(plain); r.Len() > 0; {
			n, _ := r.Read(buf[:otherPlain])
			a.Seal(buf[:0], nonce, buf[:n], nil)
		}
	}
}

func BenchmarkFileSeal(b *testing.B) {
	f, plain := newSealer(), make([]byte, fileSize)
	b.SetBytes(fileSize)
	for b.Loop() {
		w := f.Seal(io.Discard)
		if _, err := io.Copy(w, struct{ io.Reader }{bytes.NewReader(plain)}); err != nil { // as from a request
			b.Fatal(err)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBareFileOpen(b *testing.B) {
	a, nonce, blob := bareCipher(make([]byte, 32)), make([]byte, 12), make([]byte, 0, fileSize)
	for at := 0; at < fileSize; at += segmentSize {
		blob = a.Seal(blob, nonce, make([]byte, otherPlain), nil)
	}
	buf := make([]byte, segmentSize)
	b.SetBytes(int64(len(blob)))
	for b.Loop() {
		for r := bytes.NewReader(blob); r.Len() > 0; {
			_, _ = r.Read(buf)
			if _, err := a.Open(buf[:0], nonce, buf, nil); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkFileOpen(b *testing.B) {
	f := newSealer()
	var blob bytes.Buffer
	w := f.Seal(&blob)
	w.Write(make([]byte, fileSize))
	w.Close()
	b.SetBytes(fileSize)
	for b.Loop() {
		r, err := openStream(f.key[:], bytes.NewReader(blob.Bytes()), int64(blob.Len()))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}
