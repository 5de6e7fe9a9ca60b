package ticket

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
)

// stored is a ticket as it lies in its table. Instants are microseconds; words are separated by blanks.
type stored struct {
	number                                     int64
	id                                         access.TicketID
	department                                 access.DepartmentID
	organisation                               access.OrganisationID
	requester, assignee                        access.AccountID
	status                                     Status
	priority                                   Priority
	class, proposed                            Class
	subject, fields                            []byte
	tags, specialists                          string
	lastFrom                                   Side
	active                                     bool
	complaints                                 int64 // that lie on it
	destroyed                                  int64 // when its content was; 0: it is there
	seq, faceSeq, faceLast                     int64 // last item; last in the others' count; where that stands in ours
	messages, faceMessages, watchers           int64
	version, faceVersion, updated, faceUpdated int64
	created, closed                            int64
	mergedInto, splitFrom                      access.TicketID
}

// columns tie the table's columns to the struct, by pointers to basic types: what is scanned fifty times a page should
// need no reflection. Lists read the first inList of them.
var columns = []struct {
	name string
	of   func(*stored) any
}{
	{"number", func(t *stored) any { return &t.number }},
	{"id", func(t *stored) any { return (*string)(&t.id) }},
	{"department", func(t *stored) any { return (*string)(&t.department) }},
	{"organisation", func(t *stored) any { return (*string)(&t.organisation) }},
	{"requester", func(t *stored) any { return (*string)(&t.requester) }},
	{"assignee", func(t *stored) any { return (*string)(&t.assignee) }},
	{"status", func(t *stored) any { return (*string)(&t.status) }},
	{"priority", func(t *stored) any { return (*string)(&t.priority) }},
	{"class", func(t *stored) any { return (*string)(&t.class) }},
	{"subject", func(t *stored) any { return &t.subject }},
	{"tags", func(t *stored) any { return &t.tags }},
	{"specialists", func(t *stored) any { return &t.specialists }},
	{"last_from", func(t *stored) any { return (*string)(&t.lastFrom) }},
	{"seq", func(t *stored) any { return &t.seq }},
	{"face_last", func(t *stored) any { return &t.faceLast }},
	{"messages", func(t *stored) any { return &t.messages }},
	{"face_messages", func(t *stored) any { return &t.faceMessages }},
	{"version", func(t *stored) any { return &t.version }},
	{"face_version", func(t *stored) any { return &t.faceVersion }},
	{"updated", func(t *stored) any { return &t.updated }},
	{"face_updated", func(t *stored) any { return &t.faceUpdated }},
	{"created", func(t *stored) any { return &t.created }},
	{"destroyed", func(t *stored) any { return &t.destroyed }},

	{"active", func(t *stored) any { return &t.active }},
	{"complaints", func(t *stored) any { return &t.complaints }},
	{"fields", func(t *stored) any { return &t.fields }},
	{"face_seq", func(t *stored) any { return &t.faceSeq }},
	{"watchers", func(t *stored) any { return &t.watchers }},
	{"closed", func(t *stored) any { return &t.closed }},
	{"merged_into", func(t *stored) any { return (*string)(&t.mergedInto) }},
	{"proposed", func(t *stored) any { return (*string)(&t.proposed) }},
	{"split_from", func(t *stored) any { return (*string)(&t.splitFrom) }},
}

const inList = 23

var (
	allColumns  = columnNames("t.", len(columns))
	listColumns = columnNames("t.", inList)
)

func columnNames(prefix string, n int) string {
	var names []string
	for _, c := range columns[:n] {
		names = append(names, prefix+c.name)
	}
	return strings.Join(names, ", ")
}

// into lists where the first n columns go, followed by more.
func (t *stored) into(n int, more ...any) []any {
	dest := make([]any, 0, n+len(more))
	for _, c := range columns[:n] {
		dest = append(dest, c.of(t))
	}
	return append(dest, more...)
}

// value is what a column stores.
func value(field any) any {
	switch p := field.(type) {
	case *string:
		return *p
	case *int64:
		return *p
	case *bool:
		return *p
	default:
		return *field.(*[]byte)
	}
}

func same(a, b any) bool {
	if x, ok := a.([]byte); ok {
		return bytes.Equal(x, b.([]byte))
	}
	return a == b
}

// load reads a ticket without asking whether anybody may see it.
func load(ctx context.Context, tx *db.Tx, id access.TicketID) (t stored, err error) {
	err = tx.Get(ctx, `SELECT `+allColumns+` FROM ticket t WHERE t.id = $1`, []any{string(id)}, t.into(len(columns))...)
	return t, err
}

// hold is load for a change: on PostgreSQL it keeps others from changing the ticket until the commit. On SQLite
// writers take turns anyhow. A ticket whose content was destroyed changes no more: case_destroyed.
func hold(ctx context.Context, tx *db.Tx, id access.TicketID) (t stored, err error) {
	query := `SELECT ` + allColumns + ` FROM ticket t WHERE t.id = $1`
	if tx.Engine() == db.Postgres {
		query += ` FOR UPDATE`
	}
	if err = tx.Get(ctx, query, []any{string(id)}, t.into(len(columns))...); err == nil && t.destroyed != 0 {
		err = access.ErrDestroyed
	}
	return t, err
}

func insert(ctx context.Context, tx *db.Tx, t stored) error {
	var args []any
	var marks []string
	for i, c := range columns {
		args = append(args, value(c.of(&t)))
		marks = append(marks, fmt.Sprintf("$%d", i+1))
	}
	_, err := tx.Exec(ctx, `INSERT INTO ticket (`+columnNames("", len(columns))+`) VALUES (`+strings.Join(marks, ", ")+`)`, args...)
	return err
}

// save writes what differs, and no more: each column that an index holds costs a write of that index. What carries the
// ticket's times elsewhere follows.
func save(ctx context.Context, tx *db.Tx, before, after stored) error {
	var sets []string
	args := []any{after.number}
	for _, c := range columns {
		if v := value(c.of(&after)); !same(v, value(c.of(&before))) {
			args = append(args, v)
			sets = append(sets, fmt.Sprintf("%s = $%d", c.name, len(args)))
		}
	}
	if len(sets) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `UPDATE ticket SET `+strings.Join(sets, ", ")+` WHERE number = $1`, args...); err != nil {
		return err
	}
	return follow(ctx, tx, after)
}

func follow(ctx context.Context, tx *db.Tx, t stored) error {
	if t.tags != "" {
		if _, err := tx.Exec(ctx, `UPDATE ticket_tag SET department = $2, active = $3, updated = $4 WHERE ticket = $1`,
			string(t.id), string(t.department), t.active, t.updated); err != nil {
			return err
		}
	}
	if t.specialists == "" && t.watchers == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE ticket_member SET updated = $2, face_updated = $3 WHERE ticket = $1`, string(t.id), t.updated, t.faceUpdated)
	return err
}
