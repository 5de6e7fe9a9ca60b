package access

import (
	"crypto/rand"
	"encoding/base32"
)

var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID returns 128 random bits as 26 letters and digits.
func NewID[T ~string]() T {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return T(idEncoding.EncodeToString(b[:]))
}
