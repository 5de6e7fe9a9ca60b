package audit

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"surety/internal/access"
	"surety/internal/fault"
)

// Params are the facts of an entry: ids, codes and numbers; never content, never personal words.
type Params map[string]string

// Entry is one line of the record.
type Entry struct {
	N       int64 // the entry's number, for links; rising, with gaps on PostgreSQL
	Leaf    int64 // its place in the tree, from 0; -1 while it waits for one
	At      time.Time
	Actor   access.AccountID // empty: the installation itself, named in Session
	Session string
	Address string
	Action  access.Action
	Kind    string // of the thing
	Thing   string
	Ticket  access.TicketID
	Tickets []access.TicketID // of a list: all it showed
	Params  Params
	// Destroyed says that the content is gone and only the leaf stands.
	Destroyed bool
}

// limit bounds the body of an entry, in bytes. A list of 1,000 tickets fits.
const limit = 64 << 10

const timeForm = "2006-01-02T15:04:05.000000Z"

// body is what the leaf commits to, as JSON with the keys in this order, params sorted, no white space. Version 1.
type body struct {
	V       int               `json:"v"`
	At      string            `json:"at"`
	Actor   access.AccountID  `json:"actor,omitempty"`
	Action  access.Action     `json:"action"`
	Kind    string            `json:"kind,omitempty"`
	Thing   string            `json:"thing,omitempty"`
	Ticket  access.TicketID   `json:"ticket,omitempty"`
	Tickets []access.TicketID `json:"tickets,omitempty"`
	Params  Params            `json:"params,omitempty"`
}

// origin is the part of an entry that is not for the other party of a case. It is committed to apart from the body.
type origin struct {
	Session string `json:"session,omitempty"`
	Address string `json:"address,omitempty"`
}

// sealedEntry is an entry as bytes: what is stored, exported and shown in receipts.
type sealedEntry struct {
	body, origin, salt []byte
}

const saltSize = 16 // of the body, and again of the origin

func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func seal(e Entry) (sealedEntry, error) {
	b, err := canonical(body{1, e.At.UTC().Format(timeForm), e.Actor, e.Action, e.Kind, e.Thing, e.Ticket, e.Tickets, e.Params})
	if err != nil {
		return sealedEntry{}, err
	}
	o, err := canonical(origin{e.Session, e.Address})
	if err != nil {
		return sealedEntry{}, err
	}
	if len(b)+len(o) > limit {
		return sealedEntry{}, fault.New(fault.Internal, "record_entry_too_large", "an entry of the record has at most 64 KiB")
	}
	salt := make([]byte, 2*saltSize)
	rand.Read(salt) // never fails: crypto/rand ends the process instead
	return sealedEntry{b, o, salt}, nil
}

// open reads the entry back and refuses any bytes that seal would not have written.
func (s sealedEntry) open(n, leaf int64) (Entry, error) {
	if s.body == nil {
		return Entry{N: n, Leaf: leaf, Destroyed: true}, nil
	}
	var b body
	var o origin
	if err := strict(s.body, &b); err != nil {
		return Entry{}, err
	}
	if err := strict(s.origin, &o); s.origin != nil && err != nil {
		return Entry{}, err
	}
	at, err := time.Parse(timeForm, b.At)
	if err != nil || b.V != 1 {
		return Entry{}, errors.New("not an entry of a known version")
	}
	return Entry{N: n, Leaf: leaf, At: at.UTC(), Actor: b.Actor, Session: o.Session, Address: o.Address, Action: b.Action,
		Kind: b.Kind, Thing: b.Thing, Ticket: b.Ticket, Tickets: b.Tickets, Params: b.Params}, nil
}

func strict(data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return err
	}
	again, err := canonical(into)
	if err != nil || !bytes.Equal(again, data) {
		return errors.New("not in canonical form")
	}
	return nil
}

// half is one of the two salted hashes a commitment is made of.
func half(salt, content []byte) [sha256.Size]byte {
	return sha256.Sum256(append(append(make([]byte, 0, saltSize+len(content)), salt...), content...))
}

// commit binds body and origin; either can be proved without showing the other.
func commit(bodyHash, originHash [sha256.Size]byte) [sha256.Size]byte {
	b := append([]byte("surety entry 1\n"), bodyHash[:]...)
	return sha256.Sum256(append(b, originHash[:]...))
}

func (s sealedEntry) commitment() [sha256.Size]byte {
	return commit(half(s.salt[:saltSize], s.body), half(s.salt[saltSize:], s.origin))
}

// leafHash binds the commitment to the entry's number, as an RFC 6962 leaf.
func leafHash(n int64, commitment [sha256.Size]byte) tlog.Hash {
	b := binary.BigEndian.AppendUint64([]byte("surety leaf 1\n"), uint64(n))
	return tlog.RecordHash(append(b, commitment[:]...))
}
