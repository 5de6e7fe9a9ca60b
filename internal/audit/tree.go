package audit

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"surety/internal/db"
)

// frontier is the tree's right edge: the roots of the largest complete subtrees, left to right. It is never changed,
// only replaced, because a transaction may be undone after it was computed.
type frontier struct {
	size  int64
	last  tlog.Hash // of the newest leaf: its salt makes it stand for the whole history before it
	roots []tlog.Hash
}

// add returns the edge after one more leaf, and the hashes to store with it.
func (f *frontier) add(leaf tlog.Hash) (*frontier, []byte) {
	done := bits.TrailingZeros64(uint64(f.size) + 1)
	hashes := append(make([]byte, 0, (done+1)*tlog.HashSize), leaf[:]...)
	h, keep := leaf, len(f.roots)
	for range done {
		keep--
		h = tlog.NodeHash(f.roots[keep], h)
		hashes = append(hashes, h[:]...)
	}
	roots := append(append(make([]tlog.Hash, 0, keep+1), f.roots[:keep]...), h)
	return &frontier{f.size + 1, leaf, roots}, hashes
}

// root is the tree's hash.
func (f *frontier) root() tlog.Hash {
	if f.size == 0 {
		h, _ := tlog.TreeHash(0, nil)
		return h
	}
	h := f.roots[len(f.roots)-1]
	for i := len(f.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.roots[i], h)
	}
	return h
}

// head reads the newest leaf: the tree's size and that leaf's hash.
func head(ctx context.Context, tx *db.Tx) (size int64, last tlog.Hash, err error) {
	rows, err := tx.Query(ctx, `SELECT leaf, hashes FROM audit_leaf ORDER BY leaf DESC LIMIT 1`)
	if err != nil {
		return 0, last, err
	}
	defer rows.Close()
	if !rows.Next() {
		return 0, last, rows.Err()
	}
	var hashes []byte
	if err := rows.Scan(&size, &hashes); err != nil {
		return 0, last, err
	}
	if len(hashes) < tlog.HashSize {
		return 0, last, errors.New("audit: a leaf without its hash")
	}
	copy(last[:], hashes)
	return size + 1, last, rows.Close()
}

// frontier returns the tree's edge as the transaction sees it. What the last call computed is used only when its
// newest leaf is still the newest: an undone transaction or another server makes them differ.
func (l *Log) frontier(ctx context.Context, tx *db.Tx) (*frontier, error) {
	size, last, err := head(ctx, tx)
	if err != nil {
		return nil, err
	}
	if e := l.edge.Load(); e != nil && e.size == size && e.last == last {
		return e, nil
	}
	f := &frontier{size: size, last: last}
	var need []int64
	for low := int64(0); low < size; {
		level := bits.Len64(uint64(size-low)) - 1
		need = append(need, tlog.StoredHashIndex(level, low>>level))
		low += 1 << level
	}
	f.roots, err = reader(ctx, tx)(need)
	return f, err
}

// reader fetches stored hashes by their index in tlog's order, each from the row of the leaf that completed it.
func reader(ctx context.Context, tx *db.Tx) tlog.HashReaderFunc {
	return func(indexes []int64) ([]tlog.Hash, error) {
		if len(indexes) == 0 {
			return nil, nil
		}
		rows, err := leafHashes(ctx, tx, indexes)
		if err != nil {
			return nil, err
		}
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			level, leaf := written(index)
			h := rows[leaf]
			if len(h) < (level+1)*tlog.HashSize {
				return nil, fmt.Errorf("audit: the hash of leaf %d at level %d is missing", leaf, level)
			}
			copy(out[i][:], h[level*tlog.HashSize:])
		}
		return out, nil
	}
}

// written says with which leaf a stored hash was written, and at which level.
func written(index int64) (level int, leaf int64) {
	level, k := tlog.SplitStoredHashIndex(index)
	return level, (k+1)<<level - 1
}

func leafHashes(ctx context.Context, tx *db.Tx, indexes []int64) (map[int64][]byte, error) {
	args := make([]any, len(indexes))
	for i, index := range indexes {
		_, args[i] = written(index)
	}
	rows, err := tx.Query(ctx, `SELECT leaf, hashes FROM audit_leaf WHERE leaf IN (`+marks(1, len(args))+`)`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := make(map[int64][]byte, len(args))
	for rows.Next() {
		var leaf int64
		var hashes []byte
		if err := rows.Scan(&leaf, &hashes); err != nil {
			return nil, err
		}
		found[leaf] = hashes
	}
	return found, rows.Err()
}

// marks is "$from, …" for count parameters.
func marks(from, count int) string {
	var b strings.Builder
	for i := range count {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}
