package audit

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// namingPage is how many entries are looked through at a time.
const namingPage = 1000

// Naming walks the entries of an action, oldest first, that name one of the ids as their thing or as a word of a param. It looks through all
// entries of the action by its index, a page at a time, and reads those that may: it is for jobs. Needs a grant for person.make.
func (l *Log) Naming(ctx context.Context, g access.Grant, act access.Action, ids []string, fn func(Entry) error) error {
	if !g.Valid() || g.Action() != access.PersonMake {
		return fault.ErrDenied
	}
	for at, after := int64(-1), int64(0); ; {
		var rows []row
		if err := l.DB.View(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			rows, err = db.All(ctx, tx, scanRow, selectEntry+`WHERE e.action = $1 AND (e.at, e.n) > ($2, $3) ORDER BY e.at, e.n LIMIT $4`, string(act), at, after, namingPage)
			return err
		}); err != nil {
			return err
		}
		for _, r := range rows {
			at, after = r.at, r.n
			if err := r.naming(ids, fn); err != nil {
				return err
			}
		}
		if len(rows) < namingPage {
			return nil
		}
	}
}

// naming reads the row if its bytes hold one of the ids, and hands it on if it names it.
func (r row) naming(ids []string, fn func(Entry) error) error {
	if !slices.ContainsFunc(ids, func(id string) bool { return bytes.Contains(r.body, []byte(id)) }) {
		return nil
	}
	e, err := r.entry()
	if err != nil || !e.Names(ids) {
		return err
	}
	return fn(e)
}

// Names reports whether the entry's thing is one of the ids, or a word of one of its params is.
func (e Entry) Names(ids []string) bool {
	if slices.Contains(ids, e.Thing) {
		return true
	}
	for param := range e.Params {
		if e.NamesAt(ids, param) {
			return true
		}
	}
	return false
}

// NamesAt reports whether a word of the param is one of the ids.
func (e Entry) NamesAt(ids []string, param string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(e.Params[param], between), func(w string) bool { return slices.Contains(ids, w) })
}

func between(r rune) bool { return r == ' ' || r == ',' }
