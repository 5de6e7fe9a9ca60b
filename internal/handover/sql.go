package handover

import (
	"context"
	"database/sql"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/deal"
	"surety/internal/vault"
)

// row is a secret as it lies in its table.
type row struct {
	id                        string
	ticket                    access.TicketID
	deal                      deal.ID
	owner, reader             access.AccountID
	key, digest               string
	term                      Term
	state                     State
	why                       string
	label, body               []byte
	entry, openings, reminded int64
	given                     int64
	ended, over, changed      sql.NullInt64
}

const columns = `id, ticket, deal, owner, reader, key, digest, term, state, why, label, body, entry, openings, reminded, given, ended, over, changed`

func scan(s db.Scanner) (r row, err error) {
	return r, s.Scan(&r.id, &r.ticket, &r.deal, &r.owner, &r.reader, &r.key, &r.digest, &r.term, &r.state, &r.why, &r.label, &r.body, &r.entry, &r.openings,
		&r.reminded, &r.given, &r.ended, &r.over, &r.changed)
}

func rowOf(ctx context.Context, tx *db.Tx, id string, hold bool) (row, error) {
	query := `SELECT ` + columns + ` FROM handover_secret WHERE id = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	return db.One(ctx, tx, scan, query, id)
}

// put writes the secret; what was handed over to whom never changes.
func (r row) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO handover_secret (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, why = excluded.why, body = excluded.body, openings = excluded.openings, reminded = excluded.reminded,
		ended = excluded.ended, over = excluded.over, changed = excluded.changed`,
		r.id, string(r.ticket), string(r.deal), string(r.owner), string(r.reader), r.key, r.digest, string(r.term), string(r.state), r.why, r.label, r.body, r.entry,
		r.openings, r.reminded, r.given, r.ended, r.over, r.changed)
	return err
}

// thing is the secret with the facts that decide who may do what with it, given those of its ticket.
func (r row) thing(t access.Thing) access.Thing {
	t.Kind, t.ID, t.Owner, t.Specialist = "secret", r.id, r.owner, r.reader
	return t
}

func placeOf(id, field string) vault.Place {
	return vault.Place{Kind: "handover", Row: id, Field: field}
}

// opening is one time that a secret was given out.
type opening struct {
	id, secret, session string
	origin              []byte
	entry, at           int64
}

const openingColumns = `id, secret, session, origin, entry, at`

func scanOpening(s db.Scanner) (o opening, err error) {
	return o, s.Scan(&o.id, &o.secret, &o.session, &o.origin, &o.entry, &o.at)
}
