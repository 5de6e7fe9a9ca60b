package vault

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"math"
)

// schema is the format's version: the first byte of every sealed value, and bound to it.
const schema = 1

// What a sealing key is used for; bound to the value, so that one use cannot be passed off as another.
const (
	useContent      = "content"
	useFileKey      = "file key"
	useClosedFile   = "closed file key"
	useOwn          = "own"
	useCase         = "case key"
	useOrganisation = "organisation key"
	useDerive       = "derive"
)

const (
	keySize  = 32
	overhead = 12 + 16 // nonce and tag
)

// newAEAD is AES-256-GCM that puts a random nonce before the ciphertext. One key may seal 2³² values.
func newAEAD(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // keys are 32 bytes
	}
	a, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // the block is AES
	}
	return a
}

// derive makes a key for one use from another key.
func derive(key []byte, use string) []byte {
	k, err := hkdf.Key(sha256.New, key, nil, "surety 1 "+use, keySize)
	if err != nil {
		panic(err) // 32 bytes are always to be had
	}
	return k
}

// bind appends the additional data of a sealed value: each part with its length before it, so that no two lists of
// parts give the same bytes.
func bind(dst []byte, use string, version int, parts ...string) []byte {
	dst = append(dst, schema)
	dst = binary.AppendUvarint(dst, uint64(version))
	dst = appendPart(dst, use)
	for _, p := range parts {
		dst = appendPart(dst, p)
	}
	return dst
}

func appendPart(dst []byte, p string) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(p)))
	return append(dst, p...)
}

// seal writes schema | version | nonce | ciphertext and tag.
func seal(a cipher.AEAD, version int, plain, bound []byte) []byte {
	out := make([]byte, 0, 1+binary.MaxVarintLen32+overhead+len(plain))
	out = append(out, schema)
	out = binary.AppendUvarint(out, uint64(version))
	return a.Seal(out, nil, plain, bound)
}

// parse splits a sealed value into the version of its key and what the cipher opens. There is one way to write each.
func parse(sealed []byte) (version int, body []byte, err error) {
	if len(sealed) == 0 || sealed[0] != schema {
		return 0, nil, ErrSealed
	}
	n, size := binary.Uvarint(sealed[1:])
	if size <= 0 || n == 0 || n > math.MaxInt32 {
		return 0, nil, ErrSealed
	}
	var shortest [binary.MaxVarintLen64]byte
	if !bytes.Equal(binary.AppendUvarint(shortest[:0], n), sealed[1:1+size]) {
		return 0, nil, ErrSealed
	}
	body = sealed[1+size:]
	if len(body) < overhead {
		return 0, nil, ErrSealed
	}
	return int(n), body, nil
}

func open(a cipher.AEAD, body, bound []byte) ([]byte, error) {
	plain, err := a.Open(make([]byte, 0, len(body)-overhead), nil, body, bound)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
