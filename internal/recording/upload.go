package recording

import (
	"context"
	"io"
	"os"
	"sync"
	"time"

	"surety/internal/wire"
)

const (
	// ahead is how many chunks may be under way without an acknowledgement.
	ahead = 256
	// linger is how long the first chunk after a rest waits for those that follow it. A key makes two, of which the first, sent at
	// once, would stand before the echo on its way to who typed. It is the network's time, not the recording's, so no Clock counts it.
	linger = 20 * time.Millisecond
	// together is how many bytes of chunks go in one write, give or take a chunk.
	together = 32 << 10
)

// Upload gives the chunks that the server has not got, in their order, and takes its acknowledgements. There is one for each
// connection; it begins where the server stands, so that a broken line leaves no gap. Next is for one goroutine,
// Acknowledge for another.
type Upload struct {
	spool *Spool

	mu   sync.Mutex
	sent []wire.Ack // what the server should answer, the oldest first

	at      uint64 // the chunk to be read
	segment uint64 // the file it is in, by its first chunk
	file    *os.File
	offset  int64
	buf     []byte
}

// Upload begins to send after the server's last stored chunk (nil: it has none). What it has is thereby acknowledged.
// Fault: ErrForked if that chunk is not one of this recording, or if the server has lost what it had acknowledged.
func (s *Spool) Upload(stored *wire.Ack) (*Upload, error) {
	u := &Upload{spool: s, buf: make([]byte, wire.MaxRecord+wire.SignatureSize)}
	var previous wire.Digest
	if stored != nil {
		u.at, previous = stored.Number+1, stored.Digest
	}
	s.mu.Lock()
	first, next, last := s.first, s.next, s.previous
	s.mu.Unlock()
	if u.at < first || u.at > next {
		return nil, ErrForked
	}
	if u.at < next {
		c, err := u.read()
		if err != nil {
			return nil, err
		}
		last, u.offset = c.Header.Previous, u.offset-int64(len(c.Record)+len(c.Signature))
		u.at--
	}
	if previous != last {
		return nil, ErrForked
	}
	return u, s.acknowledge(u.at)
}

// Next waits until there is a chunk to send and room for it, and returns it; it is good until the next call. Where there was none, it
// waits a moment longer, for those that follow. After the last one it is io.EOF.
func (u *Upload) Next(ctx context.Context) (Sealed, error) {
	for {
		s := u.spool
		s.mu.Lock()
		next, ended, changed := s.next, s.ended, s.changed
		s.mu.Unlock()
		switch {
		case u.at < next && u.room():
			return u.send()
		case u.at == next && ended:
			return Sealed{}, io.EOF
		}
		select {
		case <-ctx.Done():
			return Sealed{}, ctx.Err()
		case <-changed:
		}
		if u.at < next {
			continue // there was room to wait for
		}
		select {
		case <-ctx.Done():
		case <-time.After(linger):
		}
	}
}

// ready reports whether Next would not wait.
func (u *Upload) ready() bool {
	s := u.spool
	s.mu.Lock()
	next := s.next
	s.mu.Unlock()
	return u.at < next && u.room()
}

func (u *Upload) room() bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.sent) < ahead
}

func (u *Upload) send() (Sealed, error) {
	c, err := u.read()
	if err != nil {
		return Sealed{}, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.sent = append(u.sent, c.Ack())
	return c, nil
}

// Acknowledge takes the server's answer: it has stored this chunk and all before it. Fault: ErrForked if the chunk was not
// sent or is not the one that was; then the connection is not to be trusted with more.
func (u *Upload) Acknowledge(a wire.Ack) error {
	u.mu.Lock()
	n := 0
	for n < len(u.sent) && u.sent[n].Number < a.Number {
		n++
	}
	if n == len(u.sent) || u.sent[n] != a {
		u.mu.Unlock()
		return ErrForked
	}
	u.sent = append(u.sent[:0], u.sent[n+1:]...)
	u.mu.Unlock()
	return u.spool.acknowledge(a.Number + 1)
}

// Close ends the upload; the spool stays.
func (u *Upload) Close() error {
	if u.file == nil {
		return nil
	}
	return u.file.Close()
}

// read reads chunk u.at and moves on.
func (u *Upload) read() (Sealed, error) {
	if err := u.find(); err != nil {
		return Sealed{}, err
	}
	for {
		c, err := u.readHere()
		if err != nil {
			return Sealed{}, err
		}
		if c.Header.Number == u.at {
			u.at++
			return c, nil
		}
	}
}

// find opens the segment that holds the chunk, if it is not the one that is open.
func (u *Upload) find() error {
	s := u.spool
	s.mu.Lock()
	defer s.mu.Unlock()
	i := len(s.segments) - 1
	for i > 0 && s.segments[i].chunk > u.at {
		i--
	}
	if i < 0 {
		return ErrForked
	}
	if u.file != nil && u.segment == s.segments[i].chunk {
		return nil
	}
	if u.file != nil {
		u.file.Close()
	}
	f, err := s.dir.Open(s.segments[i].name())
	u.file, u.segment, u.offset = f, s.segments[i].chunk, 0
	return err
}

func (u *Upload) readHere() (Sealed, error) {
	in := &stream{r: io.NewSectionReader(u.file, u.offset, int64(len(u.buf))), buf: u.buf}
	c, err := in.Next()
	u.offset += int64(len(c.Record) + len(c.Signature))
	return c, err
}
