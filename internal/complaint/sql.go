package complaint

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/db"
)

// row is a complaint as it lies in its table.
type row struct {
	id                           ID
	ticket                       access.TicketID
	filer, accused, investigator access.AccountID
	kind                         Kind
	state                        State
	personal                     bool
	laws                         string
	words, version               int64
	filed, changed               int64
	closed                       sql.NullInt64
}

const columns = `id, ticket, filer, accused, kind, state, personal, laws, investigator, words, version, filed, changed, closed`

func scan(s db.Scanner) (r row, err error) {
	return r, s.Scan(&r.id, &r.ticket, &r.filer, &r.accused, &r.kind, &r.state, &r.personal, &r.laws, &r.investigator, &r.words, &r.version, &r.filed, &r.changed, &r.closed)
}

func rowOf(ctx context.Context, tx *db.Tx, id ID, hold bool) (row, error) {
	query := `SELECT ` + columns + ` FROM complaint WHERE id = $1`
	if hold && tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	return db.One(ctx, tx, scan, query, string(id))
}

// put writes the complaint.
func (r row) put(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO complaint (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (id) DO UPDATE SET accused = excluded.accused, state = excluded.state, personal = excluded.personal, laws = excluded.laws,
		investigator = excluded.investigator, words = excluded.words, version = excluded.version, changed = excluded.changed, closed = excluded.closed`,
		string(r.id), string(r.ticket), string(r.filer), string(r.accused), string(r.kind), string(r.state), r.personal, r.laws, string(r.investigator),
		r.words, r.version, r.filed, r.changed, r.closed)
	return err
}

// thing is the complaint with the facts that decide who may do what with it. The accused hears of it once somebody looks into it, the
// client whose case it is, whoever filed it, once it is decided.
func (r row) thing(t access.Thing, barred []access.AccountID) access.Thing {
	x := access.Thing{Kind: "complaint", ID: string(r.id), Ticket: r.ticket, Organisation: t.Organisation, Owner: r.filer, Barred: barred, Destroyed: t.Destroyed, Class: t.Class}
	if !r.state.Open() {
		x.Requester = t.Requester
	}
	if r.state != Triage {
		x.Specialist = r.accused
	}
	if r.investigator != "" {
		x.Judges = []access.AccountID{r.investigator}
	}
	return x
}

func (r row) lawCodes() []string { return strings.Fields(r.laws) }

func barredOf(ctx context.Context, tx *db.Tx, id ID) ([]access.AccountID, error) {
	return db.All(ctx, tx, db.Value[access.AccountID], `SELECT account FROM complaint_barred WHERE complaint = $1`, string(id))
}

// Duty is something still to be done: a notice that a law asks for, or a remedy.
type Duty struct {
	Code   string
	Law    *Law      // of a notice
	Due    time.Time // zero: no law or rule says
	Done   time.Time // zero: not yet
	DoneBy access.AccountID
}

func dutiesOf(ctx context.Context, tx *db.Tx, id ID) ([]Duty, error) {
	return db.All(ctx, tx, func(s db.Scanner) (d Duty, err error) {
		var due, done sql.NullInt64
		err = s.Scan(&d.Code, &due, &done, &d.DoneBy)
		d.Due, d.Done = db.TimeOrZero(due), db.TimeOrZero(done)
		if l, ok := lawOf(d.Code); ok {
			d.Law = &l
		}
		return d, err
	}, `SELECT code, due, done, done_by FROM complaint_duty WHERE complaint = $1 ORDER BY due, code`, string(id))
}
