package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"

	"github.com/ncruces/go-sqlite3"
)

// statementsKept bounds how many prepared statements a connection keeps.
const statementsKept = 512

// numbered finds $N. To SQLite that is a name, and names are numbered as they appear; ?N is the number itself.
var numbered = regexp.MustCompile(`\$(\d+)`)

var errClosed = errors.New("db: closed")

// conn is one connection with its prepared statements. It speaks to SQLite without database/sql, whose locks and
// conversions cost more than the reading of a short row. One goroutine at a time may use it.
type conn struct {
	c       *sqlite3.Conn
	stmts   map[string]prepared
	touched touch             // by the statement being prepared
	lasting bool              // something other than the record was written; the writer resets it
	allow   func(touch) error // asked before a query, when set
}

type prepared struct {
	*sqlite3.Stmt
	touch touch
}

func openConn(path string, cache int, pragmas ...string) (*conn, error) {
	raw, err := sqlite3.Open(sqliteDSN(path, cache, pragmas...))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	c := &conn{c: raw, stmts: map[string]prepared{}}
	err = raw.SetAuthorizer(func(action sqlite3.AuthorizerActionCode, table, _, _, _ string) sqlite3.AuthorizerReturnCode {
		c.touched.note(action, table)
		return sqlite3.AUTH_OK
	})
	if err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	return c, nil
}

// take lends a statement with its parameters bound; a second user of the same text meanwhile gets another.
func (c *conn) take(query string, args []any) (s prepared, err error) {
	if c.c == nil {
		return s, errClosed
	}
	s, ok := c.stmts[query]
	if ok {
		delete(c.stmts, query)
	} else if s, err = c.prepare(query); err != nil {
		return s, err
	}
	if n := s.BindCount(); n != len(args) {
		c.give(query, s)
		return s, fmt.Errorf("db: %d values for %d parameters", len(args), n)
	}
	for i, a := range args {
		if err := bind(s.Stmt, i+1, a); err != nil {
			c.give(query, s)
			return s, fmt.Errorf("parameter %d: %w", i+1, err)
		}
	}
	return s, nil
}

func (c *conn) prepare(query string) (prepared, error) {
	c.touched = touch{}
	s, tail, err := c.c.Prepare(numbered.ReplaceAllString(query, "?$1"))
	if err != nil {
		return prepared{}, err
	}
	if s == nil || tail != "" {
		return prepared{}, errors.Join(errors.New("db: one statement at a time"), s.Close())
	}
	return prepared{s, c.touched}, nil
}

// give takes a statement back. Its last error was seen by who stepped it.
func (c *conn) give(query string, s prepared) {
	_ = s.Reset()
	if _, twice := c.stmts[query]; twice || c.c == nil {
		_ = s.Close()
		return
	}
	for old, stmt := range c.stmts {
		if len(c.stmts) < statementsKept {
			break
		}
		delete(c.stmts, old)
		_ = stmt.Close()
	}
	c.stmts[query] = s
}

// exec and query take no notice of the context: to cancel a statement would undo the whole group it is part of.
func (c *conn) exec(_ context.Context, query string, args []any) (int64, error) {
	s, err := c.take(query, args)
	if err != nil {
		return 0, err
	}
	defer c.give(query, s)
	c.lasting = c.lasting || s.touch.lasting
	if err := s.Exec(); err != nil {
		return 0, err
	}
	return c.c.Changes(), nil
}

func (c *conn) query(_ context.Context, query string, args []any) (Rows, error) {
	s, err := c.take(query, args)
	if err != nil {
		return nil, err
	}
	c.lasting = c.lasting || s.touch.lasting // RETURNING
	if c.allow != nil {
		if err := c.allow(s.touch); err != nil {
			c.give(query, s)
			return nil, err
		}
	}
	return &sqliteRows{conn: c, query: query, stmt: s, row: make([]any, s.ColumnCount())}, nil
}

// run is exec for statements that only succeed or fail.
func (c *conn) run(query string) error {
	_, err := c.exec(context.Background(), query, nil)
	return err
}

// close ends the statements first: SQLite does not close over an open one.
func (c *conn) close() error {
	if c.c == nil {
		return nil
	}
	var all []error
	for _, s := range c.stmts {
		all = append(all, s.Close())
	}
	all = append(all, c.c.Close())
	c.c, c.stmts = nil, nil
	return errors.Join(all...)
}

func bind(s *sqlite3.Stmt, i int, value any) error {
	switch v := value.(type) {
	case nil:
		return s.BindNull(i)
	case int64:
		return s.BindInt64(i, v)
	case int:
		return s.BindInt64(i, int64(v))
	case string:
		return s.BindText(i, v)
	case []byte:
		if v == nil {
			return s.BindNull(i)
		}
		return s.BindBlob(i, v)
	case bool:
		return s.BindBool(i, v)
	case float64:
		return s.BindFloat(i, v)
	}
	plain, err := driver.DefaultParameterConverter.ConvertValue(value)
	if err != nil {
		return err
	}
	switch plain.(type) {
	case nil, int64, string, []byte, bool, float64:
		return bind(s, i, plain)
	}
	return fmt.Errorf("db: a %T cannot be stored", value)
}

// sqliteRows reads a result row by row.
type sqliteRows struct {
	conn  *conn
	query string
	stmt  prepared // without a statement once closed
	row   []any
	err   error
}

func (r *sqliteRows) Next() bool {
	if r.stmt.Stmt == nil {
		return false
	}
	if r.stmt.Step() {
		return true
	}
	r.err = r.stmt.Err()
	_ = r.Close()
	return false
}

func (r *sqliteRows) Columns() ([]string, error) {
	if r.stmt.Stmt == nil {
		return nil, errClosed
	}
	names := make([]string, len(r.row))
	for i := range names {
		names[i] = r.stmt.ColumnName(i)
	}
	return names, nil
}

func (r *sqliteRows) Err() error { return r.err }

func (r *sqliteRows) Close() error {
	if r.stmt.Stmt != nil {
		r.conn.give(r.query, r.stmt)
		r.stmt = prepared{}
	}
	return nil
}

// Scan copies the row out: what the statement shows is its own memory.
func (r *sqliteRows) Scan(dest ...any) error {
	if r.stmt.Stmt == nil || len(dest) != len(r.row) {
		return fmt.Errorf("db: %d places for %d columns", len(dest), len(r.row))
	}
	if err := r.stmt.ColumnsRaw(r.row...); err != nil {
		return err
	}
	for i, d := range dest {
		if err := assign(d, r.row[i]); err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	return nil
}
