package channel

import (
	"os"
	"time"
)

// queue appends a frame without bytes to what waits, and has it written by another goroutine: it never waits. The caller holds the lock.
func (m *Mux) queue(f frame) {
	if m.err != nil {
		return
	}
	m.pending = f.append(enlarge(m.pending, frameSize))
	m.drained()
}

// drained has somebody write what waits. The caller holds the lock.
func (m *Mux) drained() {
	if !m.writing && len(m.pending) > 0 && m.err == nil {
		m.writing = true
		go m.drain()
	}
}

// drain writes what waits until nothing does.
func (m *Mux) drain() {
	var out []byte
	for {
		m.mu.Lock()
		release(out)
		if out, m.pending = m.pending, nil; len(out) == 0 || m.err != nil {
			m.writing = false
			m.mu.Unlock()
			return
		}
		m.owed = 0
		m.turn.Broadcast()
		m.mu.Unlock()
		for rest := out; len(rest) > 0; {
			n := min(len(rest), maxMessage)
			if err := m.put(rest[:n]); err != nil {
				m.fail(err)
				break
			}
			rest = rest[n:]
		}
	}
}

// put writes one message on the connection. Only who set writing may. That it does not take longer than it may is seen to by keep: a timer for each
// message would wake a thread for each.
func (m *Mux) put(b []byte) error {
	m.began.Store(time.Now().UnixNano())
	_, err := m.conn.Write(b)
	m.began.Store(0)
	return err
}

// Write waits while the other end's window is full. What is short is written at once by the caller if nobody else writes: it then waits for
// the connection, up to ten seconds where that is stalled, whatever its deadline says.
func (s *Stream) Write(b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var some int
		some, err = s.write(b[n:])
		n += some
	}
	return n, err
}

// write sends one frame.
func (s *Stream) write(b []byte) (int, error) {
	m := s.mux
	m.mu.Lock()
	defer m.mu.Unlock()
	f, waited, err := s.allowed(len(b))
	if err != nil {
		return 0, err
	}
	b = b[:f.count]
	s.may -= f.count
	if waited {
		f.kind = frameMore
	}
	if m.writing || len(m.pending) > 0 || len(b) > piece1-frameSize {
		m.pending = append(f.append(enlarge(m.pending, frameSize+len(b))), b...)
		m.drained()
		return len(b), nil
	}
	m.writing = true
	m.mu.Unlock()
	out := append(f.append(piece(frameSize+len(b))), b...)
	err = m.put(out)
	release(out)
	if err != nil {
		m.fail(err)
	}
	m.mu.Lock()
	m.writing = false
	m.drained()
	if err != nil {
		return 0, m.why()
	}
	return len(b), nil
}

// allowed waits until some of n bytes may be sent, and tells how many, and whether that was waited for. The caller holds the lock.
func (s *Stream) allowed(n int) (f frame, waited bool, err error) {
	m := s.mux
	for {
		switch {
		case s.broken != nil:
			return f, waited, s.broken
		case s.ending:
			return f, waited, ErrStreamReset
		case m.err != nil:
			return f, waited, m.why()
		case s.writeBy.over:
			return f, waited, os.ErrDeadlineExceeded
		case s.may == 0:
			waited = true
		case len(m.pending) < maxMessage:
			return frame{frameData, s.id, min(uint32(min(n, maxData)), s.may)}, waited, nil
		}
		m.turn.Wait()
	}
}
