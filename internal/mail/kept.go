package mail

import (
	"context"
	"encoding/json"
	"time"

	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/vault"
)

// keptMost is how many letters the demo world keeps; older ones go.
const keptMost = 500

// Vault seals what belongs to the installation; it is [vault.Vault].
type Vault interface {
	SealOwn(p vault.Place, plain []byte) []byte
	OpenOwn(p vault.Place, sealed []byte) ([]byte, error)
}

// Kept is the transport of the demo world: it sends nothing and keeps the newest 500 letters, sealed, to be looked at.
type Kept struct {
	db    *db.DB
	vault Vault
	clock clock.Clock
}

// KeptMessage is a letter that was kept.
type KeptMessage struct {
	ID string    `json:"-"`
	At time.Time `json:"-"`
	To string    `json:"to"`
	Message
}

// Keep returns the demo world's transport.
func Keep(d *db.DB, v Vault, c clock.Clock) *Kept { return &Kept{db: d, vault: v, clock: c} }

// Send keeps the letter. A second Send with the same id changes nothing.
func (k *Kept) Send(ctx context.Context, to string, m Message, id string) error {
	plain, err := json.Marshal(KeptMessage{To: to, Message: m})
	if err != nil {
		return err
	}
	sealed := k.vault.SealOwn(placeOf(id), plain)
	return k.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO mail_kept (id, at, sealed) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`,
			id, db.Micros(k.clock.Now()), sealed); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM mail_kept WHERE id IN (SELECT id FROM mail_kept ORDER BY at DESC, id DESC LIMIT 1000 OFFSET $1)`, keptMost)
		return err
	})
}

// List returns the newest letters, newest first, whole.
func (k *Kept) List(ctx context.Context, limit int) (all []KeptMessage, err error) {
	err = k.db.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, k.scan, `SELECT id, at, sealed FROM mail_kept ORDER BY at DESC, id DESC LIMIT $1`, limit)
		return err
	})
	return all, err
}

// Read returns one letter. Faults: absent.
func (k *Kept) Read(ctx context.Context, id string) (m KeptMessage, err error) {
	err = k.db.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err = db.One(ctx, tx, k.scan, `SELECT id, at, sealed FROM mail_kept WHERE id = $1`, id)
		return err
	})
	return m, err
}

func (k *Kept) scan(s db.Scanner) (KeptMessage, error) {
	var id string
	var at int64
	var sealed []byte
	if err := s.Scan(&id, &at, &sealed); err != nil {
		return KeptMessage{}, err
	}
	var m KeptMessage
	plain, err := k.vault.OpenOwn(placeOf(id), sealed)
	if err == nil {
		err = json.Unmarshal(plain, &m)
	}
	m.ID, m.At = id, db.Time(at)
	return m, err
}

func placeOf(id string) vault.Place { return vault.Place{Kind: "mail_kept", Row: id, Field: "letter"} }
