package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// retries bounds how often a transaction is run again after a serialization failure or deadlock.
const retries = 5

var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

func openPostgres(ctx context.Context, s Settings) (*DB, error) {
	cfg, err := pgx.ParseConfig(s.URL)
	if err != nil {
		return nil, fmt.Errorf("database URL: %w", err)
	}
	if s.Schema != "" {
		if !schemaName.MatchString(s.Schema) {
			return nil, fmt.Errorf("schema name %q is not acceptable", s.Schema)
		}
		cfg.RuntimeParams["search_path"] = s.Schema
	}
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(max(s.Readers*2, 16))
	pool.SetMaxIdleConns(max(s.Readers*2, 16))
	pool.SetConnMaxIdleTime(5 * time.Minute)
	d := &DB{engine: Postgres, pool: pool, flusher: &flusher{pool: stdlib.OpenDB(*cfg)}}
	d.flusher.pool.SetMaxOpenConns(1)
	if s.Schema != "" {
		if _, err := pool.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+s.Schema); err != nil && !IsUnique(err) {
			return nil, errors.Join(fmt.Errorf("make schema: %w", err), d.Close())
		}
	}
	if err := migrate(ctx, pool, Postgres, s.Migrations); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func (d *DB) postgresTx(ctx context.Context, fn func(context.Context, *Tx) error, o *sql.TxOptions) error {
	var t *Tx
	var err error
	for range retries {
		if t, err = d.tryTx(ctx, fn, o); !isRetryable(err) {
			break
		}
	}
	if err == nil && t.late {
		err = translate(d.flusher.wait())
	}
	if err != nil {
		return err
	}
	for _, after := range t.after {
		after()
	}
	return nil
}

// tryTx runs fn in a transaction that is committed when it returns one.
func (d *DB) tryTx(ctx context.Context, fn func(context.Context, *Tx) error, o *sql.TxOptions) (*Tx, error) {
	sqlTx, err := d.pool.BeginTx(ctx, o)
	if err != nil {
		return nil, translate(err)
	}
	t := &Tx{q: postgresTx{sqlTx}, engine: Postgres}
	if err := run(ctx, t, fn); err != nil {
		_ = sqlTx.Rollback()
		t.undone()
		return nil, err
	}
	if err := sqlTx.Commit(); err != nil {
		t.undone() // or nobody knows, which is treated alike: what was not acknowledged is asked for again
		return nil, translate(err)
	}
	return t, nil
}

// postgresTx is a transaction under way.
type postgresTx struct{ *sql.Tx }

func (t postgresTx) exec(ctx context.Context, query string, args []any) (int64, error) {
	r, err := t.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (t postgresTx) query(ctx context.Context, query string, args []any) (Rows, error) {
	rows, err := t.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err // a nil *sql.Rows would not be a nil Rows
	}
	return rows, nil
}
