package chunk_test

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"surety/internal/blob"
	"surety/internal/clock"
	"surety/internal/db"
	"surety/internal/db/dbtest"
	"surety/internal/recording"
	"surety/internal/remote/chunk"
	"surety/internal/wire"
)

// chain gives chunks of a size, one after another, which are right in number and digest; nobody looks at more here.
type chain struct {
	session wire.Session
	tail    recording.Tail
	sealed  []byte
}

func newChain(size int) *chain {
	c := &chain{sealed: make([]byte, size)}
	_, _ = rand.Read(c.session[:])
	_, _ = rand.Read(c.sealed)
	return c
}

func (c *chain) next() recording.Sealed {
	h := wire.Header{Session: c.session, Number: c.tail.Next, Previous: c.tail.Previous, Events: 1, Sealed: uint32(len(c.sealed))}
	s := recording.Sealed{Header: h, Record: append(wire.AppendHeader(nil, h), c.sealed...), Signature: make([]byte, wire.SignatureSize)}
	c.tail = s.Tail()
	return s
}

const (
	keystroke = 60       // sealed bytes of a chunk that holds one key's echo
	full      = 64 << 10 // of a screen
)

// BenchmarkPut measures keeping chunks, alone and of 64 sessions at once, beside inserting the same bytes in a transaction of one statement.
// On PostgreSQL run it under tools/with-postgres --durable; TMPDIR decides on which disk SQLite is.
func BenchmarkPut(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		d := durable(b, engine)
		must(b, d.InTx(b.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `CREATE TABLE raw (a BIGINT PRIMARY KEY, b BYTEA NOT NULL)`)
			return err
		}))
		s := chunk.Open(d, clock.System{})
		var n atomic.Int64
		kept := func(c *chain) func() error {
			return func() error { return s.Put(context.Background(), c.session, c.next()) }
		}
		raw := func(c *chain) func() error {
			return func() error {
				bytes := c.next().Record
				return d.InTx(context.Background(), func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, `INSERT INTO raw (a, b) VALUES ($1, $2)`, n.Add(1), bytes)
					return err
				})
			}
		}
		for name, size := range map[string]int{"key": keystroke, "full": full} {
			b.Run(string(engine)+"/"+name+"/put", func(b *testing.B) { alone(b, kept(newChain(size))) })
			b.Run(string(engine)+"/"+name+"/raw", func(b *testing.B) { alone(b, raw(newChain(size))) })
			b.Run(string(engine)+"/"+name+"/put64", func(b *testing.B) { together(b, size, kept) })
			b.Run(string(engine)+"/"+name+"/raw64", func(b *testing.B) { together(b, size, raw) })
		}
	}
}

// durable is a store on the disk, where dbtest's own may lie in memory.
func durable(b *testing.B, engine db.Engine) *db.DB {
	b.Helper()
	url := dbtest.Ready(b, engine, db.Data, filepath.Join(b.TempDir(), "surety.db"))
	d, err := db.Open(b.Context(), db.Settings{URL: url, Migrations: db.Data})
	must(b, err)
	b.Cleanup(func() { d.Close() })
	return d
}

// BenchmarkBlob is what a full chunk would cost as a file of its own.
func BenchmarkBlob(b *testing.B) {
	store, err := blob.Directory(b.TempDir())
	must(b, err)
	file := func(c *chain) func() error {
		return func() error {
			w, err := store.Create(context.Background())
			if err != nil {
				return err
			}
			defer w.Abort()
			if _, err := w.Write(c.next().Record); err != nil {
				return err
			}
			_, err = w.Commit()
			return err
		}
	}
	b.Run("one", func(b *testing.B) { alone(b, file(newChain(full))) })
	b.Run("64", func(b *testing.B) { together(b, full, file) })
}

func alone(b *testing.B, do func() error) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		must(b, do())
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "chunks/s")
}

func together(b *testing.B, size int, make func(*chain) func() error) {
	b.Helper()
	b.SetParallelism(32) // of two processors
	b.RunParallel(func(p *testing.PB) {
		do := make(newChain(size))
		for p.Next() {
			if err := do(); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "chunks/s")
}
