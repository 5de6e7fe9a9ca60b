// Package ratchet seals a row of chunks, each under a key of its own, and forgets the key as soon as it was used.
//
// The key of chunk n is made from that of chunk n−1 by HKDF-SHA-256 (RFC 5869) and cannot be turned back: who takes the
// machine while a recording runs opens nothing that was sealed before. A key seals one chunk, by AES-256-GCM
// (NIST SP 800-38D) with a nonce of zeros, which is safe for exactly that reason.
//
// Invariants. There is no call that seals twice under one key: sealing moves on, also when its caller throws the answer
// away; a Sealer takes the key it is made from out of the caller's hands; copies of a Sealer share one state. Opening
// moves on only when the chunk opened.
//
// What it cannot do: the Go runtime may have copied a key before it is overwritten (a moved stack, a page in swap); the
// cipher's expanded key stays until the collector frees it. It keeps old keys out of reach of who looks later, not of who
// watches the memory all the time.
package ratchet

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"sync"
)

// KeySize is the length of a key; Overhead is how much longer a sealed chunk is.
const (
	KeySize  = 32
	Overhead = 16
)

// info binds keys to this use and this format (RFC 5869 §3.2). 64 bytes are expanded: the chunk's key, the next state.
const info = "surety ratchet 1"

// ErrOpen says that a chunk is not what was sealed at this place: another key, number, additional data, or changed bytes.
var ErrOpen = errors.New("ratchet: the chunk does not open")

// zero is the nonce: a key is used once.
var zero [12]byte

// state is key n before it is parted into the chunk's key and state n+1.
type state struct {
	mu  sync.Mutex
	key [KeySize]byte
}

// next returns the chunk's cipher and the state after it.
func (s *state) next() (cipher.AEAD, [KeySize]byte) {
	both, err := hkdf.Expand(sha256.New, s.key[:], info, 2*KeySize)
	if err != nil {
		panic(err) // 64 bytes are always to be had
	}
	block, err := aes.NewCipher(both[:KeySize])
	if err != nil {
		panic(err) // the key is 32 bytes
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // the block is AES
	}
	after := [KeySize]byte(both[KeySize:])
	clear(both)
	return aead, after
}

// Sealer seals chunks 0, 1, 2 … in turn. Copies share one state. It may be used from several goroutines.
type Sealer struct{ s *state }

// NewSealer begins at key, and overwrites it: nobody else can begin there again.
func NewSealer(key *[KeySize]byte) Sealer {
	s := &state{key: *key}
	clear(key[:])
	return Sealer{s}
}

// Seal appends the sealed chunk to dst, bound to the additional data, and moves on.
func (r Sealer) Seal(dst, chunk, additional []byte) []byte {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	aead, after := r.s.next()
	r.s.key = after
	return aead.Seal(dst, zero[:], chunk, additional)
}

// Forget overwrites the key; what would be sealed afterwards opens for nobody.
func (r Sealer) Forget() {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	clear(r.s.key[:])
}

// Opener opens chunks in the order in which they were sealed. It is not for several goroutines.
type Opener struct{ s *state }

// NewOpener begins at a copy of key.
func NewOpener(key [KeySize]byte) Opener { return Opener{&state{key: key}} }

// Open appends the chunk to dst and moves on; with ErrOpen it stays where it is. dst may be sealed[:0].
func (r Opener) Open(dst, sealed, additional []byte) ([]byte, error) {
	aead, after := r.s.next()
	chunk, err := aead.Open(dst, zero[:], sealed, additional)
	if err != nil {
		return nil, ErrOpen
	}
	r.s.key = after
	return chunk, nil
}

// Skip moves over n chunks, at about a microsecond each.
func (r Opener) Skip(n uint64) {
	for range n {
		both, err := hkdf.Expand(sha256.New, r.s.key[:], info, 2*KeySize)
		if err != nil {
			panic(err) // 64 bytes are always to be had
		}
		copy(r.s.key[:], both[KeySize:])
		clear(both)
	}
}
