package transfer

import (
	"context"
	"fmt"

	"surety/internal/db"
)

// rebind puts back what unbind took away, and checks that it holds.
type rebind func(ctx context.Context, tables map[string]Table) error

// unbind lets rows come in any order: what they refer to may follow. SQLite checks at the commit; PostgreSQL's
// constraints are taken away and made again, within the transaction.
func unbind(ctx context.Context, tx *db.Tx) (rebind, error) {
	if tx.Engine() == db.SQLite {
		_, err := tx.Exec(ctx, `PRAGMA defer_foreign_keys = ON`)
		return func(context.Context, map[string]Table) error { return nil }, err
	}
	type bond struct{ table, name, text string }
	bonds, err := db.All(ctx, tx, func(s db.Scanner) (b bond, err error) { return b, s.Scan(&b.table, &b.name, &b.text) },
		`SELECT c.relname, o.conname, pg_get_constraintdef(o.oid) FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
		WHERE o.contype = 'f' AND o.connamespace = current_schema()::regnamespace ORDER BY c.relname, o.conname`)
	if err != nil {
		return nil, err
	}
	for _, b := range bonds {
		if _, err := tx.Exec(ctx, fmt.Sprintf(`ALTER TABLE %s DROP CONSTRAINT %s`, quote(b.table), quote(b.name))); err != nil {
			return nil, err
		}
	}
	return func(ctx context.Context, tables map[string]Table) error {
		for _, b := range bonds {
			if _, err := tx.Exec(ctx, fmt.Sprintf(`ALTER TABLE %s ADD CONSTRAINT %s %s`, quote(b.table), quote(b.name), b.text)); err != nil {
				return err
			}
		}
		return count(ctx, tx, tables)
	}, nil
}

// count lets PostgreSQL's own numbers go on after the highest that was brought.
func count(ctx context.Context, tx *db.Tx, tables map[string]Table) error {
	type number struct{ table, column string }
	all, err := db.All(ctx, tx, func(s db.Scanner) (n number, err error) { return n, s.Scan(&n.table, &n.column) },
		`SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'`)
	if err != nil {
		return err
	}
	for _, n := range all {
		if _, ours := tables[n.table]; !ours {
			continue
		}
		if _, err := tx.Exec(ctx, fmt.Sprintf(`SELECT setval(pg_get_serial_sequence($1, $2), max(%s)) FROM %s HAVING max(%[1]s) IS NOT NULL`,
			quote(n.column), quote(n.table)), quote(n.table), n.column); err != nil {
			return err
		}
	}
	return nil
}
