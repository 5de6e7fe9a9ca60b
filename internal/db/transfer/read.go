package transfer

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"surety/internal/db"
	"surety/internal/fault"
)

// Faults of reading.
var (
	// ErrStream says that a stream is not one that Write wrote to its end.
	ErrStream = fault.New(fault.Invalid, "transfer_broken", "the rows are damaged or cut off")
	// ErrNewer says that the rows come from a newer Surety.
	ErrNewer = fault.New(fault.Conflict, "transfer_newer", "the rows were written by a newer Surety")
	// ErrFull says that the store holds rows already.
	ErrFull = fault.New(fault.Conflict, "store_not_empty", "the store is not empty")
)

// At most so many values, and about so many bytes, go into one statement.
const (
	batchValues = 4000
	batchBytes  = 1 << 20
)

// Read fills an empty store, which has the same migrations as the one that was written, in one transaction. Nobody else
// may use the store meanwhile. Faults: transfer_broken, store_not_empty; the store is as before then.
func Read(ctx context.Context, d *db.DB, from io.Reader) (sums Sums, err error) {
	known, err := Tables(ctx, d)
	if err != nil {
		return nil, err
	}
	begun := false
	err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if begun {
			return errors.New("transfer: somebody else uses the store")
		}
		begun = true
		l := loader{tx: tx, known: map[string]Table{}, sums: Sums{}, lines: json.NewDecoder(from)}
		for _, t := range known {
			l.known[t.Name] = t
		}
		sums, err = l.sums, l.all(ctx)
		return err
	})
	return sums, err
}

// loader is a reading under way.
type loader struct {
	tx    *db.Tx
	known map[string]Table
	lines *json.Decoder
	sums  Sums

	table  Table
	added  adder
	open   bool
	values []any
	bytes  int
}

func (l *loader) all(ctx context.Context) error {
	free, err := unbind(ctx, l.tx)
	if err != nil {
		return err
	}
	for done := false; !done; {
		if done, err = l.one(ctx); err != nil {
			return err
		}
	}
	if len(l.sums) != len(l.known) {
		return ErrStream.With("tables", len(l.sums))
	}
	return free(ctx, l.known)
}

// one takes the next line; done says that it was the last.
func (l *loader) one(ctx context.Context) (done bool, err error) {
	var raw json.RawMessage
	if err := l.lines.Decode(&raw); err != nil {
		return false, ErrStream.Because(err)
	}
	if raw[0] == '[' {
		return false, l.row(ctx, raw)
	}
	if err := l.close(ctx); err != nil {
		return false, err
	}
	var head struct {
		Table
		end
	}
	if err := json.Unmarshal(raw, &head); err != nil {
		return false, ErrStream.Because(err)
	}
	if head.Name != "" {
		return false, l.begin(ctx, head.Table)
	}
	if !maps.Equal(head.End, l.sums) {
		return false, ErrStream
	}
	return true, nil
}

// begin takes up a table, which must be one of the store's with the same columns.
func (l *loader) begin(ctx context.Context, t Table) error {
	mine, ok := l.known[t.Name]
	if _, twice := l.sums[t.Name]; !ok || twice || fmt.Sprint(mine) != fmt.Sprint(t) {
		return ErrStream.With("table", t.Name)
	}
	var n int64
	if err := l.tx.Get(ctx, `SELECT count(*) FROM `+quote(t.Name), nil, &n); err != nil {
		return err
	}
	if n > 0 {
		return ErrFull.With("table", t.Name)
	}
	l.table, l.open, l.added = t, true, adder{}
	return nil
}

func (l *loader) row(ctx context.Context, raw json.RawMessage) error {
	var values []json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil || !l.open || len(values) != len(l.table.Columns) {
		return ErrStream.Because(err)
	}
	for i, c := range l.table.Columns {
		v, err := c.Kind.value(values[i])
		if err != nil {
			return ErrStream.With("table", l.table.Name).Because(err)
		}
		l.values = append(l.values, v)
	}
	l.added.add(raw)
	if l.bytes += len(raw); l.bytes < batchBytes && len(l.values)+len(values) <= batchValues {
		return nil
	}
	return l.flush(ctx)
}

// value reads a JSON value as what the column holds.
func (k kind) value(raw json.RawMessage) (any, error) {
	if string(raw) == "null" {
		return nil, nil //nolint:nilnil // NULL
	}
	switch k {
	case integer:
		return decoded[int64](raw)
	case boolean:
		return decoded[bool](raw)
	}
	s, err := decoded[string](raw)
	if k == text || err != nil {
		return s, err
	}
	return base64.StdEncoding.Strict().DecodeString(s)
}

func decoded[T any](raw json.RawMessage) (v T, err error) {
	err = json.Unmarshal(raw, &v)
	return v, err
}

// flush inserts the rows gathered.
func (l *loader) flush(ctx context.Context) error {
	if len(l.values) == 0 {
		return nil
	}
	over := ""
	if l.tx.Engine() == db.Postgres {
		over = "OVERRIDING SYSTEM VALUE "
	}
	var q strings.Builder
	fmt.Fprintf(&q, `INSERT INTO %s (%s) %sVALUES `, quote(l.table.Name), l.table.columnList(), over)
	for i := range l.values {
		switch {
		case i == 0:
			q.WriteString("(")
		case i%len(l.table.Columns) == 0:
			q.WriteString("), (")
		default:
			q.WriteString(", ")
		}
		fmt.Fprintf(&q, "$%d", i+1)
	}
	_, err := l.tx.Exec(ctx, q.String()+")", l.values...)
	l.values, l.bytes = l.values[:0], 0
	if err != nil {
		return fmt.Errorf("table %s: %w", l.table.Name, err)
	}
	return nil
}

func (l *loader) close(ctx context.Context) error {
	if !l.open {
		return nil
	}
	l.open = false
	l.sums[l.table.Name] = l.added.sum()
	return l.flush(ctx)
}
