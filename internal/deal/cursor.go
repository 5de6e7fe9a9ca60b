package deal

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"

	"surety/internal/access"
	"surety/internal/fault"
)

// mark is a place in a list that runs from new to old: an instant, then an id.
type mark struct {
	at int64
	id string
}

const digestSize = 16

// A cursor names a place in one list of one actor: the mark, and a keyed digest over it, the list and the actor. One that
// was altered, or is used by another or elsewhere, is refused.
func (d *Deals) writeCursor(list string, who access.Actor, m mark) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(m.at))
	b = append(b, m.id...)
	return base64.RawURLEncoding.EncodeToString(append(d.cursorDigest(list, who, b), b...))
}

func (d *Deals) readCursor(list string, who access.Actor, cursor string) (mark, error) {
	if cursor == "" {
		return mark{math.MaxInt64, "~"}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(b) < digestSize+8 || subtle.ConstantTimeCompare(b[:digestSize], d.cursorDigest(list, who, b[digestSize:])) != 1 {
		return mark{}, fault.ErrInvalid.At("cursor")
	}
	b = b[digestSize:]
	return mark{int64(binary.BigEndian.Uint64(b)), string(b[8:])}, nil
}

func (d *Deals) cursorDigest(list string, who access.Actor, place []byte) []byte {
	return d.Vault.Index("deal.cursor", fmt.Appendf(nil, "%x %q %q", place, list, who.Account))
}

func size(limit int) int {
	if limit <= 0 {
		return pageUsual
	}
	return min(limit, pageLimit)
}
