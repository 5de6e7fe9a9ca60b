package audit

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"time"

	"golang.org/x/mod/sumdb/tlog"

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

// own is the leaf that follows from the row's content; nil when it is gone. A salt of a wrong size gives no leaf.
func (r row) own() *tlog.Hash {
	if r.gone() {
		return nil
	}
	var h tlog.Hash
	if len(r.salt) == 2*saltSize {
		h = leafHash(r.n, r.commitment())
	}
	return &h
}

// commits reports whether the content is what the commitment was made of.
func (r row) commits(commitment []byte) bool {
	if len(r.salt) != 2*saltSize {
		return false
	}
	c := r.commitment()
	return bytes.Equal(c[:], commitment)
}

// facts reads only what Verify compares: a body that its leaf was made from needs no other proof of form.
func (r row) facts() (Entry, error) {
	if r.gone() {
		return Entry{N: r.n, Destroyed: true}, nil
	}
	var b struct {
		At      string            `json:"at"`
		Actor   access.AccountID  `json:"actor"`
		Action  access.Action     `json:"action"`
		Ticket  access.TicketID   `json:"ticket"`
		Tickets []access.TicketID `json:"tickets"`
	}
	if err := json.Unmarshal(r.body, &b); err != nil {
		return Entry{}, err
	}
	at, err := time.Parse(timeForm, b.At)
	return Entry{N: r.n, At: at, Actor: b.Actor, Action: b.Action, Ticket: b.Ticket, Tickets: b.Tickets}, err
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
