package audit

import (
	"cmp"
	"errors"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// walk recomputes the tree leaf by leaf, from the store or from an export, and stops at the first damage.
type walk struct {
	key              note.Verifier
	edge             *frontier
	lastN            int64
	since, sinceLeaf int64 // the first entry that no verified checkpoint covers
	fresh            bool  // the next leaf is that entry
	given            []checkpoint
	report           Report
}

func newWalk(key note.Verifier) *walk {
	return &walk{key: key, edge: &frontier{}, since: 1, fresh: true}
}

// bad names damage at the next leaf.
func (w *walk) bad(n int64, d Damage) error { return &Bad{max(n, 1), w.edge.size, d} }

// badLast names damage at the leaf that was just added.
func (w *walk) badLast(d Damage) error { return &Bad{max(w.lastN, 1), w.edge.size - 1, d} }

// badSince names damage somewhere after the last good checkpoint.
func (w *walk) badSince(d Damage) error { return &Bad{w.since, w.sinceLeaf, d} }

// cut is a tail that a checkpoint covers and that is not there.
func (w *walk) cut(c checkpoint) Damage {
	return Damage{Code: "tail_cut", Numbers: Numbers{"covers": c.size, "has": w.edge.size}}
}

// expect takes the checkpoints that somebody kept outside.
func (w *walk) expect(texts []string) *Bad {
	for i, text := range texts {
		c, err := openCheckpoint(text, w.key)
		if err != nil {
			return &Bad{0, -1, Damage{Code: "given_false", Numbers: Numbers{"no": int64(i + 1)}, cause: err}}
		}
		w.given = append(w.given, c)
	}
	slices.SortStableFunc(w.given, func(a, b checkpoint) int { return cmp.Compare(a.size, b.size) })
	return nil
}

// leaf adds the next entry, whose leaf has the hash, and returns the hashes that should be stored with it. own is the
// leaf that follows from the entry's content; nil of a destroyed one, which is taken at its word.
func (w *walk) leaf(n int64, own *tlog.Hash, hash tlog.Hash) ([]byte, error) {
	if w.fresh {
		w.since, w.sinceLeaf, w.fresh = n, w.edge.size, false
	}
	if own != nil && *own != hash {
		return nil, w.bad(n, Damage{Code: "entry_altered"})
	}
	var hashes []byte
	w.edge, hashes = w.edge.add(hash)
	w.lastN = n
	return hashes, nil
}

// signed compares a genuine checkpoint with the tree as it is now.
func (w *walk) signed(c checkpoint) error {
	w.report.Checkpoints++
	if c.size != w.edge.size {
		return w.badSince(Damage{Code: "checkpoint_order", Numbers: Numbers{"covers": c.size}})
	}
	if c.root != w.edge.root() {
		return w.badSince(Damage{Code: "history_rewritten", Numbers: Numbers{"covers": c.size}})
	}
	w.fresh = true
	return nil
}

// reached checks the given checkpoints of the size now reached.
func (w *walk) reached() error {
	for len(w.given) > 0 && w.given[0].size == w.edge.size {
		if err := w.signed(w.given[0]); err != nil {
			return err
		}
		w.given = w.given[1:]
	}
	return nil
}

// finish turns damage into the report.
func (w *walk) finish(err error) (Report, error) {
	w.report.Size, w.report.Root = w.edge.size, w.edge.root().String()
	if errors.As(err, &w.report.FirstBad) {
		err = nil
	}
	return w.report, err
}
