package ticket

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"

	"surety/internal/access"
)

// A cursor names a place in one list of one actor: key and number, and a keyed digest over these, the actor and the
// query. One that was altered, or is used by another or with other filters, is refused.

const cursorSize = 16 + 16

func (d *Desk) writeCursor(who access.Actor, q Query, m mark) string {
	b := binary.BigEndian.AppendUint64(nil, uint64(m.key))
	b = binary.BigEndian.AppendUint64(b, uint64(m.number))
	return base64.RawURLEncoding.EncodeToString(append(b, d.cursorDigest(who, q, b)...))
}

func (d *Desk) readCursor(who access.Actor, q Query, o order) (mark, error) {
	if q.Cursor == "" {
		return o.begin(), nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(b) != cursorSize || subtle.ConstantTimeCompare(b[16:], d.cursorDigest(who, q, b[:16])) != 1 {
		return mark{}, invalid("cursor", "not a cursor of this list")
	}
	return mark{int64(binary.BigEndian.Uint64(b)), int64(binary.BigEndian.Uint64(b[8:])), true}, nil
}

func (d *Desk) cursorDigest(who access.Actor, q Query, place []byte) []byte {
	return d.Vault.Index("ticket.cursor", fmt.Appendf(nil, "%x %q %q %q %q %q %q %q %q %q %t %q", place, who.Account, q.View, q.Department,
		slices.Sorted(slices.Values(q.Status)), q.Assignee, q.Requester, q.Tag, q.Priority, q.Class, q.Watching, q.Sort))
}
