package audit

import (
	"context"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"surety/internal/access"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
)

var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

const name = "help.firm.example/record"

func settings(t testing.TB, d *db.DB) Settings {
	t.Helper()
	skey, vkey, err := NewKey(name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return Settings{DB: d, Clock: clock.NewFake(start), Signer: signer, Verifier: verifier, Origin: name}
}

// record is a log with hands for tests.
type record struct{ *Log }

func open(t testing.TB, d *db.DB) *record { return again(t, settings(t, d)) }

// again opens the record as another server does.
func again(t testing.TB, s Settings) *record {
	t.Helper()
	l, err := Open(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return &record{l}
}

func each(t *testing.T, fn func(t *testing.T, r *record)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, open(t, d)) })
}

var agent = access.Actor{Account: "acc-agent", Session: "ses-1", Posts: map[access.DepartmentID]access.Post{"dep": access.Agent}}

func grant(t testing.TB, act access.Action, ticket access.TicketID) access.Grant {
	t.Helper()
	g, err := access.Check(agent, act, access.Thing{Kind: "ticket", ID: string(ticket), Ticket: ticket, Department: "dep"})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// act does a change in the caller's transaction and records it, as a slice does.
func (r *record) act(t testing.TB, ticket access.TicketID, p Params) {
	t.Helper()
	g := grant(t, access.TicketReply, ticket)
	r.tx(t, func(ctx context.Context, tx *db.Tx) error { return r.Append(ctx, tx, g, p) })
}

func (r *record) list(t testing.TB, tickets ...access.TicketID) {
	t.Helper()
	var gs []access.Grant
	for _, k := range tickets {
		gs = append(gs, grant(t, access.TicketSee, k))
	}
	r.tx(t, func(ctx context.Context, tx *db.Tx) error { return r.AppendList(ctx, tx, gs, nil) })
}

func (r *record) tx(t testing.TB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := r.DB.InTx(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// exec damages the store behind the record's back.
func (r *record) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	r.tx(t, func(ctx context.Context, tx *db.Tx) error { _, err := tx.Exec(ctx, query, args...); return err })
}

func (r *record) get(t testing.TB, query string, args []any, dest ...any) {
	t.Helper()
	r.tx(t, func(ctx context.Context, tx *db.Tx) error { return tx.Get(ctx, query, args, dest...) })
}

func (r *record) count(t testing.TB, table string) (n int64) {
	t.Helper()
	r.get(t, `SELECT count(*) FROM `+table, nil, &n)
	return n
}

func (r *record) checkpoint(t testing.TB) string {
	t.Helper()
	text, err := r.Checkpoint(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (r *record) verify(t testing.TB, checkpoints ...string) Report {
	t.Helper()
	rep, err := Verify(context.Background(), r.Settings, checkpoints...)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func (r *record) sound(t testing.TB, size int64, checkpoints ...string) {
	t.Helper()
	if rep := r.verify(t, checkpoints...); rep.FirstBad != nil || rep.Size != size {
		t.Fatalf("%+v, first bad %v, want %d sound entries", rep, rep.FirstBad, size)
	}
}

func openPostgres(t testing.TB) *record { return open(t, dbtest.Open(t, db.Postgres, db.Data)) }

func openSQLite(t testing.TB) *record { return open(t, dbtest.Open(t, db.SQLite, db.Data)) }
