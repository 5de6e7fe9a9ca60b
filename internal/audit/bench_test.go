package audit

import (
	"context"
	"testing"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/db/dbtest"
)

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
