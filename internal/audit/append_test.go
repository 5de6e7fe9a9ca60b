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

func open(t testing.TB, d *db.DB) *Log {
	t.Helper()
	l, err := Open(context.Background(), settings(t, d))
	if err != nil {
		t.Fatal(err)
	}
	return l
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

func appendOne(t testing.TB, l *Log, ticket access.TicketID, p Params) {
	t.Helper()
	g := grant(t, access.TicketReply, ticket)
	err := l.DB.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { return l.Append(ctx, tx, g, p) })
	if err != nil {
		t.Fatal(err)
	}
	if !g.Recorded() {
		t.Fatal("the grant is not marked recorded")
	}
}

func BenchmarkAppend(b *testing.B) {
	d := dbtest.Open(b, db.SQLite, db.Data)
	l := open(b, d)
	gs := make([]access.Grant, 64)
	for i := range gs {
		gs[i] = grant(b, access.TicketReply, access.NewID[access.TicketID]())
	}
	in := func(fn func(ctx context.Context, tx *db.Tx)) {
		_ = d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error { fn(ctx, tx); return nil })
	}
	b.Run("one", func(b *testing.B) {
		in(func(ctx context.Context, tx *db.Tx) {
			for i := range b.N {
				if err := l.Append(ctx, tx, gs[i%len(gs)], Params{"seq": "17"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("list of 50", func(b *testing.B) {
		in(func(ctx context.Context, tx *db.Tx) {
			for range b.N {
				if err := l.AppendList(ctx, tx, gs[:50], nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	})
}
