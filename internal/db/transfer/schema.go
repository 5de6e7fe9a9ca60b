// Package transfer writes all rows that a store holds at one moment as lines of JSON, and reads them into an empty store
// of either engine.
//
// Invariants: what [Read] leaves in a store is, table by table, what [Write] saw, or nothing at all: it is one transaction,
// and it compares a sum of every table with the writer's. The text is the same whichever engine it comes from. The
// package refuses a column of a type it does not know, text that is not UTF-8, a store that is not empty, and a stream
// that was cut off. It seals nothing: whoever writes the stream anywhere seals it first.
package transfer

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"surety/internal/db"
)

// kind is what a column holds.
type kind string

const (
	text    kind = "text"
	integer kind = "integer"
	bytes   kind = "bytes"
	boolean kind = "boolean"
)

var kinds = map[string]kind{"TEXT": text, "BIGINT": integer, "INTEGER": integer, "BYTEA": bytes, "BOOLEAN": boolean}

type column struct {
	Name string `json:"name"`
	Kind kind   `json:"kind"`
}

// Table is a table of a store, its columns by name.
type Table struct {
	Name    string   `json:"table"`
	Columns []column `json:"columns"`
}

// Names reports whether the table has a column of texts of that name.
func (t Table) Names(name string) bool { return slices.Contains(t.Columns, column{name, text}) }

// record is how the names of the record's tables begin: a view that reads them must begin with one.
const record = "audit_"

// versions is the table in which migrations note what they did; it is no content of the store.
const versions = "goose_db_version"

const sqliteColumns = `SELECT m.name, c.name, upper(c.type) FROM sqlite_master m JOIN pragma_table_info(m.name) c
	WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.name <> $1`

const postgresColumns = `SELECT t.table_name, c.column_name, upper(c.data_type) FROM information_schema.tables t
	JOIN information_schema.columns c ON c.table_schema = t.table_schema AND c.table_name = t.table_name
	WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND t.table_name <> $1`

// Tables lists the store's tables, the record's first.
func Tables(ctx context.Context, d *db.DB) (all []Table, err error) {
	err = d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = tables(ctx, tx)
		return err
	})
	return all, err
}

func tables(ctx context.Context, tx *db.Tx) ([]Table, error) {
	query := sqliteColumns
	if tx.Engine() == db.Postgres {
		query = postgresColumns
	}
	type row struct{ table, column, kind string }
	rows, err := db.All(ctx, tx, func(s db.Scanner) (r row, err error) { return r, s.Scan(&r.table, &r.column, &r.kind) }, query, versions)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(recordFirst(a.table)-recordFirst(b.table), cmp.Compare(a.table, b.table), cmp.Compare(a.column, b.column))
	})
	var all []Table
	for _, r := range rows {
		k, ok := kinds[r.kind]
		if !ok {
			return nil, fmt.Errorf("transfer: %s.%s is a %s, which is not carried over", r.table, r.column, r.kind)
		}
		if len(all) == 0 || all[len(all)-1].Name != r.table {
			all = append(all, Table{Name: r.table})
		}
		t := &all[len(all)-1]
		t.Columns = append(t.Columns, column{r.column, k})
	}
	return all, nil
}

func recordFirst(table string) int {
	if strings.HasPrefix(table, record) {
		return 0
	}
	return 1
}

// Applied lists the numbers of the migrations that the store has.
func Applied(ctx context.Context, d *db.DB) (all []int64, err error) {
	err = d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, db.Value[int64], `SELECT version_id FROM `+versions+` WHERE version_id > 0 ORDER BY version_id`)
		return err
	})
	return all, err
}

// Only are those of the migrations whose numbers are given. A number that is not among them is of a newer Surety.
func Only(migrations fs.FS, numbers []int64) (fs.FS, error) {
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return nil, err
	}
	chosen := only{FS: migrations, names: map[string]bool{".": true}}
	for _, n := range numbers {
		i := slices.IndexFunc(names, func(name string) bool { return strings.HasPrefix(name, fmt.Sprintf("%04d_", n)) })
		if i < 0 {
			return nil, ErrNewer.With("migration", n)
		}
		chosen.names[names[i]] = true
	}
	return chosen, nil
}

// only hides all files but those named.
type only struct {
	fs.FS
	names map[string]bool
}

func (o only) Open(name string) (fs.File, error) {
	if !o.names[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.FS.Open(name)
}

func (o only) ReadDir(name string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(o.FS, name)
	return slices.DeleteFunc(all, func(e fs.DirEntry) bool { return !o.names[e.Name()] }), err
}
