// Package cursor writes places in lists: what a reader gives back to see the page after. A cursor belongs to one list of one
// account: one that was altered, is another's, or was made for another list is refused, so that it cannot be used to ask
// whether something exists.
package cursor

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"

	"surety/internal/access"
	"surety/internal/fault"
)

// Mark is a place in a list that runs downward: a number, mostly an instant, then an id.
type Mark struct {
	At int64
	ID string
}

// Top is before everything.
var Top = Mark{math.MaxInt64, "~"}

// Index is a keyed digest of 16 bytes or more: vault's.
type Index interface {
	Index(purpose string, value []byte) []byte
}

const (
	digestSize = 16
	atSize     = 8
)

// Write names a place in a list, which is told apart by its name and filters.
func Write(v Index, list string, who access.AccountID, m Mark) string {
	b := append(binary.BigEndian.AppendUint64(nil, uint64(m.At)), m.ID...)
	return base64.RawURLEncoding.EncodeToString(append(digest(v, list, who, b), b...))
}

// Read is the place that a cursor names; the top for none. Fault: invalid (cursor).
func Read(v Index, list string, who access.AccountID, cursor string) (Mark, error) {
	if cursor == "" {
		return Top, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(b) < digestSize+atSize || subtle.ConstantTimeCompare(b[:digestSize], digest(v, list, who, b[digestSize:])) != 1 {
		return Mark{}, fault.ErrInvalid.At("cursor")
	}
	b = b[digestSize:]
	return Mark{int64(binary.BigEndian.Uint64(b)), string(b[atSize:])}, nil
}

func digest(v Index, list string, who access.AccountID, place []byte) []byte {
	return v.Index("cursor", fmt.Appendf(nil, "%x %q %q", place, list, who))[:digestSize]
}
