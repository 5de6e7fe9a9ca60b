// Package packseal seals what a snapshot is made of, so that any part of a pack can be opened alone.
//
// An object (a pack, an index, a snapshot's record) has a salt of 256 random bits, and from it and the snapshot key a key of
// its own (HKDF-SHA256, RFC 5869; the purpose is in its info). Its sections are sealed by AES-256-GCM under that key with
// their number as the nonce. A [Writer] counts the sections itself and draws its salt itself, so that no nonce can be used
// twice under one key: there is no call that takes either. The closing section has a nonce of its own kind: no
// section passes for it, and what it holds can tell a cut object from a whole one.
//
// What is derived for one purpose opens nothing of another. The package refuses a section at another number than it was
// sealed at, of another object, of another purpose, or with other bytes beside it. It keeps no database and knows no grant:
// who may have the snapshot key is decided where that is derived.
package packseal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"

	"surety/internal/fault"
)

const (
	// KeyLen is the length of a snapshot key.
	KeyLen = 32
	// SaltLen is the length of an object's salt.
	SaltLen = 32
	// Overhead is how much longer a sealed section is than what it holds.
	Overhead = 16
	// MaxSections is the most an object may have.
	MaxSections = 1 << 32
)

// ErrSeal says that bytes are not what was sealed there.
var ErrSeal = fault.New(fault.Invalid, "snapshot_seal_broken", "the bytes are not what was sealed at this place")

// Purpose tells objects and secrets of one key apart.
type Purpose string

// Box seals and opens under one snapshot key. It is safe for concurrent use.
type Box struct{ key [KeyLen]byte }

// New returns the box of a snapshot key.
func New(key [KeyLen]byte) *Box { return &Box{key} }

// Secret derives bytes for a purpose that is not sealing (ids, a polynomial). At most 8,160 of them.
func (b *Box) Secret(p Purpose, length int) []byte {
	return b.derive(nil, "surety snapshot secret "+string(p), length)
}

func (b *Box) derive(salt []byte, info string, length int) []byte {
	out, err := hkdf.Key(sha256.New, b.key[:], salt, info, length)
	if err != nil {
		panic(err) // only a length beyond RFC 5869's
	}
	return out
}

func (b *Box) aead(p Purpose, salt [SaltLen]byte) cipher.AEAD {
	block, err := aes.NewCipher(b.derive(salt[:], "surety snapshot seal "+string(p), KeyLen))
	if err != nil {
		panic(err) // only a key of another length
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // only a block of another size
	}
	return aead
}

const closing = 1 // first byte of the closing section's nonce

func nonce(kind byte, n uint64) []byte {
	out := make([]byte, 12)
	out[0] = kind
	binary.BigEndian.PutUint64(out[4:], n)
	return out
}

// Writer seals the sections of one new object in their order. It is not safe for concurrent use.
type Writer struct {
	salt   [SaltLen]byte
	aead   cipher.AEAD
	n      uint64
	closed bool
}

// Seal begins an object.
func (b *Box) Seal(p Purpose) *Writer {
	w := &Writer{}
	rand.Read(w.salt[:])
	w.aead = b.aead(p, w.salt)
	return w
}

// Salt is what the object must carry in the clear.
func (w *Writer) Salt() [SaltLen]byte { return w.salt }

// Next appends the next section, sealed, to dst. Sections are numbered from 0.
func (w *Writer) Next(dst, plain, beside []byte) []byte {
	if w.closed || w.n == MaxSections {
		panic("packseal: a section after the last")
	}
	w.n++
	return w.aead.Seal(dst, nonce(0, w.n-1), plain, beside)
}

// Close appends the closing section. The writer can do nothing afterwards.
func (w *Writer) Close(dst, plain, beside []byte) []byte {
	if w.closed {
		panic("packseal: closed twice")
	}
	w.closed = true
	return w.aead.Seal(dst, nonce(closing, 0), plain, beside)
}

// Reader opens the sections of one object. It is safe for concurrent use.
type Reader struct{ aead cipher.AEAD }

// Open returns the reader of an object with that salt. Whether it is one is found when a section is opened.
func (b *Box) Open(p Purpose, salt [SaltLen]byte) *Reader { return &Reader{b.aead(p, salt)} }

// Section appends what section n holds to dst. Faults: snapshot_seal_broken.
func (r *Reader) Section(dst []byte, n uint64, sealed, beside []byte) ([]byte, error) {
	return r.open(dst, nonce(0, n), sealed, beside)
}

// Closing appends what the closing section holds to dst. Faults: snapshot_seal_broken.
func (r *Reader) Closing(dst, sealed, beside []byte) ([]byte, error) {
	return r.open(dst, nonce(closing, 0), sealed, beside)
}

func (r *Reader) open(dst, nonce, sealed, beside []byte) ([]byte, error) {
	out, err := r.aead.Open(dst, nonce, sealed, beside)
	if err != nil {
		return nil, ErrSeal
	}
	return out, nil
}
