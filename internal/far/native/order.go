package native

import (
	"crypto/sha256"
	"hash"
	"io"
	"os"

	"surety/internal/wire"
)

// order follows the pieces of a file, which come about in order, and hashes it while it comes: reading it once more for its hash, when it is
// complete, would take as long as half of its coming.
type order struct {
	file  *os.File
	sum   hash.Hash       // of what is there without a hole
	upto  int64           // byte before which it is
	early map[int64]int64 // pieces beyond a hole: where each begins, how long it is
}

func newOrder(file *os.File) order {
	return order{file: file, sum: sha256.New(), early: map[int64]int64{}}
}

// add takes note of a piece that was just written. Fault: errWhole for one that was written before.
func (o *order) add(p []byte, off int64) error {
	if len(p) == 0 {
		return nil
	}
	if _, twice := o.early[off]; twice || off < o.upto {
		return errWhole
	}
	if off > o.upto {
		o.early[off] = int64(len(p))
		return nil
	}
	o.sum.Write(p)
	o.upto += int64(len(p))
	return o.catchUp()
}

// catchUp hashes what came too early and now follows.
func (o *order) catchUp() error {
	for {
		n, ok := o.early[o.upto]
		if !ok {
			return nil
		}
		delete(o.early, o.upto)
		if _, err := io.Copy(o.sum, io.NewSectionReader(o.file, o.upto, n)); err != nil {
			return err
		}
		o.upto += n
	}
}

// whole reports whether size bytes are there, each of them written once.
func (o *order) whole(size int64) bool { return o.upto == size && len(o.early) == 0 }

func (o *order) digest() (d wire.Digest) {
	o.sum.Sum(d[:0])
	return d
}
