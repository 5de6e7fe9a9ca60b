package honey

import (
	"context"
	"database/sql"

	"surety/internal/access"
	"surety/internal/db"
)

// row is a decoy as it lies in its table.
type row struct {
	id      ID
	about   []byte
	made    int64
	retired sql.NullInt64
}

const columns = `id, about, made, retired`

func scan(s db.Scanner) (r row, err error) { return r, s.Scan(&r.id, &r.about, &r.made, &r.retired) }

func rowOf(ctx context.Context, tx *db.Tx, id ID) (row, error) {
	return db.One(ctx, tx, scan, `SELECT `+columns+` FROM honey WHERE id = $1`, string(id))
}

// alert is an alert as it lies in its table.
type alert struct {
	id                    AlertID
	honey                 ID
	account               access.AccountID
	state                 State
	openings, first, last int64
	words                 []byte
	judge                 access.AccountID
	judged                sql.NullInt64
	complaint             string
}

const alertColumns = `id, honey, account, state, openings, first, last, words, judge, judged, complaint`

func scanAlert(s db.Scanner) (a alert, err error) {
	return a, s.Scan(&a.id, &a.honey, &a.account, &a.state, &a.openings, &a.first, &a.last, &a.words, &a.judge, &a.judged, &a.complaint)
}

// alertOf reads one; for a change it is held.
func alertOf(ctx context.Context, tx *db.Tx, id AlertID, hold bool) (alert, error) {
	query := `SELECT ` + alertColumns + ` FROM honey_alert WHERE id = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	return db.One(ctx, tx, scanAlert, query, string(id))
}

func (a alert) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO honey_alert (`+alertColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, openings = excluded.openings, last = excluded.last, words = excluded.words,
		judge = excluded.judge, judged = excluded.judged, complaint = excluded.complaint`,
		string(a.id), string(a.honey), string(a.account), string(a.state), a.openings, a.first, a.last, a.words, string(a.judge), a.judged, a.complaint)
	return err
}

// thing is the alert with the facts that decide: for who opened the decoy there is none.
func (a alert) thing() access.Thing {
	return access.Thing{Kind: "alert", ID: string(a.id), Barred: []access.AccountID{a.account}}
}
