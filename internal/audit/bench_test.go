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

// million fills a record fast: ten thousand entries share a commit, with a checkpoint after each commit.
func million(b *testing.B, r *record, size int) {
	gs := make([]access.Grant, 512)
	for i := range gs {
		gs[i] = grant(b, access.TicketReply, access.NewID[access.TicketID]())
	}
	for have := 0; have < size; have += 10_000 {
		r.tx(b, func(ctx context.Context, tx *db.Tx) (err error) {
			for i := range 10_000 {
				if err = r.Append(ctx, tx, gs[i%len(gs)], Params{"seq": "17"}); err != nil {
					break
				}
			}
			return err
		})
		r.checkpoint(b)
	}
}

func BenchmarkVerifyMillion(b *testing.B) {
	r := openSQLite(b)
	million(b, r, 1_000_000)
	for b.Loop() {
		r.sound(b, 1_000_000)
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/million")
}

func BenchmarkReceipt(b *testing.B) {
	r := openSQLite(b)
	million(b, r, 100_000)
	g := auditor(b, access.Receipt)
	n := int64(0)
	for b.Loop() {
		n = (n*7919+1)%100_000 + 1
		text, err := r.Receipt(context.Background(), g, n)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := VerifyReceipt(text, r.Verifier); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendPostgres(b *testing.B) {
	r := openPostgres(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r.act(b, "t1", nil)
		}
	})
}
