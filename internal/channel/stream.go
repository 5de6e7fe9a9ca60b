package channel

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// patience is how often a sender has to wait, for a reader that keeps up, until the window grows.
const patience = 3

// Stream is one of the streams of a mux: a net.Conn whose directions end one by one. One goroutine may read while another writes.
type Stream struct {
	Number uint32 // under which the recording knows a stream that was opened here; 0 where it has none

	id  uint32
	mux *Mux // whose lock guards what follows

	came   sync.Cond // bytes, an end
	bag    bag
	window uint32 // bytes that the other end may have under way
	room   uint32 // of them it may still send
	taken  uint32 // of them were read since it was told
	waits  uint32 // how often it has waited for more while nothing was unread

	may    uint32 // bytes that the other end takes
	ending bool   // CloseWrite here
	ended  bool   // CloseWrite there: nothing comes after what is in the bag
	heard  bool   // and the reader was told
	broken error  // why neither reads nor writes any more

	readBy, writeBy deadline
}

// deadline is a time that passes.
type deadline struct {
	timer *time.Timer
	over  bool
	count uint32 // how often it was set: an older timer counts no more
}

var _ net.Conn = (*Stream)(nil)

// stream makes one. The caller holds the lock.
func (m *Mux) stream(id uint32) *Stream {
	s := &Stream{id: id, mux: m, window: smallWindow, room: smallWindow, may: smallWindow}
	s.came.L = &m.mu
	m.streams[id] = s
	return s
}

// Read reads what came. io.EOF is the other end's CloseWrite and nothing else.
func (s *Stream) Read(p []byte) (int, error) {
	s.mux.mu.Lock()
	defer s.mux.mu.Unlock()
	if err := s.await(len(p) > 0); err != nil {
		return 0, err
	}
	n := s.bag.take(p)
	s.taken += uint32(n)
	s.allow()
	return n, nil
}

// next reads the next piece of what came, which is the caller's to release; its first bytes were read before.
func (s *Stream) next() (whole []byte, read int, err error) {
	s.mux.mu.Lock()
	defer s.mux.mu.Unlock()
	if err = s.await(true); err != nil {
		return nil, 0, err
	}
	whole, read = s.bag.next()
	s.taken += uint32(len(whole) - read)
	s.allow()
	return whole, read, nil
}

// await waits until there is something to read, or, where that is not wanted, tells only what would keep it from being read. The caller holds the lock.
func (s *Stream) await(something bool) error {
	for m := s.mux; ; s.came.Wait() {
		switch {
		case s.broken != nil:
			return s.broken
		case s.readBy.over:
			return os.ErrDeadlineExceeded
		case s.bag.size > 0 && (m.err == nil || s.ended):
			return nil
		case s.ended:
			s.heard = true
			return io.EOF
		case m.err != nil:
			return m.why()
		case !something:
			return nil
		}
	}
}

// CloseWrite says that nothing follows; reading goes on.
func (s *Stream) CloseWrite() error {
	m := s.mux
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case s.broken != nil:
		return s.broken
	case s.ending:
		return nil
	case m.err != nil:
		return m.why()
	}
	s.ending = true
	m.queue(frame{kind: frameEnd, stream: s.id})
	m.turn.Broadcast()
	s.forget()
	return nil
}

// Close ends the stream in both directions. Unless the other end has ended its own, and it was read to there, the stream is cut, and what is under way may
// be lost: to end without loss, CloseWrite and read to the end. It does not wait.
func (s *Stream) Close() error {
	m := s.mux
	m.mu.Lock()
	whole := s.heard
	if !whole && s.broken == nil && m.err == nil && m.streams[s.id] == s {
		m.queue(frame{kind: frameCut, stream: s.id})
	}
	if !whole {
		s.breaks(ErrStreamReset)
	}
	m.mu.Unlock()
	if whole {
		return s.CloseWrite()
	}
	return nil
}

// breaks ends both directions at once. The caller holds the lock.
func (s *Stream) breaks(why error) {
	if s.broken == nil && s.mux.err == nil {
		s.broken = why
	}
	s.bag.drop()
	s.leave()
	s.mux.turn.Broadcast()
}

// forget takes the stream off the mux when both directions have ended. The caller holds the lock.
func (s *Stream) forget() {
	if s.ended && s.ending {
		s.leave()
	}
}

// leave takes the stream off the mux, and wakes who reads it. The caller holds the lock.
func (s *Stream) leave() {
	m := s.mux
	if m.streams[s.id] == s {
		delete(m.streams, s.id)
		if s.id%2 != m.next%2 {
			m.theirs--
		}
	}
	s.readBy.stop()
	s.writeBy.stop()
	s.came.Broadcast()
}

// cut stops reading and writing at once. Close follows.
func (s *Stream) cut() { _ = s.SetDeadline(time.Unix(1, 0)) }

// LocalAddr and RemoteAddr tell nothing of use.
func (s *Stream) LocalAddr() net.Addr  { return s.mux.conn.LocalAddr() }
func (s *Stream) RemoteAddr() net.Addr { return s.mux.conn.RemoteAddr() }

// SetDeadline and its halves are those of net.Conn; a reading or writing that is late fails with os.ErrDeadlineExceeded.
func (s *Stream) SetDeadline(t time.Time) error {
	_ = s.SetReadDeadline(t)
	return s.SetWriteDeadline(t)
}

// SetReadDeadline is for reading.
func (s *Stream) SetReadDeadline(t time.Time) error { return s.setDeadline(&s.readBy, t) }

// SetWriteDeadline is for writing. What is written on the connection already is not held by it: see Write.
func (s *Stream) SetWriteDeadline(t time.Time) error { return s.setDeadline(&s.writeBy, t) }

func (s *Stream) setDeadline(d *deadline, t time.Time) error {
	m := s.mux
	m.mu.Lock()
	defer m.mu.Unlock()
	d.stop()
	d.over = false
	if t.IsZero() {
		return nil
	}
	left := time.Until(t)
	if left <= 0 {
		s.passed(d)
		return nil
	}
	count := d.count
	d.timer = time.AfterFunc(left, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if d.count == count {
			s.passed(d)
		}
	})
	return nil
}

// stop forgets the time. The caller holds the lock.
func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
	d.count++
}

// passed wakes who waits. The caller holds the lock.
func (s *Stream) passed(d *deadline) {
	d.over = true
	s.came.Broadcast()
	s.mux.turn.Broadcast()
}
