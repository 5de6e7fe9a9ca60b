package audit

import (
	"bytes"
	"database/sql"

	"surety/internal/access"
	"surety/internal/db"
)

// row is an entry as it is stored.
type row struct {
	n      int64
	leaf   sql.NullInt64
	at     int64
	actor  string
	action string
	sealedEntry
	destroyedBy sql.NullInt64
}

// gone reports whether all content was taken away; if only a part was, the row is damaged.
func (r row) gone() bool { return r.body == nil && r.origin == nil && r.salt == nil }

// commits reports whether the content is what the commitment was made of.
func (r row) commits(commitment []byte) bool {
	if len(r.salt) != 2*saltSize {
		return false
	}
	c := r.commitment()
	return bytes.Equal(c[:], commitment)
}

func scanRow(s db.Scanner) (r row, err error) {
	return r, s.Scan(&r.n, &r.leaf, &r.at, &r.actor, &r.action, &r.body, &r.origin, &r.salt, &r.destroyedBy)
}

func scanEntry(s db.Scanner) (Entry, error) {
	r, err := scanRow(s)
	if err != nil {
		return Entry{}, err
	}
	return r.entry()
}

// entry reads the row. Of a destroyed one only what makes it findable is left.
func (r row) entry() (Entry, error) {
	leaf := int64(-1)
	if r.leaf.Valid {
		leaf = r.leaf.Int64
	}
	e, err := r.open(r.n, leaf)
	if e.Destroyed {
		e.At, e.Actor, e.Action = db.Time(r.at), access.AccountID(r.actor), access.Action(r.action)
	}
	return e, err
}
