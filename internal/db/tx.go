package db

import (
	"context"
	"errors"

	"surety/internal/fault"
)

// Tx is a transaction under way. It must not be used after the function it was given to has returned.
type Tx struct {
	q      querier
	engine Engine
	after  []func()
	undo   []func()
	hook   Hook // of the request that it carries out; nil where nobody listens
	late   bool // its commit does not wait for the disk: InTx does
}

// querier is what an engine does: PostgreSQL through database/sql, SQLite through its own connection.
type querier interface {
	exec(ctx context.Context, query string, args []any) (int64, error)
	query(ctx context.Context, query string, args []any) (Rows, error)
}

// Rows are the result of a query; close them.
type Rows interface {
	Scanner
	Columns() ([]string, error)
	Next() bool
	Err() error
	Close() error
}

// Scanner is a row to read from.
type Scanner interface{ Scan(dest ...any) error }

// Engine says which database is behind; only code that must differ may ask.
func (t *Tx) Engine() Engine { return t.engine }

// Exec runs a statement and returns how many rows it touched.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	n, err := t.q.exec(ctx, query, args)
	return n, translate(err)
}

// Query runs a query; the caller closes the rows. Prefer All and One.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (Rows, error) {
	rows, err := t.q.query(ctx, query, args)
	return rows, translate(err)
}

// Get scans the only row into dest. No row is fault.ErrAbsent.
func (t *Tx) Get(ctx context.Context, query string, args []any, dest ...any) error {
	rows, err := t.q.query(ctx, query, args)
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

// AfterUndo runs fn once the transaction is undone, never when it stands. fn must not fail and must be quick.
func (t *Tx) AfterUndo(fn func()) { t.undo = append(t.undo, fn) }

func (t *Tx) undone() {
	for _, fn := range t.undo {
		fn()
	}
}

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
			err = fault.Panicked("a transaction", p)
		}
	}()
	return fn(context.WithValue(ctx, txKey{}, true), t)
}
