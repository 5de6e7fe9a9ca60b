package remote

import (
	"context"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Code is a code as its client is shown it.
type Code struct {
	Code      string
	Dial      string // what is typed after the program's name
	ExpiresAt time.Time
}

// Code gives the client a code for their program; one made before is worthless from then on. Right: remote.code. Faults: absent, denied,
// remote_state.
func (d *Desk) Code(ctx context.Context, who access.Actor, id string) (c Code, err error) {
	_, err = d.change(ctx, who, id, access.RemoteCode, func(ctx context.Context, w *work) error {
		if w.row.state != Requested && w.row.state != Prepared || !d.mayHelp(ctx, w.tx, w.row.specialist, w.grant.Thing()) {
			return ErrState
		}
		c, err = d.newCode(ctx, w.tx, ForSession, id, w.row.ticket, w.row.client)
		return err
	})
	return c, err
}

// newCode makes a code from a random name by the vault's key, so that it can be told again to who asks again, and never by who reads the table.
func (d *Desk) newCode(ctx context.Context, tx *db.Tx, k Kind, subject string, t access.TicketID, client access.AccountID) (Code, error) {
	name, expires := access.NewID[string](), d.Clock.Now().Add(CodeTime)
	c := d.codeOf(name, expires)
	_, err := tx.Exec(ctx, `INSERT INTO remote_code (id, digest, kind, subject, ticket, client, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (kind, subject, client) DO UPDATE SET id = excluded.id, digest = excluded.digest, ticket = excluded.ticket, expires = excluded.expires`,
		name, d.codeDigest(c.Code), string(k), subject, string(t), string(client), db.Micros(expires))
	if err == nil {
		_, err = tx.Exec(ctx, `DELETE FROM remote_code WHERE expires < $1`, db.Micros(d.Clock.Now()))
	}
	if err == nil {
		err = tx.Made(ctx, name)
	}
	return c, err
}

func (d *Desk) codeOf(name string, expires time.Time) Code {
	c := spell(d.Vault.Index("remote.code", []byte(name)))
	return Code{c, d.Host + "/" + c, expires}
}

func (d *Desk) codeDigest(c string) []byte { return d.Vault.Index("remote.code.digest", []byte(c)) }

// Coded tells the same code again to who asks the same again, while it can be used. Right: as [Desk.Code], by having been given it. Faults: conflict.
func (d *Desk) Coded(ctx context.Context, who access.Actor, name string) (c Code, err error) {
	err = d.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		expires, err := db.All(ctx, tx, db.Value[int64], `SELECT expires FROM remote_code WHERE id = $1 AND client = $2 AND expires > $3`,
			name, string(who.Account), db.Micros(d.Clock.Now()))
		if err != nil || len(expires) == 0 {
			return first(err, fault.ErrConflict)
		}
		c = d.codeOf(name, db.Time(expires[0]))
		return nil
	})
	return c, err
}
