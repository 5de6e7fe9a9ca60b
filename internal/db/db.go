// Package db opens the store and runs transactions. It is the only package that knows which engine is behind.
//
// One SQL text with $1 … parameters runs on SQLite and PostgreSQL. Instants are stored as BIGINT microseconds
// since 1970 UTC ([Micros], [Time]), ids as TEXT, bytes as BYTEA, booleans as BOOLEAN.
//
// On SQLite one writer goroutine runs every [DB.InTx] and commits them in groups: an acknowledged write is on disk
// (WAL, synchronous=FULL), and many callers share one sync. A function given to InTx must therefore be short, must
// not wait for anything outside the database, and must not call InTx again.
package db

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"strings"
	"time"
)

// Engine says which database is behind.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Settings tell Open where the store is.
type Settings struct {
	// URL is a postgres:// URL, or the path of a SQLite file.
	URL string
	// Schema is the PostgreSQL schema to live in, made when absent; empty means the default. SQLite ignores it.
	Schema string
	// Migrations are applied before Open returns; see Data and Keys.
	Migrations fs.FS
	// Readers is how many connections read at once; 0 means 8.
	Readers int
}

// DB is an open store. It is safe for concurrent use.
type DB struct {
	engine  Engine
	pool    *sql.DB  // PostgreSQL: everything; SQLite: nothing after opening
	flusher *flusher // PostgreSQL only
	writer  *writer  // SQLite only
	reads   *readers
	path    string
}

// Open connects, applies what migrations are missing, and returns the store.
func Open(ctx context.Context, s Settings) (*DB, error) {
	if s.Readers == 0 {
		s.Readers = 8
	}
	if IsPostgres(s.URL) {
		return openPostgres(ctx, s)
	}
	return openSQLite(ctx, s)
}

// IsPostgres reports whether the URL names a PostgreSQL server.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Engine says which database is behind; only code that must differ may ask.
func (d *DB) Engine() Engine { return d.engine }

// Path is the SQLite file; empty on PostgreSQL.
func (d *DB) Path() string { return d.path }

// InTx runs fn in one transaction and commits when it returns nil; the write is durable when InTx returns.
// A panic or error in fn undoes all it did. On PostgreSQL fn may run again after a serialization failure.
func (d *DB) InTx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if inTx(ctx) {
		return errors.New("db: a transaction inside a transaction")
	}
	return d.hooked(ctx, fn, func(fn func(context.Context, *Tx) error) error {
		if d.engine == SQLite {
			return d.writer.do(ctx, fn)
		}
		return d.postgresTx(ctx, fn, nil)
	})
}

// View runs fn in a read-only transaction: all it sees is of one moment.
func (d *DB) View(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	if d.engine == SQLite {
		return d.reads.do(ctx, fn)
	}
	return d.postgresTx(ctx, fn, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
}

// Close ends all connections after the transactions under way.
func (d *DB) Close() error {
	if d.engine == SQLite {
		return errors.Join(d.writer.close(), d.reads.close())
	}
	return errors.Join(d.pool.Close(), d.flusher.pool.Close())
}

// Pool is the PostgreSQL pool for what only PostgreSQL has (advisory locks, LISTEN); nil on SQLite.
func (d *DB) Pool() *sql.DB { return d.pool }

// Micros is how an instant is stored.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time reads a stored instant.
func Time(micros int64) time.Time { return time.UnixMicro(micros).UTC() }

// MicrosOrNull stores a zero time as NULL.
func MicrosOrNull(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: t.UnixMicro(), Valid: !t.IsZero()}
}

// TimeOrZero reads a stored instant that may be NULL.
func TimeOrZero(v sql.NullInt64) time.Time {
	if !v.Valid {
		return time.Time{}
	}
	return Time(v.Int64)
}
