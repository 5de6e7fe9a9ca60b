package audit

import (
	"context"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Span is a part of the tree: the leaves From ≤ leaf < To. It is told by leaves and not by numbers or instants, because an entry that
// commits late has a lower number, and a clock can be set back, but no leaf ever comes to stand before one that was there. The zero
// value is the whole record, with what waits for a leaf.
type Span struct{ From, To int64 }

// Edge is where a span can end: every leaf below it is there, and is found by each ticket that its entry names.
func (l *Log) Edge(ctx context.Context) (edge int64, err error) {
	if err := l.place(ctx, false); err != nil {
		return 0, err
	}
	if err := l.index(ctx, indexBatches); err != nil {
		return 0, err
	}
	err = l.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		return tx.Get(ctx, `SELECT coalesce((SELECT min(l.leaf) FROM audit_unlisted u JOIN audit_leaf l ON l.n = u.n), (SELECT max(leaf) + 1 FROM audit_leaf), 0)`, nil, &edge)
	})
	return edge, err
}

// Opened lists the entries of the span that name the grant's ticket and one of the actions, newest first, with numbers below before
// (0: all). Needs a grant for assurance.read or assurance.clock.
func (l *Log) Opened(ctx context.Context, g access.Grant, actions []access.Action, s Span, before int64, limit int) ([]Entry, error) {
	if !g.Valid() || g.Action() != access.AssuranceRead && g.Action() != access.AssuranceClock {
		return nil, fault.ErrDenied
	}
	return l.named(ctx, g, actions, s, before, limit)
}

// Openers are the accounts whose entries of the span name the grant's ticket and one of the actions. Needs a grant for assurance.clock.
func (l *Log) Openers(ctx context.Context, g access.Grant, actions []access.Action, s Span) (all []access.AccountID, err error) {
	if !g.Valid() || g.Action() != access.AssuranceClock || g.Ticket() == "" {
		return nil, fault.ErrDenied
	}
	args := []any{string(g.Ticket()), s.From, s.To}
	marks := marksOf(&args, actions)
	err = l.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err = db.All(ctx, tx, db.Value[access.AccountID], `SELECT DISTINCT e.actor FROM audit_of o JOIN audit_leaf l ON l.n = o.n JOIN audit_entry e ON e.n = o.n
			WHERE o.ticket = $1 AND l.leaf >= $2 AND l.leaf < $3 AND e.action IN (`+marks+`)`, args...)
		return err
	})
	return all, err
}
