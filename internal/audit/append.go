package audit

import (
	"context"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
	"surety/internal/fault"
)

// Append writes the entry of an allowed action into the caller's transaction and marks the grant recorded. If it
// returns an error the caller must undo the transaction. Faults: denied (the grant is not one), internal.
func (l *Log) Append(ctx context.Context, tx *db.Tx, g access.Grant, p Params) error {
	_, err := l.Numbered(ctx, tx, g, p)
	return err
}

// Numbered is Append, and tells the entry's number, by which a receipt is asked for after the commit.
func (l *Log) Numbered(ctx context.Context, tx *db.Tx, g access.Grant, p Params) (int64, error) {
	if !g.Valid() {
		return 0, fault.ErrDenied
	}
	n, err := l.write(ctx, tx, l.entry(g.Actor(), g.Action(), g.Thing(), p))
	if err != nil {
		return 0, err
	}
	mark(tx, g)
	return n, nil
}

// mark says that the grant's entry stands, until the transaction is undone: a grant is worth no more than its entry (R1).
func mark(tx *db.Tx, g access.Grant) {
	if !g.Recorded() { // else by an entry of another transaction, which stands
		g.MarkRecorded()
		tx.AfterUndo(g.Unmark)
	}
}

// AppendList writes one entry that names the tickets of all the grants, for a page that shows many, and marks them
// all recorded. The grants must be of one actor and one action. No grants, no entry.
func (l *Log) AppendList(ctx context.Context, tx *db.Tx, gs []access.Grant, p Params) error {
	if len(gs) == 0 {
		return nil
	}
	if !sameAction(gs) {
		return fault.ErrDenied
	}
	if len(gs) == 1 {
		return l.Append(ctx, tx, gs[0], p)
	}
	e := l.entry(gs[0].Actor(), gs[0].Action(), access.Thing{Kind: gs[0].Thing().Kind}, p)
	e.Tickets = ticketsOf(gs)
	if _, err := l.write(ctx, tx, e); err != nil {
		return err
	}
	for _, g := range gs {
		mark(tx, g)
	}
	return nil
}

func sameAction(gs []access.Grant) bool {
	for _, g := range gs {
		if !g.Valid() || g.Action() != gs[0].Action() || g.Actor().Account != gs[0].Actor().Account ||
			g.Actor().Session != gs[0].Actor().Session {
			return false
		}
	}
	return true
}

func ticketsOf(gs []access.Grant) []access.TicketID {
	var ts []access.TicketID
	for _, g := range gs {
		if g.Ticket() != "" {
			ts = append(ts, g.Ticket())
		}
	}
	slices.Sort(ts)
	return slices.Compact(ts)
}

// AppendAs writes the entry of what happened without a grant, such as a refused sign-in.
func (l *Log) AppendAs(ctx context.Context, tx *db.Tx, a access.Actor, action access.Action, t access.Thing, p Params) error {
	_, err := l.write(ctx, tx, l.entry(a, action, t, p))
	return err
}

func (l *Log) entry(a access.Actor, action access.Action, t access.Thing, p Params) Entry {
	e := Entry{At: l.Clock.Now(), Actor: a.Account, Session: a.Session, Action: action, Kind: t.Kind, Thing: t.ID, Ticket: t.Ticket, Params: p}
	if a.Address.IsValid() {
		e.Address = a.Address.String()
	}
	return e
}

// about lists the tickets an entry is found under.
func (e Entry) about() []access.TicketID {
	if e.Ticket == "" || slices.Contains(e.Tickets, e.Ticket) {
		return e.Tickets
	}
	return append([]access.TicketID{e.Ticket}, e.Tickets...)
}

// write stores the entry and returns its number. Who watches the record is told in the same transaction.
func (l *Log) write(ctx context.Context, tx *db.Tx, e Entry) (int64, error) {
	s, err := seal(e)
	if err != nil {
		return 0, err
	}
	if tx.Engine() == db.Postgres {
		e.N, err = insertWaiting(ctx, tx, e, s)
	} else {
		e.N, err = l.insertPlaced(ctx, tx, e, s)
	}
	if err != nil {
		return 0, err
	}
	return e.N, l.tell(ctx, tx, e)
}

// insertPlaced writes the entry with its leaf: writers take turns, so the next place in the tree is theirs.
func (l *Log) insertPlaced(ctx context.Context, tx *db.Tx, e Entry, s sealedEntry) (int64, error) {
	f, err := l.frontier(ctx, tx)
	if err != nil {
		return 0, err
	}
	e.N = f.size + 1
	next, hashes := f.add(leafHash(e.N, s.commitment()))
	if _, err := tx.Exec(ctx, `INSERT INTO audit_entry (n, at, actor, action, body, origin, salt) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		e.N, db.Micros(e.At), string(e.Actor), string(e.Action), s.body, s.origin, s.salt); err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO audit_leaf (leaf, n, hashes) VALUES ($1, $2, $3)`, f.size, e.N, hashes); err != nil {
		return 0, err
	}
	l.edge.Store(next)
	return e.N, insertOf(ctx, tx, e)
}

// insertOf makes the entry findable by its ticket. Those of a list wait for [Log.index]: one row now instead of fifty.
func insertOf(ctx context.Context, tx *db.Tx, e Entry) (err error) {
	switch {
	case len(e.Tickets) > 0:
		_, err = tx.Exec(ctx, `INSERT INTO audit_unlisted (n) VALUES ($1)`, e.N)
	case e.Ticket != "":
		_, err = tx.Exec(ctx, `INSERT INTO audit_of (ticket, n) VALUES ($1, $2)`, string(e.Ticket), e.N)
	}
	return err
}

// insertWaiting writes the entry and leaves its commitment for the sequencer, in one round trip.
func insertWaiting(ctx context.Context, tx *db.Tx, e Entry, s sealedEntry) (n int64, err error) {
	c := s.commitment()
	err = tx.Get(ctx, `WITH e AS (INSERT INTO audit_entry (at, actor, action, body, origin, salt) VALUES ($1, $2, $3, $4, $5, $6) RETURNING n),
		o AS (INSERT INTO audit_of (ticket, n) SELECT $7, n FROM e WHERE $7 <> '' AND NOT $8),
		u AS (INSERT INTO audit_unlisted (n) SELECT n FROM e WHERE $8)
		INSERT INTO audit_pending (n, commitment) SELECT n, $9 FROM e RETURNING n`,
		[]any{db.Micros(e.At), string(e.Actor), string(e.Action), s.body, s.origin, s.salt, string(e.Ticket), len(e.Tickets) > 0, c[:]}, &n)
	return n, err
}
