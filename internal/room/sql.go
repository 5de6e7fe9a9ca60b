package room

import (
	"context"
	"strconv"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/vault"
)

// row is a room as it lies in its table.
type row struct {
	id              string
	ticket          access.TicketID
	state           State
	offered, opened access.AccountID
	epoch, last     int64
	recovery        string
	recovered       []byte
	made            int64
}

const columns = `id, ticket, state, offered, opened, epoch, last, recovery, recovered, made`

func scan(s db.Scanner) (r row, err error) {
	return r, s.Scan(&r.id, &r.ticket, &r.state, &r.offered, &r.opened, &r.epoch, &r.last, &r.recovery, &r.recovered, &r.made)
}

// rowBy finds a room by its id or its ticket.
func rowBy(ctx context.Context, tx *db.Tx, column, value string, hold bool) (row, error) {
	query := `SELECT ` + columns + ` FROM room WHERE ` + column + ` = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	return db.One(ctx, tx, scan, query, value)
}

func (r row) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO room (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, offered = excluded.offered, opened = excluded.opened, epoch = excluded.epoch, last = excluded.last,
		recovery = excluded.recovery, recovered = excluded.recovered`,
		r.id, string(r.ticket), string(r.state), string(r.offered), string(r.opened), r.epoch, r.last, r.recovery, r.recovered, r.made)
	return err
}

// thing is the room as a part of its case: restricted, whatever the case is.
func (r row) thing(t access.Thing) access.Thing {
	return access.Part{Kind: "room", ID: r.id, Class: access.Restricted}.Of(t)
}

func placeOf(room, field string) vault.Place {
	return vault.Place{Kind: "room", Row: room, Field: field}
}

func envelopePlace(room string, epoch int64, member access.AccountID) vault.Place {
	return placeOf(room, "key "+strconv.FormatInt(epoch, 10)+" "+string(member))
}

func messagePlace(room string, seq int64) vault.Place {
	return placeOf(room, "message "+strconv.FormatInt(seq, 10))
}

// Epoch is one of the keys that a room had, with whose browser made it.
type Epoch struct {
	Number    int64
	Recipient string
	Digest    string // SHA-256 of the recipient, in hex
	Author    access.AccountID
	Entry     int64 // on the record
	At        time.Time
}

const epochColumns = `number, recipient, digest, author, entry, made`

func scanEpoch(s db.Scanner) (e Epoch, err error) {
	var made int64
	err = s.Scan(&e.Number, &e.Recipient, &e.Digest, &e.Author, &e.Entry, &made)
	e.At = db.Time(made)
	return e, err
}

func (r row) epochs(ctx context.Context, tx *db.Tx) ([]Epoch, error) {
	return db.All(ctx, tx, scanEpoch, `SELECT `+epochColumns+` FROM room_epoch WHERE room = $1 ORDER BY number`, r.id)
}

// envelope is a key of the room, sealed to one member.
type envelope struct {
	epoch  int64
	member access.AccountID
	key    string
	sealed []byte
}

const envelopeColumns = `epoch, member, key, sealed`

func scanEnvelope(s db.Scanner) (e envelope, err error) {
	return e, s.Scan(&e.epoch, &e.member, &e.key, &e.sealed)
}

// envelopesOf are those of one member, of all keys; of nobody, those for recovery.
func (r row) envelopesOf(ctx context.Context, tx *db.Tx, member access.AccountID) ([]envelope, error) {
	return db.All(ctx, tx, scanEnvelope, `SELECT `+envelopeColumns+` FROM room_envelope WHERE room = $1 AND member = $2 ORDER BY epoch`, r.id, string(member))
}

// members are who the present key is sealed to.
func (r row) members(ctx context.Context, tx *db.Tx) ([]envelope, error) {
	return db.All(ctx, tx, scanEnvelope, `SELECT `+envelopeColumns+` FROM room_envelope WHERE room = $1 AND epoch = $2 AND member <> '' ORDER BY member`, r.id, r.epoch)
}

// wasIn reports whether any key of the room was sealed to the account.
func (r row) wasIn(ctx context.Context, tx *db.Tx, id access.AccountID) (bool, error) {
	n, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM room_envelope WHERE room = $1 AND member = $2`, r.id, string(id))
	return n > 0, err
}
