package recording

import (
	"context"
	"crypto/sha256"
	"hash"
	"io"
	"path"

	"surety/internal/wire"
)

const (
	maxCopies  = 10_000
	maxCopying = 1024 // at once; more of them are not followed
	maxBase    = 255  // bytes of a name
)

// Kept is a copy of a file that went over, as it lies in a recording.
type Kept struct {
	Spot
	Name   string // the last part of it
	Size   uint64
	SHA256 wire.Digest
}

// copying follows the copies of a recording, each on its stream, and holds them to what is told of them.
type copying struct {
	open map[uint32]*piecing
}

type piecing struct {
	spot  Spot
	count uint64
	sum   hash.Hash
}

// event follows one event that stands at a spot. It returns a copy that is complete, and WrongCopy for one that is not the file that was told.
func (c *copying) event(e wire.Event, at Spot) (*Kept, Why) {
	switch e.Kind {
	case wire.Copied:
		piece, _ := wire.DecodeCopy(e.Payload) // Next has checked it
		return nil, c.piece(piece, e.Stream, at)
	case wire.Filed:
		p := c.open[e.Stream]
		delete(c.open, e.Stream)
		f, _ := wire.DecodeFile(e.Payload)
		if p == nil {
			return nil, ""
		}
		switch {
		case p.count != f.Size: // of a file that did not go over
			return nil, ""
		case wire.Digest(p.sum.Sum(nil)) != f.SHA256:
			return nil, WrongCopy
		}
		base := path.Base(f.Name)
		return &Kept{p.spot, base[:min(len(base), maxBase)], f.Size, f.SHA256}, ""
	}
	return nil, ""
}

func (c *copying) piece(piece wire.Copy, stream uint32, at Spot) Why {
	p := c.open[stream]
	if piece.From == 0 {
		if len(c.open) >= maxCopying && p == nil {
			return ""
		}
		if c.open == nil {
			c.open = map[uint32]*piecing{}
		}
		p = &piecing{spot: at, sum: sha256.New()}
		c.open[stream] = p
	}
	if p == nil || p.count != piece.From {
		delete(c.open, stream)
		return ""
	}
	p.sum.Write(piece.Bytes)
	p.count += uint64(len(piece.Bytes))
	return ""
}

// Write writes the copy. r reads from its position on. What was written is the file only when there is no error: a *Bad names where
// it is not.
func (k Kept) Write(ctx context.Context, r *Reader, w io.Writer) error {
	var c copying
	for passed := 0; ; {
		e, err := r.Next()
		if err == nil {
			err = ctx.Err()
		}
		if err == io.EOF {
			err = &Bad{r.Chunk(), WrongCopy}
		}
		if err != nil {
			return err
		}
		if r.Chunk() == k.Chunk && passed < k.Skip {
			passed++
			continue
		}
		if e.Stream != k.Stream {
			continue
		}
		whole, why := c.event(e, k.Spot)
		switch {
		case why != "":
			return &Bad{r.Chunk(), why}
		case whole != nil:
			return nil
		case e.Kind == wire.Filed:
			return &Bad{r.Chunk(), WrongCopy}
		case e.Kind != wire.Copied:
			continue
		}
		piece, _ := wire.DecodeCopy(e.Payload)
		if _, err := w.Write(piece.Bytes); err != nil {
			return err
		}
	}
}
