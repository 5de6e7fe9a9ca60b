package audit

import (
	"context"
	"fmt"
	"strings"
	"time"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// maxPage bounds a page of entries.
const maxPage = 200

// Filter narrows a search; what is empty does not narrow.
type Filter struct {
	Actor    access.AccountID
	Action   access.Action
	Ticket   access.TicketID
	From, To time.Time // From ≤ at < To
	Before   int64     // the cursor that the last page returned; 0: from the newest
	Limit    int       // 1–200; 0 means 50
}

const selectEntry = `SELECT e.n, l.leaf, e.at, e.actor, e.action, e.body, e.origin, e.salt, e.destroyed_by
	FROM audit_entry e LEFT JOIN audit_leaf l ON l.n = e.n `

// OfTicket lists the entries that name the grant's ticket, newest first, with numbers below before (0: all). It shows
// a list's entry without the other tickets that the list showed; after a storm of lists the newest come late. Needs a grant for ticket.record.
func (l *Log) OfTicket(ctx context.Context, g access.Grant, before int64, limit int) ([]Entry, error) {
	if !g.Valid() || g.Action() != access.TicketRecord || g.Ticket() == "" {
		return nil, fault.ErrDenied
	}
	if err := l.looked(ctx, g); err != nil {
		return nil, err
	}
	if err := l.index(ctx, indexBatches); err != nil {
		return nil, err
	}
	q := selectEntry + `JOIN audit_of o ON o.n = e.n WHERE o.ticket = $1 AND o.n < $2 ORDER BY o.n DESC LIMIT $3`
	es, err := l.list(ctx, q, string(g.Ticket()), upTo(before), pageSize(limit))
	return ofOne(es, g.Ticket()), err
}

// Traced lists the entries that name the grant's ticket and one of the actions, newest first, with numbers below before (0: all), with
// where they came from: for who looks into a complaint. Needs a grant for complaint.trace or complaint.export.
func (l *Log) Traced(ctx context.Context, g access.Grant, actions []access.Action, before int64, limit int) ([]Entry, error) {
	if !g.Valid() || !ofComplaint(g) {
		return nil, fault.ErrDenied
	}
	return l.named(ctx, g, actions, Span{}, before, limit)
}

// named lists the entries of the span that name the grant's ticket and one of the actions, newest first.
func (l *Log) named(ctx context.Context, g access.Grant, actions []access.Action, s Span, before int64, limit int) ([]Entry, error) {
	if g.Ticket() == "" || len(actions) == 0 {
		return nil, fault.ErrDenied
	}
	if err := l.index(ctx, indexBatches); err != nil {
		return nil, err
	}
	args := []any{string(g.Ticket()), upTo(before), pageSize(limit)}
	marks := marksOf(&args, actions)
	within := ""
	if s.To > 0 {
		args = append(args, s.From, s.To)
		within = fmt.Sprintf(` AND l.leaf >= $%d AND l.leaf < $%d`, len(args)-1, len(args))
	}
	es, err := l.list(ctx, selectEntry+`JOIN audit_of o ON o.n = e.n WHERE o.ticket = $1 AND o.n < $2 AND e.action IN (`+marks+`)`+within+` ORDER BY o.n DESC LIMIT $3`, args...)
	return ofOne(es, g.Ticket()), err
}

func marksOf(args *[]any, actions []access.Action) string {
	var marks []string
	for _, a := range actions {
		*args = append(*args, string(a))
		marks = append(marks, fmt.Sprintf("$%d", len(*args)))
	}
	return strings.Join(marks, ", ")
}

func ofComplaint(g access.Grant) bool {
	return g.Action() == access.ComplaintTrace || g.Action() == access.ComplaintExport
}

// ofOne leaves out the other tickets that a list showed.
func ofOne(es []Entry, t access.TicketID) []Entry {
	for i := range es {
		if len(es[i].Tickets) > 0 {
			es[i].Tickets = []access.TicketID{t}
		}
	}
	return es
}

// Search lists entries newest first by time, and the cursor of the next page, 0 at the end. Needs a grant for
// record.read.
func (l *Log) Search(ctx context.Context, g access.Grant, f Filter) ([]Entry, int64, error) {
	if !g.Valid() || g.Action() != access.RecordRead {
		return nil, 0, fault.ErrDenied
	}
	if f.Ticket != "" {
		if err := l.index(ctx, indexBatches); err != nil {
			return nil, 0, err
		}
	}
	where, args := f.where()
	limit := pageSize(f.Limit)
	q := selectEntry + where + fmt.Sprintf(` ORDER BY e.at DESC, e.n DESC LIMIT %d`, limit+1)
	es, err := l.list(ctx, q, args...)
	if err != nil || len(es) <= limit {
		return es, 0, err
	}
	return es[:limit], es[limit-1].N, nil
}

func (f Filter) where() (string, []any) {
	var terms []string
	var args []any
	add := func(term string, arg any) {
		args = append(args, arg)
		terms = append(terms, strings.ReplaceAll(term, "?", fmt.Sprintf("$%d", len(args))))
	}
	if f.Actor != "" {
		add(`e.actor = ?`, string(f.Actor))
	}
	if f.Action != "" {
		add(`e.action = ?`, string(f.Action))
	}
	if f.Ticket != "" {
		add(`e.n IN (SELECT n FROM audit_of WHERE ticket = ?)`, string(f.Ticket))
	}
	if !f.From.IsZero() {
		add(`e.at >= ?`, db.Micros(f.From))
	}
	if !f.To.IsZero() {
		add(`e.at < ?`, db.Micros(f.To))
	}
	if f.Before > 0 {
		add(`(e.at, e.n) < (SELECT at, n FROM audit_entry WHERE n = ?)`, f.Before)
	}
	if len(terms) == 0 {
		return "", nil
	}
	return "WHERE " + strings.Join(terms, " AND "), args
}

func (l *Log) list(ctx context.Context, q string, args ...any) (es []Entry, err error) {
	err = l.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		es, err = db.All(ctx, tx, scanEntry, q, args...)
		return err
	})
	return es, err
}

func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, maxPage)
}

func upTo(before int64) int64 {
	if before <= 0 {
		return 1<<63 - 1
	}
	return before
}
