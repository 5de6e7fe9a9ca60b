package audit

import (
	"context"
	"hash/maphash"
	"maps"
	"slices"

	"surety/internal/access"
	"surety/internal/db"
)

// block is how many entries share one sum in pairs.
const block = 256

// pairs compares which tickets the entries name with the rows of audit_of, in any order and without holding either:
// a pair adds its hash when an entry says it and takes it away when a row does. What is left over is damage. The seed
// is of this run, so that nobody could have prepared rows that cancel out.
type pairs struct {
	seed maphash.Seed
	sums map[int64]uint64 // by block of entries
}

func newPairs() pairs { return pairs{maphash.MakeSeed(), map[int64]uint64{}} }

func (p pairs) hash(t access.TicketID, n int64) uint64 {
	return maphash.Comparable(p.seed, ofTicket{t, n})
}

func (p pairs) said(e Entry) {
	for _, t := range e.about() {
		p.sums[e.N/block] += p.hash(t, e.N)
	}
}

func (p pairs) row(o ofTicket) { p.sums[o.n/block] -= p.hash(o.ticket, o.n) }

// first is the first entry that may be wrongly listed; 0 when none is.
func (p pairs) first() int64 {
	for _, b := range slices.Sorted(maps.Keys(p.sums)) {
		if p.sums[b] != 0 {
			return max(b*block, 1)
		}
	}
	return 0
}

// badBeside names damage that is not in the tree.
func badBeside(n int64, d Damage) error { return &Bad{max(n, 1), -1, d} }

// beside checks what stands beside the tree: entries that wait for a leaf, entries outside the tree, and the rows by
// which entries are found.
func (v *verification) beside(ctx context.Context) error {
	if err := v.waiting(ctx); err != nil {
		return err
	}
	if err := v.outside(ctx); err != nil {
		return err
	}
	return v.listed(ctx)
}

// waiting checks the entries that the sequencer has not placed.
func (v *verification) waiting(ctx context.Context) error {
	for after := int64(0); ; {
		rows, err := db.All(ctx, v.tx, scanPlaced, `SELECT p.n, NULL, p.commitment, e.n IS NULL, coalesce(e.at, 0), coalesce(e.actor, ''),
			coalesce(e.action, ''), e.body, e.origin, e.salt, e.destroyed_by
			FROM audit_pending p LEFT JOIN audit_entry e ON e.n = p.n WHERE p.n > $1 ORDER BY p.n LIMIT $2`, after, page)
		if err != nil || len(rows) == 0 {
			return err
		}
		for _, p := range rows {
			if err := v.oneWaiting(ctx, p); err != nil {
				return err
			}
			after = p.n
		}
	}
}

func (v *verification) oneWaiting(ctx context.Context, p placed) error {
	v.report.Waiting++
	if p.missing {
		return badBeside(p.n, Damage{Code: "waiting_dropped"})
	}
	if !p.gone() && !p.commits(p.hashes) {
		return badBeside(p.n, Damage{Code: "waiting_altered"})
	}
	e, err := p.facts()
	if err != nil {
		return badBeside(p.n, Damage{Code: "entry_unreadable", cause: err})
	}
	wrong, err := v.columns(ctx, p.row, e)
	if err == nil && wrong != "" {
		err = badBeside(p.n, Damage{Code: wrong})
	}
	return err
}

// outside finds an entry that is neither in the tree nor waits to be, and a leaf outside the tree's range.
func (v *verification) outside(ctx context.Context) error {
	var entries, leaves int64
	if err := v.tx.Get(ctx, `SELECT (SELECT count(*) FROM audit_entry), (SELECT count(*) FROM audit_leaf)`, nil, &entries, &leaves); err != nil {
		return err
	}
	if leaves != v.edge.size {
		return badBeside(1, Damage{Code: "leaves_beside", Numbers: Numbers{"count": leaves - v.edge.size}})
	}
	if entries == v.edge.size+v.report.Waiting {
		return nil
	}
	var n int64
	if err := v.tx.Get(ctx, `SELECT coalesce(min(n), 1) FROM audit_entry e WHERE NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.n = e.n)
		AND NOT EXISTS (SELECT 1 FROM audit_pending p WHERE p.n = e.n)`, nil, &n); err != nil {
		return err
	}
	return badBeside(n, Damage{Code: "entry_unplaced"})
}

// listed checks the rows by which a ticket's entries are found.
func (v *verification) listed(ctx context.Context) error {
	if err := v.unlisted(ctx); err != nil {
		return err
	}
	rows, err := v.tx.Query(ctx, `SELECT ticket, n FROM audit_of`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var o ofTicket
		if err := rows.Scan(&o.ticket, &o.n); err != nil {
			return err
		}
		v.pairs.row(o)
	}
	if n := v.pairs.first(); n != 0 {
		return badBeside(n, Damage{Code: "entry_unlisted", Numbers: Numbers{"count": block}})
	}
	return rows.Err()
}

// unlisted counts lists that wait for their rows as if they had them.
func (v *verification) unlisted(ctx context.Context) error {
	for after := int64(0); ; {
		rows, err := db.All(ctx, v.tx, scanRow, selectEntry+`WHERE e.n IN (SELECT n FROM audit_unlisted WHERE n > $1 ORDER BY n LIMIT $2) ORDER BY e.n`, after, page)
		if err != nil || len(rows) == 0 {
			return err
		}
		found, err := ofTickets(rows)
		if err != nil {
			return err
		}
		for _, o := range found {
			v.pairs.row(o)
		}
		after = rows[len(rows)-1].n
	}
}
