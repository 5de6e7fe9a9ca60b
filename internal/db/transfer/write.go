package transfer

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"surety/internal/db"
)

// Sum stands for the rows of a table, in whatever order.
type Sum struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"` // of the first half of each row's SHA-256, added up, in hex
}

// Sums are those of a store's tables, by name.
type Sums map[string]Sum

// Rows is how many rows there are in all.
func (s Sums) Rows() (n int64) {
	for _, t := range s {
		n += t.Rows
	}
	return n
}

// adder adds rows up.
type adder struct {
	rows   int64
	hi, lo uint64
}

func (a *adder) add(line []byte) {
	h := sha256.Sum256(line)
	a.rows++
	a.hi += binary.BigEndian.Uint64(h[:8])
	a.lo += binary.BigEndian.Uint64(h[8:16])
}

func (a *adder) sum() Sum {
	return Sum{a.rows, hex.EncodeToString(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, a.hi), a.lo))}
}

// end is the last line of a stream.
type end struct {
	End Sums `json:"end"`
}

// Write writes all rows of the tables as the transaction sees them, and what they add up to as the last line. Take the
// tables from [Tables] before the transaction.
func Write(ctx context.Context, tx *db.Tx, tables []Table, to io.Writer) (Sums, error) {
	w := bufio.NewWriterSize(to, 64<<10)
	sums := Sums{}
	for _, t := range tables {
		if err := line(w, t); err != nil {
			return nil, err
		}
		var a adder
		err := t.rows(ctx, tx, func(row []byte) error {
			a.add(row)
			_, err := w.Write(append(row, '\n'))
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Name, err)
		}
		sums[t.Name] = a.sum()
	}
	if err := line(w, end{sums}); err != nil {
		return nil, err
	}
	return sums, w.Flush()
}

// Sum adds up what the store holds now.
func Total(ctx context.Context, d *db.DB) (sums Sums, err error) {
	all, err := Tables(ctx, d)
	if err != nil {
		return nil, err
	}
	err = d.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		sums, err = Write(ctx, tx, all, io.Discard)
		return err
	})
	return sums, err
}

func line(w io.Writer, v any) error {
	text, err := json.Marshal(v)
	if err == nil {
		_, err = w.Write(append(text, '\n'))
	}
	return err
}

// rows calls fn with each row as a JSON array.
func (t Table) rows(ctx context.Context, tx *db.Tx, fn func([]byte) error) error {
	rows, err := tx.Query(ctx, `SELECT `+t.columnList()+` FROM `+quote(t.Name))
	if err != nil {
		return err
	}
	defer rows.Close()
	var buf []byte
	places := t.places()
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if buf, err = appendRow(buf[:0], places); err != nil {
			return err
		}
		if err := fn(buf); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (t Table) columnList() string {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = quote(c.Name)
	}
	return strings.Join(names, ", ")
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// places are where a row is read to.
func (t Table) places() []any {
	all := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		switch c.Kind {
		case text:
			all[i] = new(sql.NullString)
		case integer:
			all[i] = new(sql.NullInt64)
		case boolean:
			all[i] = new(sql.NullBool)
		case bytes:
			all[i] = new([]byte)
		}
	}
	return all
}

func appendRow(b []byte, places []any) (_ []byte, err error) {
	b = append(b, '[')
	for i, p := range places {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendValue(b, p); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendValue(b []byte, place any) ([]byte, error) {
	switch v := place.(type) {
	case *sql.NullString:
		if v.Valid {
			return appendText(b, v.String)
		}
	case *sql.NullInt64:
		if v.Valid {
			return strconv.AppendInt(b, v.Int64, 10), nil
		}
	case *sql.NullBool:
		if v.Valid {
			return strconv.AppendBool(b, v.Bool), nil
		}
	case *[]byte:
		if *v != nil {
			b = append(b, '"')
			return append(base64.StdEncoding.AppendEncode(b, *v), '"'), nil
		}
	}
	return append(b, "null"...), nil
}

func appendText(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("transfer: a text is not UTF-8")
	}
	t, err := json.Marshal(s)
	return append(b, t...), err
}
