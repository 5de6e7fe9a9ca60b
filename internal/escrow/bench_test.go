package escrow

import (
	"bytes"
	"context"
	"strconv"
	"sync/atomic"
	"testing"

	"surety/internal/db"
)

// BenchmarkTransfers measures durable transfers of 64 clients at once, each in a transaction of its own, beside raw
// commits: of one row of the same bytes, of five small ones, and of a hold's own rows. On PostgreSQL run it under tools/with-postgres --durable.
func BenchmarkTransfers(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(engine), func(b *testing.B) {
			w := newWorld(b, engine)
			w.tx(func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `CREATE TABLE raw (a BIGINT PRIMARY KEY, b BYTEA NOT NULL)`)
				return err
			})
			var n atomic.Int64
			body := bytes.Repeat([]byte("x"), 400)
			var ms []Milestone
			for range 64 {
				m := w.funded("EUR", 1_000_000_000)
				w.must(w.receive(m, 1_000_000_000))
				ms = append(ms, m)
			}
			run := func(name string, verb func(m Milestone) verb) {
				b.Run(name, func(b *testing.B) {
					b.SetParallelism(32)
					b.RunParallel(func(p *testing.PB) {
						v := verb(ms[n.Add(1)%64])
						for p.Next() {
							if _, err := w.do(v); err != nil {
								b.Error(err)
							}
						}
					})
					b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
				})
			}
			run("raw, one row", func(Milestone) verb {
				return func(ctx context.Context, tx *db.Tx) (Transfer, error) {
					_, err := tx.Exec(ctx, `INSERT INTO raw (a, b) VALUES ($1, $2)`, n.Add(1), body)
					return Transfer{}, err
				}
			})
			run("raw, five rows", func(Milestone) verb {
				return func(ctx context.Context, tx *db.Tx) (Transfer, error) {
					for range 5 {
						if _, err := tx.Exec(ctx, `INSERT INTO raw (a, b) VALUES ($1, $2)`, n.Add(1), body[:80]); err != nil {
							return Transfer{}, err
						}
					}
					return Transfer{}, nil
				}
			})
			run("hold", func(m Milestone) verb {
				return func(ctx context.Context, tx *db.Tx) (Transfer, error) {
					return w.Hold(ctx, tx, w.g, Order{Key: w.key(), Milestone: m.ID, AmountMinor: 1})
				}
			})
			run("release", func(m Milestone) verb {
				return func(ctx context.Context, tx *db.Tx) (Transfer, error) {
					return w.Release(ctx, tx, w.g, Division{Key: w.key(), Milestone: m.ID, ReleaseMinor: 10, FeeMinor: 1})
				}
			})
			// The rows of a hold with all their indexes, but nothing read, decided or hashed. It leaves no sound ledger, so it is last.
			run("raw, the rows and indexes of a hold", func(m Milestone) verb {
				id := strconv.FormatInt(n.Add(1), 10)
				a, b, seq := Account{Client, "raw" + id, "EUR"}, Account{Held, "raw" + id, "EUR"}, int64(0)
				return func(ctx context.Context, tx *db.Tx) (Transfer, error) {
					seq++
					t := Transfer{N: 1_000_000_000 + n.Add(1), At: start, Operation: HeldFor, Phase: Posted, Key: w.key(), Milestone: m.ID, Actor: "banker", Action: "bank.approve",
						Postings: []Posting{{a, seq, -1}, {b, seq, 1}}}
					return t, insert(ctx, tx, t, map[Account]sums{a: {credits: 1 << 40, debits: seq, seq: seq}, b: {credits: seq, seq: seq}})
				}
			})
		})
	}
}
