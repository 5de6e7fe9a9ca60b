package db

import (
	"context"
	"database/sql"
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
	d := &DB{engine: Postgres, pool: pool}
	if s.Schema != "" {
		if _, err := pool.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS "+s.Schema); err != nil && !IsUnique(err) {
			pool.Close()
			return nil, fmt.Errorf("make schema: %w", err)
		}
	}
	if err := migrate(ctx, pool, Postgres, s.Migrations); err != nil {
		pool.Close()
		return nil, err
	}
	return d, nil
}

func (d *DB) postgresTx(ctx context.Context, fn func(context.Context, *Tx) error, o *sql.TxOptions) error {
	var err error
	for range retries {
		if err = d.tryTx(ctx, fn, o); !isRetryable(err) {
			return err
		}
	}
	return err
}

func (d *DB) tryTx(ctx context.Context, fn func(context.Context, *Tx) error, o *sql.TxOptions) error {
	sqlTx, err := d.pool.BeginTx(ctx, o)
	if err != nil {
		return translate(err)
	}
	t := &Tx{q: postgresTx{sqlTx}, engine: Postgres}
	if err := run(ctx, t, fn); err != nil {
		_ = sqlTx.Rollback()
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return translate(err)
	}
	for _, after := range t.after {
		after()
	}
	return nil
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
