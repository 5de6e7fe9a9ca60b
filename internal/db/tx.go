package db

import (
	"context"
	"database/sql"
	"errors"

	"surety/internal/fault"
)

// Tx is a transaction under way. It must not be used after the function it was given to has returned.
type Tx struct {
	q      querier
	engine Engine
	after  []func()
}

type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Scanner is a row to read from.
type Scanner interface{ Scan(dest ...any) error }

// Engine says which database is behind; only code that must differ may ask.
func (t *Tx) Engine() Engine { return t.engine }

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := t.q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, translate(err)
	}
	return r.RowsAffected()
}

// Query runs a query; the caller closes the rows. Prefer All and One.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	rows, err := t.q.QueryContext(ctx, query, args...)
	return rows, translate(err)
}

// Get scans the only row into dest. No row is fault.ErrAbsent.
func (t *Tx) Get(ctx context.Context, query string, args []any, dest ...any) error {
	rows, err := t.q.QueryContext(ctx, query, args...)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	if !rows.Next() {
		return errors.Join(translate(rows.Err()), fault.ErrAbsent)
	}
	if err := rows.Scan(dest...); err != nil {
		return err
	}
	return translate(rows.Close())
}

// AfterCommit runs fn once the transaction is durable, never when it is undone. fn must not fail and must be quick.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

// All reads every row of the query with scan.
func All[T any](ctx context.Context, t *Tx, scan func(Scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, translate(rows.Err())
}

// One reads one row of the query with scan. No row is fault.ErrAbsent.
func One[T any](ctx context.Context, t *Tx, scan func(Scanner) (T, error), query string, args ...any) (T, error) {
	var zero T
	rows, err := t.Query(ctx, query, args...)
	if err != nil {
		return zero, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return zero, translate(err)
		}
		return zero, fault.ErrAbsent
	}
	return scan(rows)
}

// Value is a scan function for queries of one column.
func Value[T any](s Scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}

type txKey struct{}

func inTx(ctx context.Context) bool { return ctx.Value(txKey{}) != nil }

// run calls fn with the transaction, turning a panic into an error so that one caller cannot end the writer.
func run(ctx context.Context, t *Tx, fn func(context.Context, *Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return fn(context.WithValue(ctx, txKey{}, true), t)
}
