package snapshot

import (
	"bytes"
	"errors"
	"io"

	"github.com/restic/chunker"
)

// bounds are where a stream may be cut. Files shorter than the least are one chunk; trees are cut finer, because a changed file changes
// only its own line.
type bounds struct {
	least, most uint // bytes
	bits        int  // 2^bits bytes on average
}

var (
	fileBounds = bounds{512 << 10, maxChunk, 20}
	treeBounds = bounds{64 << 10, 1 << 20, 17}
)

// polynomial derives what decides where content is cut: an irreducible polynomial (Rabin) of secret bytes, so that the
// lengths of chunks alone do not name a known file.
func polynomial(secret []byte) (chunker.Pol, error) {
	return chunker.DerivePolynomial(bytes.NewReader(secret))
}

// cutter cuts streams into chunks, one after the other. It is one goroutine's.
type cutter struct {
	pol   chunker.Pol
	by    bounds
	small []byte // begins every stream; one byte longer than the least chunk
	large []byte
	cuts  *chunker.Chunker
	keep  func(chunk []byte) (ID, error) // the bytes are the cutter's again afterwards
}

func (a *Archive) newCutter(by bounds, keep func([]byte) (ID, error)) *cutter {
	return &cutter{pol: a.cuts, by: by, small: make([]byte, by.least+1), keep: keep}
}

// stream cuts all of r and appends its parts.
func (c *cutter) stream(parts []Part, r io.Reader) ([]Part, error) {
	n, err := io.ReadFull(r, c.small)
	switch {
	case errors.Is(err, io.EOF):
		return parts, nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		return c.one(parts, c.small[:n])
	case err != nil:
		return parts, err
	}
	return c.many(parts, io.MultiReader(bytes.NewReader(c.small), r))
}

func (c *cutter) one(parts []Part, chunk []byte) ([]Part, error) {
	id, err := c.keep(chunk)
	return append(parts, Part{id, int64(len(chunk))}), err
}

func (c *cutter) many(parts []Part, r io.Reader) (_ []Part, err error) {
	if c.cuts == nil {
		c.cuts = chunker.NewWithBoundaries(r, c.pol, c.by.least, c.by.most)
		c.large = make([]byte, 0, c.by.most)
	} else {
		c.cuts.ResetWithBoundaries(r, c.pol, c.by.least, c.by.most)
	}
	c.cuts.SetAverageBits(c.by.bits)
	for {
		chunk, err := c.cuts.Next(c.large)
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return parts, err
		}
		if parts, err = c.one(parts, chunk.Data); err != nil {
			return parts, err
		}
	}
}

// extent is a stretch of a sparse file that was written.
type extent struct{ from, to int64 }

// leastHole is the shortest stretch worth keeping as a hole, in bytes.
const leastHole = 64 << 10

// sparse cuts the written stretches of a file and notes what lies between as holes.
func (c *cutter) sparse(r io.ReaderAt, size int64, written []extent) (parts []Part, err error) {
	at := int64(0)
	for _, x := range append(written, extent{size, size}) {
		if x.from > at {
			parts = append(parts, Part{hole, x.from - at})
		}
		if x.to > x.from {
			if parts, err = c.stream(parts, io.NewSectionReader(r, x.from, x.to-x.from)); err != nil {
				return parts, err
			}
		}
		at = x.to
	}
	return parts, nil
}

// joined drops holes that are too short.
func joined(written []extent) []extent {
	out := written[:0]
	for _, x := range written {
		if n := len(out); n > 0 && x.from-out[n-1].to < leastHole {
			out[n-1].to = x.to
			continue
		}
		out = append(out, x)
	}
	return out
}

func total(parts []Part) (n int64) {
	for _, p := range parts {
		n += p.Length
	}
	return n
}
