package audit

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"surety/internal/db"
)

// page is how many entries Verify and Export hold at once.
const page = 1000

// Report is what a verification found.
type Report struct {
	Size        int64  // entries in the tree
	Root        string // its hash, base64
	Waiting     int64  // entries that have no place in the tree yet
	Destroyed   int64  // entries whose content was destroyed, as a later entry tells; their leaves stand
	Checkpoints int64  // that were checked
	FirstBad    *Bad   // nil: all is as it was written
}

// Bad is the first damage found.
type Bad struct {
	N    int64 // the first entry that may be damaged; 0 when no entry is to blame
	Leaf int64 // its place in the tree; -1 for damage beside the tree
	Damage
}

// Error makes damage an error within the package; outside it is part of a Report.
func (b *Bad) Error() string { return fmt.Sprintf("entry %d: %s", b.N, b.What()) }

// Verify reads the whole record in one moment and recomputes all of it: each leaf from its entry, each hash of the
// tree from its children, the look-up columns and lists from the entries, and every checkpoint, stored or given. Given
// ones, kept outside, are what shows a cut-off tail and a history rewritten by who holds the key. An error means that
// it could not read, not that the record is bad. It holds a page in memory, never the table. It needs no right: web
// asks for record.verify.
func Verify(ctx context.Context, s Settings, checkpoints ...string) (Report, error) {
	if err := s.check(); err != nil {
		return Report{}, err
	}
	w := newWalk(s.Verifier)
	if bad := w.expect(checkpoints); bad != nil {
		return Report{FirstBad: bad}, nil
	}
	err := s.DB.View(ctx, func(ctx context.Context, tx *db.Tx) error {
		v := verification{walk: w, tx: tx, pairs: newPairs()}
		return v.all(ctx)
	})
	return w.finish(err)
}

// verification walks the stored record.
type verification struct {
	*walk
	tx      *db.Tx
	pairs   pairs
	stored  []checkpoint // read ahead
	lastNo  int64
	noMore  bool
	witness witness
}

func (v *verification) all(ctx context.Context) error {
	if err := v.signedHere(ctx); err != nil {
		return err
	}
	var size int64
	if err := v.tx.Get(ctx, `SELECT coalesce(max(leaf), -1) + 1 FROM audit_leaf`, nil, &size); err != nil {
		return err
	}
	for v.edge.size < size {
		rows, err := leaves(ctx, v.tx, v.edge.size, v.edge.size+page)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return v.bad(v.lastN+1, Damage{Code: "leaf_dropped", Numbers: Numbers{"leaf": v.edge.size}})
		}
		readAll(rows)
		for _, r := range rows {
			if err := v.one(ctx, r); err != nil {
				return err
			}
		}
	}
	if err := v.end(); err != nil {
		return err
	}
	return v.beside(ctx)
}

// placed is a leaf's row with its entry, which may be missing.
type placed struct {
	row
	hashes  []byte
	missing bool
	read    reading
}

// reading is what can be worked out of an entry by itself.
type reading struct {
	own   *tlog.Hash
	facts Entry
	err   error
}

// readAll works on a page with all processors.
func readAll(rows []placed) {
	var all sync.WaitGroup
	for part := range slices.Chunk(rows, 1+len(rows)/runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := range part {
				p := &part[i]
				p.read.own = p.own()
				p.read.facts, p.read.err = p.facts()
			}
		})
	}
	all.Wait()
}

// leaves reads the leaves from ≤ leaf < to, with their entries.
func leaves(ctx context.Context, tx *db.Tx, from, to int64) ([]placed, error) {
	return db.All(ctx, tx, scanPlaced, `SELECT l.n, l.leaf, l.hashes, e.n IS NULL, coalesce(e.at, 0), coalesce(e.actor, ''),
		coalesce(e.action, ''), e.body, e.origin, e.salt, e.destroyed_by
		FROM audit_leaf l LEFT JOIN audit_entry e ON e.n = l.n WHERE l.leaf >= $1 AND l.leaf < $2 ORDER BY l.leaf`, from, to)
}

func scanPlaced(s db.Scanner) (p placed, err error) {
	return p, s.Scan(&p.n, &p.leaf, &p.hashes, &p.missing, &p.at, &p.actor, &p.action, &p.body, &p.origin, &p.salt, &p.destroyedBy)
}

func (v *verification) one(ctx context.Context, p placed) error {
	if p.leaf.Int64 != v.edge.size {
		return v.bad(v.lastN+1, Damage{Code: "leaf_dropped", Numbers: Numbers{"leaf": v.edge.size}})
	}
	if p.missing {
		return v.bad(p.n, Damage{Code: "entry_dropped"})
	}
	if len(p.hashes) < tlog.HashSize {
		return v.bad(p.n, Damage{Code: "hash_missing"})
	}
	hashes, err := v.leaf(p.n, p.read.own, tlog.Hash(p.hashes[:tlog.HashSize]))
	if err != nil {
		return err
	}
	if !bytes.Equal(hashes, p.hashes) {
		return v.badLast(Damage{Code: "hash_rewritten"})
	}
	if p.read.err != nil {
		return v.badLast(Damage{Code: "entry_unreadable", cause: p.read.err})
	}
	wrong, err := v.columns(ctx, p.row, p.read.facts)
	if err != nil {
		return err
	}
	if wrong != "" {
		return v.badLast(Damage{Code: wrong})
	}
	return v.signedHere(ctx)
}

// columns gives the code of what is wrong with the columns by which an entry is found, or with a destroyed entry's witness.
func (v *verification) columns(ctx context.Context, r row, e Entry) (wrong string, err error) {
	if e.Destroyed {
		v.report.Destroyed++
		told, err := v.witness.tells(ctx, v.tx, r)
		if err == nil && !told {
			wrong = "content_gone"
		}
		return wrong, err
	}
	v.pairs.said(e)
	if r.destroyedBy.Valid || r.at != db.Micros(e.At) || r.actor != string(e.Actor) || r.action != string(e.Action) {
		wrong = "columns_differ"
	}
	return wrong, nil
}

// signedHere checks the stored and the given checkpoints of the size now reached.
func (v *verification) signedHere(ctx context.Context) error {
	for {
		if err := v.readAhead(ctx); err != nil {
			return err
		}
		if len(v.stored) == 0 || v.stored[0].size > v.edge.size {
			return v.reached()
		}
		if err := v.storedCheckpoint(v.stored[0]); err != nil {
			return err
		}
		v.stored = v.stored[1:]
	}
}

// readAhead fetches the next stored checkpoints when none is left of those before.
func (v *verification) readAhead(ctx context.Context) (err error) {
	if len(v.stored) > 0 || v.noMore {
		return nil
	}
	v.stored, err = db.All(ctx, v.tx, scanCheckpoint,
		`SELECT no, size, text FROM audit_checkpoint WHERE no > $1 ORDER BY no LIMIT $2`, v.lastNo, page)
	v.noMore = len(v.stored) == 0
	return err
}

func (v *verification) storedCheckpoint(c checkpoint) error {
	if v.lastNo++; c.no != v.lastNo {
		return v.badSince(Damage{Code: "checkpoint_dropped", Numbers: Numbers{"no": v.lastNo}})
	}
	signed, err := openCheckpoint(c.text, v.key)
	if err != nil {
		return v.badSince(Damage{Code: "checkpoint_false", Numbers: Numbers{"no": c.no}, cause: err})
	}
	if signed.size != c.size {
		return v.badSince(Damage{Code: "checkpoint_differs", Numbers: Numbers{"no": c.no, "signed": signed.size, "row": c.size}})
	}
	return v.signed(signed)
}

// end checks that nothing was signed beyond the tree's end.
func (v *verification) end() error {
	for _, c := range slices.Concat(v.stored, v.given) {
		return v.bad(v.lastN+1, v.cut(c))
	}
	return nil
}
