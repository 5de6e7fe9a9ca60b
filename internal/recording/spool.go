package recording

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"surety/internal/wire"
)

const (
	suffix      = ".srec"
	segmentSize = 8 << 20
)

// Spool keeps the sealed chunks of one recording in a folder until the server has them: records with their signatures, one after
// another, in files of about 8 MiB named for their first chunk. What the server acknowledged is removed file by file.
//
// Writing. A chunk is written in one call before anything in it is shown, and forced to the disk (fsync) at the latest a
// second and a quarter later and at the end. So killing the program loses nothing that was shown; loss of power may lose the last second
// that the server did not acknowledge yet, and the session with it.
//
// A chunk that was torn by either is dropped when the folder is opened again.
type Spool struct {
	dir   *os.Root
	limit int64
	// acknowledged, if set, is told the first chunk that is not; it is called without the lock.
	acknowledged func(first uint64)

	mu       sync.Mutex
	file     *os.File // the newest segment, while the recording runs
	segments []segment
	size     int64         // of all segments
	buf      []byte        // of one chunk
	first    uint64        // chunk without an acknowledgement
	next     uint64        // chunk to be written
	previous wire.Digest   // of the chunk before next
	ended    bool          // no chunk follows
	changed  chan struct{} // closed when there is more, or less, to send
}

type segment struct {
	chunk uint64
	size  int64
}

func (s segment) name() string { return fmt.Sprintf("%016x%s", s.chunk, suffix) }

// NewSpool makes the folder, which must not exist, readable to this user alone. It takes at most limit bytes that the server has
// not acknowledged, give or take a file.
func NewSpool(path string, limit int64) (*Spool, error) {
	if err := os.Mkdir(path, 0o700); err != nil {
		return nil, err
	}
	dir, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &Spool{dir: dir, limit: limit, changed: make(chan struct{})}, nil
}

// OpenSpool opens the folder that an earlier run left, to upload what the server has not got. A torn last chunk is dropped. Nothing
// can be recorded into it: the key is gone.
func OpenSpool(path string) (*Spool, error) {
	dir, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	s := &Spool{dir: dir, ended: true, changed: make(chan struct{})}
	if err := s.recover(); err != nil {
		return nil, errors.Join(err, dir.Close())
	}
	return s, nil
}

// Close lets go of the folder, and leaves what the server has not got.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return errors.Join(s.closeFile(), s.dir.Close())
}

func (s *Spool) closeFile() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file = nil
	return err
}

// append writes a chunk. After a failure the spool ends before it.
func (s *Spool) append(c Sealed, digest wire.Digest) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := int64(len(c.Record) + len(c.Signature))
	if s.size+n > s.limit {
		return ErrFull
	}
	if len(s.segments) == 0 || s.segments[len(s.segments)-1].size+n > segmentSize {
		if err := s.turn(); err != nil {
			return err
		}
	}
	last := &s.segments[len(s.segments)-1]
	s.buf = append(append(s.buf[:0], c.Record...), c.Signature...)
	if _, err := s.file.Write(s.buf); err != nil {
		return errors.Join(err, s.file.Truncate(last.size))
	}
	last.size += n
	s.size += n
	s.next, s.previous, s.ended = s.next+1, digest, c.Header.Last
	s.wake()
	return nil
}

// turn begins a new segment.
func (s *Spool) turn() error {
	if s.file != nil {
		if err := errors.Join(s.file.Sync(), s.closeFile()); err != nil {
			return err
		}
	}
	segment := segment{chunk: s.next}
	f, err := s.dir.OpenFile(segment.name(), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	s.file = f
	s.segments = append(s.segments, segment)
	return syncDir(s.dir)
}

// stop says that no chunk follows.
func (s *Spool) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.wake()
}

func (s *Spool) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// sync forces what was written to the disk, while others write on.
func (s *Spool) sync() error {
	s.mu.Lock()
	f := s.file
	s.mu.Unlock()
	if f == nil {
		return nil
	}
	if err := f.Sync(); err != nil && !errors.Is(err, os.ErrClosed) { // closed: turn has forced it
		return err
	}
	return nil
}

// acknowledge notes that the server has all chunks before first, and removes the segments of which all are.
func (s *Spool) acknowledge(first uint64) error {
	s.mu.Lock()
	s.first = max(s.first, first)
	drop := 0
	for drop+1 < len(s.segments) && s.segments[drop+1].chunk <= s.first {
		drop++
	}
	var errs []error
	for _, old := range s.segments[:drop] {
		s.size -= old.size
		errs = append(errs, s.dir.Remove(old.name()))
	}
	s.segments = slices.Delete(s.segments, 0, drop)
	s.wake()
	s.mu.Unlock()
	if s.acknowledged != nil {
		s.acknowledged(first)
	}
	return errors.Join(errs...)
}

// recover finds out what the folder holds.
func (s *Spool) recover() error {
	files, err := fs.ReadDir(s.dir.FS(), ".")
	if err != nil {
		return err
	}
	for _, f := range files {
		chunk, err := strconv.ParseUint(strings.TrimSuffix(f.Name(), suffix), 16, 64)
		if err != nil || (segment{chunk: chunk}).name() != f.Name() {
			return fmt.Errorf("recording: %q is no file of a spool", f.Name())
		}
		s.segments = append(s.segments, segment{chunk: chunk})
	}
	slices.SortFunc(s.segments, func(a, b segment) int { return cmp.Compare(a.chunk, b.chunk) })
	if len(s.segments) > 0 {
		s.first = s.segments[0].chunk
		s.next = s.first
	}
	for i := range s.segments {
		if err := s.measure(&s.segments[i], i == len(s.segments)-1); err != nil {
			return err
		}
	}
	return nil
}

// measure reads a segment's chunks and cuts off one that was torn at the very end.
func (s *Spool) measure(g *segment, last bool) error {
	f, err := s.dir.OpenFile(g.name(), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	if g.chunk != s.next {
		return fmt.Errorf("recording: the spool misses chunk %d", s.next)
	}
	for in := NewStream(f); ; {
		c, err := in.Next()
		if err == io.EOF {
			break
		}
		if err == nil && c.Header.Number != s.next {
			err = wire.ErrForm
		}
		if err != nil && last {
			return errors.Join(f.Truncate(g.size), f.Sync())
		}
		if err != nil {
			return fmt.Errorf("recording: chunk %d of the spool: %w", s.next, err)
		}
		n := int64(len(c.Record) + len(c.Signature))
		g.size += n
		s.size += n
		s.next, s.previous = s.next+1, c.Digest()
	}
	return nil
}
