package folder

import (
	"context"
	"io"

	"surety/internal/assist/power"
	"surety/internal/wire"
)

// The recording keeps a copy of every file that goes over, up to these sizes; of what is larger it has name, size and hash. A session of an hour
// may send a program's installer each way; what is beyond would fill a home line's way out for minutes, and the recording has to keep up with it.
const (
	CopyFile = 32 << 20  // bytes of one file
	CopyAll  = 128 << 20 // of all in a session
)

// copies takes a copy's bytes off what a session may keep, and tells whether that is as much.
func (f *Folders) copies(size uint64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if size > CopyFile || size > CopyAll-f.copied {
		return false
	}
	f.copied += size
	return true
}

// recordCopy reads a stretch, size bytes as far as is known, puts a copy of it on the recording if it is one that is kept, and returns what it is. The
// Filed that names it follows. It goes no faster than the server takes the recording.
func (f *Folders) recordCopy(ctx context.Context, s *power.Stream, file io.ReaderAt, offset, length, size uint64) (wire.Sum, error) {
	if size == 0 || !f.copies(size) {
		return pass(ctx, file, offset, length, func([]byte) error { return nil })
	}
	c := &copier{f: f, ctx: ctx, stream: s.Number}
	return pass(ctx, file, offset, size, c.take)
}

// copier puts pieces on the recording.
type copier struct {
	f      *Folders
	ctx    context.Context //nolint:containedctx // it lives as long as one call
	stream uint32
	from   uint64
}

func (c *copier) take(b []byte) error {
	if err := c.f.record.Room(c.ctx); err != nil {
		return wire.NotReady
	}
	for len(b) > 0 {
		n := min(len(b), wire.MaxCopy)
		if err := c.f.record.Note(wire.Copied, c.stream, wire.Copy{From: c.from, Bytes: b[:n]}.Encode()); err != nil {
			return err
		}
		c.from, b = c.from+uint64(n), b[n:]
	}
	return nil
}
